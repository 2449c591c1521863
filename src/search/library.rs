//! The shelves of all languages in the index folder, kept true to the corpus, and what is known over all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;

use super::asked::Asked;
use super::build::{self, Built, Progress};
use super::learn::Judges;
use super::remembered::Remembered;
use super::senses::Subjects;
use super::shelf::Shelf;
use crate::answers::meaning::Meaning;
use crate::answers::{Answer, Candidates, Hit, Judge, Question, Words as _, is_clear};
use crate::corpus::Corpus;
use crate::encoder::Lazy;
use crate::language::Language;

/// The corpus and its index.
pub struct Library {
    /// What the passages say.
    pub corpus: Arc<Corpus>,
    pub(super) encoder: Arc<Lazy>,
    pub(super) shelves: Vec<Shelf>,
    pub(super) subjects: Subjects,
    /// What the vectors tell; none where there is no encoder.
    pub(super) meaning: Option<Meaning>,
    pub(super) judges: BTreeMap<Language, Judges>,
    /// The languages that have passages which are out of scope.
    pub(super) has_out_of_scope: BTreeSet<Language>,
    pub(super) remembered: Remembered,
    /// The name of its build in the index folder.
    pub(super) name: String,
    pub(super) is_learned: bool,
    pub(super) built_at: Option<jiff::Timestamp>,
}

/// How an index came to be open.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Opened {
    /// It was there, and true to the corpus.
    Found,
    /// It was built, for this reason.
    Built(&'static str),
}

impl Library {
    /// Opens the index of `corpus` in `folder`; where it is missing, outdated or damaged, builds first what can be built in
    /// a second or two. What takes longer is left to [`Self::learn`]; until then answers are a little less good.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written.
    pub fn open(folder: &Path, corpus: Arc<Corpus>, encoder: Arc<Lazy>) -> anyhow::Result<(Self, Opened)> {
        match build::existing(folder, &corpus, &encoder) {
            Ok(library) => Ok((library, Opened::Found)),
            Err(reason) => {
                let built = Built { folder, corpus, encoder, is_learned: false, replaces: None };
                let library = built.build(true, &|_, _, _| ())?.context("another index is in its place")?;
                Ok((library, Opened::Built(reason)))
            }
        }
    }

    /// The answer to a question that this library gave before, or the one that is worked out now.
    ///
    /// # Errors
    ///
    /// Those of `answer`.
    pub fn remembered(
        &self,
        question: &Question,
        reader: Language,
        passages: usize,
        answer: impl FnOnce() -> anyhow::Result<Answer>,
    ) -> anyhow::Result<Answer> {
        self.remembered.or(question, reader, passages, answer)
    }

    /// Whether all was learned from the corpus that can be.
    #[must_use]
    pub fn is_learned(&self) -> bool {
        self.is_learned
    }

    /// Learns from the lines of the corpus, and makes that the index in use; some tens of seconds for 80,000 lines. `None`
    /// where another index has taken this one's place meanwhile: what was learned is dropped then.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written; the index that was there stays in use.
    pub fn learn(&self, folder: &Path, progress: &Progress<'_>) -> anyhow::Result<Option<Self>> {
        let (corpus, encoder) = (Arc::clone(&self.corpus), Arc::clone(&self.encoder));
        Built { folder, corpus, encoder, is_learned: true, replaces: Some(&self.name) }.build(true, progress)
    }

    /// Builds the whole index of `corpus` aside in `folder`, checks that it opens, and swaps it in.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written; an index that was there stays in use.
    pub fn build(
        folder: &Path,
        corpus: Arc<Corpus>,
        encoder: Arc<Lazy>,
        progress: &Progress<'_>,
    ) -> anyhow::Result<Self> {
        let built = Built { folder, corpus, encoder, is_learned: true, replaces: None };
        built.build(false, progress)?.context("another index is in its place")
    }

    /// When the index was built, where the file system tells.
    #[must_use]
    pub fn built_at(&self) -> Option<jiff::Timestamp> {
        self.built_at
    }

