//! The corpus: documents that people wrote, split into passages that stand alone, each with its source and date.
//!
//! A document is Markdown with TOML front matter in `corpus/LANGUAGE/NAME.md`; every `##` heading with its text is one
//! passage. Documents that were not written for this bot, Markdown without front matter, plain text and HTML, are cut into
//! passages. Offices are data in `corpus/contacts.toml`, and each of them is a passage too, in every language.
//! A document that is wrong is reported with file and line, and the rest stays usable.

mod contacts;
mod document;
mod folder;
mod markdown;
mod plain;
mod section;
mod sentences;

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use contacts::Office;
pub use folder::Listing;
pub use sentences::sentences;

use crate::language::Language;

/// The topic of passages that say what the bot cannot answer, and where to turn instead.
pub const OUT_OF_SCOPE: &str = "out-of-scope";

/// The topic of passages that were cut from a document which was not written for this bot.
pub const PLAIN: &str = "documents";

/// Everything that the bot can answer with.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// All passages, in the order of their files.
    pub passages: Vec<Passage>,
    /// The offices of `contacts.toml`.
    pub offices: Vec<Office>,
    /// What is wrong with the files; the passages above leave it out.
    pub problems: Vec<Problem>,
    /// The files of a kind that is not read, as paths inside the corpus folder.
    pub unread: Vec<String>,
}

/// A short text that answers one question.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Passage {
    /// Lower-case words with hyphens; the same in each language of the passage, unique within a language.
    pub id: String,
    /// The document it stands in: its file name without the ending, with the folders where it was not written for this bot.
    pub document: String,
    /// The subject of the document, for example `careers`.
    pub topic: String,
    /// The language of heading, text and lines.
    pub language: Language,
    /// One line that says what the passage tells.
    pub heading: String,
    /// Plain text; paragraphs are divided by an empty line, list items start with `- `.
    pub text: String,
    /// Other ways in which people ask for it.
    pub asked_as: Vec<String>,
    /// Where it comes from, the main source first; empty only for [`OUT_OF_SCOPE`].
    pub sources: Vec<Source>,
}

impl Passage {
    /// Whether this passage says what the bot cannot answer, rather than an answer.
    #[must_use]
    pub fn is_out_of_scope(&self) -> bool {
        self.topic == OUT_OF_SCOPE
    }

    /// Whether this passage is an office of `contacts.toml`.
    #[must_use]
    pub fn is_office(&self) -> bool {
        self.document == contacts::DOCUMENT && self.topic == contacts::TOPIC
    }

    /// The lines by which it is found: those in which people ask; where nobody wrote these, its sentences serve.
    #[must_use]
    pub fn lines(&self) -> Vec<&str> {
        let written = self.asked_as.iter().map(String::as_str);
        let told = if self.is_plain() { sentences(&self.text) } else { Vec::new() };
        written.chain(told.into_iter().filter_map(|place| self.text.get(place))).collect()
    }

    /// Whether this passage was cut from a document that was not written for this bot.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.topic == PLAIN
    }
}

/// Where a passage comes from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Who published it.
    pub publisher: String,
    /// The title of the page or document.
    pub title: String,
    /// Its address, http(s); some sources have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The day up to which it is known to be true.
    #[serde(deserialize_with = "day")]
    pub as_of: jiff::civil::Date,
}

/// A date of a TOML file, written as a string (`"2025-11-24"`) or as a TOML date.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<jiff::civil::Date, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Date(toml::value::Datetime),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Text(text) => text,
        Written::Date(date) => date.to_string(),
    };
    text.parse().map_err(|_| serde::de::Error::custom(format!("`{text}` is not a date such as 2025-11-24")))
}

/// Whether an address can be shown as a link to people.
fn check_url(url: Option<&str>) -> Result<(), String> {
    let Some(text) = url else { return Ok(()) };
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
        _ => Err(format!("`{text}` is not an http(s) address")),
    }
}

/// Something wrong with a file of the corpus.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The file, as a path inside the corpus folder.
    pub file: String,
    /// The line, counted from 1, where one can be named.
    pub line: Option<usize>,
    /// What is wrong and what was expected.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

impl Corpus {
    /// A hash of every word of the passages in a language: another one means that an index built before is outdated.
    /// Sources and their dates are not indexed, so a document that is only touched, or copied, changes nothing.
    #[must_use]
    pub fn fingerprint(&self, language: Language) -> String {
        let mut hash = Sha256::new();
        for passage in self.passages.iter().filter(|passage| passage.language == language) {
            // Strings always serialise, and no two lists of them to the same.
            hash.update(serde_json::to_vec(&(&passage.heading, &passage.text, passage.lines())).unwrap_or_default());
        }
        crate::hex::hex(&hash.finalize())
    }

    /// Whether both hold the same passages and offices.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.passages == other.passages && self.offices == other.offices
    }

    /// The problems of a changed corpus for which it must not take the place of this one: those of files that had none
    /// here. A file that was wrong before and still is changes nothing for the worse.
    #[must_use]
    pub fn new_problems<'a>(&self, changed: &'a Self) -> Vec<&'a Problem> {
        let was_fine = |problem: &&Problem| self.problems.iter().all(|known| known.file != problem.file);
        changed.problems.iter().filter(was_fine).collect()
    }

    /// The number of lines in which people ask.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.passages.iter().map(|passage| passage.asked_as.len()).sum()
    }

    /// The number of documents that gave at least one passage.
    #[must_use]
    pub fn documents(&self) -> usize {
        let names: std::collections::BTreeSet<_> =
            self.passages.iter().map(|passage| (passage.language, &passage.document)).collect();
        names.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_that_was_fine_before_has_new_problems() {
        let problem = |file: &str, what: &str| Problem { file: file.to_owned(), line: None, what: what.to_owned() };
        let corpus = |problems: &[Problem]| Corpus { problems: problems.to_vec(), ..Corpus::default() };
        let (old, other, new) = (problem("a", "x"), problem("a", "y"), problem("b", "x"));
        let before = corpus(&[old]);
        assert_eq!(before.new_problems(&corpus(&[other, new.clone()])), [&new]);
        assert!(before.new_problems(&corpus(&[])).is_empty());
    }
}
