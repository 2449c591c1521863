//! How sure an answer is.

use std::collections::HashSet;

use serde::Serialize;

use super::Outcome;
use super::classifier::score_lead;
use super::evidence::{Candidates, Words};
use super::rank::Scored;
use crate::corpus::{Corpus, Passage};

/// What becomes of a question, by its confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bounds {
    /// At least this likely, the first passage is the answer.
    pub answer: f32,
    /// At least this likely, it may be what was meant.
    pub suggest: f32,
}

/// The bounds in use.
pub(super) const BOUNDS: Bounds = Bounds { answer: 0.35, suggest: 0.2 };

/// How sure an answer is, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Confidence {
    /// How likely the first passage is to be the right one, 0 to 1: the logistic function of `bias` plus all parts.
    pub value: f32,
    /// Whether the question is known word for word; then nothing else counts, and there are no parts.
    pub known: bool,
    /// The log-odds to begin with.
    pub bias: f32,
    /// What adds to the log-odds.
    pub parts: Vec<Part>,
}

/// A part of a confidence: it adds `weight` × `value` to the log-odds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Part {
    /// What it looks at.
    pub name: &'static str,
    /// What it found.
    pub value: f32,
    /// How much that counts.
    pub weight: f32,
}

impl Confidence {
    fn known(value: f32) -> Self {
        Self { value, known: true, ..Self::default() }
    }

    fn of(bias: f32, parts: Vec<Part>) -> Self {
        let log_odds = parts.iter().fold(bias, |sum, part| sum + part.weight * part.value);
        Self { value: logistic(log_odds), known: false, bias, parts }
    }
}

/// How likely the corpus is to answer a question with `first`, the best passage that is an answer: a logistic
/// regression over these signals, fitted on lines of the corpus that neither index nor classifier had seen, answerable
/// ones and those of `out-of-scope.md` (area under the curve .90; without a classifier .86):
///
/// * the share of the question's weight that the passage covers with its heading, lines and text,
/// * how far the best passage leads over the best that is out of scope, by words and letters,
/// * how far it leads in the classifier's scores, where there is one,
/// * the number of different words, for one word more tells more (as a logarithm).
///
/// A corpus without passages that are out of scope has nothing to lead over: there the classifier is held against chance
/// instead. That was fitted on parts of the corpus, with and without its lines, and questions that the other parts answer
/// (area under the curve .80).
///
/// A question that is known word for word is certain, one way or the other.
pub(super) fn confidence(
    candidates: &Candidates,
    ranked: &[Scored],
    first: &Passage,
    corpus: &Corpus,
    words: &dyn Words,
) -> Confidence {
    if let Some(known) = ranked.first().filter(|best| best.known) {
        return Confidence::known(if known.out_of_scope { 0.0 } else { 1.0 });
    }
    let coverage = coverage(candidates, first, words);
    let length = (candidates.words.len() as f32).ln_1p();
    let best = |value: fn(&Scored) -> f32, out_of_scope: bool| {
        let side = ranked.iter().filter(|scored| scored.out_of_scope == out_of_scope);
        side.map(value).fold(0.0, f32::max)
    };
    let (likely, likely_out) = (best(Scored::likelihood, false), best(Scored::likelihood, true));
    let part = |name, value, weight| Part { name, value, weight };
    let is_out = |passage: &Passage| passage.is_out_of_scope() && passage.language == first.language;
    if !corpus.passages.iter().any(is_out) {
        if likely <= 0.0 {
            return Confidence::of(-3.05, vec![part("coverage", coverage, 4.19), part("length", length, 0.52)]);
        }
        let over_chance = score_lead(likely, 1.0 / ranked.len() as f32);
        let parts = vec![
            part("coverage", coverage, 3.40),
            part("lead over chance by the classifier", over_chance, 2.26),
            part("length", length, 0.41),
        ];
        return Confidence::of(-3.52, parts);
    }
    let lead = best(Scored::likeness, false) - best(Scored::likeness, true);
    if likely > 0.0 && likely_out > 0.0 {
        let learned = score_lead(likely, likely_out);
        let parts = vec![
            part("coverage", coverage, 2.05),
            part("lead", lead, 2.21),
            part("lead by the classifier", learned, 2.52),
            part("length", length, 1.63),
        ];
        return Confidence::of(-6.19, parts);
    }
    let parts = vec![part("coverage", coverage, 2.92), part("lead", lead, 4.09), part("length", length, 1.78)];
    Confidence::of(-6.64, parts)
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
    if confidence >= BOUNDS.answer {
        Outcome::Answered
    } else if confidence >= BOUNDS.suggest {
        Outcome::Unsure
    } else {
        Outcome::Unknown
    }
}
