//! Answers that were given before: people ask the same things, and every key typed asks again.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use lru::LruCache;

use crate::answers::{Answer, Question};
use crate::language::Language;

/// How many answers are kept; each has a few hundred bytes.
const ANSWERS: NonZeroUsize = NonZeroUsize::new(1_000).unwrap();

/// A question with all that its answer depends on besides the library: the reader's language, and how many passages.
type Key = (String, Language, usize);

/// The answers of one library that were given last.
pub(super) struct Remembered(Mutex<LruCache<Key, Answer>>);

impl Remembered {
    pub fn new() -> Self {
        Self(Mutex::new(LruCache::new(ANSWERS)))
    }

    /// The answer that was given before, or the one that is worked out now.
    pub fn or(
        &self,
        question: &Question,
        reader: Language,
        passages: usize,
        answer: impl FnOnce() -> anyhow::Result<Answer>,
    ) -> anyhow::Result<Answer> {
        let key = (question.as_str().to_owned(), reader, passages);
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let answer = answer()?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, answer.clone());
        Ok(answer)
    }
}
