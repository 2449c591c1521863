//! The tables, one numbered file after the other; a file that was released is never changed again.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

const FILES: [(i64, &str, &str); 1] = [(1, "start", include_str!("migrations/0001_start.sql"))];

/// Brings a database up to date; embedded by hand, so that no build-time macro needs a folder or a database.
pub fn migrator() -> Migrator {
    let migrations = FILES.map(|(version, name, sql)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.into())
}
