//! Where vacancies come from: sources of several kinds behind one [`Source`], read through one polite [`fetch`] client.
//!
//! To add a kind: a file with a struct, its `poll`, a variant here, and a row in the contract test.

pub mod address;
pub mod feed;
pub mod fetch;
pub mod oracle;

use std::collections::BTreeSet;

use crate::settings;
use crate::vacancies::diff::Polled;
use fetch::error::{FetchError, RetryAfter};
use fetch::{Fetcher, Validators};

/// A vacancy source.
#[derive(Debug)]
pub enum Source {
    /// Oracle Recruiting's candidate site.
    Oracle(oracle::Oracle),
    /// An RSS, Atom or JSON feed.
    Feed(feed::Feed),
}

/// What a poll starts from.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// Whether the source was never polled with success.
    pub first_poll: bool,
    /// The keys of every vacancy that it ever listed.
    pub keys: BTreeSet<String>,
    /// What makes the request conditional.
    pub validators: Validators,
}

/// What a poll found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Found {
    /// What the source lists; `None` when it says that nothing changed since the last poll.
    pub polled: Option<Polled>,
    /// What makes the next request conditional.
    pub validators: Validators,
}

/// Why a poll concluded nothing.
#[derive(Debug, thiserror::Error)]
#[error("source '{source_name}': {cause}")]
pub struct PollError {
    source_name: String,
    cause: Cause,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The answer came, but is not what the source should give.
    #[error("{0}")]
    Unexpected(String),
}

impl PollError {
    /// Whether the server refuses us (HTTP 401 or 403): it is left alone for hours.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(self.cause, Cause::Fetch(FetchError::Status { status: 401 | 403, .. }))
    }

    /// How long the server asks to be left alone.
    #[must_use]
    pub const fn retry_after(&self) -> Option<RetryAfter> {
        match self.cause {
            Cause::Fetch(FetchError::Status { retry_after, .. }) => retry_after,
            _ => None,
        }
    }
}

impl Source {
    /// The source that the settings describe.
    ///
    /// # Errors
    ///
    /// When the settings cannot make an address.
    pub fn new(settings: &settings::Source) -> anyhow::Result<Self> {
        let name = settings.name.clone();
        Ok(match &settings.kind {
            settings::SourceKind::Oracle { site } => Self::Oracle(oracle::Oracle::new(name, &settings.url, site)?),
            settings::SourceKind::Feed => Self::Feed(feed::Feed::new(name, settings.url.clone())),
        })
    }

    /// The source's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Oracle(oracle) => oracle.name(),
            Self::Feed(feed) => feed.name(),
        }
    }

    /// What it reads; another address is another source, even under the same name.
    #[must_use]
    pub fn address(&self) -> &str {
        match self {
            Self::Oracle(oracle) => oracle.address(),
            Self::Feed(feed) => feed.address(),
        }
    }

    /// Reads what the source lists now.
    ///
    /// # Errors
    ///
    /// When the source cannot be reached or answers with anything but its list. An error concludes nothing: no vacancy
    /// is closed by it.
    pub async fn poll(&self, fetcher: &Fetcher, before: &Before) -> Result<Found, PollError> {
        let found = match self {
            Self::Oracle(oracle) => oracle.poll(fetcher, before).await,
            Self::Feed(feed) => feed.poll(fetcher, before).await,
        };
        found.map_err(|cause| PollError { source_name: self.name().to_owned(), cause })
    }
}

#[cfg(test)]
mod contract;
