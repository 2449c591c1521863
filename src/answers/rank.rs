//! The order of the candidates.

use std::cmp::Ordering;

use serde::Serialize;

use super::evidence::{Candidates, Hit};
use super::judge::{Best, SIGNALS};
use crate::corpus::Corpus;

/// One of the signals that are mixed into a candidate's score: it adds `weight` × `share`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Signal {
    /// What it looks at.
    pub name: &'static str,
    /// The candidate's value, in the signal's own unit.
    pub value: f32,
    /// What that value counts as, 0 to 1.
    pub share: f32,
    /// How much it counts; all weights together are 1.
    pub weight: f32,
}

/// A candidate with what speaks for it.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    /// What the index knows of it.
    pub hit: Hit,
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
        let [words, letters, ..] = &self.signals;
        (words.share + letters.share) / 2.0
    }
}

/// The candidates, best first:
///
/// 1. the one of which the question is the heading or a line, word for word;
/// 2. the weighted mean of the signals, higher first;
/// 3. the place in the corpus, so that the order is total.
pub(super) fn rank(candidates: &Candidates, corpus: &Corpus) -> Vec<Scored> {
    let best = Best::of(&candidates.hits);
    let weights = candidates.judge.signals;
    let all: f32 = weights.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let scored = |hit: &Hit| {
        let passage = corpus.passages.get(hit.passage)?;
        let values = best.signals(hit);
        let signals = std::array::from_fn(|at| {
            let (value, share) = values[at];
            Signal { name: SIGNALS[at], value, share, weight: weights[at] / all }
        });
        let score = signals.iter().map(|signal: &Signal| signal.weight * signal.share).sum();
        let known = candidates.known == Some(hit.passage);
        Some(Scored { hit: *hit, score, signals, out_of_scope: passage.is_out_of_scope(), known })
    };
    let mut ranked: Vec<Scored> = candidates.hits.iter().filter_map(scored).collect();
    ranked.sort_by(order);
    ranked
}

/// The places of the candidates in the corpus by their signals alone, best first, whether or not the question is known
/// word for word.
#[must_use]
pub fn by_signals(candidates: &Candidates, corpus: &Corpus) -> Vec<usize> {
    let unknown = Candidates { known: None, ..candidates.clone() };
    rank(&unknown, corpus).into_iter().map(|scored| scored.hit.passage).collect()
}

fn order(a: &Scored, b: &Scored) -> Ordering {
    b.known.cmp(&a.known).then(b.score.total_cmp(&a.score)).then(a.hit.passage.cmp(&b.hit.passage))
}
