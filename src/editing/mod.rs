//! What editors of the corpus go by: how good the answers to a set of questions are.

pub mod evaluate;
