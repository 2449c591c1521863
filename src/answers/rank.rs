//! The order of the candidates.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::evidence::{Candidates, Words};
use crate::corpus::{Corpus, Passage};

/// How many candidates are compared line by line.
const CLOSER_LOOK: usize = 8;

/// The share of the nearest line in a score; the rest is BM25.
const LINE_SHARE: f32 = 0.5;

/// A candidate with all that speaks for it.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    /// Its place in the corpus.
    pub passage: usize,
    /// The mix that orders candidates, 0 to 1.
    pub score: f32,
    /// Whether it is not an answer but says what to do instead.
    pub out_of_scope: bool,
}

/// The candidates, best first:
///
/// 1. the mix of BM25 (as a share of the best candidate's) and the likeness of the nearest line, higher first;
/// 2. the place in the corpus, so that the order is total.
pub(super) fn rank(candidates: &Candidates, corpus: &Corpus, words: &dyn Words) -> Vec<Scored> {
    let best = candidates.hits.first().map_or(1.0, |hit| hit.score);
    let mut ranked: Vec<Scored> = candidates
        .hits
        .iter()
        .enumerate()
        .filter_map(|(at, hit)| {
            let passage = corpus.passages.get(hit.passage)?;
            let line = if at < CLOSER_LOOK { nearest_line(candidates, passage, words) } else { 0.0 };
            Some(Scored {
                passage: hit.passage,
                score: (1.0 - LINE_SHARE) * hit.score / best + LINE_SHARE * line,
                out_of_scope: passage.is_out_of_scope(),
            })
        })
        .collect();
    ranked.sort_by(order);
    ranked
}

fn order(a: &Scored, b: &Scored) -> Ordering {
    b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage))
}

/// How like the question the nearest of a passage's lines is.
fn nearest_line(candidates: &Candidates, passage: &Passage, words: &dyn Words) -> f32 {
    let lines = passage.asked_as.iter().chain(std::iter::once(&passage.heading));
    lines.map(|line| likeness(candidates, line, words)).fold(0.0, f32::max)
}

/// The cosine of question and line as sets of words, each word with its weight.
fn likeness(candidates: &Candidates, line: &str, words: &dyn Words) -> f32 {
    let by_term = candidates.by_term();
    let terms: BTreeSet<String> = words.words(line).into_iter().map(|word| word.term).collect();
    let mut shared = BTreeSet::new();
    let mut of_line = 0.0;
    for term in &terms {
        let weight = words.weight(term);
        of_line += weight * weight;
        shared.extend(by_term.get(term.as_str()));
    }
    let square = |at: &usize| candidates.words.get(*at).map_or(0.0, |word| word.weight * word.weight);
    let of_question: f32 = candidates.words.iter().map(|word| word.weight * word.weight).sum();
    let product: f32 = shared.iter().map(square).sum();
    if product == 0.0 { 0.0 } else { (product / (of_line * of_question).sqrt()).min(1.0) }
}
