//! Learns how to weigh what is known of a question, from lines that the index had not seen.
//!
//! Two small regressions, both by gradient descent: one over the candidates (which of them is right?) gives the weights of
//! the signals, one over the questions (is there an answer at all?) those of the confidence. The bounds are then chosen so
//! that few questions are refused that could have been answered.

use super::confidence::{logistic, values};
use super::evidence::Candidates;
use super::judge::{Best, Bounds, Judge, PARTS, SIGNALS};
use super::rank::rank;
use crate::corpus::Corpus;

/// A question whose right passage is known, with what an index that had not seen it knows of it.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What the index knows.
    pub candidates: Candidates,
    /// The place in the corpus of the right passage.
    pub right: usize,
}

/// Fewer trials of either kind than this teach nothing that can be relied on.
const LEAST_TRIALS: usize = 40;

/// The share of the answerable trials that may be refused, and that may even go without a suggestion. They are harder than
/// what people ask: whole blocks of lines are new to the index then. Of questions from elsewhere half as many are refused.
const REFUSED: f32 = 0.05;
const LOST: f32 = 0.02;

/// Steps of gradient descent; both problems are convex and small.
const STEPS: u16 = 400;
const STEP: f32 = 0.05;

/// How much large weights cost: keeps the weights of signals that say the same from running apart.
const RIDGE: f32 = 1e-3;

/// The weights for these trials, or none where there are too few. Some tenths of a second for 2,000 trials.
#[must_use]
pub fn learn(trials: &[Trial], corpus: &Corpus) -> Option<Judge> {
    let is_answerable = |trial: &&Trial| corpus.passages.get(trial.right).is_some_and(|p| !p.is_out_of_scope());
    let answerable = trials.iter().filter(is_answerable).count();
    if answerable < LEAST_TRIALS || trials.len() - answerable < LEAST_TRIALS {
        return None;
    }
    let choices: Vec<Choice> = trials.iter().filter(is_answerable).filter_map(|t| Choice::of(t, corpus)).collect();
    let signals = weigh_signals(&choices);
    let judge = Judge { signals, ..Judge::BY_WORDS };
    let sides = trials.iter().filter_map(|trial| {
        let candidates = Candidates { judge, known: None, ..trial.candidates.clone() };
        Some((values(&candidates, &rank(&candidates, corpus))?, is_answerable(&trial)))
    });
    let sides: Vec<Side> = sides.collect();
    let (bias, parts) = weigh_parts(&sides);
    let judge = Judge { bias, parts, ..judge };
    Some(Judge { bounds: bounds(&judge, &sides), ..judge })
}

/// The signals of the candidates of a question, the right one first.
struct Choice(Vec<[f32; SIGNALS.len()]>);

impl Choice {
    fn of(trial: &Trial, corpus: &Corpus) -> Option<Self> {
        let hits = &trial.candidates.hits;
        let best = Best::of(hits);
        let shares = |hit| best.signals(hit).map(|(_, share)| share);
        let right = hits.iter().find(|hit| hit.passage == trial.right)?;
        let is_answer = |passage: usize| corpus.passages.get(passage).is_some_and(|p| !p.is_out_of_scope());
        let others = hits.iter().filter(|hit| hit.passage != trial.right && is_answer(hit.passage));
        Some(Self(std::iter::once(right).chain(others).map(shares).collect()))
    }
}

/// The weights with which the right candidates are most likely (softmax, cross entropy); none is below 0.
fn weigh_signals(choices: &[Choice]) -> [f32; SIGNALS.len()] {
    let mut weights = [1.0; SIGNALS.len()];
    descend(&mut weights, |weights| {
        let mut slope = weights.map(|weight| RIDGE * weight);
        for Choice(candidates) in choices {
            let scores: Vec<f32> = candidates.iter().map(|shares| dot(weights, shares)).collect();
            let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let all: f32 = scores.iter().map(|score| (score - highest).exp()).sum();
            for (at, (shares, score)) in candidates.iter().zip(&scores).enumerate() {
                let error = (score - highest).exp() / all - if at == 0 { 1.0 } else { 0.0 };
                add(&mut slope, shares, error / choices.len() as f32);
            }
        }
        slope
    });
    weights.map(|weight| weight.max(0.0))
}

/// The parts of a confidence, and whether there is an answer.
type Side = ([f32; PARTS.len()], bool);

/// Bias and weights of the logistic regression; both sides count the same, however many there are of each.
fn weigh_parts(sides: &[Side]) -> (f32, [f32; PARTS.len()]) {
    const BIAS: usize = PARTS.len();
    let count = sides.len().max(1) as f32;
    let means: [f32; PARTS.len()] = std::array::from_fn(|at| sides.iter().map(|(v, _)| v[at]).sum::<f32>() / count);
    let spread = |at: usize| (sides.iter().map(|(v, _)| (v[at] - means[at]).powi(2)).sum::<f32>() / count).sqrt();
    let spreads: [f32; PARTS.len()] = std::array::from_fn(spread);
    let scaled = |at: usize, value: f32| if spreads[at] > 1e-6 { (value - means[at]) / spreads[at] } else { 0.0 };
    let examples: Vec<([f32; BIAS + 1], bool)> = sides
        .iter()
        .map(|(v, answer)| (std::array::from_fn(|at| if at == BIAS { 1.0 } else { scaled(at, v[at]) }), *answer))
        .collect();
    let of = |answer: bool| examples.iter().filter(|example| example.1 == answer).count().max(1) as f32;
    let (answers, others) = (of(true), of(false));
    let mut weights = [0.0; BIAS + 1];
    descend(&mut weights, |weights| {
        let mut slope = weights.map(|weight| RIDGE * weight);
        for (values, answer) in &examples {
            let (truth, side) = if *answer { (1.0, answers) } else { (0.0, others) };
            add(&mut slope, values, (logistic(dot(weights, values)) - truth) / side / 2.0);
        }
        slope
    });
    let parts: [f32; PARTS.len()] =
        std::array::from_fn(|at| if spreads[at] > 1e-6 { weights[at] / spreads[at] } else { 0.0 });
    let bias = weights[BIAS] - parts.iter().zip(means).map(|(weight, mean)| weight * mean).sum::<f32>();
    (bias, parts)
}

