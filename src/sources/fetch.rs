//! One HTTP client for all sources: bounded in time and size, polite to servers, kept out of private networks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use reqwest::header::{
    ACCEPT, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
    RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode};
use tokio::time::Instant;
use url::Url;

use super::address::{self, PublicNames, Refusal};
use crate::settings;

/// The most redirects that are followed for one request.
const MOST_REDIRECTS: usize = 5;

/// The longest wait for a connection; the whole answer has the configured time.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What may come back, and how it is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// JSON of an interface.
    Json,
    /// RSS, Atom or a JSON feed. Many servers say `text/xml` or `text/plain`; none that means a feed says HTML.
    Feed,
}

/// What makes a request conditional: the server answers 304 when nothing changed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Validators {
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The header `Last-Modified`.
    pub last_modified: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub enum Fetched {
    /// Nothing changed since the validators were given out.
    Unchanged,
    /// The content.
    Page(Page),
}

/// Content, as the server sent it.
#[derive(Debug)]
pub struct Page {
    /// The bytes, decompressed, never decoded: a feed says itself which encoding it has.
    pub bytes: Vec<u8>,
    /// What makes the next request conditional.
    pub validators: Validators,
    /// Where it was found in the end: relative links start here.
    pub url: Url,
}

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

/// Fetches for all sources.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
    max_bytes: usize,
    allow_private: bool,
    turns: Mutex<Turns>,
}

impl Fetcher {
    /// A client that says who it is: name, version and the operator's contact.
    ///
    /// No proxy of the environment is used: it would resolve names itself, past the check of addresses.
    ///
    /// # Errors
    ///
    /// When the contact cannot stand in a header or TLS cannot be set up.
    pub fn new(settings: &settings::Fetch) -> anyhow::Result<Self> {
        let mut builder = Client::builder()
            .use_rustls_tls()
            .user_agent(user_agent(&settings.contact))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(settings.timeout);
        if !settings.allow_private {
            builder = builder.dns_resolver(Arc::new(PublicNames));
        }
        Ok(Self {
            client: builder.build().context("setting up the client for vacancy sources")?,
            max_bytes: settings.max_bytes,
            allow_private: settings.allow_private,
            turns: Mutex::new(Turns { spacing: settings.spacing, next: HashMap::new() }),
        })
    }

    /// Fetches `url`, following a few redirects, each checked like the first address. Waits for the host's turn.
    ///
    /// # Errors
    ///
    /// See [`FetchError`].
    pub async fn get(&self, url: &Url, format: Format, validators: &Validators) -> Result<Fetched, FetchError> {
        let mut at = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.once(&at, format, validators).await?;
            if response.status() == StatusCode::NOT_MODIFIED {
                return Ok(Fetched::Unchanged);
            }
            if !response.status().is_redirection() {
                return self.read(response, at, format).await.map(Fetched::Page);
            }
            at = redirected(&at, response.headers())?;
        }
        Err(FetchError::Redirect { url: shown(url), cause: "too many redirects" })
    }

    async fn once(&self, url: &Url, format: Format, validators: &Validators) -> Result<Response, FetchError> {
        address::check(url, self.allow_private).map_err(|refusal| FetchError::Refused { url: shown(url), refusal })?;
        self.turn(url).await;
        let mut request = self.client.get(url.clone()).header(ACCEPT, format.accept());
        if let Some(etag) = &validators.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = &validators.last_modified {
            request = request.header(IF_MODIFIED_SINCE, date);
        }
        request.send().await.map_err(|error| unreachable(url, &error))
    }

    /// Waits until the host may be asked again.
    async fn turn(&self, url: &Url) {
        let host = url.host_str().unwrap_or_default();
        let turn = self.turns.lock().unwrap_or_else(PoisonError::into_inner).take(host, Instant::now());
        tokio::time::sleep_until(turn).await;
    }

    async fn read(&self, mut response: Response, url: Url, format: Format) -> Result<Page, FetchError> {
        let status = response.status();
        let found = text(response.headers(), &CONTENT_TYPE).unwrap_or_default();
        if status != StatusCode::OK {
            return Err(FetchError::Status {
                url: shown(&url),
                status: status.as_u16(),
                html: is_html(&found),
                retry_after: text(response.headers(), &RETRY_AFTER).as_deref().and_then(retry_after),
            });
        }
        if !format.accepts(&found) {
            return Err(FetchError::Type { url: shown(&url), found, expected: format.name() });
        }
        let validators = Validators {
            etag: text(response.headers(), &ETAG),
            last_modified: text(response.headers(), &LAST_MODIFIED),
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&url, &error))? {
            if bytes.len() + chunk.len() > self.max_bytes {
                return Err(FetchError::Size { url: shown(&url), limit: self.max_bytes });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Page { bytes, validators, url })
    }
}

/// When each host may be asked next.
#[derive(Debug)]
struct Turns {
    spacing: Duration,
    next: HashMap<String, Instant>,
}

impl Turns {
    /// The next free moment of the host, which is then taken.
    fn take(&mut self, host: &str, now: Instant) -> Instant {
        self.next.retain(|_, next| *next > now);
        let turn = self.next.get(host).copied().unwrap_or(now);
        self.next.insert(host.to_owned(), turn + self.spacing);
        turn
    }
}

impl Format {
    const fn accept(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Feed => {
                "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, \
                 application/json;q=0.8"
            }
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Feed => "a feed",
        }
    }

    fn accepts(self, content_type: &str) -> bool {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let json = essence == "application/json" || essence.ends_with("+json");
        match self {
            Self::Json => json,
            Self::Feed => {
                let xml = essence.ends_with("/xml") || essence.ends_with("+xml") && essence != "application/xhtml+xml";
                json || xml || matches!(essence.as_str(), "" | "text/plain" | "application/octet-stream")
            }
        }
    }
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
}

/// Who asks, for the people who run the server. The contact becomes printable ASCII, as a header must be.
fn user_agent(contact: &str) -> String {
    let contact: String = contact.chars().filter(|character| matches!(character, ' '..='~')).collect();
    let name = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
    if contact.trim().is_empty() { name.to_owned() } else { format!("{name} (+{})", contact.trim()) }
}

fn redirected(from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let error = |cause| FetchError::Redirect { url: shown(from), cause };
    let location = text(headers, &LOCATION).ok_or_else(|| error("a redirect without an address"))?;
    let to = from.join(&location).map_err(|_| error("a redirect to no address"))?;
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err(error("a redirect from https to http"));
    }
    Ok(to)
}

/// `Retry-After`: seconds, or a date as in RFC 9110.
fn retry_after(header: &str) -> Option<RetryAfter> {
    if let Ok(seconds) = header.trim().parse() {
        return Some(RetryAfter::In(Duration::from_secs(seconds)));
    }
    let date = jiff::fmt::rfc2822::parse(header.trim()).ok()?;
    Some(RetryAfter::At(date.timestamp()))
}

fn is_html(content_type: &str) -> bool {
    content_type.to_ascii_lowercase().contains("html")
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

/// The address as the log may show it.
fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    // These fail only for addresses that have no user.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.into()
}

/// A refusal by the resolver comes as an error of the connection, somewhere in its chain.
fn unreachable(url: &Url, error: &reqwest::Error) -> FetchError {
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

#[cfg(test)]
mod tests;
