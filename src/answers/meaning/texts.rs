//! The texts that are nearest to a question.

use super::vector::{length, product, small};
use super::{Small, Vector};

/// How many texts of a subject are looked at, the nearest ones: several lines in which people ask tell more than one. Of a
/// document that nobody wrote lines for, the sentence that is nearest counts.
const LINES: usize = 3;
const SENTENCES: usize = 1;

/// The vectors of the texts of each subject: what people ask, headings and passages.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Subject after subject.
    vectors: Vec<Small>,
    /// One by the length of each vector; 0 for a vector of nothing.
    scales: Vec<f32>,
    /// Where each subject ends, and how many of its nearest texts count.
    ends: Vec<(usize, usize)>,
}

impl Texts {
    /// Adds a subject with its vectors; whether somebody wrote down how people ask for it.
    pub fn push(&mut self, vectors: impl IntoIterator<Item = Small>, has_lines: bool) {
        for vector in vectors {
            let length = length(&vector);
            self.scales.push(if length > 0.0 { 1.0 / length } else { 0.0 });
            self.vectors.push(vector);
        }
        self.ends.push((self.vectors.len(), if has_lines { LINES } else { SENTENCES }));
    }

    /// How many subjects there are.
    #[must_use]
    pub fn subjects(&self) -> usize {
        self.ends.len()
    }

    /// The mean cosine of a question with the nearest texts of each subject; 0 for one that has none.
    #[must_use]
    pub fn nearness(&self, question: &Vector) -> Vec<f32> {
        let question = small(question);
        let scale = 1.0 / length(&question).max(f32::MIN_POSITIVE);
        let mut start = 0;
        let of_subject = |(end, nearest): &(usize, usize)| {
            let texts = start..*end;
            start = *end;
            let cosines = self.vectors[texts.clone()].iter().zip(&self.scales[texts]);
            let cosines = cosines.map(|(text, length)| product(&question, text) as f32 * length * scale);
            mean_of_nearest(cosines, *nearest)
        };
        self.ends.iter().map(of_subject).collect()
    }

    /// The vectors of each subject, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &[Small]> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| *end));
        starts.zip(&self.ends).map(|(start, (end, _))| &self.vectors[start..*end])
    }
}

fn mean_of_nearest(cosines: impl Iterator<Item = f32>, most: usize) -> f32 {
    let mut nearest = [f32::NEG_INFINITY; LINES];
    let mut count = 0_usize;
    for cosine in cosines {
        count += 1;
        if cosine > nearest[LINES - 1] {
            nearest[LINES - 1] = cosine;
            nearest.sort_unstable_by(|a, b| b.total_cmp(a));
        }
    }
    let count = count.min(most);
    if count == 0 { 0.0 } else { nearest[..count].iter().sum::<f32>() / count as f32 }
}

#[cfg(test)]
mod tests {
    use super::super::{DIMENSIONS, normalized};
    use super::*;

    fn vector(seed: u64) -> Vector {
        let mut random = fastrand::Rng::with_seed(seed);
        normalized(std::array::from_fn(|_| random.f32() - 0.5))
    }

    #[test]
    fn a_subject_is_as_near_as_its_three_nearest_lines_or_its_nearest_sentence() {
        let question = vector(1);
        let opposite = question.map(|value| -value);
        let mut texts = Texts::default();
        texts.push([&question, &question, &question, &opposite].map(small), true);
        texts.push([&question, &opposite].map(small), true);
        texts.push([], true);
        texts.push([[0; DIMENSIONS]], true);
        texts.push([&opposite, &question].map(small), false);
        let nearness = texts.nearness(&question);
        assert!((nearness[0] - 1.0).abs() < 0.01, "{nearness:?}");
        assert!(nearness[1].abs() < 0.01, "{nearness:?}");
        assert_eq!(nearness[2..4], [0.0, 0.0]);
        assert!((nearness[4] - 1.0).abs() < 0.01, "{nearness:?}");
    }
}
