//! What editors of the corpus go by: how good the answers to a set of questions are, and what to mend in the documents.

pub mod evaluate;
pub mod lint;
