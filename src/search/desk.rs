//! What the running bot answers with, and how it is replaced while questions are under way.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::Library;
use crate::answers::Suggestions;
use crate::language::Language;

/// A library and the completions that go with it.
pub struct Desk {
    /// The corpus and its index.
    pub library: Library,
    suggestions: BTreeMap<Language, Suggestions>,
}

impl Desk {
    /// The desk of a library.
    #[must_use]
    pub fn new(library: Library) -> Self {
        let suggestions = Language::ALL.map(|language| (language, Suggestions::new(&library.corpus, language))).into();
        Self { library, suggestions }
    }

    /// At most `most` completions of what was typed, in a language.
    #[must_use]
    pub fn complete(&self, typed: &str, language: Language, most: usize) -> Vec<&str> {
        self.suggestions.get(&language).map(|of| of.complete(typed, most)).unwrap_or_default()
    }
}

/// The desk in use. Whoever works with it keeps the one that it took until the work is done; the memory of one that was
/// replaced is freed when the last of them is.
///
/// A lock around a counted pointer serves: it is held to copy the pointer, some nanoseconds, as often as people ask, and
/// to replace it as often as an editor saves. A crate for swapping without a lock would gain nothing that can be measured.
pub struct Current(RwLock<Arc<Desk>>);

impl Current {
    /// Begins with a desk.
    #[must_use]
    pub fn new(desk: Desk) -> Self {
        Self(RwLock::new(Arc::new(desk)))
    }

    /// The desk in use now.
    #[must_use]
    pub fn get(&self) -> Arc<Desk> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another desk in the place of the one in use.
    pub fn replace(&self, desk: Desk) {
        let desk = Arc::new(desk);
        let old = std::mem::replace(&mut *self.0.write().unwrap_or_else(PoisonError::into_inner), desk);
        // Freed here, after the lock: unmapping an index takes longer than a question should wait.
        drop(old);
    }
}
