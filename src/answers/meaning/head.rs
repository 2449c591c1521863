//! A classifier over the vectors of the encoder: which subject is a question most likely for?
//!
//! Multinomial logistic regression, trained by Adam (Kingma and Ba 2015) in a few passes over all texts, the same way every
//! time.

use ndarray::{Array1, Array2, ArrayView1, Axis};

use super::{DIMENSIONS, Small, Texts, Vector, whole};
use crate::answers::checked;

/// How often all texts are gone through.
const ROUNDS: usize = 4;

/// How many texts are learned from at a time.
const BATCH: usize = 256;

/// Adam's step at the beginning; it falls to nothing by the end.
const STEP: f32 = 0.01;

/// How much of its mean slope, and of the mean of its square, Adam keeps from step to step.
const MOMENTUM: f32 = 0.9;
const SQUARES: f32 = 0.99;

/// What keeps Adam from dividing by nothing.
const LEAST: f32 = 1e-8;

/// By what the centred vectors are multiplied: they differ by little.
const SCALE: f32 = 10.0;

/// Makes every training the same.
const SEED: u64 = 1951;

/// The trained classifier.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// One row for each subject.
    weights: Array2<f32>,
    bias: Array1<f32>,
}

/// A text by its vector, and its subject.
type Example<'a> = (&'a Small, usize);

impl Head {
    /// Learns from all texts. `None` where there is nothing to learn: fewer than two subjects with texts.
    #[must_use]
    pub fn train(texts: &Texts) -> Option<Self> {
        let of_subject = |(subject, vectors): (usize, &'_ [Small])| -> Vec<(Small, usize)> {
            vectors.iter().map(|vector| (*vector, subject)).collect()
        };
        let examples: Vec<(Small, usize)> = texts.iter().enumerate().flat_map(of_subject).collect();
        let examples: Vec<Example<'_>> = examples.iter().map(|(vector, subject)| (vector, *subject)).collect();
        if texts.iter().filter(|vectors| !vectors.is_empty()).count() < 2 {
            return None;
        }
        let centre = centre(&examples);
        let mut adam = Adam::new(texts.subjects(), ROUNDS * examples.len().div_ceil(BATCH));
        let mut random = fastrand::Rng::with_seed(SEED);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        for _ in 0..ROUNDS {
            random.shuffle(&mut order);
            for batch in order.chunks(BATCH) {
                let batch: Vec<Example<'_>> = batch.iter().map(|at| examples[*at]).collect();
                adam.learn(&batch, &centre);
            }
        }
        // A centred and scaled vector gives the same as the vector itself with these.
        let weights = adam.weights * SCALE;
        let bias = adam.bias - weights.dot(&centre);
        Some(Self { weights, bias })
    }

    /// The logarithm of how likely a question is for each subject.
    #[must_use]
    pub fn log_probabilities(&self, question: &Vector) -> Vec<f32> {
        let scores = self.weights.dot(&ArrayView1::from(question)) + &self.bias;
        let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let all = highest + scores.iter().map(|score| (score - highest).exp()).sum::<f32>().ln();
        scores.iter().map(|score| score - all).collect()
    }

    /// How many subjects it chooses from.
    #[must_use]
    pub fn subjects(&self) -> usize {
        self.bias.len()
    }

    /// The classifier as bytes: a checksum, the bias, the rows.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let body: Vec<u8> = self.bias.iter().chain(self.weights.iter()).flat_map(|value| value.to_le_bytes()).collect();
        checked::checked(&body)
    }

    /// The classifier in `bytes`; `None` when they are damaged.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let values: Vec<f32> =
            checked::body(bytes)?.as_chunks().0.iter().map(|value| f32::from_le_bytes(*value)).collect();
        let subjects = values.len() / (DIMENSIONS + 1);
        let (bias, weights) = values.split_at_checked(subjects)?;
        Some(Self {
            weights: Array2::from_shape_vec((subjects, DIMENSIONS), weights.to_vec()).ok()?,
            bias: Array1::from_vec(bias.to_vec()),
        })
    }
}

