//! The sentence of a passage that answers a question.

use std::collections::BTreeSet;
use std::ops::Range;

use super::evidence::{Candidates, Words};
use super::highlight::{LEAST_WEIGHT, characters};
use crate::corpus::sentences;

/// The sentence of `text` that covers most of the question's weight, as a range of characters: the first of several that
/// cover as much; none where no sentence holds a telling word of the question.
pub(super) fn best(text: &str, candidates: &Candidates, words: &dyn Words) -> Option<(usize, usize)> {
    let by_term = candidates.by_term();
    let mut best: Option<(f32, Range<usize>)> = None;
    for sentence in sentences(text) {
        let terms = words.words(text.get(sentence.clone())?);
        let covered: BTreeSet<usize> =
            terms.iter().filter_map(|word| by_term.get(word.term.as_str()).copied()).collect();
        let weights = || covered.iter().filter_map(|at| candidates.words.get(*at)).map(|word| word.weight);
        let is_telling = weights().any(|weight| weight >= LEAST_WEIGHT);
        let weight: f32 = weights().sum();
        if is_telling && best.as_ref().is_none_or(|(most, _)| weight > *most) {
            best = Some((weight, sentence));
        }
    }
    best.map(|(_, sentence)| (characters(text, sentence.start), characters(text, sentence.end)))
}
