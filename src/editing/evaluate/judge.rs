//! Whether a reply is right.

use fancy_regex::Regex;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::Case;
use crate::answers::Outcome;
use crate::corpus::Passage;
use crate::language::Language;

/// How many passages of an answer count.
pub(super) const AMONG: usize = 3;

/// What the bot said to a question.
pub struct Reply<'a> {
    /// The language of the reader.
    pub reader: Language,
    /// What became of the question.
    pub outcome: Outcome,
    /// How sure the bot is, 0 to 1.
    pub confidence: f32,
    /// The passages, best first; also those that are only suggested.
    pub passages: Vec<&'a Passage>,
}

/// A question with what the bot made of it; this is what a saved run keeps.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Judged {
    /// The question's id.
    pub id: String,
    /// The question.
    pub question: String,
    /// Its language.
    pub lang: String,
    /// Its kind.
    pub kind: String,
    /// Whether the corpus answers it.
    pub answerable: bool,
    /// The language of its reader.
    pub reader: Language,
    /// What became of it.
    pub outcome: Outcome,
    /// How sure the bot is, 0 to 1.
    pub confidence: f32,
    /// The place of the first right passage, from 1; `None` where none is right, or nothing was answered.
    pub rank: Option<usize>,
    /// The heading of the first passage.
    pub first: Option<String>,
}

impl Judged {
    /// Whether the bot said that it does not know, or only suggested something.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.outcome != Outcome::Answered
    }

    /// How good that is: more is better. For an answerable question 3 is the right passage first, 2 among three, 1 a
    /// refusal and 0 a wrong answer; for any other, 1 is a refusal.
    #[must_use]
    pub fn grade(&self) -> u8 {
        match self.rank {
            _ if self.is_refused() => 1,
            Some(1) if self.answerable => 3,
            Some(_) if self.answerable => 2,
            _ => 0,
        }
    }

    /// The same in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        match (self.is_refused(), self.rank) {
            (true, _) => "refused".to_owned(),
            (false, Some(rank)) if self.answerable => format!("right at {rank}"),
            (false, _) => "wrong".to_owned(),
        }
    }
}

/// Judges a reply.
#[must_use]
pub fn judge(case: &Case, reply: &Reply<'_>) -> Judged {
    let counts = case.answerable && reply.outcome == Outcome::Answered;
    let rank = || reply.passages.iter().take(AMONG).position(|passage| is_right(case, passage)).map(|at| at + 1);
    Judged {
        id: case.id.clone(),
        question: case.question.clone(),
        lang: case.lang.clone(),
        kind: case.kind.clone(),
        answerable: case.answerable,
        reader: reply.reader,
        outcome: reply.outcome,
        confidence: reply.confidence,
        rank: if counts { rank() } else { None },
        first: reply.passages.first().map(|passage| passage.heading.clone()),
    }
}

/// Whether heading and text alone satisfy what is expected, as they stand or without accents.
fn is_right(case: &Case, passage: &Passage) -> bool {
    // The full stop keeps a pattern that stays within a sentence from reaching from the heading into the text.
    let text = format!("{} .\n{}", normalised(&passage.heading), normalised(&passage.text));
    let folded: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
    // A pattern that gives up on a text has not found anything in it.
    let found = |pattern: &Regex| [&text, &folded].iter().any(|text| pattern.is_match(text).unwrap_or(false));
    if case.expect_any { case.expect.iter().any(found) } else { case.expect.iter().all(found) }
}

/// Compatibility forms resolved, plain quotation marks and dashes, Discord's markup removed, single spaces.
fn normalised(text: &str) -> String {
    let plain: String = text.nfkc().filter_map(plain).collect();
    let words = without_links(&plain);
    let words = ["*", "`", "~~", "__", "||"].iter().fold(words, |text, mark| text.replace(mark, ""));
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain(character: char) -> Option<char> {
    match character {
        '\u{2018}' | '\u{2019}' => Some('\''),
        '\u{201c}' | '\u{201d}' => Some('"'),
        '\u{2010}'..='\u{2014}' | '\u{2212}' => Some('-'),
        '\u{200b}' | '\u{ad}' => None,
        other => Some(other),
    }
}

/// A text with its links, `[words](address)`, made plain words.
fn without_links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let after = &rest[open + 1..];
        let link = after.split_once(']').and_then(|(words, tail)| {
            let (address, tail) = tail.strip_prefix('(')?.split_once(')')?;
            (!words.is_empty() && !address.is_empty()).then_some((words, tail))
        });
        plain.push_str(&rest[..open]);
        match link {
            Some((words, tail)) => {
                plain.push_str(words);
                rest = tail;
            }
            None => {
                plain.push('[');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editing::evaluate::read;

    fn case(keys: &str) -> Case {
        let line = format!(r#"{{"id": "1", "question": "q", "answerable": true, {keys}}}"#);
        read(line.as_bytes()).0.remove(0)
    }

    fn passage(heading: &str, text: &str) -> Passage {
        Passage {
            id: "p".to_owned(),
            document: "d".to_owned(),
            topic: "t".to_owned(),
            language: Language::En,
            heading: heading.to_owned(),
            text: text.to_owned(),
            asked_as: vec!["nine months".to_owned()],
            sources: Vec::new(),
        }
    }

    fn rank(case: &Case, outcome: Outcome, passages: &[Passage]) -> Option<usize> {
        let passages = passages.iter().collect();
        judge(case, &Reply { reader: Language::En, outcome, confidence: 0.5, passages }).rank
    }

    #[test]
    fn all_patterns_must_be_found_in_one_passage_alone() {
        let case = case(r#""expect": ["nine", "months"]"#);
        let halves = [passage("Nine", "lives"), passage("Other", "months"), passage("Nine", "Months")];
        assert_eq!(rank(&case, Outcome::Answered, &halves), Some(3));
        assert_eq!(rank(&case, Outcome::Answered, &halves[..2]), None);
    }

    #[test]
    fn with_expect_any_one_pattern_is_enough() {
        let case = case(r#""expect": ["nine", "months"], "expect_any": true"#);
        assert_eq!(rank(&case, Outcome::Answered, &[passage("Nine", "lives")]), Some(1));
    }

    #[test]
    fn the_lines_in_which_people_ask_are_not_read() {
        assert_eq!(rank(&case(r#""expect": ["months"]"#), Outcome::Answered, &[passage("A", "b")]), None);
    }

    #[test]
    fn a_right_passage_that_is_only_suggested_does_not_count() {
        assert_eq!(rank(&case(r#""expect": ["b"]"#), Outcome::Unsure, &[passage("A", "b")]), None);
    }

    #[test]
    fn accents_in_the_passage_may_be_missing_in_the_pattern() {
        let spanish = passage("Sede", "Está en Ginebra, según la organización");
        assert_eq!(rank(&case(r#""expect": ["organizacion"]"#), Outcome::Answered, &[spanish]), Some(1));
    }

    #[test]
    fn a_pattern_within_a_sentence_does_not_reach_from_the_heading_into_the_text() {
        let case = case(r#""expect": ["pay[^.]*months"]"#);
        assert_eq!(rank(&case, Outcome::Answered, &[passage("Pay", "months")]), None);
    }

    #[test]
    fn typography_and_markup_do_not_count() {
        let text = "  “It’s” **bold**—see\u{a0}[the site](https://iom.int) [1] ~~x~~ ";
        assert_eq!(normalised(text), "\"It's\" bold-see the site [1] x");
    }
}