/// The mean of all vectors.
fn centre(examples: &[Example<'_>]) -> Array1<f32> {
    let mut sum = Array1::<f32>::zeros(DIMENSIONS);
    for (vector, _) in examples {
        sum += &ArrayView1::from(&whole(vector));
    }
    sum / examples.len() as f32
}

/// The training under way.
struct Adam {
    weights: Array2<f32>,
    bias: Array1<f32>,
    /// The mean slope of each weight, and the mean of its square.
    slopes: Array2<(f32, f32)>,
    bias_slopes: Array1<(f32, f32)>,
    step: usize,
    steps: usize,
}

impl Adam {
    fn new(subjects: usize, steps: usize) -> Self {
        Self {
            weights: Array2::zeros((subjects, DIMENSIONS)),
            bias: Array1::zeros(subjects),
            slopes: Array2::from_elem((subjects, DIMENSIONS), (0.0, 0.0)),
            bias_slopes: Array1::from_elem(subjects, (0.0, 0.0)),
            step: 0,
            steps,
        }
    }

    /// One step down the slope of the cross entropy of these texts.
    fn learn(&mut self, batch: &[Example<'_>], centre: &Array1<f32>) {
        let mut vectors = Array2::zeros((batch.len(), DIMENSIONS));
        for (mut row, (vector, _)) in vectors.axis_iter_mut(Axis(0)).zip(batch) {
            row.assign(&((&ArrayView1::from(&whole(vector)) - centre) * SCALE));
        }
        let mut errors = vectors.dot(&self.weights.t()) + &self.bias;
        for (mut scores, (_, subject)) in errors.axis_iter_mut(Axis(0)).zip(batch) {
            let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            scores.mapv_inplace(|score| (score - highest).exp());
            let sum = scores.sum();
            scores /= sum;
            scores[*subject] -= 1.0;
        }
        errors /= batch.len() as f32;
        self.step += 1;
        let step = STEP * (1.0 - self.step as f32 / (self.steps + 1) as f32);
        let fresh = [MOMENTUM, SQUARES].map(|kept| 1.0 - kept.powi(i32::try_from(self.step).unwrap_or(i32::MAX)));
        let slope = errors.t().dot(&vectors);
        ndarray::Zip::from(&mut self.weights).and(&mut self.slopes).and(&slope).for_each(|weight, means, slope| {
            *weight -= step * toward(means, *slope, fresh);
        });
        let slope = errors.sum_axis(Axis(0));
        ndarray::Zip::from(&mut self.bias).and(&mut self.bias_slopes).and(&slope).for_each(|bias, means, slope| {
            *bias -= step * toward(means, *slope, fresh);
        });
    }
}

/// Adam's direction for one weight; takes the slope into its means.
fn toward(means: &mut (f32, f32), slope: f32, fresh: [f32; 2]) -> f32 {
    means.0 = MOMENTUM * means.0 + (1.0 - MOMENTUM) * slope;
    means.1 = SQUARES * means.1 + (1.0 - SQUARES) * slope * slope;
    means.0 / fresh[0] / ((means.1 / fresh[1]).sqrt() + LEAST)
}

#[cfg(test)]
mod tests {
    use super::super::{normalized, small};
    use super::*;

    /// A vector near to that of its subject.
    fn vector(subject: usize, random: &mut fastrand::Rng) -> Vector {
        let mut vector: Vector = std::array::from_fn(|_| random.f32() * 0.2);
        vector[subject] += 1.0;
        normalized(vector)
    }

    fn head() -> Head {
        let mut random = fastrand::Rng::with_seed(7);
        let mut texts = Texts::default();
        for subject in 0..3 {
            texts.push((0..2000).map(|_| small(&vector(subject, &mut random))), true);
        }
        Head::train(&texts).unwrap()
    }

    #[test]
    fn a_question_is_most_likely_for_the_subject_whose_texts_it_is_like() {
        let (head, mut random) = (head(), fastrand::Rng::with_seed(8));
        for subject in 0..3 {
            let likely = head.log_probabilities(&vector(subject, &mut random));
            assert!(likely[subject] > (0.8_f32).ln(), "{likely:?}");
            assert!((likely.iter().map(|value| value.exp()).sum::<f32>() - 1.0).abs() < 1e-4, "{likely:?}");
        }
    }

    #[test]
    fn what_was_learned_survives_as_bytes_and_damage_is_noticed() {
        let head = head();
        let mut bytes = head.to_bytes();
        assert_eq!(Head::from_bytes(&bytes), Some(head));
        bytes[40] ^= 1;
        assert_eq!(Head::from_bytes(&bytes), None);
        assert_eq!(Head::from_bytes(&[]), None);
    }

    #[test]
    fn one_subject_teaches_nothing() {
        let mut texts = Texts::default();
        texts.push([[1; DIMENSIONS]], true);
        texts.push([], true);
        assert_eq!(Head::train(&texts), None);
    }
}
