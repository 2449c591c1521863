//! What an index tells about a question.

use std::collections::HashMap;
use std::ops::Range;

use super::judge::Judge;
use crate::language::Language;

/// A passage that has something to do with a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its place in the corpus.
    pub passage: usize,
    /// Its BM25 score by the question's words, 0 or more.
    pub words: f32,
    /// Its BM25 score by the question's groups of letters, 0 or more.
    pub letters: f32,
    /// How likely the question is for it, as the classifier sees it, 0 to 1; 0 for all where there is no classifier.
    pub likelihood: f32,
    /// The mean cosine of the question with the three nearest of its texts and lines; 0 where there are no vectors.
    pub nearness: f32,
    /// The logarithm of how likely the question is for it by its meaning; 0 for all where that was not learned.
    pub log_probability: f32,
}

impl Hit {
    /// A passage with nothing that speaks for it yet.
    #[must_use]
    pub fn none(passage: usize) -> Self {
        Self { passage, words: 0.0, letters: 0.0, likelihood: 0.0, nearness: 0.0, log_probability: 0.0 }
    }
}

/// What the index knows of a question.
#[derive(Clone, Debug)]
pub struct Candidates {
    /// The passages that share words or groups of letters with it, in no order.
    pub hits: Vec<Hit>,
    /// The question's words, each once, as the index spells them.
    pub words: Vec<QuestionWord>,
    /// The passage of which the question is the heading or a line, word for word.
    pub known: Option<usize>,
    /// How all this is weighed.
    pub judge: Judge,
}

/// A word of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionWord {
    /// The word itself, spelled as an index term.
    pub term: String,
    /// The spellings in the index that it stands for: itself, or its neighbours when it is not there; may be empty.
    pub terms: Vec<String>,
    /// Whether it is not in the index, and its spellings are guesses at what was meant.
    pub is_guess: bool,
    /// The usual word that it may be a slip of, whether or not the index holds the slip too.
    pub meant: Option<String>,
    /// How telling it is: BM25's inverse document frequency, highest for a word that is in no passage.
    pub weight: f32,
    /// The places in the corpus of the passages that hold it, in order.
    pub passages: Vec<usize>,
}

impl Candidates {
    /// The share of the question's words that the index holds as they are spelt, 0 to 1.
    #[must_use]
    pub fn known_share(&self) -> f32 {
        let known = self.words.iter().filter(|word| !word.is_guess).count();
        known as f32 / self.words.len().max(1) as f32
    }

    /// The question's words by their spellings in the index: the place of the word among [`Self::words`].
    pub(super) fn by_term(&self) -> HashMap<&str, usize> {
        let mut by_term = HashMap::new();
        for (at, word) in self.words.iter().enumerate() {
            for term in &word.terms {
                by_term.entry(term.as_str()).or_insert(at);
            }
        }
        by_term
    }
}

/// A word of a text, as the index spells it, and where it stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Word {
    /// The index term.
    pub term: String,
    /// Its place in the text, in bytes.
    pub place: Range<usize>,
}

/// Splits a text into words as the index of one language does.
pub trait Words {
    /// That language.
    fn language(&self) -> Language;

    /// The words of `text`, in its order.
    fn words(&self, text: &str) -> Vec<Word>;
}
