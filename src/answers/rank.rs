//! The order of the candidates.

use std::cmp::Ordering;

use super::evidence::{Candidates, Hit};
use super::fold::folded_words;
use super::question::Question;
use crate::corpus::{Corpus, Passage};

/// A candidate with what speaks for it.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    /// Its place in the corpus.
    pub passage: usize,
    /// The mix that orders candidates, 0 to 1.
    pub score: f32,
    /// Whether it is not an answer but says what to do instead.
    pub out_of_scope: bool,
    /// Whether the question is its heading or one of its lines, word for word.
    pub known: bool,
}

/// How many of the best candidates are compared with the question word for word. A passage that holds the very words is
/// always among them.
const COMPARED: usize = 8;

/// The candidates, best first:
///
/// 1. one of which the question is the heading or a line, word for word;
/// 2. the mean of the two BM25 scores, each as a share of the best candidate's, higher first;
/// 3. the place in the corpus, so that the order is total.
pub(super) fn rank(question: &Question, candidates: &Candidates, corpus: &Corpus) -> Vec<Scored> {
    let best = |score: fn(&Hit) -> f32| candidates.hits.iter().map(score).fold(f32::MIN_POSITIVE, f32::max);
    let (words, letters) = (best(|hit| hit.words), best(|hit| hit.letters));
    let mut ranked: Vec<Scored> = candidates
        .hits
        .iter()
        .filter_map(|hit| {
            let passage = corpus.passages.get(hit.passage)?;
            let score = (hit.words / words + hit.letters / letters) / 2.0;
            Some(Scored { passage: hit.passage, score, out_of_scope: passage.is_out_of_scope(), known: false })
        })
        .collect();
    ranked.sort_by(order);
    let asked = folded_words(question.as_str());
    for scored in ranked.iter_mut().take(COMPARED) {
        scored.known = corpus.passages.get(scored.passage).is_some_and(|passage| is_known(passage, &asked));
    }
    ranked.sort_by(order);
    ranked
}

/// Whether a passage is asked for in these very words.
fn is_known(passage: &Passage, asked: &[String]) -> bool {
    passage.asked_as.iter().chain([&passage.heading]).any(|line| folded_words(line) == asked)
}

fn order(a: &Scored, b: &Scored) -> Ordering {
    b.known.cmp(&a.known).then(b.score.total_cmp(&a.score)).then(a.passage.cmp(&b.passage))
}
