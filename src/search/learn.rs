//! Learns how to weigh the signals, on lines that an index made for it has not seen.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::build::{self, Progress, languages};
use super::library::Library;
use crate::answers::calibrate::{self, Trial};
use crate::answers::meaning::{Head, whole};
use crate::answers::{Judge, Question};
use crate::corpus::Corpus;
use crate::encoder::{Lazy, Vectors, is_held_out};
use crate::language::Language;

/// The file of a build with what was learned.
pub(super) const JUDGES: &str = "judges.json";

/// The folder of the index that has not seen every line; it is gone when the learning ends.
const TRIAL: &str = "trial";

/// A passage with fewer lines keeps them all.
const LEAST_LINES: usize = 10;

/// Of the lines of a passage, one block of a fifth is kept back. Lines that stand together were written together: a block
/// tells more of how strangers ask than lines drawn here and there.
const FIFTHS: usize = 5;

/// How many lines of each passage are tried at most, and of passages that are out of scope: these are few, and broad.
const TRIED: usize = 3;
const TRIED_OUT: usize = 40;

/// How to weigh what is known of a question in one language.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(super) struct Judges {
    /// By words, letters and classifier.
    pub without_meaning: Option<Judge>,
    /// With what the encoder adds.
    pub with_meaning: Option<Judge>,
}

/// A line that was kept back.
struct Kept {
    line: String,
    passage: usize,
}

/// The weights of each language for the corpus whose shelves and vectors are in `build`; the defaults where it has too few
/// lines. Needs about as long as the whole index took.
pub(super) fn judges(
    build: &Path,
    corpus: &Corpus,
    encoder: &Arc<Lazy>,
    progress: &Progress<'_>,
) -> anyhow::Result<BTreeMap<Language, Judges>> {
    let (reduced, kept) = keep_back(corpus);
    if kept.is_empty() || !corpus.passages.iter().any(crate::corpus::Passage::is_out_of_scope) {
        return Ok(BTreeMap::new());
    }
    let folder = build.join(TRIAL);
    std::fs::create_dir_all(&folder)?;
    let judges = trial(build, &folder, reduced, &kept, encoder, progress);
    std::fs::remove_dir_all(&folder)?;
    judges
}

fn trial(
    build: &Path,
    folder: &Path,
    reduced: Corpus,
    kept: &[Kept],
    encoder: &Arc<Lazy>,
    progress: &Progress<'_>,
) -> anyhow::Result<BTreeMap<Language, Judges>> {
    build::write_shelves(folder, &reduced, None, true)?;
    let vectors = encoder.fingerprint().map(|model| Vectors::read(&build::vectors(build), model)).unwrap_or_default();
    let mut library = build::read(folder, Arc::new(reduced), Arc::clone(encoder))?;
    if let Some(meaning) = &mut library.meaning {
        meaning.texts = library.subjects.texts(&library.corpus, &vectors);
        meaning.head = Head::train(&meaning.texts);
    }
    let library = &library;
    let mut judges = BTreeMap::new();
    for language in languages(&library.corpus) {
        let of = |kept: &&Kept| library.corpus.passages.get(kept.passage).is_some_and(|p| p.language == language);
        let kept: Vec<&Kept> = kept.iter().filter(of).collect();
        let without = calibrate::learn(&trials(library, &kept, language, None, progress)?, &library.corpus);
        let with = match library.meaning.as_ref().and_then(|meaning| meaning.head.as_ref()) {
            None => None,
            Some(_) => {
                let tried = trials(library, &kept, language, Some(&vectors), progress)?;
                calibrate::learn(&tried, &library.corpus)
            }
        };
        judges.insert(language, Judges { without_meaning: without, with_meaning: with });
    }
    Ok(judges)
}

/// What the index knows of each line that was kept back; with `vectors`, also by its meaning.
fn trials(
    library: &Library,
    kept: &[&Kept],
    language: Language,
    vectors: Option<&Vectors>,
    progress: &Progress<'_>,
) -> anyhow::Result<Vec<Trial>> {
    let mut trials = Vec::new();
    for (at, Kept { line, passage }) in kept.iter().enumerate() {
        progress("weighing", at, kept.len());
        let Ok(question) = Question::parse(line) else { continue };
        let vector = vectors.and_then(|vectors| vectors.get(line)).map(whole);
        let candidates = match (vectors, vector) {
            (Some(_), None) => continue,
            (None, _) => library.by_words(&question, language)?,
            (Some(_), Some(vector)) => library.by_meaning(&Asked::with_vector(&question, vector), language)?,
        };
        trials.extend(candidates.map(|candidates| Trial { candidates, right: *passage }));
    }
    Ok(trials)
}

/// The corpus without some of its lines, and those.
fn keep_back(corpus: &Corpus) -> (Corpus, Vec<Kept>) {
    let (mut reduced, mut kept) = (corpus.clone(), Vec::new());
    for (place, passage) in reduced.passages.iter_mut().enumerate() {
        let lines = passage.asked_as.len();
        if lines < LEAST_LINES {
            continue;
        }
        let block = place % FIFTHS;
        let taken: Vec<String> = passage.asked_as.drain(block * lines / FIFTHS..(block + 1) * lines / FIFTHS).collect();
        let most = if passage.is_out_of_scope() { TRIED_OUT } else { TRIED };
        let lines = taken.into_iter().filter(|line| is_held_out(line)).take(most);
        kept.extend(lines.map(|line| Kept { line, passage: place }));
    }
    (reduced, kept)
}
