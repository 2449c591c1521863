//! Posts to each channel what became due to it: every vacancy once, in order, however often the process dies.
//!
//! A delivery is claimed for a short time, sent, and marked as sent only after Discord confirmed it. Where the answer is
//! lost, or the process dies in between, it is sent again with the same nonce, and Discord posts it only once. When that
//! could be too late for the nonce, the channel is looked through first.

mod outcome;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serenity::all::{ChannelId, MessageId};
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{LONGEST_SLEEP, seconds, until};
use crate::discord::rest::{Rest, RestError};
use crate::discord::send;
use crate::replies;
use crate::store::Store;
use crate::store::deliveries::{Delivery, Retry};
use outcome::{Outcome, reason_to_give_up};

/// How many deliveries are under way at once, each to another channel: enough to use Discord's 50 requests a second
/// while single answers take a second.
const AT_ONCE: usize = 64;

/// How long a claim lasts, in seconds; short, so that after a crash the nonce still holds.
const LEASE: i64 = 60;

/// The longest that one delivery may take, well within its lease: two claims never send at the same time.
const LONGEST_SEND: Duration = Duration::from_secs(45);

/// How long Discord surely knows a nonce, in seconds. Its documentation says "the past few minutes".
const NONCE_HOLDS: i64 = 120;

/// How long to wait when the database fails, in seconds.
const STORE_WAIT: i64 = 10;

/// Discord refuses the token: nothing can be sent until the operator sets another one.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("Discord refuses the bot's token")]
pub struct TokenRefused;

/// Delivers vacancies.
pub struct Deliverer {
    store: Store,
    rest: Arc<Rest>,
    instance: String,
    planned: Arc<Notify>,
    stop: CancellationToken,
    random: Mutex<fastrand::Rng>,
}

