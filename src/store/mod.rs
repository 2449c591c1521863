//! What must survive a restart: sources and their vacancies, subscriptions, deliveries, and a few single values.
//!
//! Every statement is written once, in the dialect that SQLite and PostgreSQL share: `$1`, `ON CONFLICT`, `RETURNING`,
//! times as whole unix seconds. One file per table.

pub mod deliveries;
pub mod meta;
mod schema;
pub mod sources;
pub mod subscriptions;
pub mod vacancies;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::any::{Any, AnyPoolOptions};
use sqlx::{AnyPool, SqlSafeStr as _, Transaction};
use url::Url;

/// The most connections to SQLite: one writes at a time, the others read.
const SQLITE_CONNECTIONS: u32 = 4;

/// The longest wait for a connection, and by SQLite for a lock that another connection or process holds.
const PATIENCE: Duration = Duration::from_secs(10);

/// The database.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
}

/// The pool knows the address, and the address may hold a password: neither is shown.
impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Store")
    }
}

impl Store {
    /// Opens the database at `url` (`sqlite://FILE`), makes the file where it is missing, and brings its tables up to
    /// date.
    ///
    /// # Errors
    ///
    /// When the folder is missing, the file cannot be written or is no database, or a newer version made it.
    pub async fn open(url: &SecretString) -> anyhow::Result<Self> {
        let file = sqlite_file(url.expose_secret())?;
        let name = file.display();
        match file.parent() {
            Some(folder) if !folder.is_dir() => bail!(
                "opening the database {name}: the folder {} does not exist; create it or set store.url",
                folder.display()
            ),
            _ => {}
        }
        let pool = connect(&file).await.with_context(|| {
            format!("opening the database {name}: this needs a file that can be written, in a folder that can be too")
        })?;
        let store = Self { pool };
        store.prepare().await.with_context(|| format!("preparing the database {name}"))?;
        Ok(store)
    }

    /// WAL, so that readers and the writer do not wait for each other; then the tables. The write lock shows a file
    /// that can only be read now, and not at the first vacancy.
    async fn prepare(&self) -> anyhow::Result<()> {
        sqlx::query("PRAGMA journal_mode = WAL").execute(&self.pool).await.context("switching to a write-ahead log")?;
        schema::migrator().run(&self.pool).await.context("bringing its tables up to date")?;
        self.begin().await?.rollback().await.context("writing to it")
    }

    /// Closes every connection, after which the write-ahead log is merged into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// A transaction that writes. SQLite takes its write lock at the beginning: a transaction that starts with reading
    /// fails at once, without waiting, when another one wrote in between.
    async fn begin(&self) -> anyhow::Result<Transaction<'static, Any>> {
        self.pool.begin_with("BEGIN IMMEDIATE".into_sql_str()).await.context("beginning a transaction")
    }
}

async fn connect(file: &Path) -> anyhow::Result<AnyPool> {
    sqlx::any::install_default_drivers();
    let mut address = Url::from_file_path(file).map_err(|()| anyhow::anyhow!("not an absolute path"))?;
    address.set_query(Some("mode=rwc"));
    let address = address.as_str().replacen("file://", "sqlite://", 1);
    let busy = format!("PRAGMA busy_timeout = {}", PATIENCE.as_millis());
    let pool = AnyPoolOptions::new()
        .max_connections(SQLITE_CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .after_connect(move |connection, _| {
            let busy = sqlx::AssertSqlSafe(busy.clone());
            Box::pin(async move { sqlx::raw_sql(busy).execute(connection).await.map(|_| ()) })
        })
        .connect(&address)
        .await?;
    Ok(pool)
}

/// The file that `url` names, as an absolute path.
fn sqlite_file(url: &str) -> anyhow::Result<PathBuf> {
    // The address may hold a password once other databases are spoken: it stays out of the message.
    let Some(file) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) else {
        bail!("store.url must be sqlite://FILE");
    };
    if file.is_empty() || file.starts_with(':') || file.contains('?') {
        bail!("store.url must be sqlite://FILE, with the path of a file and without parameters");
    }
    std::path::absolute(file).context("finding the database's folder")
}

/// An id of Discord's as the database stores it. They are below 2^63 until the year 2084.
const fn stored(id: u64) -> i64 {
    id.cast_signed()
}

#[cfg(test)]
mod tests;
