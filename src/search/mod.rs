//! Finding passages: tantivy, one shelf for each language, built aside and swapped in.

mod analyzer;
mod desk;
mod library;
mod sealed;
mod shelf;

pub use desk::{Current, Desk};
pub use library::{Library, Opened};
pub use shelf::Shelf;
