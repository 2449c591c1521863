//! Every request to Discord's REST API goes through [`Rest`]: one place that keeps the rate limits, bounds the waiting
//! and says what became of a request.
//!
//! serenity's own limiter stays off: with it on, a configured address is ignored and global limits are not kept.
//! Tickets come from `twilight-http-ratelimiting`, which follows Discord's buckets and the global limit.

use std::time::{Duration, Instant};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serenity::http::{LightMethod, Request, Route};
use twilight_http_ratelimiting::{Endpoint, Method, Permit, RateLimitHeaders, RateLimiter};

use super::pause::Pause;

/// Requests a second over all routes; Discord allows 50, the rest is room for clocks that differ.
const GLOBAL_LIMIT: u16 = 48;

/// How often a request is repeated after a 429 before the caller has to decide.
const REPEATS_AFTER_429: usize = 3;

/// The longest 429 wait that is waited out here; a longer one goes back to the caller.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The most of an answer that is read, in bytes. Discord's largest answer to us is a list of guild roles.
const ANSWER_LIMIT: usize = 4 << 20;

/// Discord's own address, as serenity builds it into routes.
pub const DISCORD: &str = "https://discord.com";

/// Why a request did not succeed, by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// Discord understood and refused: repeating the same request is pointless.
    #[error("Discord refused (HTTP {status}, code {code}): {message}")]
    Refused {
        /// HTTP status, 400 to 499 but not 429.
        status: u16,
        /// Discord's JSON error code, 0 where none came.
        code: u64,
        /// Discord's words, for the log only.
        message: String,
    },
    /// A rate limit that lasts longer than is waited for here; nothing was done.
    #[error("rate limited for {} s", after.as_secs_f32().ceil())]
    Limited {
        /// How long Discord asks to wait.
        after: Duration,
    },
    /// The request certainly did not reach Discord.
    #[error("Discord cannot be reached: {0}")]
    Unreachable(String),
    /// The answer was lost, late, unreadable or a server error: the request may or may not have had its effect.
    #[error("no clear answer from Discord: {0}")]
    InDoubt(String),
}

/// A client of Discord's REST API.
pub struct Rest {
    client: reqwest::Client,
    limiter: RateLimiter,
    pause: Pause,
    token: SecretString,
    address: String,
}

