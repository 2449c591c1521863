//! One question from end to end: the index tells what it knows, the answer is worked out from that.

use anyhow::Context as _;

use crate::answers::{self, Answer, Candidates, Detection, Explanation, Outcome, Question, detect, languages_of};
use crate::corpus::Corpus;
use crate::language::Language;
use crate::search::{Library, Shelf};

/// How many passages are explained: the answer, and what it was chosen over.
const EXPLAINED: usize = 3;

/// Answers a question with at most `passages` passages, in its own language; where that is not clear, in the one that is
/// answered with more confidence, the reader's on a tie. What is not answered there is looked for in the reader's
/// language, in English, and then in the others, where these know most of its words, among the passages that are missing
/// there. Works on the calling thread: a few milliseconds.
///
/// # Errors
///
/// When the index cannot be read, or is empty.
pub fn ask(library: &Library, question: &Question, reader: Language, passages: usize) -> anyhow::Result<Answer> {
    let languages = languages_of(question.as_str(), reader);
    let answer = |language| {
        let Some((shelf, candidates)) = search(library, question, language)? else { return Ok(None) };
        let answer = answers::answer(question, &candidates, &library.corpus, shelf, passages);
        Ok(Some((answer, candidates.are_mostly_known())))
    };
    let mut tried = try_languages(&library.corpus, &languages, reader, answer)?;
    let chosen = tried.chosen.map(|at| tried.all.swap_remove(at));
    Ok(Answer { asked_in: tried.asked_in, ..chosen.unwrap_or_else(|| Answer::unknown(tried.asked_in)) })
}

/// Answers a question in one language, whatever it looks like.
///
/// # Errors
///
/// When the index cannot be read, or has no passage in this language.
pub fn ask_in(library: &Library, question: &Question, language: Language, passages: usize) -> anyhow::Result<Answer> {
    let (shelf, candidates) =
        search(library, question, language)?.context("the corpus has no passages in this language")?;
    Ok(answers::answer(question, &candidates, &library.corpus, shelf, passages))
}

/// Why a question is answered as it is.
pub struct Why {
    /// What its language looks like.
    pub detection: Detection,
    /// An explanation for each language that was tried.
    pub tried: Vec<Explanation>,
    /// The place in `tried` of the one that is the answer; none where no language of the question has passages.
    pub chosen: Option<usize>,
}

/// What [`ask`] does, with the reasons.
///
/// # Errors
///
/// When the index cannot be read, or is empty.
pub fn why(library: &Library, question: &Question, reader: Language) -> anyhow::Result<Why> {
    let detection = detect(question.as_str(), reader);
    let explain = |language| {
        let Some((shelf, candidates)) = search(library, question, language)? else { return Ok(None) };
        let explanation = answers::explain(question, &candidates, &library.corpus, shelf, EXPLAINED);
        Ok(Some((explanation, candidates.are_mostly_known())))
    };
    let tried = try_languages(&library.corpus, &detection.languages, reader, explain)?;
    Ok(Why { detection, tried: tried.all, chosen: tried.chosen })
}

/// What a language's passages hold for a question; none where the language has no passages.
fn search<'a>(
    library: &'a Library,
    question: &Question,
    language: Language,
) -> anyhow::Result<Option<(&'a Shelf, Candidates)>> {
    let Some(shelf) = library.shelf(language) else { return Ok(None) };
    let candidates = shelf.candidates(question.as_str()).context("searching the index")?;
    Ok(Some((shelf, candidates)))
}

/// What came of a question in several languages.
struct Tried<T> {
    all: Vec<T>,
    /// The place in `all` of the answer that is given.
    chosen: Option<usize>,
    /// The language of the question.
    asked_in: Language,
}

/// Tries the languages that a question may be in, and others where its answer may be missing there. `answer_in` tells with
/// each answer whether its language knows most words of the question.
fn try_languages<T: AsRef<Answer>>(
    corpus: &Corpus,
    languages: &[Language],
    reader: Language,
    answer_in: impl Fn(Language) -> anyhow::Result<Option<(T, bool)>>,
) -> anyhow::Result<Tried<T>> {
    anyhow::ensure!(!corpus.passages.is_empty(), "the corpus has no passages");
    let mut all = Vec::new();
    for language in languages {
        all.extend(answer_in(*language)?.map(|(answer, _)| answer));
    }
    let chosen = best(&all);
    let settled = chosen.and_then(|at| all.get(at)).map(AsRef::as_ref);
    let asked_in = settled.map_or_else(|| languages.first().copied().unwrap_or(reader), |answer| answer.language);
    if settled.is_some_and(|answer| answer.outcome == Outcome::Answered || answer.redirect.is_some()) {
        return Ok(Tried { all, chosen, asked_in });
    }
    let mut done = languages.to_vec();
    for language in [reader, Language::En].into_iter().chain(Language::ALL) {
        if done.contains(&language) {
            continue;
        }
        let answer = answer_in(language)?.filter(|(_, understood)| *understood).map(|(answer, _)| answer);
        let missing = answer.as_ref().is_some_and(|answer| is_missing(corpus, answer.as_ref(), &done));
        all.extend(answer);
        if missing {
            return Ok(Tried { chosen: Some(all.len() - 1), all, asked_in });
        }
        done.push(language);
    }
    Ok(Tried { all, chosen, asked_in })
}

/// The place of the best answer, the first of several: one that is certain, one way or the other, because the question is
/// known word for word; then one with more confidence; how likely an answer is that is not given tells nothing, but a word
/// on where to turn is better than none.
fn best<T: AsRef<Answer>>(answers: &[T]) -> Option<usize> {
    let is_certain =
        |answer: &Answer| answer.confidence >= 1.0 || (answer.confidence <= 0.0 && answer.redirect.is_some());
    let worth = |answer: &Answer| match answer.outcome {
        _ if is_certain(answer) => (3, 0.0),
        Outcome::Answered | Outcome::Unsure => (2, answer.confidence),
        Outcome::Unknown => (u8::from(answer.redirect.is_some()), 0.0),
    };
    let places = answers.iter().map(|answer| worth(answer.as_ref())).enumerate();
    places.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(at, _)| at)
}

/// Whether a question is answered with a passage that none of these languages has. A passage that is there was not found
/// good enough in its own language, and is no better in another.
fn is_missing(corpus: &Corpus, answer: &Answer, languages: &[Language]) -> bool {
    let first = answer.passages.first().and_then(|first| corpus.passages.get(first.passage));
    let is_there = |id: &str| corpus.passages.iter().any(|other| other.id == id && languages.contains(&other.language));
    answer.outcome == Outcome::Answered && first.is_some_and(|first| !is_there(&first.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(outcome: Outcome, confidence: f32, redirect: Option<usize>) -> Answer {
        Answer { outcome, confidence, redirect, ..Answer::unknown(Language::En) }
    }

    #[test]
    fn the_answer_with_the_highest_confidence_is_taken_and_the_first_of_equals() {
        let of = |confidence| answer(Outcome::Answered, confidence, None);
        assert_eq!(best(&[of(0.4), of(0.6), of(0.6)]), Some(1));
        assert_eq!(best::<Answer>(&[]), None);
    }

    #[test]
    fn a_question_known_as_unanswerable_in_one_language_is_not_answered_in_another() {
        let known = answer(Outcome::Unknown, 0.0, Some(3));
        assert_eq!(best(&[known, answer(Outcome::Answered, 0.7, None)]), Some(0));
    }
}
