//! Which channels want vacancies.

use anyhow::Context as _;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, stored};

/// A channel that wants vacancies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Subscription {
    /// Its number here.
    pub id: i64,
    /// Discord's id of the server.
    pub guild_id: u64,
    /// Discord's id of the channel.
    pub channel_id: u64,
    /// Discord's id of the member who asked for it.
    pub created_by: u64,
    /// When, in unix seconds.
    pub created_at: i64,
}

/// A channel that is to get vacancies from now on.
#[derive(Clone, Copy, Debug)]
pub struct NewSubscription {
    /// Discord's id of the server.
    pub guild_id: u64,
    /// Discord's id of the channel.
    pub channel_id: u64,
    /// Discord's id of the member who asks for it.
    pub created_by: u64,
    /// The time, in unix seconds.
    pub now: i64,
}

impl Store {
    /// Subscribes a channel; `false` when it is subscribed already.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn add_subscription(&self, new: &NewSubscription) -> anyhow::Result<bool> {
        let added = sqlx::query(
            "INSERT INTO subscriptions (guild_id, channel_id, created_by, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (channel_id) DO NOTHING",
        )
        .bind(stored(new.guild_id))
        .bind(stored(new.channel_id))
        .bind(stored(new.created_by))
        .bind(new.now)
        .execute(&self.pool)
        .await
        .with_context(|| format!("subscribing channel {}", new.channel_id))?;
        Ok(added.rows_affected() > 0)
    }

    /// The subscriptions of a server, oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn subscriptions(&self, guild_id: u64) -> anyhow::Result<Vec<Subscription>> {
        sqlx::query(
            "SELECT id, guild_id, channel_id, created_by, created_at FROM subscriptions WHERE guild_id = $1 ORDER BY id",
        )
        .bind(stored(guild_id))
        .fetch_all(&self.pool)
        .await
        .and_then(|rows| rows.iter().map(subscription).collect())
        .with_context(|| format!("listing the subscriptions of server {guild_id}"))
    }

    /// Ends a channel's subscription, with what was still to be delivered; `false` when there is none in this server.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn remove_subscription(&self, guild_id: u64, channel_id: u64) -> anyhow::Result<bool> {
        let removed = sqlx::query("DELETE FROM subscriptions WHERE guild_id = $1 AND channel_id = $2")
            .bind(stored(guild_id))
            .bind(stored(channel_id))
            .execute(&self.pool)
            .await
            .with_context(|| format!("ending the subscription of channel {channel_id}"))?;
        Ok(removed.rows_affected() > 0)
    }

    /// How many subscriptions a server has.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn count_subscriptions(&self, guild_id: u64) -> anyhow::Result<u64> {
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM subscriptions WHERE guild_id = $1")
            .bind(stored(guild_id))
            .fetch_one(&self.pool)
            .await
            .with_context(|| format!("counting the subscriptions of server {guild_id}"))?;
        Ok(count.unsigned_abs())
    }
}

fn subscription(row: &AnyRow) -> Result<Subscription, sqlx::Error> {
    Ok(Subscription {
        id: row.try_get("id")?,
        guild_id: row.try_get::<i64, _>("guild_id")?.cast_unsigned(),
        channel_id: row.try_get::<i64, _>("channel_id")?.cast_unsigned(),
        created_by: row.try_get::<i64, _>("created_by")?.cast_unsigned(),
        created_at: row.try_get("created_at")?,
    })
}
