//! A question under way: its vector is worked out once, if it is needed at all.

use std::cell::OnceCell;

use crate::answers::Question;
use crate::answers::meaning::Vector;
use crate::encoder::Lazy;

/// A question that is looked for in one or more languages.
pub struct Asked<'a> {
    /// The question.
    pub question: &'a Question,
    vector: OnceCell<Option<Vector>>,
}

impl<'a> Asked<'a> {
    /// A question that is yet to be looked for.
    #[must_use]
    pub fn new(question: &'a Question) -> Self {
        Self { question, vector: OnceCell::new() }
    }

    /// A question of which the vector is known.
    pub(super) fn with_vector(question: &'a Question, vector: Vector) -> Self {
        Self { question, vector: OnceCell::from(Some(vector)) }
    }

    /// Its vector; none where there is no encoder, or it failed.
    pub(super) fn vector(&self, encoder: &Lazy) -> Option<&Vector> {
        let embed = || {
            let embedded = encoder.get()?.embed(self.question.as_str());
            embedded.inspect_err(|error| tracing::warn!("a question without the sentence encoder: {error:#}")).ok()
        };
        self.vector.get_or_init(embed).as_ref()
    }
}
