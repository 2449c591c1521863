//! Why an answer is what it is: the parts of each score, the words that matched, and the lines nearest to the question.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::confidence::Confidence;
use super::judge::Bounds;
use super::rank::{Scored, Signal};
use super::{Answer, Candidates, Case, Question, Words, letter_groups};
use crate::corpus::{Corpus, Passage};

/// How many lines of a passage are shown.
const LINES: usize = 3;

/// An answer with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The answer.
    pub answer: Answer,
    /// How sure it is, and why.
    pub confidence: Confidence,
    /// What that confidence is held against.
    pub bounds: Bounds,
    /// The candidates of the answer, best first.
    pub candidates: Vec<Explained>,
    /// The best candidate that is no answer but says what to do instead.
    pub out_of_scope: Option<Explained>,
}

impl AsRef<Answer> for Explanation {
    fn as_ref(&self) -> &Answer {
        &self.answer
    }
}

/// A candidate with its reasons.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// Its place in the corpus.
    pub passage: usize,
    /// The sum of its signals, 0 to 1.
    pub score: f32,
    /// Whether the question is its heading or one of its lines, word for word.
    pub known: bool,
    /// What the score is made of.
    pub signals: Vec<Signal>,
    /// The words of the question, most telling first.
    pub words: Vec<MatchedWord>,
    /// Its heading and lines, the nearest to the question first; only the first few.
    pub lines: Vec<NearLine>,
}

/// A word of a question, and where a passage holds it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatchedWord {
    /// The word as it was asked.
    pub word: String,
    /// What it was taken for, where the index does not know it.
    pub taken_for: Vec<String>,
    /// How telling it is: BM25's inverse document frequency.
    pub weight: f32,
    /// Whether the heading holds it.
    pub heading: bool,
    /// How many lines hold it.
    pub lines: usize,
    /// Whether the text holds it.
    pub text: bool,
}

impl MatchedWord {
    /// Whether the passage holds it anywhere.
    #[must_use]
    pub fn is_matched(&self) -> bool {
        self.heading || self.lines > 0 || self.text
    }
}

/// A line of a passage, or its heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearLine {
    /// The line.
    pub line: String,
    /// The mean of two shares: of the question's weight that its words cover, and of the groups of letters that both
    /// have (Dice's coefficient). 0 to 1.
    pub nearness: f32,
}

/// [`super::answer`], with the reasons for it and for each of its passages.
#[must_use]
pub fn explain(
    question: &Question,
    candidates: &Candidates,
    corpus: &Corpus,
    words: &dyn Words,
    passages: usize,
) -> Explanation {
    let case = Case { question, candidates, corpus, words };
    let judgement = case.judge();
    let answer = case.answer(&judgement, passages);
    let explained = |scored: &Scored| Some(case.explained(scored, corpus.passages.get(scored.hit.passage)?));
    Explanation {
        candidates: case.different(&judgement, passages).into_iter().filter_map(explained).collect(),
        out_of_scope: judgement.ranked.iter().find(|scored| scored.out_of_scope).and_then(explained),
        confidence: judgement.confidence,
        bounds: candidates.judge.bounds,
        answer,
    }
}

impl Case<'_> {
    fn explained(&self, scored: &Scored, passage: &Passage) -> Explained {
        Explained {
            passage: scored.hit.passage,
            score: scored.score,
            known: scored.known,
            signals: scored.signals.iter().filter(|signal| signal.weight > 0.0).copied().collect(),
            words: self.matched(passage),
            lines: self.nearest(passage),
        }
    }

    /// The terms of a text.
    fn terms(&self, text: &str) -> HashSet<String> {
        self.words.words(text).into_iter().map(|word| word.term).collect()
    }

    /// The question's words, and where `passage` holds them.
    fn matched(&self, passage: &Passage) -> Vec<MatchedWord> {
        let question = self.question.as_str();
        let asked: HashMap<String, &str> =
            self.words.words(question).into_iter().map(|word| (word.term, &question[word.place])).collect();
        let (heading, text) = (self.terms(&passage.heading), self.terms(&passage.text));
        let lines: Vec<_> = passage.asked_as.iter().map(|line| self.terms(line)).collect();
        let matched = |word: &super::QuestionWord| {
            let is_in = |terms: &HashSet<String>| word.terms.iter().any(|term| terms.contains(term));
            MatchedWord {
                word: asked.get(&word.term).map_or_else(|| word.term.clone(), |asked| (*asked).to_owned()),
                taken_for: if word.is_guess { word.terms.clone() } else { Vec::new() },
                weight: word.weight,
                heading: is_in(&heading),
                lines: lines.iter().filter(|line| is_in(line)).count(),
                text: is_in(&text),
            }
        };
        let mut words: Vec<MatchedWord> = self.candidates.words.iter().map(matched).collect();
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.word.cmp(&b.word)));
        words
    }

    /// The heading and lines of `passage` that are nearest to the question.
    fn nearest(&self, passage: &Passage) -> Vec<NearLine> {
        let asked: HashSet<String> = letter_groups(self.question.as_str()).into_iter().collect();
        let near = |line: &str| NearLine {
            line: line.to_owned(),
            nearness: (self.covered(&self.terms(line)) + dice(&asked, &letter_groups(line).into_iter().collect()))
                / 2.0,
        };
        let mut lines: Vec<NearLine> =
            std::iter::once(passage.heading.as_str()).chain(passage.lines()).map(near).collect();
        lines.sort_by(|a, b| b.nearness.total_cmp(&a.nearness));
        lines.truncate(LINES);
        lines
    }

    /// The share of the question's weight that stands in `terms`.
    fn covered(&self, terms: &HashSet<String>) -> f32 {
        let words = &self.candidates.words;
        let all: f32 = words.iter().map(|word| word.weight).sum();
        let is_in = |word: &&super::QuestionWord| word.terms.iter().any(|term| terms.contains(term));
        let there: f32 = words.iter().filter(is_in).map(|word| word.weight).sum();
        if all > 0.0 { there / all } else { 0.0 }
    }
}

/// Dice's coefficient of two sets: twice what they share, by what both have.
fn dice(a: &HashSet<String>, b: &HashSet<String>) -> f32 {
    let both = a.len() + b.len();
    if both > 0 { 2.0 * a.intersection(b).count() as f32 / both as f32 } else { 0.0 }
}
