//! What to mend in the corpus: errors, which stand in the way of good answers, and notes, which are for thought.
//!
//! Documents that were not written for this bot are not held to the rules for passages.
//!
//! What needs the index, whether headings and lines find their own passage, is asked by the caller and reported with
//! [`Finding::of_heading`] and, for lines that [`HeldOut`] keeps from the index, [`Finding::of_unfound`].

mod facts;
mod findings;
mod held_out;
mod lines;
mod passages;
#[cfg(test)]
mod tests;

pub use findings::{Finding, Gravity, Rule};
pub use held_out::HeldOut;

use jiff::civil::Date;

use crate::corpus::Corpus;

/// Everything that the files themselves tell, by rule. `today` is held against the dates of the sources.
#[must_use]
pub fn lint(corpus: &Corpus, today: Date) -> Vec<Finding> {
    let mut findings: Vec<Finding> = corpus.problems.iter().map(Finding::of_problem).collect();
    passages::untranslated(corpus, &mut findings);
    lines::shared(corpus, &mut findings);
    lines::unwritten(corpus, &mut findings);
    for passage in corpus.passages.iter().filter(|passage| !passage.is_plain()) {
        passages::look(passage, &mut findings);
        lines::look(passage, &mut findings);
    }
    facts::look(corpus, &mut findings);
    passages::ages(corpus, today, &mut findings);
    findings.sort_by_key(|finding| finding.rule);
    findings
}