/// The bounds that refuse only so many of the answerable trials.
fn bounds(judge: &Judge, sides: &[Side]) -> Bounds {
    let answers = sides.iter().filter(|(_, answer)| *answer);
    let mut confidences: Vec<f32> =
        answers.map(|(values, _)| logistic(judge.bias + dot(&judge.parts, values))).collect();
    confidences.sort_unstable_by(f32::total_cmp);
    let at = |share: f32| confidences.get((confidences.len() as f32 * share) as usize).copied().unwrap_or(0.5);
    Bounds { answer: at(REFUSED), suggest: at(LOST) }
}

fn dot<const N: usize>(a: &[f32; N], b: &[f32; N]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add<const N: usize>(to: &mut [f32; N], values: &[f32; N], times: f32) {
    to.iter_mut().zip(values).for_each(|(to, value)| *to += value * times);
}

/// Gradient descent by Adam: each weight goes at its own pace.
fn descend<const N: usize>(weights: &mut [f32; N], slope: impl Fn(&[f32; N]) -> [f32; N]) {
    let (mut mean, mut square) = ([0.0_f32; N], [0.0_f32; N]);
    for step in 1..=STEPS {
        let slope = slope(weights);
        let fresh = |kept: f32| 1.0 - kept.powi(i32::from(step));
        for at in 0..N {
            mean[at] = 0.9 * mean[at] + 0.1 * slope[at];
            square[at] = 0.99 * square[at] + 0.01 * slope[at] * slope[at];
            let pace = STEP * (1.0 + f32::from(STEPS)) / (f32::from(step) + f32::from(STEPS) / 10.0);
            weights[at] -= pace * (mean[at] / fresh(0.9)) / ((square[at] / fresh(0.99)).sqrt() + 1e-8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{Hit, QuestionWord};
    use crate::corpus::{OUT_OF_SCOPE, Passage};
    use crate::language::Language;

    fn corpus() -> Corpus {
        let passage = |topic: &str| Passage {
            id: "p".to_owned(),
            document: "d".to_owned(),
            topic: topic.to_owned(),
            language: Language::En,
            heading: "H".to_owned(),
            text: "T".to_owned(),
            asked_as: Vec::new(),
            sources: Vec::new(),
        };
        Corpus { passages: ["a", "a", OUT_OF_SCOPE].map(passage).to_vec(), ..Corpus::default() }
    }

    /// Trials in which `letters` tells the right passage and `words` is noise; those out of scope cover less.
    fn trials() -> Vec<Trial> {
        let mut random = fastrand::Rng::with_seed(3);
        let trial = |at: usize| {
            let right = at % 3;
            let hit = |passage: usize, random: &mut fastrand::Rng| Hit {
                words: random.f32(),
                letters: random.f32() + if passage == right { 0.7 } else { 0.0 },
                ..Hit::none(passage)
            };
            let hits = (0..3).map(|passage| hit(passage, &mut random)).collect();
            let word = |held: bool| QuestionWord {
                term: "w".to_owned(),
                terms: Vec::new(),
                is_guess: false,
                meant: None,
                weight: 1.0,
                passages: if held { vec![0, 1] } else { Vec::new() },
            };
            let words = (0..4).map(|_| word(random.f32() < if right < 2 { 0.9 } else { 0.2 })).collect();
            Trial { candidates: Candidates { hits, words, known: None, judge: Judge::BY_WORDS }, right }
        };
        (0..600).map(trial).collect()
    }

    #[test]
    fn the_signal_that_tells_the_right_passage_counts_most() {
        let [words, letters, ..] = learn(&trials(), &corpus()).unwrap().signals;
        assert!(letters > 3.0 * words, "{letters} {words}");
    }

    #[test]
    fn few_answerable_questions_are_refused_and_most_others_are() {
        let (trials, corpus) = (trials(), corpus());
        let judge = learn(&trials, &corpus).unwrap();
        let refused = |answerable: bool| {
            let side = trials.iter().filter(|trial| (trial.right < 2) == answerable);
            let of = |trial: &Trial| {
                let candidates = Candidates { judge, ..trial.candidates.clone() };
                let values = values(&candidates, &rank(&candidates, &corpus)).unwrap();
                logistic(judge.bias + dot(&judge.parts, &values)) < judge.bounds.answer
            };
            let all = side.clone().count() as f32;
            side.filter(|trial| of(trial)).count() as f32 / all
        };
        assert!(refused(true) <= REFUSED, "{}", refused(true));
        assert!(refused(false) > 0.6, "{}", refused(false));
    }

    #[test]
    fn too_few_trials_teach_nothing() {
        assert_eq!(learn(&trials()[..60], &corpus()), None);
    }
}
