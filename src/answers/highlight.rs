//! Which words of a passage to mark: those of the question, neighbours joined.

use super::evidence::{Candidates, Words};

/// A word that is in most passages tells nothing; marking it would only be noise.
pub(super) const LEAST_WEIGHT: f32 = 1.0;

/// The parts of `text` that hold telling words of the question, as ranges of characters, in order and apart.
pub(super) fn highlights(text: &str, candidates: &Candidates, words: &dyn Words) -> Vec<(usize, usize)> {
    let by_term = candidates.by_term();
    let mut marked: Vec<(usize, usize)> = Vec::new();
    for word in words.words(text) {
        let Some(of) = by_term.get(word.term.as_str()).and_then(|at| candidates.words.get(*at)) else { continue };
        if of.weight < LEAST_WEIGHT {
            continue;
        }
        match marked.last_mut() {
            Some(last) if text.get(last.1..word.place.start).is_some_and(is_gap) => last.1 = word.place.end,
            _ => marked.push((word.place.start, word.place.end)),
        }
    }
    marked.into_iter().map(|(start, end)| (characters(text, start), characters(text, end))).collect()
}

/// How many characters of `text` stand before the byte `at`.
pub(super) fn characters(text: &str, at: usize) -> usize {
    text.get(..at).map_or(0, |before| before.chars().count())
}

/// Whether two marked words with this between them read as one.
fn is_gap(between: &str) -> bool {
    matches!(between, " " | "-" | "\u{2011}")
}
