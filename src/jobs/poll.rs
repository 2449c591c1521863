//! Polls every source at its own pace, and records what is new together with the deliveries that follow from it.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{back_off, seconds, until};
use crate::settings;
use crate::sources::fetch::{Fetcher, Validators};
use crate::sources::{Before, Found, PollError, Source};
use crate::store::Store;
use crate::store::sources::{FailedPoll, PollState};
use crate::store::vacancies::FinishedPoll;
use crate::vacancies::diff::{Changes, diff};

/// The wait after a first failure, where the source is not polled more often anyway.
const FIRST_WAIT: Duration = Duration::from_secs(5 * 60);

/// The longest wait after failures, and the wait after a refusal.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3_600);

/// The longest wait that a server may ask for.
const LONGEST_ASKED: Duration = Duration::from_secs(24 * 3_600);

/// How long to wait when the database fails.
const STORE_WAIT: i64 = 60;

/// The share of its interval by which a poll may come later, so that many bots do not poll at the same moment.
const JITTER: f64 = 0.1;

/// Polls sources.
#[derive(Debug)]
pub struct Poller {
    store: Store,
    fetcher: Fetcher,
    sources: Vec<(Source, Duration)>,
    planned: Arc<Notify>,
    random: Mutex<fastrand::Rng>,
}

impl Poller {
    /// A poller without sources. `planned` is notified whenever deliveries became due.
    #[must_use]
    pub fn new(store: Store, fetcher: Fetcher, planned: Arc<Notify>) -> Self {
        Self { store, fetcher, sources: Vec::new(), planned, random: Mutex::new(fastrand::Rng::new()) }
    }

    /// Adds a source, which becomes known to the store.
    ///
    /// # Errors
    ///
    /// When its settings make no address, or the database fails.
    pub async fn add(&mut self, settings: &settings::Source, now: Timestamp) -> anyhow::Result<()> {
        let source = Source::new(settings)?;
        let latest = now.as_second() + seconds(settings.every);
        self.store.register_source(source.name(), source.address(), latest).await?;
        self.sources.push((source, settings.every));
        Ok(())
    }

