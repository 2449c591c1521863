//! From a question to an answer, purely: which passages, in which order, how sure, and which words to mark.
//!
//! What the index knows comes in as [`Candidates`]; nothing here reads an index, a clock or a file.

pub mod calibrate;
mod checked;
mod classifier;
mod confidence;
mod detect;
mod evidence;
mod explain;
mod fold;
mod highlight;
mod judge;
pub mod meaning;
mod question;
mod rank;
mod sentence;
mod suggest;
mod variety;

pub use classifier::Classifier;
pub use confidence::{Confidence, Part};
pub use detect::{Detection, SURE, detect, languages_of};
pub use evidence::{Candidates, Hit, QuestionWord, Word, Words};
pub use explain::{Explained, Explanation, MatchedWord, NearLine, explain};
pub use fold::{folded_words, letter_groups};
pub use judge::{Bounds, Judge};
pub use question::{LONGEST_QUESTION, Question, QuestionError};
pub use rank::{Signal, by_signals};
pub use suggest::{Match, Suggestions, compare};

use serde::{Deserialize, Serialize};

use crate::corpus::{Corpus, Passage};
use crate::language::Language;

/// How many passages an answer carries at most.
pub const MOST_PASSAGES: usize = 10;

/// From this confidence, and with this lead over the second passage, an answer by words alone is clear.
const CLEAR: f32 = 0.95;
const CLEAR_LEAD: f32 = 0.3;

/// What became of a question.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
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
    /// The language of the question: where it is not clear, that of the answer or else the reader's.
    pub asked_in: Language,
    /// What became of the question.
    pub outcome: Outcome,
    /// How likely the first passage is to be the right one, 0 to 1.
    pub confidence: f32,
    /// The best passages, best first; none repeats another.
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
    /// The sentence of its text that answers best, as a range of characters.
    pub sentence: Option<(usize, usize)>,
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
    let case = Case { question, candidates, corpus, words };
    case.answer(&case.judge(), passages)
}

/// Whether words alone tell the answer so clearly that nothing else needs to be looked at.
#[must_use]
pub fn is_clear(candidates: &Candidates, corpus: &Corpus) -> bool {
    let ranked = rank::rank(candidates, corpus);
    let [first, second, ..] = &ranked[..] else { return false };
    let sure = confidence::confidence(candidates, &ranked).value;
    !first.out_of_scope && sure >= CLEAR && first.score - second.score >= CLEAR_LEAD
}

/// A question with all that its answer is made from.
struct Case<'a> {
    question: &'a Question,
    candidates: &'a Candidates,
    corpus: &'a Corpus,
    words: &'a dyn Words,
}

/// What is found out once for the answer and for its explanation.
struct Judgement {
    /// The candidates, best first.
    ranked: Vec<rank::Scored>,
    /// How sure the first of them that is an answer is.
    confidence: Confidence,
}

impl Judgement {
    /// The candidates that are answers, best first.
    fn answers(&self) -> impl Iterator<Item = &rank::Scored> {
        self.ranked.iter().filter(|scored| !scored.out_of_scope)
    }
}

impl Case<'_> {
    fn judge(&self) -> Judgement {
        let ranked = rank::rank(self.candidates, self.corpus);
        let confidence = confidence::confidence(self.candidates, &ranked);
        Judgement { ranked, confidence }
    }

    fn answer(&self, judgement: &Judgement, passages: usize) -> Answer {
        let first = judgement.ranked.first();
        Answer {
            outcome: confidence::outcome(judgement.confidence.value, self.candidates.judge.bounds),
            confidence: judgement.confidence.value,
            passages: self.different(judgement, passages).into_iter().map(|scored| self.marked(scored)).collect(),
            redirect: first.filter(|first| first.out_of_scope).map(|first| first.hit.passage),
            ..Answer::unknown(self.words.language())
        }
    }

    /// The best answers, at most `most`, none of which repeats another.
    fn different<'a>(&self, judgement: &'a Judgement, most: usize) -> Vec<&'a rank::Scored> {
        let mut given: Vec<(&rank::Scored, &Passage)> = Vec::new();
        let passage = |scored: &'a rank::Scored| Some((scored, self.corpus.passages.get(scored.hit.passage)?));
        for next in judgement.answers().filter_map(passage) {
            if given.len() >= most.min(MOST_PASSAGES) {
                break;
            }
            if !given.iter().any(|earlier| variety::repeats(earlier.1, next.1)) {
                given.push(next);
            }
        }
        given.into_iter().map(|(scored, _)| scored).collect()
    }

    fn marked(&self, scored: &rank::Scored) -> Ranked {
        let text = self.corpus.passages.get(scored.hit.passage).map_or("", |passage| passage.text.as_str());
        Ranked {
            passage: scored.hit.passage,
            score: scored.score,
            highlights: highlight::highlights(text, self.candidates, self.words),
            sentence: sentence::best(text, self.candidates, self.words),
        }
    }
}

impl Answer {
    /// That nothing is known, in a language.
    #[must_use]
    pub fn unknown(language: Language) -> Self {
        Self {
            language,
            asked_in: language,
            outcome: Outcome::Unknown,
            confidence: 0.0,
            passages: Vec::new(),
            redirect: None,
        }
    }
}

impl AsRef<Self> for Answer {
    fn as_ref(&self) -> &Self {
        self
    }
}

#[cfg(test)]
mod tests;
