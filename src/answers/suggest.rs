//! Completions while somebody types a question: headings, and lines in which people ask.

use std::collections::HashSet;

use super::fold::folded_words as words;
use crate::corpus::Corpus;
use crate::language::Language;

/// The longest completion, in code points: Discord's limit, so that a chosen one comes back whole.
const LONGEST: usize = 100;

/// A completion with its words as they are compared.
struct Entry {
    shown: String,
    /// A space before each word: one piece of memory for all of them, of which there are hundreds of thousands.
    words: String,
    passage: usize,
}

/// The completions of one language.
pub struct Suggestions {
    headings: Vec<Entry>,
    lines: Vec<Entry>,
}

impl Suggestions {
    /// The headings and lines of a corpus in one language; what cannot be answered is not offered.
    #[must_use]
    pub fn new(corpus: &Corpus, language: Language) -> Self {
        let (mut headings, mut lines) = (Vec::new(), Vec::new());
        for (at, passage) in corpus.passages.iter().enumerate() {
            if passage.language != language || passage.is_out_of_scope() {
                continue;
            }
            headings.extend(Entry::new(&passage.heading, at));
            lines.extend(passage.asked_as.iter().filter_map(|line| Entry::new(line, at)));
        }
        // A short line that holds what was typed is nearer to it than a long one.
        lines.sort_by_key(|entry| entry.shown.len());
        Self { headings, lines }
    }

    /// At most `most` completions of what was typed, headings first: those in which each typed word begins a word.
    /// With nothing typed, headings of several documents.
    #[must_use]
    pub fn complete(&self, typed: &str, most: usize) -> Vec<&str> {
        let typed: Vec<String> = words(typed).into_iter().map(|word| format!(" {word}")).collect();
        if typed.is_empty() {
            let step = (self.headings.len() / most.max(1)).max(1);
            return self.headings.iter().step_by(step).take(most).map(|entry| entry.shown.as_str()).collect();
        }
        let mut offered = HashSet::new();
        let fits = |entry: &&Entry| entry.fits(&typed);
        let headings = self.headings.iter().filter(fits);
        // One line of a passage is enough: its other lines lead to the same answer.
        let lines = self.lines.iter().filter(fits);
        headings
            .chain(lines)
            .filter(|entry| offered.insert(entry.passage))
            .take(most)
            .map(|entry| entry.shown.as_str())
            .collect()
    }
}

impl Entry {
    fn new(shown: &str, passage: usize) -> Option<Self> {
        let words = || words(shown).into_iter().map(|word| format!(" {word}")).collect();
        (shown.chars().count() <= LONGEST).then(|| Self { shown: shown.to_owned(), words: words(), passage })
    }

    fn fits(&self, typed: &[String]) -> bool {
        typed.iter().all(|start| self.words.contains(start.as_str()))
    }
}

/// How a name is named by what somebody typed.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Match {
    /// Not at all.
    None,
    /// Each typed word begins a word of it.
    Begun,
    /// Each typed word is a word of it.
    Part,
    /// The words are the same.
    Whole,
}

/// How `name` is named by `typed`; case, accents and punctuation aside.
#[must_use]
pub fn compare(name: &str, typed: &str) -> Match {
    let (name, typed) = (words(name), words(typed));
    let all = |fits: fn(&str, &str) -> bool| typed.iter().all(|t| name.iter().any(|word| fits(word, t)));
    if typed.is_empty() {
        Match::None
    } else if name == typed {
        Match::Whole
    } else if all(|word, typed| word == typed) {
        Match::Part
    } else if all(|word, typed| word.starts_with(typed)) {
        Match::Begun
    } else {
        Match::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Passage;

    fn suggestions(passages: &[(&str, &[&str])]) -> Suggestions {
        let passage = |(heading, lines): &(&str, &[&str])| Passage {
            id: (*heading).to_owned(),
            document: "d".to_owned(),
            topic: "careers".to_owned(),
            language: Language::En,
            heading: (*heading).to_owned(),
            text: "Text.".to_owned(),
            asked_as: lines.iter().map(|line| (*line).to_owned()).collect(),
            sources: Vec::new(),
        };
        let corpus = Corpus { passages: passages.iter().map(passage).collect(), ..Corpus::default() };
        Suggestions::new(&corpus, Language::En)
    }

    #[test]
    fn headings_come_before_lines_and_each_passage_once() {
        let suggestions = suggestions(&[
            ("Pay", &["is a contract paid well", "contract pay"]),
            ("Contract types", &["contract kinds"]),
        ]);
        assert_eq!(suggestions.complete("contr", 25), ["Contract types", "contract pay"]);
    }

    #[test]
    fn every_typed_word_must_begin_a_word_accents_aside() {
        let suggestions = suggestions(&[("Où postuler à l'OIM", &[]), ("Pourquoi l'OIM", &[])]);
        assert_eq!(suggestions.complete("ou POST", 25), ["Où postuler à l'OIM"]);
        assert_eq!(suggestions.complete("stuler", 25), Vec::<&str>::new());
    }

    #[test]
    fn a_name_is_compared_word_by_word() {
        assert_eq!(compare("Siège de l'OIM (Genève)", "siege de l oim geneve"), Match::Whole);
        assert_eq!(compare("New York", "york"), Match::Part);
        assert_eq!(compare("New York", "new y"), Match::Begun);
        assert_eq!(compare("New York", "news"), Match::None);
        assert_eq!(compare("New York", "?"), Match::None);
    }

    #[test]
    fn nothing_typed_offers_some_headings() {
        let suggestions = suggestions(&[("A", &[]), ("B", &[]), ("C", &[])]);
        assert_eq!(suggestions.complete(" ", 2), ["A", "B"]);
    }
}
