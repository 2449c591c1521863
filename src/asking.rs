//! One question from end to end: the index tells what it knows, the answer is worked out from that.

use anyhow::Context as _;

use crate::answers::{self, Answer, Candidates, Detection, Explanation, Question, detect, languages_of};
use crate::language::Language;
use crate::search::{Library, Shelf};

/// How many passages are explained: the answer, and what it was chosen over.
const EXPLAINED: usize = 3;

/// Answers a question with at most `passages` passages, in its own language; where that is not clear, in the one that is
/// answered with more confidence, the reader's on a tie. Works on the calling thread: a few milliseconds.
///
/// # Errors
///
/// When the index cannot be read, or is empty.
pub fn ask(library: &Library, question: &Question, reader: Language, passages: usize) -> anyhow::Result<Answer> {
    let languages = languages_of(question.as_str(), reader).into_iter();
    let answer = |language| ask_in(library, question, language, passages);
    let mut answers = languages.map(answer).collect::<anyhow::Result<Vec<_>>>()?;
    let surest = surest(answers.iter()).context("a question without a language")?;
    Ok(answers.swap_remove(surest))
}

/// Answers a question in one language, whatever it looks like.
///
/// # Errors
///
/// When the index cannot be read, or is empty.
pub fn ask_in(library: &Library, question: &Question, language: Language, passages: usize) -> anyhow::Result<Answer> {
    let (shelf, candidates) = search(library, question, language)?;
    Ok(answers::answer(question, &candidates, &library.corpus, shelf, passages))
}

/// Why a question is answered as it is.
pub struct Why {
    /// What its language looks like.
    pub detection: Detection,
    /// An explanation for each language that was tried.
    pub tried: Vec<Explanation>,
    /// The place in `tried` of the one that is the answer.
    pub surest: usize,
}

/// What [`ask`] does, with the reasons.
///
/// # Errors
///
/// When the index cannot be read, or is empty.
pub fn why(library: &Library, question: &Question, reader: Language) -> anyhow::Result<Why> {
    let detection = detect(question.as_str(), reader);
    let explain = |language: &Language| explain(library, question, *language);
    let tried = detection.languages.iter().map(explain).collect::<anyhow::Result<Vec<_>>>()?;
    let surest =
        surest(tried.iter().map(|explanation| &explanation.answer)).context("a question without a language")?;
    Ok(Why { detection, tried, surest })
}

fn explain(library: &Library, question: &Question, language: Language) -> anyhow::Result<Explanation> {
    let (shelf, candidates) = search(library, question, language)?;
    Ok(answers::explain(question, &candidates, &library.corpus, shelf, EXPLAINED))
}

fn search<'a>(
    library: &'a Library,
    question: &Question,
    language: Language,
) -> anyhow::Result<(&'a Shelf, Candidates)> {
    let shelf = library.shelf(language).context("the corpus has no passages")?;
    let candidates = shelf.candidates(question.as_str()).context("searching the index")?;
    Ok((shelf, candidates))
}

/// The place of the first answer that is certain, one way or the other, because the question is known word for word;
/// else of the one with the highest confidence, the first of several.
fn surest<'a>(answers: impl Iterator<Item = &'a Answer>) -> Option<usize> {
    let is_certain =
        |answer: &Answer| answer.confidence >= 1.0 || (answer.confidence <= 0.0 && answer.redirect.is_some());
    let rank = |answer: &Answer| if is_certain(answer) { f32::INFINITY } else { answer.confidence };
    let better = |best: Option<(usize, f32)>, (at, answer): (usize, &Answer)| match best {
        Some((_, highest)) if rank(answer) <= highest => best,
        _ => Some((at, rank(answer))),
    };
    answers.enumerate().fold(None, better).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Outcome;

    fn answer(confidence: f32, redirect: Option<usize>) -> Answer {
        Answer { language: Language::En, outcome: Outcome::Unknown, confidence, passages: Vec::new(), redirect }
    }

    #[test]
    fn the_answer_with_the_highest_confidence_is_taken_and_the_first_of_equals() {
        assert_eq!(surest([answer(0.2, None), answer(0.6, None), answer(0.6, None)].iter()), Some(1));
        assert_eq!(surest([].iter()), None);
    }

    #[test]
    fn a_question_known_as_unanswerable_in_one_language_is_not_answered_in_another() {
        assert_eq!(surest([answer(0.0, Some(3)), answer(0.7, None)].iter()), Some(0));
    }
}
