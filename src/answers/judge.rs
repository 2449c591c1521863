//! How what is known of a question is weighed: which passage comes first, and whether it is an answer.
//!
//! The weights are learned when the index is built (see [`super::calibrate`]), from lines that the index of that moment
//! had not seen. Where there are too few lines for that, the ones below are used.

use serde::{Deserialize, Serialize};

use super::evidence::Hit;

/// The signals that order the candidates.
pub(super) const SIGNALS: [&str; 5] = ["words", "letters", "classifier", "nearest", "meaning"];

/// What a confidence is made of.
pub(super) const PARTS: [&str; 8] = [
    "coverage",
    "nearest",
    "lead by nearest",
    "lead by meaning",
    "lead by classifier",
    "lead by words",
    "gap",
    "length",
];

/// A log-probability lower than this tells no more than this.
const LEAST_LOG: f32 = -12.0;

/// What becomes of a question, by its confidence.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Bounds {
    /// At least this likely, the first passage is the answer.
    pub answer: f32,
    /// At least this likely, it may be what was meant.
    pub suggest: f32,
}

/// The weights of one language, for one kind of evidence.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Judge {
    /// What each signal counts, in the order of [`SIGNALS`].
    pub signals: [f32; SIGNALS.len()],
    /// The log-odds of an answer to begin with.
    pub bias: f32,
    /// What each part adds to them, in the order of [`PARTS`].
    pub parts: [f32; PARTS.len()],
    /// What becomes of a question.
    pub bounds: Bounds,
}

impl Judge {
    /// For words and letters alone.
    pub const BY_WORDS: Self = Self {
        signals: [8.0, 4.0, 0.0, 0.0, 0.0],
        bias: -6.64,
        parts: [2.92, 0.0, 0.0, 0.0, 0.0, 4.09, 0.0, 1.78],
        bounds: Bounds { answer: 0.35, suggest: 0.2 },
    };

    /// The same for a corpus without a passage that is out of scope, over which the answers could lead.
    pub const ALONE_BY_WORDS: Self =
        Self { bias: -3.05, parts: [4.19, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.52], ..Self::BY_WORDS };

    /// The same with a classifier, which is held against chance.
    pub const ALONE_BY_CLASSIFIER: Self =
        Self { bias: -3.52, parts: [3.40, 0.0, 0.0, 0.0, 2.26, 0.0, 0.0, 0.41], ..Self::BY_WORDS };

    /// The same with what the encoder finds near.
    pub const ALONE_BY_NEARNESS: Self =
        Self { bias: -13.0, parts: [2.0, 15.0, 0.0, 0.0, 0.0, 0.0, 4.0, 0.3], ..Self::BY_NEARNESS };

    /// With what the encoder finds near.
    pub const BY_NEARNESS: Self = Self {
        signals: [2.3, 0.4, 0.0, 17.8, 0.0],
        bias: -12.0,
        parts: [1.5, 14.0, 20.0, 0.0, 0.0, 1.0, 0.0, 0.5],
        bounds: Bounds { answer: 0.35, suggest: 0.2 },
    };
}

/// The most that any candidate has of the signals that are told as shares of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Best {
    words: f32,
    letters: f32,
    likelihood: f32,
    /// Whether meanings were learned.
    has_meaning: bool,
}

impl Best {
    pub fn of(hits: &[Hit]) -> Self {
        let best = |value: fn(&Hit) -> f32| hits.iter().map(value).fold(f32::MIN_POSITIVE, f32::max);
        Self {
            words: best(|hit| hit.words),
            letters: best(|hit| hit.letters),
            likelihood: best(|hit| hit.likelihood),
            has_meaning: hits.iter().any(|hit| hit.log_probability < 0.0),
        }
    }

    /// A candidate's values, in the order of [`SIGNALS`], and what they count as, each 0 to 1: words, letters and
    /// classifier as shares of the best candidate's, the nearness as it is, the log-probability from -12 to 0.
    pub fn signals(&self, hit: &Hit) -> [(f32, f32); SIGNALS.len()] {
        let meaning = if self.has_meaning { 1.0 - hit.log_probability.max(LEAST_LOG) / LEAST_LOG } else { 0.0 };
        [
            (hit.words, hit.words / self.words),
            (hit.letters, hit.letters / self.letters),
            (hit.likelihood, hit.likelihood / self.likelihood),
            (hit.nearness, hit.nearness.clamp(0.0, 1.0)),
            (hit.log_probability, meaning),
        ]
    }
}
