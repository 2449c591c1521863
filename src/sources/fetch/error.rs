//! Why nothing was fetched.

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use crate::sources::address::Refusal;

/// How long a server asks to be left alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RetryAfter {
    /// This long from now on.
    In(Duration),
    /// Until then.
    At(Timestamp),
}

/// Why nothing was fetched. Addresses are shown without their query, which may hold a key.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is not one that may be fetched.
    #[error("{url} is not fetched: {refusal}")]
    Refused {
        /// The address.
        url: String,
        /// Why.
        refusal: Refusal,
    },
    /// No connection, or it broke.
    #[error("{url} cannot be read: {cause}")]
    Unreachable {
        /// The address.
        url: String,
        /// Why.
        cause: String,
    },
    /// The server answered with an error.
    #[error("{url} answered HTTP {status}{}", if *.html { " with a web page, as in a planned outage" } else { "" })]
    Status {
        /// The address.
        url: String,
        /// HTTP status.
        status: u16,
        /// Whether the answer is HTML.
        html: bool,
        /// The header `Retry-After`.
        retry_after: Option<RetryAfter>,
    },
    /// The content is of another type.
    #[error("{url} answered with {found}, expected {expected}")]
    Type {
        /// The address.
        url: String,
        /// The header `Content-Type`.
        found: String,
        /// What was asked for.
        expected: &'static str,
    },
    /// The content is too large.
    #[error("{url} answered with more than {limit} bytes")]
    Size {
        /// The address.
        url: String,
        /// `fetch.max_bytes`.
        limit: usize,
    },
    /// Too many redirects, or one that leads nowhere.
    #[error("{url} leads nowhere: {cause}")]
    Redirect {
        /// The address.
        url: String,
        /// Why.
        cause: &'static str,
    },
}

impl RetryAfter {
    /// The moment it means, counted from `now`.
    #[must_use]
    pub fn moment(self, now: Timestamp) -> Timestamp {
        match self {
            Self::In(wait) => now.checked_add(wait).unwrap_or(Timestamp::MAX),
            Self::At(moment) => moment,
        }
    }

    /// `Retry-After`: seconds, or a date as in RFC 9110.
    pub(super) fn read(header: &str) -> Option<Self> {
        if let Ok(seconds) = header.trim().parse() {
            return Some(Self::In(Duration::from_secs(seconds)));
        }
        let date = jiff::fmt::rfc2822::parse(header.trim()).ok()?;
        Some(Self::At(date.timestamp()))
    }
}

/// The address as the log may show it.
pub(super) fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    // These fail only for addresses that have no user.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.into()
}

/// A refusal by the resolver comes as an error of the connection, somewhere in its chain.
pub(super) fn unreachable(url: &Url, error: &reqwest::Error) -> FetchError {
    let mut cause = if error.is_timeout() { "it takes too long".to_owned() } else { String::new() };
    let mut next: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(error) = next {
        if let Some(refusal) = error.downcast_ref::<Refusal>() {
            return FetchError::Refused { url: shown(url), refusal: refusal.clone() };
        }
        if cause.is_empty() || error.source().is_none() {
            cause = if cause.is_empty() { error.to_string() } else { format!("{cause}: {error}") };
        }
        next = error.source();
    }
    FetchError::Unreachable { url: shown(url), cause }
}