    /// Whether answers are found by meaning too.
    #[must_use]
    pub fn has_encoder(&self) -> bool {
        self.meaning.is_some()
    }

    /// Opens the encoder, so that the first question need not wait for it.
    pub fn warm_up(&self) {
        let _ = self.encoder.get();
    }

    /// The shelf of a language, where that has passages.
    #[must_use]
    pub fn shelf(&self, language: Language) -> Option<&Shelf> {
        self.shelves.iter().find(|shelf| shelf.language() == language)
    }

    /// What is known of a question in a language; none where the language has no passages. A question that is known word
    /// for word, or clear by its words alone, is not looked at further.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn candidates(&self, asked: &Asked<'_>, language: Language) -> anyhow::Result<Option<(&Shelf, Candidates)>> {
        let Some(shelf) = self.shelf(language) else { return Ok(None) };
        let mut candidates = shelf.candidates(asked.question.as_str()).context("searching the index")?;
        let judges = self.judges.get(&language).copied().unwrap_or_default();
        let is_alone = !self.has_out_of_scope.contains(&language);
        candidates.judge = judges.without_meaning.unwrap_or(match (is_alone, shelf.has_classifier()) {
            (false, _) => Judge::BY_WORDS,
            (true, false) => Judge::ALONE_BY_WORDS,
            (true, true) => Judge::ALONE_BY_CLASSIFIER,
        });
        if candidates.known.is_none() && !candidates.hits.is_empty() && !is_clear(&candidates, &self.corpus) {
            self.add_sense(asked, shelf, &mut candidates);
            if candidates.hits.iter().any(|hit| hit.nearness != 0.0) {
                let learned = judges.with_meaning.filter(|_| self.has_head());
                let usual = if is_alone { Judge::ALONE_BY_NEARNESS } else { Judge::BY_NEARNESS };
                candidates.judge = learned.unwrap_or(usual);
            }
        }
        Ok(Some((shelf, candidates)))
    }

    /// What the words of a question alone tell in a language; none where the language has no passages.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn by_words(&self, question: &Question, language: Language) -> anyhow::Result<Option<Candidates>> {
        let search = |shelf: &Shelf| shelf.candidates(question.as_str()).context("searching the index");
        self.shelf(language).map(search).transpose()
    }

    /// The same with its meaning, however clear it is.
    pub(super) fn by_meaning(&self, asked: &Asked<'_>, language: Language) -> anyhow::Result<Option<Candidates>> {
        let candidates = self.by_words(asked.question, language)?;
        Ok(self.shelf(language).zip(candidates).map(|(shelf, mut candidates)| {
            self.add_sense(asked, shelf, &mut candidates);
            candidates
        }))
    }

    /// Adds what a question means to what its words tell.
    fn add_sense(&self, asked: &Asked<'_>, shelf: &Shelf, candidates: &mut Candidates) {
        let Some(meaning) = &self.meaning else { return };
        let mended = self.encoder.get().and_then(|encoder| {
            let mended = shelf.mended(asked.question.as_str(), candidates, |word| encoder.is_word(word))?;
            encoder.embed(&mended).ok()
        });
        let Some(vector) = mended.as_ref().or_else(|| asked.vector(&self.encoder)) else { return };
        let sense = meaning.sense(vector);
        let mut hits: BTreeMap<usize, Hit> = candidates.hits.drain(..).map(|hit| (hit.passage, hit)).collect();
        for passage in shelf.passages() {
            let Some(subject) = self.subjects.of(*passage) else { continue };
            let hit = hits.entry(*passage).or_insert(Hit::none(*passage));
            hit.nearness = sense.nearness.get(subject).copied().unwrap_or_default();
            hit.log_probability = sense.log_probabilities.get(subject).copied().unwrap_or_default();
        }
        candidates.hits = hits.into_values().collect();
    }

    fn has_head(&self) -> bool {
        self.meaning.as_ref().is_some_and(|meaning| meaning.head.is_some())
    }
}

#[cfg(test)]
mod tests;
