//! One question from end to end: the index tells what it knows, the answer is worked out from that.

use anyhow::Context as _;

use crate::answers::{self, Answer, Detection, Explanation, Outcome, Question, detect, languages_of};
use crate::corpus::{Corpus, Passage};
use crate::language::Language;
use crate::search::{Asked, Library};

/// How many passages are explained: the answer, and what it was chosen over.
const EXPLAINED: usize = 3;

/// Answers a question with at most `passages` passages, in its own language; where that is not clear, in the one that knows
/// more of its words, the reader's on a tie. What is not answered there is looked for in the reader's
/// language, in English, and then in the others, where these know most of its words, among the passages that are missing
/// there. Works on the calling thread: some ten milliseconds where the
/// encoder is needed, else about one.
///
/// # Errors
///
/// When the index cannot be read, or is empty.
pub fn ask(library: &Library, question: &Question, reader: Language, passages: usize) -> anyhow::Result<Answer> {
    library.remembered(question, reader, passages, || work_out(library, question, reader, passages))
}

fn work_out(library: &Library, question: &Question, reader: Language, passages: usize) -> anyhow::Result<Answer> {
    let languages = languages_of(question.as_str(), reader);
    let asked = Asked::new(question);
    let answer = |language| {
        let Some((shelf, candidates)) = library.candidates(&asked, language)? else { return Ok(None) };
        let answer = answers::answer(question, &candidates, &library.corpus, shelf, passages);
        Ok(Some((answer, candidates.known_share())))
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
    let found = library.candidates(&Asked::new(question), language)?;
    let (shelf, candidates) = found.context("the corpus has no passages in this language")?;
    Ok(answers::answer(question, &candidates, &library.corpus, shelf, passages))
}

/// At most `most` passages in one language that a question may mean, by its words alone, best first: fast enough to be
/// asked at every key that is typed.
///
/// # Errors
///
/// When the index cannot be read.
pub fn by_words<'a>(
    library: &'a Library,
    question: &Question,
    language: Language,
    most: usize,
) -> anyhow::Result<Vec<&'a Passage>> {
    let Some(candidates) = library.by_words(question, language)? else { return Ok(Vec::new()) };
    let ranked = answers::by_signals(&candidates, &library.corpus);
    let passages = ranked.into_iter().filter_map(|at| library.corpus.passages.get(at));
    Ok(passages.filter(|passage| !passage.is_out_of_scope()).take(most).collect())
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
    let asked = Asked::new(question);
    let explain = |language| {
        let Some((shelf, candidates)) = library.candidates(&asked, language)? else { return Ok(None) };
        let explanation = answers::explain(question, &candidates, &library.corpus, shelf, EXPLAINED);
        Ok(Some((explanation, candidates.known_share())))
    };
    let tried = try_languages(&library.corpus, &detection.languages, reader, explain)?;
    Ok(Why { detection, tried: tried.all, chosen: tried.chosen })
}

/// What came of a question in several languages.
struct Tried<T> {
    all: Vec<T>,
    /// The place in `all` of the answer that is given.
    chosen: Option<usize>,
    /// The language of the question.
    asked_in: Language,
}

/// From this share of known words, a question may be in a language that it does not look like.
const UNDERSTOOD: f32 = 0.5;

/// Tries the languages that a question may be in, and others where its answer may be missing there. `answer_in` tells with
/// each answer how many words of the question its language knows, as a share.
fn try_languages<T: AsRef<Answer>>(
    corpus: &Corpus,
    languages: &[Language],
    reader: Language,
    answer_in: impl Fn(Language) -> anyhow::Result<Option<(T, f32)>>,
) -> anyhow::Result<Tried<T>> {
    anyhow::ensure!(!corpus.passages.is_empty(), "the corpus has no passages");
    let mut known = Vec::new();
    for language in languages {
        known.extend(answer_in(*language)?);
    }
    let chosen = best(&known);
    let mut all: Vec<T> = known.into_iter().map(|(answer, _)| answer).collect();
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
        let answer = answer_in(language)?.filter(|(_, known)| *known > UNDERSTOOD).map(|(answer, _)| answer);
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
/// known word for word; then that of the language which knows more of the words, in tenths; then one that is an answer; a
/// word on where to turn is better than none. Confidence tells nothing here: meanings are alike in all languages.
fn best<T: AsRef<Answer>>(answers: &[(T, f32)]) -> Option<usize> {
    let is_certain =
        |answer: &Answer| answer.confidence >= 1.0 || (answer.confidence <= 0.0 && answer.redirect.is_some());
    let worth = |(answer, known): &(T, f32)| {
        let answer = answer.as_ref();
        let outcome = match answer.outcome {
            Outcome::Answered | Outcome::Unsure => 2,
            Outcome::Unknown => u8::from(answer.redirect.is_some()),
        };
        (is_certain(answer), (known * 10.0).round() as u8, outcome)
    };
    let places = answers.iter().map(worth).enumerate();
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
    fn the_language_that_knows_more_of_the_words_answers_and_the_first_of_equals() {
        let of = |confidence, known| (answer(Outcome::Answered, confidence, None), known);
        assert_eq!(best(&[of(0.9, 0.5), of(0.6, 1.0), of(0.7, 1.0)]), Some(1));
        assert_eq!(best::<Answer>(&[]), None);
    }

    #[test]
    fn a_question_known_as_unanswerable_in_one_language_is_not_answered_in_another() {
        let known = (answer(Outcome::Unknown, 0.0, Some(3)), 0.5);
        assert_eq!(best(&[known, (answer(Outcome::Answered, 0.7, None), 1.0)]), Some(0));
    }
}
