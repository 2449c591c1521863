//! How sure an answer is.

use super::Outcome;
use super::evidence::Candidates;
use super::rank::Scored;

/// At least this likely, the first passage is the answer.
const ANSWER: f32 = 0.5;

/// At least this likely, it may be what was meant.
const SUGGEST: f32 = 0.3;

/// How likely the best candidate is to be the right passage, from three signals: how like its nearest line is, how much
/// of the question's weight it covers, and how far the next one is behind. 0 when it says what cannot be answered.
pub(super) fn confidence(candidates: &Candidates, ranked: &[Scored]) -> f32 {
    let Some(first) = ranked.first() else { return 0.0 };
    if first.out_of_scope {
        return 0.0;
    }
    let gap = ranked.get(1).map_or(first.score, |second| first.score - second.score);
    let all: f32 = candidates.words.iter().map(|word| word.weight).sum();
    let known: f32 = candidates.words.iter().filter(|word| !word.terms.is_empty()).map(|word| word.weight).sum();
    let known = if all > 0.0 { known / all } else { 0.0 };
    logistic(-2.5 + 5.0 * first.line + 1.5 * known + 2.0 * gap)
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// What becomes of a question with this confidence.
pub(super) fn outcome(confidence: f32, passages: usize) -> Outcome {
    if passages == 0 || confidence < SUGGEST {
        Outcome::Unknown
    } else if confidence < ANSWER {
        Outcome::Unsure
    } else {
        Outcome::Answered
    }
}
