//! Settings: what an operator may choose, with defaults for all but the token.

mod keys;
mod load;
mod sources;
#[cfg(test)]
mod tests;

pub use load::{DEFAULT_FILE, Problem, environment};

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

/// Every setting, checked.
#[derive(Debug)]
pub struct Settings {
    /// The connection to Discord.
    pub discord: Discord,
    /// How questions are answered.
    pub answers: Answers,
    /// Where the corpus is; the shipped one serves when the folder is not there.
    pub corpus_dir: PathBuf,
    /// Where the index is built.
    pub index_dir: PathBuf,
    /// The database, `sqlite://FILE`.
    pub store_url: SecretString,
    /// How vacancy sources are fetched.
    pub fetch: Fetch,
    /// What is logged, in the syntax of `tracing_subscriber::EnvFilter`.
    pub log_filter: String,
    /// The vacancy sources.
    pub sources: Vec<Source>,
    /// What is allowed but should be thought over, for the operator.
    pub warnings: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            discord: Discord {
                api_url: "https://discord.com".to_owned(),
                token: None,
                timeout: Duration::from_secs(10),
            },
            answers: Answers {
                careers_url: "https://www.iom.int/careers".to_owned(),
                old_after: Duration::from_secs(548 * 24 * 60 * 60),
            },
            corpus_dir: PathBuf::from("corpus"),
            index_dir: PathBuf::from("index"),
            store_url: SecretString::from("sqlite://iom-bot.db"),
            fetch: Fetch {
                allow_private: false,
                contact: String::new(),
                timeout: Duration::from_secs(30),
                max_bytes: 20_000_000,
                spacing: Duration::from_secs(3),
            },
            log_filter: "warn,iom_bot=info".to_owned(),
            sources: Url::parse(PORTAL).map(Source::portal).into_iter().collect(),
            warnings: Vec::new(),
        }
    }
}

/// The host of IOM's official vacancy portal.
const PORTAL: &str = "https://fa-evlj-saasfaprod1.fa.ocs.oraclecloud.com";

/// The connection to Discord.
#[derive(Debug)]
pub struct Discord {
    /// Scheme, host and port of Discord's API.
    pub api_url: String,
    /// The bot's token, where one is set.
    pub token: Option<SecretString>,
    /// The longest wait for one answer of the API.
    pub timeout: Duration,
}

/// How questions are answered.
#[derive(Clone, Debug)]
pub struct Answers {
    /// The official careers site, linked below every answer.
    pub careers_url: String,
    /// The age of a source after which an answer says that it may have changed.
    pub old_after: Duration,
}

impl Answers {
    /// The day before which a source is old.
    #[must_use]
    pub fn old_before(&self, today: jiff::civil::Date) -> jiff::civil::Date {
        today.saturating_sub(self.old_after)
    }
}

/// How vacancy sources are fetched.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// Whether loopback and private addresses may be fetched.
    pub allow_private: bool,
    /// Who runs this bot (an address of a page or a mailbox), told to the servers that are polled.
    pub contact: String,
    /// The longest wait for one whole answer.
    pub timeout: Duration,
    /// The largest answer, in bytes after decompression.
    pub max_bytes: usize,
    /// The least time between two requests to one host.
    pub spacing: Duration,
}

/// One vacancy source.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// Its name: unique, lower case, stable, for it is stored with each vacancy.
    pub name: String,
    /// What it speaks.
    pub kind: SourceKind,
    /// Where it is: the host of an Oracle site (`https://HOST`), the whole address of a feed.
    pub url: Url,
    /// How often it is polled.
    pub every: Duration,
}

impl Source {
    /// IOM's official portal, the source where none is set.
    fn portal(url: Url) -> Self {
        let kind = SourceKind::Oracle { site: "CX_1001".to_owned() };
        Self { name: "iom-portal".to_owned(), kind, url, every: sources::EVERY }
    }
}

/// What a vacancy source speaks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SourceKind {
    /// Oracle Recruiting's candidate site, IOM's official portal.
    Oracle {
        /// The site number, for example `CX_1001`.
        site: String,
    },
    /// An RSS, Atom or JSON feed.
    Feed,
}
