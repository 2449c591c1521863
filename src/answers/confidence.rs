//! How sure an answer is.

use std::collections::HashSet;

use super::Outcome;
use super::evidence::{Candidates, Words};
use super::rank::Scored;
use crate::corpus::Passage;

/// At least this likely, the first passage is the answer.
const ANSWER: f32 = 0.4;

/// At least this likely, it may be what was meant.
const SUGGEST: f32 = 0.2;

/// How likely the corpus is to answer a question with `first`, the best passage that is an answer: a logistic
/// regression over three signals, fitted on lines of the corpus that the index had not seen, answerable ones and
/// those of `out-of-scope.md`:
///
/// * the share of the question's weight that the passage covers with its heading, lines and text,
/// * how far it scores above the best candidate that is out of scope,
/// * the number of different words, for one word more tells more (as a logarithm).
///
/// A question that is known word for word is certain, one way or the other.
pub(super) fn confidence(candidates: &Candidates, ranked: &[Scored], first: &Passage, words: &dyn Words) -> f32 {
    if let Some(known) = ranked.first().filter(|best| best.known) {
        return if known.out_of_scope { 0.0 } else { 1.0 };
    }
    let best = |out_of_scope: bool| {
        ranked.iter().find(|scored| scored.out_of_scope == out_of_scope).map_or(0.0, |scored| scored.score)
    };
    let length = (candidates.words.len() as f32).ln_1p();
    logistic(-6.64 + 2.92 * coverage(candidates, first, words) + 4.09 * (best(false) - best(true)) + 1.78 * length)
}

/// The share of the question's weight that a passage covers, 0 to 1. A word that is nowhere is covered by nothing.
fn coverage(candidates: &Candidates, passage: &Passage, words: &dyn Words) -> f32 {
    let texts = passage.asked_as.iter().chain([&passage.heading, &passage.text]);
    let terms: HashSet<String> = texts.flat_map(|text| words.words(text)).map(|word| word.term).collect();
    let weight = |covered: bool| -> f32 {
        let counts = |word: &&super::QuestionWord| !covered || word.terms.iter().any(|term| terms.contains(term));
        candidates.words.iter().filter(counts).map(|word| word.weight).sum()
    };
    let all = weight(false);
    if all > 0.0 { weight(true) / all } else { 0.0 }
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// What becomes of a question with this confidence.
pub(super) fn outcome(confidence: f32) -> Outcome {
    if confidence >= ANSWER {
        Outcome::Answered
    } else if confidence >= SUGGEST {
        Outcome::Unsure
    } else {
        Outcome::Unknown
    }
}
