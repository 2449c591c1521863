//! The bot's database, opened while the bot does not run: to look into it, and to let time pass in it.

use std::time::Duration;

use sqlx::{AnyConnection, Connection as _};

use super::World;

/// Every moment that the bot stores, in unix seconds: table and column.
const MOMENTS: [(&str, &str); 13] = [
    ("sources", "first_polled_at"),
    ("sources", "polled_at"),
    ("sources", "next_poll_at"),
    ("sources", "failing_since"),
    ("vacancies", "first_seen_at"),
    ("vacancies", "changed_at"),
    ("vacancies", "absent_since"),
    ("subscriptions", "created_at"),
    ("deliveries", "created_at"),
    ("deliveries", "due_at"),
    ("deliveries", "claimed_until"),
    ("deliveries", "in_doubt_since"),
    ("deliveries", "ended_at"),
];

impl World {
    /// Lets so much time pass while the bot does not run: everything that it remembers is that much longer ago.
    pub async fn let_pass(&self, time: Duration) {
        let seconds = time.as_secs();
        for (table, column) in MOMENTS {
            self.sql(&format!("UPDATE {table} SET {column} = {column} - {seconds} WHERE {column} > {seconds}")).await;
        }
    }

    /// Runs a statement on the database of the bot, which must not be running.
    pub async fn sql(&self, statement: &str) {
        assert!(self.bot.is_none(), "the bot is using its database");
        let mut database = self.database().await;
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut database).await.expect("a statement that is right");
        database.close().await.expect("a database that closes");
    }

    /// Removes the database of the bot, which must not be running.
    pub fn forget_everything(&self) {
        assert!(self.bot.is_none(), "the bot is using its database");
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(self.dir.path().join(format!("{}{ending}", super::setup::DATABASE)));
        }
    }

    async fn database(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        let file = self.dir.path().join(super::setup::DATABASE);
        AnyConnection::connect(&format!("sqlite://{}", file.display())).await.expect("the bot's database")
    }
}
