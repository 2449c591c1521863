//! A linear classifier learned from the lines in which people ask: which passage is a question most likely for?
//!
//! Multinomial logistic regression over words, pairs of words and groups of letters, weighted by tf-idf and trained by
//! AdaGrad (Duchi, Hazan and Singer 2011) in a few passes over the lines, the same way every time. It sees what BM25
//! cannot: which words tell one passage from its neighbours. Weights are kept in 8 bits.

mod file;
mod train;

use std::collections::HashMap;

use super::evidence::Words;
use super::fold::letter_groups;

/// How sharply scores become probabilities; also used in training.
const SHARPNESS: f32 = 6.0;

/// A trained classifier of one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Classifier {
    /// The row of each feature.
    rows: HashMap<String, u32>,
    /// How telling each feature is: ln((1 + lines) / (1 + lines with it)) + 1.
    telling: Vec<f32>,
    /// What a weight of 1 in each row stands for.
    scales: Vec<f32>,
    /// One row of `classes` weights for each feature.
    weights: Vec<i8>,
    /// How many passages there are to choose from.
    classes: usize,
}

impl Classifier {
    /// How likely a question is for each of the passages, in their order; together 1.
    #[must_use]
    pub fn probabilities(&self, question: &str, words: &dyn Words) -> Vec<f32> {
        let mut scores = vec![0.0; self.classes];
        let features = features(question, words);
        for (row, value) in weighed(&features, |feature| self.rows.get(feature).copied(), &self.telling) {
            let row = row as usize;
            let scale = self.scales[row] * value;
            let weights = &self.weights[row * self.classes..(row + 1) * self.classes];
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += f32::from(*weight) * scale);
        }
        softmax(&mut scores);
        scores
    }

    /// How many passages it chooses from.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }
}

/// How far one passage's score is above another's, from their probabilities.
pub(super) fn score_lead(probability: f32, other: f32) -> f32 {
    (probability.max(f32::MIN_POSITIVE) / other.max(f32::MIN_POSITIVE)).ln() / SHARPNESS
}

/// The features of a text with how often each occurs: words and pairs of neighbouring words, then groups of letters.
struct Features {
    words: HashMap<String, u32>,
    letters: HashMap<String, u32>,
}

fn features(text: &str, words: &dyn Words) -> Features {
    let terms: Vec<String> = words.words(text).into_iter().map(|word| word.term).collect();
    let pairs = terms.windows(2).map(|pair| pair.join(" "));
    Features {
        words: counted(terms.iter().cloned().chain(pairs)),
        // A group of letters is no word: the mark keeps `job` apart from the letters j, o and b.
        letters: counted(letter_groups(text).into_iter().map(|group| format!("~{group}"))),
    }
}

fn counted(features: impl Iterator<Item = String>) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for feature in features {
        *counts.entry(feature).or_insert(0) += 1;
    }
    counts
}

/// The known features by their rows, each with (1 + ln count) × telling, words and letters each of length 1.
fn weighed(features: &Features, row: impl Fn(&str) -> Option<u32>, telling: &[f32]) -> Vec<(u32, f32)> {
    let mut weighed = Vec::new();
    for kind in [&features.words, &features.letters] {
        let known = kind.iter().filter_map(|(feature, count)| Some((row(feature)?, *count)));
        let mut known: Vec<(u32, f32)> =
            known.map(|(row, count)| (row, (1.0 + (count as f32).ln()) * telling[row as usize])).collect();
        // The order of a hash map differs from run to run; sums of fractions depend on it.
        known.sort_unstable_by_key(|(row, _)| *row);
        let length = known.iter().map(|(_, value)| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        weighed.extend(known.into_iter().map(|(row, value)| (row, value / length)));
    }
    weighed
}

/// Makes probabilities of scores.
fn softmax(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = ((*score - highest) * SHARPNESS).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}

#[cfg(test)]
mod tests;