impl Rest {
    /// A client that sends `token` to `address` (scheme, host, port) and to nowhere else, and waits at most `timeout` for
    /// each answer. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// When the TLS backend cannot be set up.
    pub fn new(address: &str, token: &SecretString, timeout: Duration) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .use_rustls_tls()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(timeout)
            .build()?;
        Ok(Self {
            client,
            limiter: RateLimiter::new(GLOBAL_LIMIT),
            pause: Pause::default(),
            token: SecretString::from(format!("Bot {}", token.expose_secret())),
            address: address.trim_end_matches('/').to_owned(),
        })
    }

    /// Sends a request and reads its JSON answer.
    ///
    /// # Errors
    ///
    /// See [`RestError`]. An answer of another shape than `T` is [`RestError::InDoubt`].
    pub async fn fetch<T: DeserializeOwned>(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<T, RestError> {
        let answer = self.send(method, route, body).await?;
        serde_json::from_slice(&answer).map_err(|error| RestError::InDoubt(format!("unreadable answer: {error}")))
    }

    /// Sends a request and returns the bytes of its answer, waiting out short rate limits.
    ///
    /// # Errors
    ///
    /// See [`RestError`].
    pub async fn send(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<Vec<u8>, RestError> {
        let body =
            body.map(serde_json::to_vec).transpose().map_err(|error| RestError::Unreachable(error.to_string()))?;
        let endpoint = endpoint(method, route);
        let mut repeats = 0;
        loop {
            let permit = self.permit(&endpoint).await?;
            let response = self.once(method, route, body.clone()).await?;
            if let Some(permit) = permit {
                permit.complete(limits(response.headers()));
            }
            let status = response.status();
            let retry_after = seconds(response.headers(), RETRY_AFTER.as_str());
            let is_global = response.headers().get(RateLimitHeaders::SCOPE).is_some_and(|scope| scope == "global");
            let answer = bounded(response).await?;
            match status {
                _ if status.is_success() => return Ok(answer),
                StatusCode::TOO_MANY_REQUESTS => {
                    let after = retry_after.unwrap_or(Duration::from_secs(1));
                    if is_global {
                        self.pause.begin(after);
                    }
                    repeats += 1;
                    if repeats > REPEATS_AFTER_429 || after > LONGEST_WAIT {
                        return Err(RestError::Limited { after });
                    }
                    tracing::warn!(route = %endpoint_name(&endpoint), wait_ms = after.as_millis(), "rate limited by Discord, waiting");
                    tokio::time::sleep(after).await;
                }
                _ if status.is_client_error() => return Err(refusal(status, &answer)),
                _ => return Err(RestError::InDoubt(format!("HTTP {}", status.as_u16()))),
            }
        }
    }

    /// Waits until a request may be sent. Answers to interactions need no permit: they are outside the global limit, each
    /// has a bucket of its own, and the limiter would put all of them into one queue, where each waits for the one before.
    async fn permit(&self, endpoint: &Endpoint) -> Result<Option<Permit>, RestError> {
        if endpoint.path.starts_with("interactions/") || endpoint.path.starts_with("webhooks/") {
            return Ok(None);
        }
        loop {
            let permit = self.limiter.acquire(endpoint.clone()).await;
            match self.pause.left() {
                None => return Ok(Some(permit)),
                Some(after) if after > LONGEST_WAIT => return Err(RestError::Limited { after }),
                Some(left) => {
                    drop(permit);
                    tokio::time::sleep(left).await;
                }
            }
        }
    }

    async fn once(&self, method: LightMethod, route: Route<'_>, body: Option<Vec<u8>>) -> Result<Response, RestError> {
        let request = Request::new(route, method)
            .body(body)
            .build(&self.client, self.token.expose_secret(), Some(&self.address))
            .map_err(|error| RestError::Unreachable(error.to_string()))?;
        request.send().await.map_err(|error| {
            // The address of an interaction holds its token: it stays out of the log.
            let error = error.without_url();
            if error.is_connect() || error.is_builder() {
                RestError::Unreachable(chain(&error))
            } else {
                RestError::InDoubt(chain(&error))
            }
        })
    }
}

/// An error with its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}

fn endpoint(method: LightMethod, route: Route<'_>) -> Endpoint {
    let path = route.path();
    let path = path.strip_prefix(DISCORD).unwrap_or(&path);
    let path = path.strip_prefix("/api/v10/").unwrap_or(path);
    Endpoint {
        method: match method {
            LightMethod::Delete => Method::Delete,
            LightMethod::Get => Method::Get,
            LightMethod::Patch => Method::Patch,
            LightMethod::Post => Method::Post,
            LightMethod::Put => Method::Put,
        },
        path: path.to_owned(),
    }
}

/// What the log may show of a route: its first part, without ids and tokens.
fn endpoint_name(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.method.name(), endpoint.path.split('/').next().unwrap_or_default())
}

fn limits(headers: &HeaderMap) -> Option<RateLimitHeaders> {
    let number = |name| headers.get(name)?.to_str().ok()?.parse().ok();
    // A shared limit belongs to everybody who uses the resource: it says nothing on our own bucket.
    if headers.get(RateLimitHeaders::SCOPE).is_some_and(|scope| scope == "shared") {
        let bucket = headers.get(RateLimitHeaders::BUCKET)?.as_bytes().to_vec();
        let wait = seconds(headers, RETRY_AFTER.as_str())?.as_secs().saturating_add(1);
        return Some(RateLimitHeaders::shared(bucket, u16::try_from(wait).unwrap_or(u16::MAX)));
    }
    Some(RateLimitHeaders {
        bucket: headers.get(RateLimitHeaders::BUCKET)?.as_bytes().to_vec(),
        limit: number(RateLimitHeaders::LIMIT)?,
        remaining: number(RateLimitHeaders::REMAINING)?,
        reset_at: Instant::now() + seconds(headers, RateLimitHeaders::RESET_AFTER)?,
    })
}

/// A header that holds seconds, whole or with a fraction.
fn seconds(headers: &HeaderMap, name: &str) -> Option<Duration> {
    let seconds: f64 = headers.get(name)?.to_str().ok()?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

async fn bounded(mut response: Response) -> Result<Vec<u8>, RestError> {
    let mut answer = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(answer),
            Ok(Some(chunk)) if answer.len() + chunk.len() <= ANSWER_LIMIT => answer.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(RestError::InDoubt(format!("an answer of more than {ANSWER_LIMIT} bytes"))),
            Err(error) => return Err(RestError::InDoubt(chain(&error.without_url()))),
        }
    }
}

#[derive(serde::Deserialize)]
struct DiscordError {
    #[serde(default)]
    code: u64,
    #[serde(default)]
    message: String,
}

fn refusal(status: StatusCode, answer: &[u8]) -> RestError {
    let error =
        serde_json::from_slice(answer).unwrap_or(DiscordError { code: 0, message: "no reason given".to_owned() });
    RestError::Refused { status: status.as_u16(), code: error.code, message: error.message }
}
