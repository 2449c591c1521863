//! How sure an answer is.

use serde::Serialize;

use super::Outcome;
use super::classifier::score_lead;
use super::evidence::{Candidates, Hit};
use super::judge::{Bounds, Judge, PARTS};
use super::rank::Scored;

/// Leads in log-probability beyond this tell no more.
const WIDEST_LEAD: f32 = 12.0;

/// How sure an answer is, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Confidence {
    /// How likely the corpus is to answer the question, 0 to 1: the logistic function of `bias` plus all parts.
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

    fn of(judge: &Judge, values: [f32; PARTS.len()]) -> Self {
        let part = |at: usize| Part { name: PARTS[at], value: values[at], weight: judge.parts[at] };
        let parts: Vec<Part> = (0..PARTS.len()).map(part).filter(|part| part.weight != 0.0).collect();
        let log_odds = parts.iter().fold(judge.bias, |sum, part| sum + part.weight * part.value);
        Self { value: logistic(log_odds), known: false, bias: judge.bias, parts }
    }
}

/// How likely the corpus is to answer a question, of which the candidates are `ranked`: a logistic regression over
/// [`values`], with the weights of the judge.
///
/// A question that is known word for word is certain, one way or the other; one for which there is no candidate that is an
/// answer is hopeless.
pub(super) fn confidence(candidates: &Candidates, ranked: &[Scored]) -> Confidence {
    if let Some(known) = ranked.first().filter(|best| best.known) {
        return Confidence::known(if known.out_of_scope { 0.0 } else { 1.0 });
    }
    match values(candidates, ranked) {
        Some(values) => Confidence::of(&candidates.judge, values),
        None => Confidence::default(),
    }
}

/// What a confidence is made of, in the order of [`PARTS`]; none where no candidate is an answer:
///
/// * the share of the question's weight that the first answer covers with its heading, lines and text,
/// * how near the nearest answer is, and how far it leads over the nearest that is out of scope,
/// * how far all answers together lead by their meaning, as a logarithm, and the best by the classifier,
/// * how far the best leads by words and letters,
/// * how far the first answer leads over the second,
/// * the number of different words, for one word more tells more (as a logarithm).
pub(super) fn values(candidates: &Candidates, ranked: &[Scored]) -> Option<[f32; PARTS.len()]> {
    let mut answers = ranked.iter().filter(|scored| !scored.out_of_scope);
    let (first, second) = (answers.next()?, answers.next());
    let best = |value: fn(&Scored) -> f32, out_of_scope: bool| {
        let side = ranked.iter().filter(|scored| scored.out_of_scope == out_of_scope);
        side.map(value).fold(0.0, f32::max)
    };
    let lead = |value: fn(&Scored) -> f32| best(value, false) - best(value, true);
    let (likely, likely_out) =
        (best(|scored| scored.hit.likelihood, false), best(|scored| scored.hit.likelihood, true));
    // Without a passage that is out of scope the classifier is held against chance.
    let rival = if likely_out > 0.0 { likely_out } else { 1.0 / ranked.len() as f32 };
    let classifier = if likely > 0.0 { score_lead(likely, rival) } else { 0.0 };
    Some([
        coverage(candidates, &first.hit),
        best(|scored| scored.hit.nearness, false),
        lead(|scored| scored.hit.nearness),
        meaning_lead(ranked),
        classifier,
        lead(Scored::likeness),
        first.score - second.map_or(0.0, |second| second.score),
        (candidates.words.len() as f32).ln_1p(),
    ])
}

/// The share of the question's weight that a passage covers, 0 to 1. A word that is nowhere is covered by nothing.
fn coverage(candidates: &Candidates, first: &Hit) -> f32 {
    let weight = |covered: bool| -> f32 {
        let counts = |word: &&super::QuestionWord| !covered || word.passages.binary_search(&first.passage).is_ok();
        candidates.words.iter().filter(counts).map(|word| word.weight).sum()
    };
    let all = weight(false);
    if all > 0.0 { weight(true) / all } else { 0.0 }
}

/// The log-odds of all answers together against all that is out of scope, by their meaning; 0 where it is not known.
fn meaning_lead(ranked: &[Scored]) -> f32 {
    let is_known = ranked.iter().any(|scored| scored.hit.log_probability < 0.0);
    let sum = |out_of_scope: bool| -> f32 {
        let side = ranked.iter().filter(|scored| scored.out_of_scope == out_of_scope);
        side.map(|scored| scored.hit.log_probability.exp()).sum()
    };
    let (answers, others) = (sum(false), sum(true));
    if !is_known || others <= 0.0 {
        return 0.0;
    }
    (answers.max(f32::MIN_POSITIVE).ln() - others.ln()).clamp(-WIDEST_LEAD, WIDEST_LEAD)
}

pub(super) fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// What becomes of a question with this confidence.
pub(super) fn outcome(confidence: f32, bounds: Bounds) -> Outcome {
    if confidence >= bounds.answer {
        Outcome::Answered
    } else if confidence >= bounds.suggest {
        Outcome::Unsure
    } else {
        Outcome::Unknown
    }
}
