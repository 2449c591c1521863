//! Which vacancy still has to reach which channel: the outbox, and afterwards the ledger.

use anyhow::Context as _;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, stored, vacancies};
use crate::vacancies::Vacancy;

/// One vacancy for one channel, claimed: nobody else works on it until the lease ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Its number, never used again.
    pub id: i64,
    /// Discord's id of the channel.
    pub channel_id: u64,
    /// What to post.
    pub vacancy: Vacancy,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// Since when it may have been sent without our knowing, in unix seconds; `None` where it surely was not.
    pub in_doubt_since: Option<i64>,
    /// When it was planned, in unix seconds.
    pub created_at: i64,
}

/// When to try a delivery again, and why it was not sent.
#[derive(Clone, Debug)]
pub struct Retry<'a> {
    /// When, in unix seconds.
    pub at: i64,
    /// Whether it may have been sent all the same.
    pub in_doubt: bool,
    /// Why.
    pub error: &'a str,
}

impl Store {
    /// Claims up to `limit` deliveries that are due, at most one per channel and only its oldest unsent one, so that a
    /// channel gets its vacancies in order. A claim ends `lease` seconds from `now`, and the delivery is due again: a
    /// process that dies loses nothing.
    ///
    /// # Errors
    ///
    /// When the database fails or holds a vacancy that cannot be read.
    pub async fn claim_due(&self, now: i64, lease: i64, limit: u32) -> anyhow::Result<Vec<Delivery>> {
        let rows = sqlx::query(
            "UPDATE deliveries
             SET claimed_until = $2, attempts = attempts + 1, in_doubt_since = COALESCE(in_doubt_since, $1)
             WHERE state = 'due' AND claimed_until <= $1 AND id IN (
                 SELECT d.id FROM deliveries d
                 WHERE d.state = 'due' AND d.due_at <= $1 AND d.claimed_until <= $1 AND NOT EXISTS (
                     SELECT 1 FROM deliveries e
                     WHERE e.subscription_id = d.subscription_id AND e.state = 'due' AND e.id < d.id)
                 ORDER BY d.due_at, d.id LIMIT $3)
             RETURNING id, attempts, in_doubt_since, created_at,
                 (SELECT s.channel_id FROM subscriptions s WHERE s.id = subscription_id) AS channel_id,
                 (SELECT v.record FROM vacancies v WHERE v.id = vacancy_id) AS record",
        )
        .bind(now)
        .bind(now + lease)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await
        .context("claiming deliveries")?;
        let mut claimed: Vec<_> = rows
            .iter()
            .map(|row| delivery(row, now))
            .collect::<anyhow::Result<_>>()
            .context("reading claimed deliveries")?;
        claimed.sort_by_key(|delivery| delivery.id);
        Ok(claimed)
    }

    /// When the next delivery is due or its claim ends, in unix seconds; `None` when nothing waits.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn next_due(&self) -> anyhow::Result<Option<i64>> {
        let next: Option<Option<i64>> = sqlx::query_scalar(
            "SELECT MIN(CASE WHEN claimed_until > due_at THEN claimed_until ELSE due_at END)
             FROM deliveries d
             WHERE state = 'due' AND NOT EXISTS (
                 SELECT 1 FROM deliveries e
                 WHERE e.subscription_id = d.subscription_id AND e.state = 'due' AND e.id < d.id)",
        )
        .fetch_optional(&self.pool)
        .await
        .context("looking for the next delivery")?;
        Ok(next.flatten())
    }

    /// Records that a delivery was sent as `message`.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn mark_sent(&self, delivery: i64, message: u64, now: i64) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE deliveries SET state = 'sent', ended_at = $3, message_id = $2, last_error = NULL, claimed_until = 0
             WHERE id = $1 AND state = 'due'",
        )
        .bind(delivery)
        .bind(stored(message))
        .bind(now)
        .execute(&self.pool)
        .await
        .with_context(|| format!("recording that delivery {delivery} was sent"))?;
        Ok(())
    }

    /// Gives a claimed delivery back, to be tried again later.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn retry_at(&self, delivery: i64, retry: &Retry<'_>) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE deliveries SET due_at = $2, claimed_until = 0, last_error = $4,
                 in_doubt_since = CASE WHEN $3 = 1 THEN in_doubt_since END
             WHERE id = $1 AND state = 'due'",
        )
        .bind(delivery)
        .bind(retry.at)
        .bind(i64::from(retry.in_doubt))
        .bind(retry.error)
        .execute(&self.pool)
        .await
        .with_context(|| format!("putting off delivery {delivery}"))?;
        Ok(())
    }

    /// Ends a delivery that cannot succeed; it stays, with its reason.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn give_up(&self, delivery: i64, reason: &str, now: i64) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE deliveries SET state = 'failed', ended_at = $3, last_error = $2, claimed_until = 0
             WHERE id = $1 AND state = 'due'",
        )
        .bind(delivery)
        .bind(reason)
        .bind(now)
        .execute(&self.pool)
        .await
        .with_context(|| format!("giving up delivery {delivery}"))?;
        Ok(())
    }
}

fn delivery(row: &AnyRow, now: i64) -> anyhow::Result<Delivery> {
    // From this claim on it is in doubt; what the next steps want to know is whether it was so before.
    let in_doubt_since: i64 = row.try_get("in_doubt_since")?;
    let record: String = row.try_get("record")?;
    Ok(Delivery {
        id: row.try_get("id")?,
        channel_id: row.try_get::<i64, _>("channel_id")?.cast_unsigned(),
        vacancy: vacancies::read(&record)?,
        attempts: row.try_get("attempts")?,
        in_doubt_since: (in_doubt_since < now).then_some(in_doubt_since),
        created_at: row.try_get("created_at")?,
    })
}
