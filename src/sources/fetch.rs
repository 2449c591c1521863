//! One HTTP client for all sources: bounded in time and size, polite to servers, kept out of private networks.

pub mod error;
pub mod format;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use reqwest::header::{
    ACCEPT, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
    RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode};
use tokio::time::Instant;
use url::Url;

use super::address::{self, PublicNames};
use crate::settings;
use error::{FetchError, RetryAfter, shown, unreachable};
use format::Format;

/// The most redirects that are followed for one request.
const MOST_REDIRECTS: usize = 5;

/// The longest wait for a connection; the whole answer has the configured time.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

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
                retry_after: text(response.headers(), &RETRY_AFTER).as_deref().and_then(RetryAfter::read),
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

fn is_html(content_type: &str) -> bool {
    content_type.to_ascii_lowercase().contains("html")
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests;
