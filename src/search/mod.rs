//! Finding passages: tantivy, one shelf for each language, built aside and swapped in.

mod analyzer;
mod asked;
mod build;
mod desk;
mod known;
mod learn;
mod library;
mod remembered;
mod sealed;
mod senses;
mod shelf;
mod spelling;

pub use asked::Asked;
pub use build::Progress;
pub use desk::{Current, Desk};
pub use library::{Library, Opened};
pub use shelf::Shelf;
