//! Vacancies that sources listed, kept after they are gone: a key that is forgotten would be new again.

use std::collections::BTreeMap;

use anyhow::Context as _;
use sqlx::any::{Any, AnyRow};
use sqlx::{Row as _, Transaction};

use super::Store;
use crate::vacancies::Vacancy;
use crate::vacancies::diff::{Changes, Known, KnownVacancy};

/// A poll that succeeded.
#[derive(Debug)]
pub struct FinishedPoll<'a> {
    /// The source's name.
    pub source: &'a str,
    /// The time, in unix seconds.
    pub now: i64,
    /// When to poll next.
    pub next_poll_at: i64,
    /// The validator to send with the next request.
    pub etag: Option<&'a str>,
    /// The other validator.
    pub last_modified: Option<&'a str>,
    /// What the poll changed.
    pub changes: &'a Changes,
}

impl Store {
    /// What is known of a source's vacancies.
    ///
    /// # Errors
    ///
    /// When the database fails or holds a vacancy that cannot be read.
    pub async fn known(&self, source: &str) -> anyhow::Result<Known> {
        let context = || format!("reading the vacancies of the source '{source}'");
        let first: Option<Option<i64>> = sqlx::query_scalar("SELECT first_polled_at FROM sources WHERE name = $1")
            .bind(source)
            .fetch_optional(&self.pool)
            .await
            .with_context(context)?;
        let rows = sqlx::query("SELECT key, record, absent_since FROM vacancies WHERE source = $1")
            .bind(source)
            .fetch_all(&self.pool)
            .await
            .with_context(context)?;
        let vacancies = rows.iter().map(known).collect::<anyhow::Result<BTreeMap<_, _>>>().with_context(context)?;
        Ok(Known { first_poll: first.flatten().is_none(), vacancies })
    }

    /// Records a poll in one transaction: its vacancies, a delivery for each new vacancy and subscription, and when to
    /// poll next. Returns how many deliveries became due. Either all of it is stored or nothing.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record_poll(&self, poll: &FinishedPoll<'_>) -> anyhow::Result<u64> {
        let context = || format!("recording a poll of the source '{}'", poll.source);
        let mut transaction = self.begin().await.with_context(context)?;
        let due = apply(&mut transaction, poll).await.with_context(context)?;
        transaction.commit().await.with_context(context)?;
        Ok(due)
    }

    /// The vacancies that came last, newest first.
    ///
    /// # Errors
    ///
    /// When the database fails or holds a vacancy that cannot be read.
    pub async fn latest_vacancies(&self, limit: u32) -> anyhow::Result<Vec<Vacancy>> {
        let records: Vec<String> =
            sqlx::query_scalar("SELECT record FROM vacancies WHERE absent_since IS NULL ORDER BY id DESC LIMIT $1")
                .bind(i64::from(limit))
                .fetch_all(&self.pool)
                .await
                .context("reading the latest vacancies")?;
        records.iter().map(|record| read(record)).collect()
    }
}

async fn apply(transaction: &mut Transaction<'_, Any>, poll: &FinishedPoll<'_>) -> anyhow::Result<u64> {
    let mut due = 0;
    for vacancy in &poll.changes.recorded {
        insert(transaction, poll, vacancy).await?;
    }
    for vacancy in &poll.changes.new {
        if let Some(id) = insert(transaction, poll, vacancy).await? {
            due += plan(transaction, poll, id).await?;
        }
    }
    for vacancy in &poll.changes.changed {
        update(transaction, poll, vacancy).await?;
    }
    for key in &poll.changes.reappeared {
        set_absent(transaction, poll.source, key, None).await?;
    }
    for key in &poll.changes.absent {
        set_absent(transaction, poll.source, key, Some(poll.now)).await?;
    }
    finish(transaction, poll).await?;
    Ok(due)
}

/// The new row's id; `None` when another process recorded the vacancy first, and with it the deliveries.
async fn insert(
    transaction: &mut Transaction<'_, Any>,
    poll: &FinishedPoll<'_>,
    vacancy: &Vacancy,
) -> anyhow::Result<Option<i64>> {
    Ok(sqlx::query_scalar(
        "INSERT INTO vacancies (source, key, record, first_seen_at, changed_at) VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (source, key) DO NOTHING RETURNING id",
    )
    .bind(poll.source)
    .bind(vacancy.key.as_str())
    .bind(serde_json::to_string(vacancy)?)
    .bind(poll.now)
    .fetch_optional(&mut **transaction)
    .await?)
}

/// A delivery to every subscription there is now: one that comes later starts with later vacancies.
async fn plan(transaction: &mut Transaction<'_, Any>, poll: &FinishedPoll<'_>, vacancy: i64) -> anyhow::Result<u64> {
    let planned = sqlx::query(
        "INSERT INTO deliveries (vacancy_id, subscription_id, created_at, due_at)
         SELECT CAST($1 AS BIGINT), id, CAST($2 AS BIGINT), CAST($2 AS BIGINT) FROM subscriptions WHERE true ORDER BY id
         ON CONFLICT (vacancy_id, subscription_id) DO NOTHING",
    )
    .bind(vacancy)
    .bind(poll.now)
    .execute(&mut **transaction)
    .await?;
    Ok(planned.rows_affected())
}

async fn update(
    transaction: &mut Transaction<'_, Any>,
    poll: &FinishedPoll<'_>,
    vacancy: &Vacancy,
) -> anyhow::Result<()> {
    sqlx::query("UPDATE vacancies SET record = $3, changed_at = $4 WHERE source = $1 AND key = $2")
        .bind(poll.source)
        .bind(vacancy.key.as_str())
        .bind(serde_json::to_string(vacancy)?)
        .bind(poll.now)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn set_absent(
    transaction: &mut Transaction<'_, Any>,
    source: &str,
    key: &str,
    since: Option<i64>,
) -> anyhow::Result<()> {
    sqlx::query("UPDATE vacancies SET absent_since = $3 WHERE source = $1 AND key = $2")
        .bind(source)
        .bind(key)
        .bind(since)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn finish(transaction: &mut Transaction<'_, Any>, poll: &FinishedPoll<'_>) -> anyhow::Result<()> {
    sqlx::query(
        "UPDATE sources SET etag = $3, last_modified = $4, first_polled_at = COALESCE(first_polled_at, $2), polled_at = $2,
             next_poll_at = $5, failures = 0, failing_since = NULL, last_error = NULL
         WHERE name = $1",
    )
    .bind(poll.source)
    .bind(poll.now)
    .bind(poll.etag)
    .bind(poll.last_modified)
    .bind(poll.next_poll_at)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn known(row: &AnyRow) -> anyhow::Result<(String, KnownVacancy)> {
    let absent: Option<i64> = row.try_get("absent_since")?;
    let record: String = row.try_get("record")?;
    Ok((row.try_get("key")?, KnownVacancy { vacancy: read(&record)?, absent: absent.is_some() }))
}

pub(super) fn read(record: &str) -> anyhow::Result<Vacancy> {
    serde_json::from_str(record).context("a stored vacancy cannot be read")
}