impl Deliverer {
    /// A deliverer that is woken by `planned` and, at `stop`, takes up nothing more.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn new(
        store: Store,
        rest: Arc<Rest>,
        planned: Arc<Notify>,
        stop: CancellationToken,
    ) -> anyhow::Result<Self> {
        let instance = store.instance().await?;
        Ok(Self { store, rest, instance, planned, stop, random: Mutex::new(fastrand::Rng::new()) })
    }

    /// Delivers whenever something is due, until told to stop; what is under way then is finished first.
    ///
    /// # Errors
    ///
    /// [`TokenRefused`].
    pub async fn run(self: Arc<Self>) -> Result<(), TokenRefused> {
        while !self.stop.is_cancelled() {
            let wait = self.deliver_due(Timestamp::now()).await?.map_or(LONGEST_SLEEP, until);
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = self.planned.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        Ok(())
    }

    /// Delivers all that is due, to different channels at once and to one channel in order. Returns when the next
    /// delivery is due, in unix seconds.
    ///
    /// # Errors
    ///
    /// [`TokenRefused`], after what was under way has ended.
    pub async fn deliver_due(self: &Arc<Self>, now: Timestamp) -> Result<Option<i64>, TokenRefused> {
        let begun = Instant::now();
        let clock = || now.checked_add(begun.elapsed()).unwrap_or(now);
        let mut under_way = JoinSet::new();
        let (mut outcome, mut store) = (Ok(()), Ok(()));
        loop {
            if outcome.is_ok() && store.is_ok() && !self.stop.is_cancelled() {
                let room = AT_ONCE.saturating_sub(under_way.len());
                match self.store.claim_due(clock().as_second(), LEASE, u32::try_from(room).unwrap_or(0)).await {
                    Err(error) => store = Err(error),
                    Ok(claimed) => {
                        for delivery in claimed {
                            let (deliverer, now) = (Arc::clone(self), clock());
                            under_way.spawn(async move { deliverer.deliver(&delivery, now).await });
                        }
                    }
                }
            }
            match under_way.join_next().await {
                None => break,
                Some(Ok(ended)) => outcome = outcome.and(ended),
                Some(Err(error)) => tracing::error!(%error, "a delivery ended unexpectedly, its claim will run out"),
            }
        }
        outcome?;
        match store {
            Ok(()) => self.store.next_due().await,
            Err(error) => Err(error),
        }
        .or_else(|error| {
            tracing::error!(error = format!("{error:#}"), "deliveries cannot be read");
            Ok(Some(clock().as_second() + STORE_WAIT))
        })
    }

    /// One delivery, from claimed to recorded. If it cannot be recorded, the claim runs out and it is tried again.
    async fn deliver(&self, delivery: &Delivery, now: Timestamp) -> Result<(), TokenRefused> {
        let begun = Instant::now();
        let result = match reason_to_give_up(delivery, now) {
            Some(reason) => Outcome::Never(reason.to_owned()),
            None => {
                let sent = tokio::time::timeout(LONGEST_SEND, self.send(delivery, now)).await;
                let late = |_| Err(RestError::InDoubt("it takes too long".to_owned()));
                Outcome::of(sent.unwrap_or_else(late), delivery.attempts, self.share())
            }
        };
        let now = now.checked_add(begun.elapsed()).unwrap_or(now).as_second();
        if let Err(error) = self.record(delivery, &result, now).await {
            tracing::error!(
                delivery = delivery.id,
                error = format!("{error:#}"),
                "a delivery's outcome cannot be stored"
            );
        }
        if matches!(result, Outcome::Stop) { Err(TokenRefused) } else { Ok(()) }
    }

    async fn send(&self, delivery: &Delivery, now: Timestamp) -> Result<MessageId, RestError> {
        let channel = ChannelId::new(delivery.channel_id);
        let doubt = delivery.in_doubt_since.filter(|since| now.as_second() - since > NONCE_HOLDS);
        if let Some(since) = doubt
            && let Some(sent) = self.look_for(channel, delivery, since).await?
        {
            return Ok(sent);
        }
        let reply = replies::vacancy::vacancy(&delivery.vacancy);
        send::send(&self.rest, channel, &reply, &self.nonce(delivery.id)).await
    }

    /// The message, if an earlier try did reach the channel. Where the bot may not read the channel's history this
    /// cannot be known; then one message too many is better than none.
    async fn look_for(
        &self,
        channel: ChannelId,
        delivery: &Delivery,
        since: i64,
    ) -> Result<Option<MessageId>, RestError> {
        match send::find(&self.rest, channel, &delivery.vacancy.url, since).await {
            Err(RestError::Refused { status, code, .. }) if status != 401 => {
                tracing::warn!(delivery = delivery.id, code, "whether a vacancy was posted cannot be looked up");
                Ok(None)
            }
            found => found,
        }
    }

    async fn record(&self, delivery: &Delivery, outcome: &Outcome, now: i64) -> anyhow::Result<()> {
        let (id, channel) = (delivery.id, delivery.channel_id);
        match outcome {
            Outcome::Sent(message) => self.store.mark_sent(id, message.get(), now).await,
            Outcome::Never(reason) => {
                tracing::warn!(delivery = id, channel, reason, "a vacancy will not be posted to a channel");
                self.store.give_up(id, reason, now).await
            }
            Outcome::Later { wait, in_doubt, reason } => {
                tracing::debug!(
                    delivery = id,
                    channel,
                    reason,
                    wait_ms = wait.as_millis(),
                    "a vacancy is posted later"
                );
                // A doubt from before is not settled by a try that surely failed.
                let in_doubt = *in_doubt || delivery.in_doubt_since.is_some();
                self.store.retry_at(id, &Retry { at: now + seconds(*wait), in_doubt, error: reason }).await
            }
            Outcome::Stop => {
                let in_doubt = delivery.in_doubt_since.is_some();
                self.store.retry_at(id, &Retry { at: now, in_doubt, error: &TokenRefused.to_string() }).await
            }
        }
    }

    /// 24 hexadecimal digits: Discord takes 25 characters. The same delivery has the same nonce after any restart, and
    /// no other delivery of any bot has it.
    fn nonce(&self, delivery: i64) -> String {
        let hash = Sha256::digest(format!("{}:{delivery}", self.instance));
        crate::hex::hex(&hash[..12])
    }

    fn share(&self) -> f64 {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).f64()
    }
}

#[cfg(test)]
mod tests;
