//! One question from end to end: the index tells what it knows, the answer is worked out from that.

use anyhow::Context as _;

use crate::answers::{self, Answer, Question, languages_of};
use crate::language::Language;
use crate::search::Library;

/// Answers a question with at most `passages` passages, in its own language; where that is not clear, in the one that is
/// answered with more confidence, the reader's on a tie. Works on the calling thread: a few milliseconds.
///
/// # Errors
///
/// When the index cannot be read, or is empty.
pub fn ask(library: &Library, question: &Question, reader: Language, passages: usize) -> anyhow::Result<Answer> {
    let mut best: Option<Answer> = None;
    for language in languages_of(question.as_str(), reader) {
        let answer = ask_in(library, question, language, passages)?;
        if best.as_ref().is_none_or(|best| answer.confidence > best.confidence) {
            best = Some(answer);
        }
    }
    best.context("a question without a language")
}

fn ask_in(library: &Library, question: &Question, language: Language, passages: usize) -> anyhow::Result<Answer> {
    let shelf = library.shelf(language).context("the corpus has no passages")?;
    let candidates = shelf.candidates(question.as_str()).context("searching the index")?;
    Ok(answers::answer(question, &candidates, &library.corpus, shelf, passages))
}
