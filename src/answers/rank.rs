//! The order of the candidates.

use std::cmp::Ordering;

use serde::Serialize;

use super::evidence::{Candidates, Hit};
use super::fold::folded_words;
use super::question::Question;
use crate::corpus::{Corpus, Passage};

/// One of the signals that are mixed into a candidate's score: it adds `weight` × `share`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Signal {
    /// What it looks at.
    pub name: &'static str,
    /// The candidate's value, in the signal's own unit.
    pub value: f32,
    /// That value as a share of the best candidate's, 0 to 1.
    pub share: f32,
    /// How much it counts; all weights together are 1.
    pub weight: f32,
}

/// Reads a signal's value from a candidate.
type Value = fn(&Hit) -> f32;

/// The signals: name, weight, and the value of a candidate.
const SIGNALS: [(&str, f32, Value); 3] = [
    ("words", 1.0 / 3.0, |hit| hit.words),
    ("letters", 1.0 / 3.0, |hit| hit.letters),
    ("classifier", 1.0 / 3.0, |hit| hit.likelihood),
];

/// A candidate with what speaks for it.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    /// Its place in the corpus.
    pub passage: usize,
    /// The mix that orders candidates, 0 to 1.
    pub score: f32,
    /// What the score is made of.
    pub signals: [Signal; SIGNALS.len()],
    /// Whether it is not an answer but says what to do instead.
    pub out_of_scope: bool,
    /// Whether the question is its heading or one of its lines, word for word.
    pub known: bool,
}

impl Scored {
    /// How like the question it is by words and letters, 0 to 1: what was not learned.
    pub fn likeness(&self) -> f32 {
        let [words, letters, _] = &self.signals;
        (words.share + letters.share) / 2.0
    }

    /// How likely the question is for it, as the classifier sees it.
    pub fn likelihood(&self) -> f32 {
        let [_, _, classifier] = &self.signals;
        classifier.value
    }
}

/// How many of the best candidates are compared with the question word for word. A passage that holds the very words is
/// always among them.
const COMPARED: usize = 8;

/// The candidates, best first:
///
/// 1. one of which the question is the heading or a line, word for word;
/// 2. the weighted mean of the signals, each as a share of the best candidate's, higher first;
/// 3. the place in the corpus, so that the order is total.
pub(super) fn rank(question: &Question, candidates: &Candidates, corpus: &Corpus) -> Vec<Scored> {
    let mut ranked = scored(candidates, corpus);
    let asked = folded_words(question.as_str());
    for scored in ranked.iter_mut().take(COMPARED) {
        scored.known = corpus.passages.get(scored.passage).is_some_and(|passage| is_known(passage, &asked));
    }
    ranked.sort_by(order);
    ranked
}

/// The places of the candidates in the corpus by their signals alone, best first, whether or not the question is known
/// word for word.
#[must_use]
pub fn by_signals(candidates: &Candidates, corpus: &Corpus) -> Vec<usize> {
    scored(candidates, corpus).into_iter().map(|scored| scored.passage).collect()
}

/// The candidates by their signals alone, best first.
fn scored(candidates: &Candidates, corpus: &Corpus) -> Vec<Scored> {
    let best = SIGNALS.map(|(_, _, value)| candidates.hits.iter().map(value).fold(f32::MIN_POSITIVE, f32::max));
    let mut ranked: Vec<Scored> = candidates
        .hits
        .iter()
        .filter_map(|hit| {
            let passage = corpus.passages.get(hit.passage)?;
            let signals = signals(hit, &best);
            let score = signals.iter().map(|signal| signal.weight * signal.share).sum();
            let out_of_scope = passage.is_out_of_scope();
            Some(Scored { passage: hit.passage, score, signals, out_of_scope, known: false })
        })
        .collect();
    ranked.sort_by(order);
    ranked
}

/// The signals of a candidate, where the best candidate's values are `best`.
fn signals(hit: &Hit, best: &[f32; SIGNALS.len()]) -> [Signal; SIGNALS.len()] {
    std::array::from_fn(|at| {
        let (name, weight, value) = SIGNALS[at];
        let value = value(hit);
        Signal { name, value, share: value / best[at], weight }
    })
}

/// Whether a passage is asked for in these very words.
fn is_known(passage: &Passage, asked: &[String]) -> bool {
    passage.asked_as.iter().chain([&passage.heading]).any(|line| folded_words(line) == asked)
}

fn order(a: &Scored, b: &Scored) -> Ordering {
    b.known.cmp(&a.known).then(b.score.total_cmp(&a.score)).then(a.passage.cmp(&b.passage))
}
