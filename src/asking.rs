//! One question from end to end: the index tells what it knows, the answer is worked out from that.

use anyhow::Context as _;

use crate::answers::{self, Answer, Outcome, Question, languages_of};
use crate::corpus::Corpus;
use crate::language::Language;
use crate::search::Library;

/// Answers a question with at most `passages` passages, in its own language; where that is not clear, in the one that is
/// answered with more confidence, the reader's on a tie. What is not answered there is looked for in the reader's
/// language, in English, and then in the others, among the passages that are missing there. Works on the calling thread:
/// a few milliseconds.
///
/// # Errors
///
/// When the index cannot be read, or is empty.
pub fn ask(library: &Library, question: &Question, reader: Language, passages: usize) -> anyhow::Result<Answer> {
    anyhow::ensure!(!library.corpus.passages.is_empty(), "the corpus has no passages");
    let mut asked = languages_of(question.as_str(), reader);
    let mut best: Option<Answer> = None;
    for language in &asked {
        let Some(answer) = ask_in(library, question, *language, passages)? else { continue };
        if best.as_ref().is_none_or(|best| worth(&answer) > worth(best)) {
            best = Some(answer);
        }
    }
    let best = best.unwrap_or_else(|| Answer::unknown(asked.first().copied().unwrap_or(reader)));
    if best.outcome == Outcome::Answered || best.redirect.is_some() {
        return Ok(best);
    }
    for language in [reader, Language::En].into_iter().chain(Language::ALL) {
        if asked.contains(&language) {
            continue;
        }
        let answer = ask_in(library, question, language, passages)?;
        if let Some(answer) = answer.filter(|answer| is_missing(&library.corpus, answer, &asked)) {
            return Ok(Answer { asked_in: best.asked_in, ..answer });
        }
        asked.push(language);
    }
    Ok(best)
}

/// Whether a question is answered with a passage that none of these languages has. A passage that is there was not found
/// good enough in its own language, and is no better in another.
fn is_missing(corpus: &Corpus, answer: &Answer, languages: &[Language]) -> bool {
    let first = answer.passages.first().and_then(|first| corpus.passages.get(first.passage));
    let is_there = |id: &str| corpus.passages.iter().any(|other| other.id == id && languages.contains(&other.language));
    answer.outcome == Outcome::Answered && first.is_some_and(|first| !is_there(&first.id))
}

/// What answers to one question in different languages are compared by. How likely an answer is that is not given tells
/// nothing; a word on where to turn is better than none.
fn worth(answer: &Answer) -> (u8, f32) {
    match answer.outcome {
        Outcome::Answered | Outcome::Unsure => (2, answer.confidence),
        Outcome::Unknown => (u8::from(answer.redirect.is_some()), 0.0),
    }
}

/// The answer in one language, where that has passages.
fn ask_in(
    library: &Library,
    question: &Question,
    language: Language,
    passages: usize,
) -> anyhow::Result<Option<Answer>> {
    let Some(shelf) = library.shelf(language) else { return Ok(None) };
    let candidates = shelf.candidates(question.as_str()).context("searching the index")?;
    Ok(Some(answers::answer(question, &candidates, &library.corpus, shelf, passages)))
}
