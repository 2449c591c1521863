//! Lines that are kept from the index, to see whether others find their passage: people never ask in the very words of a
//! line, and a line that the index knows finds its passage whatever the others are worth.

use crate::corpus::Corpus;

/// How many lines of a passage are left out at most.
const MOST: usize = 10;

/// A corpus without some of its lines, and these lines.
pub struct HeldOut {
    /// The corpus that is left.
    pub corpus: Corpus,
    /// The lines of each passage that were left out, by its place; never all of them.
    pub lines: Vec<Vec<String>>,
}

impl HeldOut {
    /// Leaves out up to ten lines of each passage, evenly taken, and not more than half. Those of documents that were not
    /// written for this bot are their headings, and stay.
    #[must_use]
    pub fn of(corpus: &Corpus) -> Self {
        let mut corpus = corpus.clone();
        let mut lines = Vec::with_capacity(corpus.passages.len());
        for passage in &mut corpus.passages {
            if passage.is_plain() {
                lines.push(Vec::new());
                continue;
            }
            let step = passage.asked_as.len().div_ceil(MOST).max(2);
            let (mut left, mut out) = (Vec::new(), Vec::new());
            for (at, line) in std::mem::take(&mut passage.asked_as).into_iter().enumerate() {
                if at % step == 1 { out.push(line) } else { left.push(line) }
            }
            passage.asked_as = left;
            lines.push(out);
        }
        Self { corpus, lines }
    }
}
