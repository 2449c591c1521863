//! One question from end to end: the index tells what it knows, the answer is worked out from that.

use anyhow::Context as _;

use crate::answers::{self, Answer, Question};
use crate::language::Language;
use crate::search::Library;

/// Answers a question with at most `passages` passages in `language`. Works on the calling thread: a few milliseconds.
///
/// # Errors
///
/// When the index cannot be read, or is empty.
pub fn ask(library: &Library, question: &Question, language: Language, passages: usize) -> anyhow::Result<Answer> {
    let shelf = library.shelf(language).context("the corpus has no passages")?;
    let candidates = shelf.candidates(question.as_str()).context("searching the index")?;
    Ok(answers::answer(question, &candidates, &library.corpus, shelf, passages))
}
