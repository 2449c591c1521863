//! Single values that outlive a restart.

use anyhow::Context as _;

use super::Store;

/// Where the instance's id is kept.
const INSTANCE: &str = "instance";

impl Store {
    /// The value under `key`.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn meta_get(&self, key: &str) -> anyhow::Result<Option<String>> {
        sqlx::query_scalar("SELECT value FROM meta WHERE key = $1")
            .bind(key)
            .fetch_optional(&self.pool)
            .await
            .with_context(|| format!("reading the value '{key}'"))
    }

    /// Puts `value` under `key`.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn meta_set(&self, key: &str, value: &str) -> anyhow::Result<()> {
        sqlx::query(
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )
        .bind(key)
        .bind(value)
        .execute(&self.pool)
        .await
        .with_context(|| format!("storing the value '{key}'"))?;
        Ok(())
    }

    /// What tells this database's deliveries from those of any other: random, made once, the same ever after.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn instance(&self) -> anyhow::Result<String> {
        let random = format!("{:032x}", fastrand::u128(..));
        sqlx::query("INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING")
            .bind(INSTANCE)
            .bind(random)
            .execute(&self.pool)
            .await
            .context("storing the instance's id")?;
        self.meta_get(INSTANCE).await?.context("the instance's id is gone")
    }
}
