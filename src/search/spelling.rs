//! How the words of the index are spelt in full: an index knows only their stems.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use crate::answers::{Candidates, Word, Words};
use crate::corpus::Passage;

/// The file of a shelf that holds them.
const FILE: &str = "spelling.json";

/// The most usual spelling of each stem, in lower case.
#[derive(Debug)]
pub(super) struct Spelling(HashMap<String, String>);

impl Spelling {
    /// The spellings in the lines, headings and texts of passages.
    pub fn of<'a>(passages: impl Iterator<Item = &'a Passage>, words: &dyn Words) -> Self {
        let mut counts: HashMap<String, HashMap<String, u32>> = HashMap::new();
        for passage in passages {
            let texts = passage.lines().into_iter().chain([passage.heading.as_str(), passage.text.as_str()]);
            for text in texts {
                for Word { term, place } in words.words(text) {
                    let spelt = text.get(place).unwrap_or_default().to_lowercase();
                    *counts.entry(term).or_default().entry(spelt).or_default() += 1;
                }
            }
        }
        // Of two spellings that are as usual the first in the alphabet, so that every build gives the same.
        let usual = |spellings: HashMap<String, u32>| {
            spellings.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0))).map(|(spelt, _)| spelt)
        };
        Self(counts.into_iter().filter_map(|(term, spellings)| Some((term, usual(spellings)?))).collect())
    }

    /// A question with the words mended that the index takes for others; none where there is nothing to mend. Words that
    /// `is_word` knows are left as they are: the index may not know them, but they are no mistakes.
    pub fn mended(
        &self,
        question: &str,
        candidates: &Candidates,
        words: &dyn Words,
        is_word: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let mut mended = question.to_owned();
        for Word { term, place } in words.words(question).into_iter().rev() {
            let known = candidates.words.iter().find(|word| word.term == term);
            let meant = known.and_then(|word| self.0.get(word.meant.as_ref()?));
            let is_mistake = question.get(place.clone()).is_some_and(|word| !is_word(word));
            if let Some(meant) = meant.filter(|_| is_mistake) {
                mended.replace_range(place, meant);
            }
        }
        (mended != question).then_some(mended)
    }

    pub fn write(&self, folder: &Path) -> io::Result<()> {
        // In the order of the alphabet, so that the same passages give the same file.
        let sorted: std::collections::BTreeMap<_, _> = self.0.iter().collect();
        std::fs::write(folder.join(FILE), serde_json::to_vec(&sorted)?)
    }

    pub fn read(folder: &Path) -> io::Result<Self> {
        Ok(Self(serde_json::from_slice(&std::fs::read(folder.join(FILE))?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{Judge, QuestionWord};
    use crate::language::Language;

    /// Splits at spaces; a stem is the first five letters.
    struct Plain;

    impl Words for Plain {
        fn language(&self) -> Language {
            Language::En
        }

        fn words(&self, text: &str) -> Vec<Word> {
            let mut at = 0;
            let mut words = Vec::new();
            for part in text.split_inclusive(' ') {
                let word = part.trim_end();
                words.push(Word { term: word.chars().take(5).collect(), place: at..at + word.len() });
                at += part.len();
            }
            words
        }
    }

    #[test]
    fn a_misspelt_word_is_mended_and_a_strange_one_left() {
        let spelling = Spelling([("inter", "interview"), ("broad", "broad")].map(|(a, b)| (a.into(), b.into())).into());
        let word = |term: &str, meant: &str| QuestionWord {
            term: term.to_owned(),
            terms: vec![meant.to_owned()],
            is_guess: term != meant,
            meant: (term != meant).then(|| meant.to_owned()),
            weight: 1.0,
            passages: Vec::new(),
        };
        let words = vec![word("intrv", "inter"), word("bread", "broad"), word("an", "an")];
        let candidates = Candidates { hits: Vec::new(), words, known: None, judge: Judge::BY_WORDS };
        let mended = |question: &str| spelling.mended(question, &candidates, &Plain, |word| word == "bread");
        assert_eq!(mended("an intrvew bread").as_deref(), Some("an interview bread"));
        assert_eq!(mended("an bread"), None);
    }
}
