//! The reasons for an answer as one JSON object; what `ask --json` tells too has the same name here.

use serde::Serialize;

use crate::answers::{Answer, Bounds, Explained, MatchedWord, NearLine, Outcome, Part, Signal};
use crate::asking::Why;
use crate::corpus::{Corpus, Passage};
use crate::language::Language;

/// Why a question is answered as it is.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    question: &'a str,
    /// The language of the answer.
    language: Language,
    outcome: Outcome,
    answered: bool,
    confidence: f32,
    /// The reader's language.
    reader: Language,
    /// The language that the question looks like; null where nothing can be told.
    looks_like: Option<Looks>,
    /// The languages in which an answer was looked for.
    tried: Vec<Tried>,
    /// What the confidence is held against.
    bounds: Option<Bounds>,
    /// Whether the question is known word for word; then the confidence is not made of parts.
    known: bool,
    /// The log-odds to begin with, and what adds weight × value to them.
    bias: f32,
    parts: &'a [Part],
    /// The best answers, best first.
    passages: Vec<Candidate<'a>>,
    /// The nearest passage of a kind that cannot be answered.
    out_of_scope: Option<Candidate<'a>>,
}

#[derive(Serialize)]
struct Looks {
    language: Language,
    sure: f32,
}

#[derive(Serialize)]
struct Tried {
    language: Language,
    confidence: f32,
}

/// A candidate: the passage, and what speaks for it.
#[derive(Serialize)]
struct Candidate<'a> {
    heading: &'a str,
    id: &'a str,
    document: &'a str,
    topic: &'a str,
    language: Language,
    score: f32,
    known: bool,
    signals: &'a [Signal],
    words: &'a [MatchedWord],
    lines: &'a [NearLine],
}

impl<'a> Line<'a> {
    pub(super) fn new(question: &'a str, corpus: &'a Corpus, why: &'a Why, reader: Language) -> Self {
        let chosen = why.chosen.and_then(|at| why.tried.get(at));
        let answer = chosen.map(|explanation| &explanation.answer);
        let reasons = chosen.map(|explanation| &explanation.confidence);
        let outcome = answer.map_or(Outcome::Unknown, |answer| answer.outcome);
        let candidate =
            |explained: &'a Explained| Some(Candidate::new(explained, corpus.passages.get(explained.passage)?));
        Self {
            question,
            language: answer.map_or(reader, |answer| answer.language),
            outcome,
            answered: outcome == Outcome::Answered,
            confidence: answer.map_or(0.0, |answer| answer.confidence),
            reader,
            looks_like: why.detection.looks_like.map(|(language, sure)| Looks { language, sure }),
            tried: why.tried.iter().map(|explanation| Tried::from(&explanation.answer)).collect(),
            bounds: chosen.map(|explanation| explanation.bounds),
            known: reasons.is_some_and(|reasons| reasons.known),
            bias: reasons.map_or(0.0, |reasons| reasons.bias),
            parts: reasons.map_or(&[], |reasons| &reasons.parts),
            passages: chosen.iter().flat_map(|explanation| &explanation.candidates).filter_map(candidate).collect(),
            out_of_scope: chosen.and_then(|explanation| explanation.out_of_scope.as_ref()).and_then(candidate),
        }
    }
}

impl From<&Answer> for Tried {
    fn from(answer: &Answer) -> Self {
        Self { language: answer.language, confidence: answer.confidence }
    }
}

impl<'a> Candidate<'a> {
    fn new(explained: &'a Explained, passage: &'a Passage) -> Self {
        Self {
            heading: &passage.heading,
            id: &passage.id,
            document: &passage.document,
            topic: &passage.topic,
            language: passage.language,
            score: explained.score,
            known: explained.known,
            signals: &explained.signals,
            words: &explained.words,
            lines: &explained.lines,
        }
    }
}
