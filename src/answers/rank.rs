//! The order of the candidates.

use std::cmp::Ordering;

use super::evidence::{Candidates, Hit};
use crate::corpus::Corpus;

/// A candidate with what speaks for it.
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
/// 1. the mean of the two BM25 scores, each as a share of the best candidate's, higher first;
/// 2. the place in the corpus, so that the order is total.
pub(super) fn rank(candidates: &Candidates, corpus: &Corpus) -> Vec<Scored> {
    let best = |score: fn(&Hit) -> f32| candidates.hits.iter().map(score).fold(f32::MIN_POSITIVE, f32::max);
    let (words, letters) = (best(|hit| hit.words), best(|hit| hit.letters));
    let mut ranked: Vec<Scored> = candidates
        .hits
        .iter()
        .filter_map(|hit| {
            let passage = corpus.passages.get(hit.passage)?;
            let score = (hit.words / words + hit.letters / letters) / 2.0;
            Some(Scored { passage: hit.passage, score, out_of_scope: passage.is_out_of_scope() })
        })
        .collect();
    ranked.sort_by(order);
    ranked
}

fn order(a: &Scored, b: &Scored) -> Ordering {
    b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage))
}
