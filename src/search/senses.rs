//! The vectors of all texts of the corpus, subject by subject.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::build::Progress;
use crate::answers::meaning::{Small, Texts, small};
use crate::corpus::{Corpus, Passage};
use crate::encoder::{Lazy, Vectors};

/// The subjects of a corpus: a subject is a passage in all its languages.
#[derive(Clone, Debug, Default)]
pub(super) struct Subjects {
    /// The subject of each passage, by its place in the corpus.
    of: Vec<usize>,
    /// How many there are.
    count: usize,
}

impl Subjects {
    pub fn new(corpus: &Corpus) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut of = Vec::with_capacity(corpus.passages.len());
        for passage in &corpus.passages {
            let next = numbers.len();
            of.push(*numbers.entry(&passage.id).or_insert(next));
        }
        Self { count: numbers.len(), of }
    }

    /// The subject of the passage at a place in the corpus.
    pub fn of(&self, passage: usize) -> Option<usize> {
        self.of.get(passage).copied()
    }

    /// The vectors of all texts that are known, subject by subject.
    pub fn texts(&self, corpus: &Corpus, vectors: &Vectors) -> Texts {
        let mut subjects: Vec<(Vec<Small>, bool)> = vec![(Vec::new(), false); self.count];
        for (passage, subject) in corpus.passages.iter().zip(&self.of) {
            let known = texts_of(passage).into_iter().filter_map(|text| vectors.get(&text).copied());
            if let Some(subject) = subjects.get_mut(*subject) {
                subject.0.extend(known);
                subject.1 |= !passage.asked_as.is_empty() && !passage.is_plain();
            }
        }
        let mut texts = Texts::default();
        subjects.into_iter().for_each(|(vectors, has_lines)| texts.push(vectors, has_lines));
        texts
    }
}

/// What is encoded of a passage: its lines, its heading, and heading and text together. A document may have no headings of
/// its own, and a heading alone may say nothing.
fn texts_of(passage: &Passage) -> Vec<String> {
    let Passage { heading, text, .. } = passage;
    let whole = if heading.is_empty() { text.clone() } else { format!("{heading}. {text}") };
    let texts = passage.lines().into_iter().map(str::to_owned).chain([heading.clone(), whole]);
    texts.filter(|text| !text.is_empty()).collect()
}

/// The vectors of all texts of a corpus: those of `known` that it still has, and new ones for the others, at most `most`
/// of them. Encoding takes some milliseconds a text and core.
pub(super) fn encode(
    corpus: &Corpus,
    known: &Vectors,
    encoder: &Lazy,
    most: usize,
    progress: &Progress<'_>,
) -> Vectors {
    let mut vectors = Vectors::default();
    let mut missing = Vec::new();
    for text in corpus.passages.iter().flat_map(texts_of) {
        match known.get(&text) {
            Some(vector) => vectors.insert(&text, *vector),
            None => missing.push(text),
        }
    }
    missing.truncate(most);
    if missing.is_empty() {
        return vectors;
    }
    let Some(encoder) = encoder.get() else { return vectors };
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done: Vec<(&String, Small)> = Vec::new();
        while let Some(text) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
            match encoder.embed(text) {
                Ok(vector) => done.push((text, small(&vector))),
                Err(error) => tracing::warn!("a text of the corpus cannot be encoded: {error:#}"),
            }
            progress("encoding", next.load(Ordering::Relaxed).min(missing.len()), missing.len());
        }
        done
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for (text, vector) in workers.into_iter().filter_map(|worker| worker.join().ok()).flatten() {
            vectors.insert(text, vector);
        }
    });
    vectors
}
