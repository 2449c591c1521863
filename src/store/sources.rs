//! When each source is polled, and how polling it goes.

use anyhow::Context as _;
use sqlx::Row as _;

use super::Store;

/// What is known of polling one source. Times are unix seconds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PollState {
    /// The validator of the last answer, sent back with the next request.
    pub etag: Option<String>,
    /// The other validator.
    pub last_modified: Option<String>,
    /// When it was first polled with success; `None` before that.
    pub first_polled_at: Option<i64>,
    /// When it was last polled with success.
    pub polled_at: Option<i64>,
    /// When it is to be polled next.
    pub next_poll_at: i64,
    /// How often polling failed since it last succeeded.
    pub failures: i64,
    /// Since when it fails.
    pub failing_since: Option<i64>,
    /// Why it fails.
    pub last_error: Option<String>,
}

/// A source that polling failed for.
#[derive(Clone, Debug)]
pub struct FailedPoll<'a> {
    /// The source's name.
    pub source: &'a str,
    /// The time, in unix seconds.
    pub now: i64,
    /// When to try again.
    pub next_poll_at: i64,
    /// Why it failed.
    pub error: &'a str,
}

impl Store {
    /// Makes a source known, due at once; one that is known keeps its state, but is polled no later than `latest`
    /// unless it fails: the operator may have shortened its interval.
    ///
    /// A source whose address changed begins anew: what the other site lists must not be announced as new.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn register_source(&self, name: &str, address: &str, latest: i64) -> anyhow::Result<()> {
        sqlx::query(
            "INSERT INTO sources (name, address, next_poll_at) VALUES ($1, $2, 0)
             ON CONFLICT (name) DO UPDATE SET
                 address = excluded.address,
                 etag = CASE WHEN sources.address = excluded.address THEN sources.etag END,
                 last_modified = CASE WHEN sources.address = excluded.address THEN sources.last_modified END,
                 first_polled_at = CASE WHEN sources.address = excluded.address THEN sources.first_polled_at END,
                 failures = CASE WHEN sources.address = excluded.address THEN sources.failures ELSE 0 END,
                 failing_since = CASE WHEN sources.address = excluded.address THEN sources.failing_since END,
                 last_error = CASE WHEN sources.address = excluded.address THEN sources.last_error END,
                 next_poll_at = CASE
                     WHEN sources.address <> excluded.address THEN 0
                     WHEN sources.failures = 0 AND sources.next_poll_at > $3 THEN $3
                     ELSE sources.next_poll_at END",
        )
        .bind(name)
        .bind(address)
        .bind(latest)
        .execute(&self.pool)
        .await
        .with_context(|| format!("registering the source '{name}'"))?;
        Ok(())
    }

    /// What is known of polling a source; `None` when it was never registered.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn poll_state(&self, name: &str) -> anyhow::Result<Option<PollState>> {
        let row = sqlx::query(
            "SELECT etag, last_modified, first_polled_at, polled_at, next_poll_at, failures, failing_since, last_error
             FROM sources WHERE name = $1",
        )
        .bind(name)
        .fetch_optional(&self.pool)
        .await
        .with_context(|| format!("reading the state of the source '{name}'"))?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(PollState {
            etag: row.try_get("etag")?,
            last_modified: row.try_get("last_modified")?,
            first_polled_at: row.try_get("first_polled_at")?,
            polled_at: row.try_get("polled_at")?,
            next_poll_at: row.try_get("next_poll_at")?,
            failures: row.try_get("failures")?,
            failing_since: row.try_get("failing_since")?,
            last_error: row.try_get("last_error")?,
        }))
    }

    /// Records that polling a source failed; its vacancies stay as they are.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record_failure(&self, failed: &FailedPoll<'_>) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE sources SET failures = failures + 1, failing_since = COALESCE(failing_since, $2),
                 next_poll_at = $3, last_error = $4
             WHERE name = $1",
        )
        .bind(failed.source)
        .bind(failed.now)
        .bind(failed.next_poll_at)
        .bind(failed.error)
        .execute(&self.pool)
        .await
        .with_context(|| format!("recording that the source '{}' failed", failed.source))?;
        Ok(())
    }
}
