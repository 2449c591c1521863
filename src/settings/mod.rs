//! Settings: what an operator may choose, with defaults for all but the token.

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
}

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
