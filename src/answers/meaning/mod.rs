//! What the vectors of a sentence encoder tell: which subject a question is near to.
//!
//! A subject is a passage in all its languages: what people ask in one language teaches about the others.

mod head;
mod texts;
mod vector;

pub use head::Head;
pub use texts::Texts;
pub use vector::{DIMENSIONS, Small, Vector, normalized, small, whole};

/// What is known of all subjects.
#[derive(Clone, Debug)]
pub struct Meaning {
    /// The vectors of the texts of each subject.
    pub texts: Texts,
    /// What was learned from them; none where there was nothing to learn, or not yet.
    pub head: Option<Head>,
}

/// What a question means, subject by subject.
#[derive(Clone, Debug)]
pub struct Sense {
    /// The mean cosine of the question with the nearest texts of each subject, 0 for one that has none.
    pub nearness: Vec<f32>,
    /// The logarithm of how likely it is for each subject; 0 for all where nothing was learned.
    pub log_probabilities: Vec<f32>,
}

impl Meaning {
    /// What a question means, by its vector.
    #[must_use]
    pub fn sense(&self, question: &Vector) -> Sense {
        let subjects = self.texts.subjects();
        let log_probabilities = match &self.head {
            Some(head) => head.log_probabilities(question),
            None => vec![0.0; subjects],
        };
        Sense { nearness: self.texts.nearness(question), log_probabilities }
    }
}
