//! Training.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Classifier, Features, features, softmax, weighed};
use crate::answers::Words;

/// How often all lines are gone through.
const ROUNDS: usize = 4;

/// How many lines are learned from at a time.
const BATCH: usize = 32;

/// AdaGrad's step.
const STEP: f32 = 0.1;

/// What AdaGrad's sums of squares begin with.
const FIRST_SQUARE: f32 = 1e-3;

/// A feature of fewer lines than this teaches nothing about others.
const LEAST_LINES: u32 = 2;

/// The most features that are kept, those of most lines: with 230 passages a language takes 6 MB then.
const MOST_FEATURES: usize = 25_000;

/// Makes every training the same.
const SEED: u64 = 1951;

/// The largest table of weights that is trained, in numbers; a corpus beyond it is served by the index alone.
const LARGEST: usize = 40_000_000;

/// A line as numbers: its features with their values, and the passage that it asks for.
struct Example {
    features: Vec<(u32, f32)>,
    class: usize,
}

impl Classifier {
    /// Learns from lines, each with the place of its passage among `classes`. `None` where there is nothing to learn:
    /// fewer than two passages, no feature that occurs twice, or too much for the memory.
    #[must_use]
    pub fn train<'a>(lines: impl Iterator<Item = (&'a str, usize)>, classes: usize, words: &dyn Words) -> Option<Self> {
        let lines: Vec<(Features, usize)> = lines.map(|(line, class)| (features(line, words), class)).collect();
        let (rows, telling) = vocabulary(&lines);
        if classes < 2 || rows.is_empty() || rows.len() * classes > LARGEST {
            return None;
        }
        let example = |(features, class): &(Features, usize)| Example {
            features: weighed(features, |feature| rows.get(feature).copied(), &telling),
            class: *class,
        };
        let examples: Vec<Example> = lines.iter().map(example).collect();
        let weights = learn(&examples, rows.len(), classes);
        let (scales, weights) = small(&weights, classes);
        Some(Self { rows, telling, scales, weights, classes })
    }
}

/// The features of at least [`LEAST_LINES`] lines in alphabetical order, and how telling each is.
fn vocabulary(lines: &[(Features, usize)]) -> (HashMap<String, u32>, Vec<f32>) {
    let mut with: HashMap<&str, u32> = HashMap::new();
    for (features, _) in lines {
        for feature in features.words.keys().chain(features.letters.keys()) {
            *with.entry(feature).or_insert(0) += 1;
        }
    }
    let mut kept: Vec<(&str, u32)> = with.into_iter().filter(|(_, lines)| *lines >= LEAST_LINES).collect();
    kept.sort_unstable_by_key(|(feature, lines)| (Reverse(*lines), *feature));
    kept.truncate(MOST_FEATURES);
    kept.sort_unstable();
    let all = lines.len() as f32;
    let telling = kept.iter().map(|(_, with)| ((1.0 + all) / (1.0 + *with as f32)).ln() + 1.0).collect();
    let rows = kept.iter().zip(0..).map(|((feature, _), row)| ((*feature).to_owned(), row)).collect();
    (rows, telling)
}

/// One row of `classes` weights for each feature.
fn learn(examples: &[Example], rows: usize, classes: usize) -> Vec<f32> {
    let mut weights = vec![0.0; rows * classes];
    let mut squares = vec![FIRST_SQUARE; rows * classes];
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for _ in 0..ROUNDS {
        random.shuffle(&mut order);
        for batch in order.chunks(BATCH) {
            let batch: Vec<&Example> = batch.iter().map(|at| &examples[*at]).collect();
            let errors: Vec<Vec<f32>> = batch.iter().map(|example| error(example, &weights, classes)).collect();
            descend(&batch, &errors, &mut weights, &mut squares);
        }
    }
    weights
}

/// By how much each passage's probability is too high for this line.
fn error(example: &Example, weights: &[f32], classes: usize) -> Vec<f32> {
    let mut scores = vec![0.0; classes];
    for (row, value) in &example.features {
        let row = &weights[*row as usize * classes..][..classes];
        scores.iter_mut().zip(row).for_each(|(score, weight)| *score += weight * value);
    }
    softmax(&mut scores);
    scores[example.class] -= 1.0;
    scores
}

/// One step of AdaGrad, feature by feature.
fn descend(batch: &[&Example], errors: &[Vec<f32>], weights: &mut [f32], squares: &mut [f32]) {
    let classes = errors.first().map_or(0, Vec::len);
    let mut touched: Vec<(u32, usize, f32)> = Vec::new();
    for (at, example) in batch.iter().enumerate() {
        touched.extend(example.features.iter().map(|(row, value)| (*row, at, *value)));
    }
    touched.sort_unstable_by_key(|(row, at, _)| (*row, *at));
    let mut slope = vec![0.0; classes];
    for of_row in touched.chunk_by(|a, b| a.0 == b.0) {
        slope.fill(0.0);
        for (_, at, value) in of_row {
            slope.iter_mut().zip(&errors[*at]).for_each(|(slope, error)| *slope += error * value);
        }
        let start = of_row[0].0 as usize * classes;
        let (row, squares) = (&mut weights[start..][..classes], &mut squares[start..][..classes]);
        for ((weight, square), slope) in row.iter_mut().zip(squares).zip(&slope) {
            *square += slope * slope;
            *weight -= STEP * slope / square.sqrt();
        }
    }
}

/// The weights in 8 bits, and what a weight of 1 in each row stands for.
fn small(weights: &[f32], classes: usize) -> (Vec<f32>, Vec<i8>) {
    let mut scales = Vec::with_capacity(weights.len() / classes);
    let mut small = Vec::with_capacity(weights.len());
    for row in weights.chunks_exact(classes) {
        let largest = row.iter().fold(f32::MIN_POSITIVE, |largest, weight| largest.max(weight.abs()));
        scales.push(largest / 127.0);
        // Within -127 to 127 by the division: the cast loses nothing but the fraction.
        small.extend(row.iter().map(|weight| (weight / largest * 127.0).round() as i8));
    }
    (scales, small)
}
