//! Finding passages: tantivy, one shelf for each language, built aside and swapped in.

mod analyzer;
mod library;
mod sealed;
mod shelf;

pub use library::{Library, Opened};
pub use shelf::Shelf;
