//! The REST server: every request is noted, meets the fault that waits for it, is counted against the limits, and is
//! then served from the state.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, State as Extract};
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{Request, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::Shared;
use super::errors::{self, Refusal};
use super::faults::Fault;
use super::limits::{Scope, Standing, TooMany};
use super::line::{Lines, Scissors};
use super::routes;
use super::state::{State, TOKEN};

/// A request as it arrived, and what came of it.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub method: String,
    /// Without `/api/v10`.
    pub path: String,
    pub body: Value,
    /// The status of the answer, once there is one.
    pub status: Option<u16>,
}

/// A request, read.
pub struct Call {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub body: Value,
    /// Whether it bears the bot's token.
    pub authorized: bool,
    /// Its place among the recorded requests.
    number: usize,
}

impl Call {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A successful answer.
pub struct Done {
    pub status: u16,
    pub body: Option<Value>,
}

impl Done {
    pub fn with(body: Value) -> Self {
        Self { status: 200, body: Some(body) }
    }

    pub const NOTHING: Self = Self { status: 204, body: None };
}

/// What a route makes of a call.
pub type Outcome = Result<Done, Refusal>;

/// Serves the API until the runtime ends.
pub fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let router = Router::new().fallback(receive).with_state(shared);
    let service = router.into_make_service_with_connect_info::<Scissors>();
    tokio::spawn(async move { axum::serve(Lines(listener), service).await });
}

async fn receive(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(line): ConnectInfo<Scissors>,
    request: Request<Body>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 32 << 20).await.unwrap_or_default();
    let (call, fault) = shared.with(|state| {
        let call = read(state, &parts, &body);
        let fault = state.faults.take(&call.method, &call.path);
        (call, fault)
    });
    match fault {
        None => shared.with(|state| answer(state, &call)),
        Some(Fault::Status(status, body)) => shared.with(|state| close(state, &call, status, Some(&body), None)),
        Some(Fault::TooMany(scope, seconds)) => {
            let after = std::time::Duration::from_secs_f64(seconds);
            shared.with(|state| {
                if scope == Scope::Global {
                    state.limits.shut(after, Instant::now());
                }
                too_many(state, &call, &TooMany { scope, after, standing: None })
            })
        }
        Some(Fault::Silence) => std::future::pending().await,
        Some(Fault::HangUp) => {
            line.cut();
            Response::default()
        }
        Some(Fault::LoseAnswer) => {
            line.cut();
            shared.with(|state| answer(state, &call))
        }
        // On a task of its own: a request that reached Discord has its effect even when its sender is gone.
        Some(Fault::Hold(gate)) => {
            let served = tokio::spawn(async move {
                gate.pass().await;
                shared.with(|state| answer(state, &call))
            });
            served.await.expect("a request that can be served")
        }
        Some(Fault::HoldAnswer(gate)) => {
            let answer = shared.with(|state| answer(state, &call));
            gate.pass().await;
            answer
        }
    }
}

/// Reads a request and notes it.
fn read(state: &mut State, parts: &Parts, bytes: &Bytes) -> Call {
    let path = parts.uri.path();
    let path = path.strip_prefix("/api/v10").unwrap_or(path).to_owned();
    let method = parts.method.to_string();
    let body = if bytes.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(bytes) };
    let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    if !agent.starts_with("DiscordBot (") {
        state.violation(format!("{method} {path}: Discord wants a User-Agent `DiscordBot (URL, VERSION)`: {agent:?}"));
    }
    if body.is_err() {
        state.violation(format!("{method} {path}: the body is not JSON"));
    }
    let body = body.unwrap_or(Value::Null);
    let authorized = parts.headers.get(AUTHORIZATION).is_some_and(|given| *given == format!("Bot {TOKEN}"));
    let query = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    state.requests.push(Recorded { method: method.clone(), path: path.clone(), body: body.clone(), status: None });
    Call { method, path, query, body, authorized, number: state.requests.len() - 1 }
}

/// Counts a call against the limits and serves it.
fn answer(state: &mut State, call: &Call) -> Response<Body> {
    let path: Vec<&str> = call.path.split('/').skip(1).collect();
    let (route, resource) = routes::bucket(&call.method, &path);
    let standing = match state.limits.count(route, resource, Instant::now()) {
        Ok(standing) => standing,
        Err(refused) => return too_many(state, call, &refused),
    };
    let open = matches!(path[..], ["gateway"] | ["interactions" | "webhooks", ..]);
    let outcome = if call.authorized || open { routes::serve(state, call, &path) } else { Err(errors::UNAUTHORIZED) };
    match outcome {
        Ok(Done { status, body }) => close(state, call, status, body.as_ref(), Some(&standing)),
        Err(refusal) => close(state, call, refusal.status, Some(&refusal.body()), Some(&standing)),
    }
}

fn too_many(state: &mut State, call: &Call, refused: &TooMany) -> Response<Body> {
    let TooMany { scope, after, standing } = refused;
    state.limits.answered(429, Some(*scope));
    let global = *scope == Scope::Global;
    let body = json!({
        "message": "You are being rate limited.", "retry_after": after.as_secs_f64(), "global": global,
    });
    let mut response = close(state, call, 429, Some(&body), standing.as_ref());
    let headers = response.headers_mut();
    headers.insert("retry-after", (after.as_secs_f64().ceil() as u64).into());
    headers.insert("x-ratelimit-scope", scope.name().parse().expect("a word"));
    if global {
        headers.insert("x-ratelimit-global", "true".parse().expect("a word"));
    }
    response
}

/// Notes the status of the answer and writes it.
fn close(
    state: &mut State,
    call: &Call,
    status: u16,
    body: Option<&Value>,
    standing: Option<&Standing>,
) -> Response<Body> {
    state.requests[call.number].status = Some(status);
    if status != 429 {
        state.limits.answered(status, None);
    }
    let mut response = Response::builder().status(status).header("content-type", "application/json");
    if let Some(standing) = standing {
        let after = standing.reset_after.as_secs_f64();
        let now = jiff::Timestamp::now().as_millisecond() as f64 / 1_000.0;
        response = response
            .header("x-ratelimit-bucket", &standing.bucket)
            .header("x-ratelimit-limit", standing.limit)
            .header("x-ratelimit-remaining", standing.remaining)
            .header("x-ratelimit-reset", format!("{:.3}", now + after))
            .header("x-ratelimit-reset-after", format!("{after:.3}"));
    }
    let bytes = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    response.body(bytes).expect("headers without line breaks")
}
