//! Takes up changes of the corpus while the bot runs.
//!
//! Names, sizes and times of change of its files are looked at every second. Looking costs less than a millisecond, needs
//! no crate, and sees what file-system events do not: changes on network folders and in containers. A change is taken once
//! it has stood still for one look, so that a half-written file is seldom read. The new index is built aside; whatever
//! goes wrong, the old one stays in use.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::corpus::{Corpus, Listing};
use crate::encoder::Lazy;
use crate::search::{Current, Desk, Library};

/// How often the folder is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// After how many looks a corpus is tried again that could not be indexed or learned from, although nothing changed: a disk that is full
/// may have room again.
const PATIENCE: u32 = 60;

/// Watches the corpus folder.
pub struct Reloader {
    corpus_dir: PathBuf,
    index_dir: PathBuf,
    encoder: Arc<Lazy>,
    current: Arc<Current>,
    seen: Mutex<Seen>,
}

/// What was found so far.
struct Seen {
    /// The last look.
    listing: Listing,
    /// Whether it shows a change that was not dealt with yet.
    changed: bool,
    /// Looks to let pass before a corpus that could not be indexed is tried again; 0 where there is none.
    wait: u32,
    /// What is in the log already, until the corpus is in order again.
    reported: BTreeSet<String>,
}

/// What came of one look at the folder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Look {
    /// There is nothing to do, or not yet.
    Nothing,
    /// The changed corpus is in use.
    Taken,
    /// The change cannot be used; what was in use stays.
    Refused,
}

impl Reloader {
    /// Watches `corpus_dir`, of which `listing` was taken just before it was read.
    #[must_use]
    pub fn new(
        corpus_dir: PathBuf,
        index_dir: PathBuf,
        encoder: Arc<Lazy>,
        current: Arc<Current>,
        listing: Listing,
    ) -> Self {
        let seen = Seen { listing, changed: false, wait: 0, reported: BTreeSet::new() };
        Self { corpus_dir, index_dir, encoder, current, seen: Mutex::new(seen) }
    }

    /// Watches until `stop`.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
            let this = Arc::clone(&self);
            let looking = tokio::task::spawn_blocking(move || this.look());
            tokio::select! {
                () = stop.cancelled() => return,
                looked = looking => if let Err(error) = looked {
                    tracing::error!(%error, "reading the changed corpus broke off; the one in use stays");
                }
            }
        }
    }

    /// Learns from each corpus that is in use, until `stop`; answers are already given meanwhile.
    pub async fn keep_learning(self: Arc<Self>, stop: CancellationToken) {
        loop {
            let this = Arc::clone(&self);
            let learning = tokio::task::spawn_blocking(move || this.learn());
            let pause = tokio::select! {
                () = stop.cancelled() => return,
                learned = learning => match learned.unwrap_or_else(|error| Err(error.into())) {
                    Ok(()) => LOOK,
                    Err(error) => {
                        tracing::warn!("corpus: learning from it failed, answers stay as they were: {error:#}");
                        LOOK * PATIENCE
                    }
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Learns from the corpus in use, where that was not done yet. If it changes meanwhile, what was learned is dropped.
    fn learn(&self) -> anyhow::Result<()> {
        let desk = self.current.get();
        desk.library.warm_up();
        if desk.library.is_learned() {
            return Ok(());
        }
        let begun = Instant::now();
        let learned = desk.library.learn(&self.index_dir, &|_, _, _| ());
        let _seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&self.current.get(), &desk) {
            return Ok(());
        }
        if let Some(library) = learned? {
            tracing::info!(after_ms = begun.elapsed().as_millis(), "learned from the corpus");
            self.current.replace(Desk::new(library));
        }
        Ok(())
    }

    /// Looks once, and takes a change that has stood still since the last look.
    fn look(&self) -> Look {
        let listing = Listing::of(&self.corpus_dir);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if listing != seen.listing {
            seen.listing = listing;
            seen.changed = true;
            return Look::Nothing;
        }
        if seen.wait > 0 {
            seen.wait -= 1;
            seen.changed |= seen.wait == 0;
        }
        if !std::mem::take(&mut seen.changed) {
            return Look::Nothing;
        }
        self.take(&mut seen)
    }

    fn take(&self, seen: &mut Seen) -> Look {
        seen.wait = 0;
        let desk = self.current.get();
        let folder = self.corpus_dir.display();
        if !seen.listing.is_there {
            return seen.refuse([format!("the folder `{folder}` is gone")]);
        }
        let corpus = Corpus::load(&self.corpus_dir);
        let problems = desk.library.corpus.new_problems(&corpus);
        if !problems.is_empty() {
            return seen.refuse(problems.into_iter().map(|problem| format!("{folder}/{problem}")));
        }
        if corpus.passages.is_empty() {
            return seen.refuse([format!("there is no passage in `{folder}`")]);
        }
        if corpus.is_same(&desk.library.corpus) {
            if !std::mem::take(&mut seen.reported).is_empty() {
                tracing::info!("the corpus is as it was before");
            }
            return Look::Nothing;
        }
        drop(desk);
        let (passages, documents) = (corpus.passages.len(), corpus.documents());
        match Library::open(&self.index_dir, Arc::new(corpus), Arc::clone(&self.encoder)) {
            Ok((library, _)) => self.current.replace(Desk::new(library)),
            Err(error) => {
                seen.wait = PATIENCE;
                return seen.refuse([format!("{error:#}")]);
            }
        }
        seen.reported.clear();
        tracing::info!(passages, documents, "the corpus has changed, and is in use");
        Look::Taken
    }
}

impl Seen {
    /// Reports each problem that the log does not hold yet.
    fn refuse(&mut self, problems: impl IntoIterator<Item = String>) -> Look {
        for problem in problems {
            if self.reported.insert(problem.clone()) {
                tracing::warn!("corpus: {problem}; the change is not used, answers stay as they were");
            }
        }
        Look::Refused
    }
}

#[cfg(test)]
mod tests;
