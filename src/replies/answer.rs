//! Answers to questions.

use crate::corpus::Source;

/// What to do when the corpus does not hold the answer; follows `I don't know.`
pub const UNKNOWN: &str = "My documents on IOM and its careers do not answer this. Please try other words, or look on \
                           the official careers site.";

/// A source in one line: publisher, title and date.
#[must_use]
pub fn source_line(source: &Source) -> String {
    format!("Source: {}, {} (as of {})", source.publisher, source.title, source.as_of.strftime("%-d %B %Y"))
}
