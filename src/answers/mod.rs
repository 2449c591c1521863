//! From a question to an answer, purely: which passages, in which order, how sure, and which words to mark.
//!
//! What the index knows comes in as [`Candidates`]; nothing here reads an index, a clock or a file.

mod confidence;
mod detect;
mod evidence;
mod fold;
mod highlight;
mod question;
mod rank;
mod suggest;

pub use detect::languages_of;
pub use evidence::{Candidates, Hit, QuestionWord, Word, Words};
pub use fold::{folded_words, letter_groups};
pub use question::{LONGEST_QUESTION, Question, QuestionError};
pub use suggest::{Match, Suggestions, compare};

use serde::Serialize;

use crate::corpus::Corpus;
use crate::language::Language;

/// How many passages an answer carries at most.
pub const MOST_PASSAGES: usize = 10;

/// What became of a question.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The first passage answers it.
    Answered,
    /// No passage is likely enough; a few may be what was meant.
    Unsure,
    /// The corpus does not hold the answer.
    Unknown,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The language of its passages.
    pub language: Language,
    /// What became of the question.
    pub outcome: Outcome,
    /// How likely the first passage is to be the right one, 0 to 1.
    pub confidence: f32,
    /// The best passages, best first.
    pub passages: Vec<Ranked>,
    /// The place in the corpus of what to say instead, where a kind of question is known that cannot be answered.
    pub redirect: Option<usize>,
}

/// A passage of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Its place in the corpus.
    pub passage: usize,
    /// How well it fits, 0 to 1.
    pub score: f32,
    /// The parts of its text that hold words of the question, as ranges of characters.
    pub highlights: Vec<(usize, usize)>,
}

/// Answers a question from what the index knows of it, with at most `passages` passages.
#[must_use]
pub fn answer(
    question: &Question,
    candidates: &Candidates,
    corpus: &Corpus,
    words: &dyn Words,
    passages: usize,
) -> Answer {
    let language = words.language();
    let ranked = rank::rank(question, candidates, corpus);
    let redirect = ranked.first().filter(|first| first.out_of_scope).map(|first| first.passage);
    let answers = ranked.iter().filter(|scored| !scored.out_of_scope);
    let Some(first) = answers.clone().find_map(|scored| corpus.passages.get(scored.passage)) else {
        return Answer { language, outcome: Outcome::Unknown, confidence: 0.0, passages: Vec::new(), redirect };
    };
    let confidence = confidence::confidence(candidates, &ranked, first, words);
    let marked = |scored: &rank::Scored| Ranked {
        passage: scored.passage,
        score: scored.score,
        highlights: corpus
            .passages
            .get(scored.passage)
            .map(|passage| highlight::highlights(&passage.text, candidates, words))
            .unwrap_or_default(),
    };
    Answer {
        language,
        outcome: confidence::outcome(confidence),
        confidence,
        passages: answers.take(passages.min(MOST_PASSAGES)).map(marked).collect(),
        redirect,
    }
}

#[cfg(test)]
mod tests;
