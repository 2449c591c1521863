//! How good the answers to a file of questions are.
//!
//! A question that can be answered comes with regular expressions; a passage is right when its heading and text, and
//! nothing else, satisfy all of them (any, with `expect_any`). A question that cannot be answered is to be refused.

mod cases;
mod compare;
mod judge;
mod report;

pub use cases::{BadLine, Case, read, readers};
pub use compare::{Change, Comparison, compare};
pub use judge::{Judged, Reply, judge};
pub use report::{Figures, Report};