    /// The same, with waits that repeat from run to run.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.random = Mutex::new(fastrand::Rng::with_seed(seed));
        self
    }

    /// Polls every source at its time until `stop`; a poll that is under way is given up and concludes nothing.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let mut loops = JoinSet::new();
        for index in 0..self.sources.len() {
            let (poller, stop) = (Arc::clone(&self), stop.clone());
            loops.spawn(async move { stop.run_until_cancelled(poller.poll_forever(index)).await });
        }
        loops.join_all().await;
    }

    /// A tick that panics is told and tried again: it must not end the polling of its source.
    async fn poll_forever(self: Arc<Self>, index: usize) {
        loop {
            let now = Timestamp::now();
            let next = self.ticks(now, index..index + 1).await.unwrap_or(now.as_second() + STORE_WAIT);
            tokio::time::sleep(until(next)).await;
        }
    }

    /// Polls the sources that are due, all at once: one that hangs or fails holds up no other. Returns when the next one
    /// is due, in unix seconds.
    pub async fn poll_due(self: &Arc<Self>, now: Timestamp) -> Option<i64> {
        self.ticks(now, 0..self.sources.len()).await
    }

    async fn ticks(self: &Arc<Self>, now: Timestamp, indices: Range<usize>) -> Option<i64> {
        let mut polls = JoinSet::new();
        for index in indices {
            let poller = Arc::clone(self);
            polls.spawn(async move { poller.tick(index, now).await });
        }
        let mut next = None;
        while let Some(ended) = polls.join_next().await {
            match ended {
                Ok(due) => next = Some(next.map_or(due, |next: i64| next.min(due))),
                Err(error) => tracing::error!(%error, "a poll ended unexpectedly"),
            }
        }
        next
    }

    /// Polls one source if it is due and returns when it is due again. What goes wrong ends here.
    async fn tick(&self, index: usize, now: Timestamp) -> i64 {
        let Some((source, every)) = self.sources.get(index) else { return i64::MAX };
        match self.poll_if_due(source, *every, now).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(
                    source = source.name(),
                    error = format!("{error:#}"),
                    "a source's state cannot be kept"
                );
                now.as_second() + STORE_WAIT
            }
        }
    }

    async fn poll_if_due(&self, source: &Source, every: Duration, now: Timestamp) -> anyhow::Result<i64> {
        let state = self.store.poll_state(source.name()).await?.context("the source is not registered")?;
        if state.next_poll_at > now.as_second() {
            return Ok(state.next_poll_at);
        }
        let known = self.store.known(source.name()).await?;
        let before = Before {
            first_poll: known.first_poll,
            keys: known.vacancies.keys().cloned().collect(),
            validators: Validators { etag: state.etag.clone(), last_modified: state.last_modified.clone() },
        };
        match source.poll(&self.fetcher, &before).await {
            Ok(Found { polled, validators }) => {
                let changes = polled.map(|polled| diff(&known, polled, now)).unwrap_or_default();
                let next = now.as_second() + seconds(every) + self.jitter(every);
                self.finish(source, &changes, &validators, now, next).await?;
                log_recovery(source, &state, now);
                Ok(next)
            }
            Err(error) => self.fail(source, every, &state, &error, now).await,
        }
    }

    async fn finish(
        &self,
        source: &Source,
        changes: &Changes,
        validators: &Validators,
        now: Timestamp,
        next: i64,
    ) -> anyhow::Result<()> {
        let poll = FinishedPoll {
            source: source.name(),
            now: now.as_second(),
            next_poll_at: next,
            etag: validators.etag.as_deref(),
            last_modified: validators.last_modified.as_deref(),
            changes,
        };
        let deliveries = self.store.record_poll(&poll).await?;
        if deliveries > 0 {
            self.planned.notify_one();
        }
        if *changes != Changes::default() {
            tracing::info!(
                source = source.name(),
                new = changes.new.len(),
                recorded = changes.recorded.len(),
                changed = changes.changed.len(),
                absent = changes.absent.len(),
                deliveries,
                "a source's vacancies changed"
            );
        }
        Ok(())
    }

    /// A failure is told once, when it begins; the store keeps the latest reason.
    async fn fail(
        &self,
        source: &Source,
        every: Duration,
        state: &PollState,
        error: &PollError,
        now: Timestamp,
    ) -> anyhow::Result<i64> {
        let reason = error.to_string();
        let wait = self.wait_after(error, every, state.failures + 1, now);
        let next = now.as_second() + wait;
        let failed = FailedPoll { source: source.name(), now: now.as_second(), next_poll_at: next, error: &reason };
        self.store.record_failure(&failed).await?;
        if state.failures == 0 {
            tracing::warn!(source = source.name(), error = reason, retry_in_s = wait, "a source cannot be polled");
        } else {
            tracing::debug!(
                source = source.name(),
                error = reason,
                retry_in_s = wait,
                "a source still cannot be polled"
            );
        }
        Ok(next)
    }

    /// In seconds. A server that asks for more patience gets it.
    fn wait_after(&self, error: &PollError, every: Duration, failures: i64, now: Timestamp) -> i64 {
        let wait = if error.is_refusal() {
            LONGEST_WAIT
        } else {
            back_off(every.min(FIRST_WAIT), failures, LONGEST_WAIT, self.share())
        };
        let asked = error.retry_after().map_or(Duration::ZERO, |after| {
            Duration::try_from(after.moment(now).duration_since(now)).unwrap_or(Duration::ZERO).min(LONGEST_ASKED)
        });
        seconds(wait.max(asked))
    }

    /// In seconds, rounded down: a source that is polled every second is.
    fn jitter(&self, every: Duration) -> i64 {
        i64::try_from(every.mul_f64(JITTER * self.share()).as_secs()).unwrap_or(0)
    }

    fn share(&self) -> f64 {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).f64()
    }
}

fn log_recovery(source: &Source, state: &PollState, now: Timestamp) {
    if let Some(since) = state.failing_since {
        let failing_s = now.as_second() - since;
        tracing::info!(source = source.name(), failures = state.failures, failing_s, "a source can be polled again");
    }
}

#[cfg(test)]
mod tests;
