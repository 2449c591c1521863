//! The server behind the vacancies: today's weather, polls counted, feeds with an entity tag.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use axum::body::Body;
use axum::extract::{ConnectInfo, State as Extract};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{Request, Response};

use super::{Fault, Portal, Weather, feed, oracle};
use crate::standin::line::Scissors;

/// The page of a planned outage.
const OUTAGE: &str = "<!DOCTYPE html><html><head><title>Planned Outage</title></head>\
    <body><h1>Planned Outage</h1><p>Down for scheduled maintenance.</p></body></html>";

/// An answer, and whether it is the first or the last of a poll of its source.
pub struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub body: String,
    pub source: &'static str,
    pub begins: bool,
    pub ends: bool,
}

impl Answer {
    pub fn ok(source: &'static str, content_type: &'static str, body: String) -> Self {
        Self { status: 200, content_type, body, source, begins: true, ends: true }
    }
}

pub async fn receive(
    Extract(portal): Extract<Portal>,
    ConnectInfo(line): ConnectInfo<Scissors>,
    request: Request<Body>,
) -> Response<Body> {
    let (path, query) = (request.uri().path().to_owned(), request.uri().query().unwrap_or_default().to_owned());
    let known = request.headers().get(IF_NONE_MATCH).and_then(|tag| tag.to_str().ok()).unwrap_or_default().to_owned();
    let fault = portal.look(|office| {
        let waiting = office.faults.iter().position(|(part, _)| path.contains(part.as_str()));
        waiting.map(|at| office.faults.remove(at).1)
    });
    match fault {
        None => {}
        Some(Fault::Hold(gate)) => gate.pass().await,
        Some(Fault::HangUp) => {
            line.cut();
            return Response::default();
        }
    }
    portal.with(|office| {
        office.requests.push(format!("{path}?{query}"));
        let answer = match path.as_str() {
            "/feed.rss" => feed::rss(office),
            "/feed.atom" => feed::atom(office),
            path => match path.rsplit('/').next() {
                Some("recruitingCEJobRequisitions") => oracle::list(office, &query),
                Some("recruitingCEJobRequisitionDetails") => oracle::detail(office, &query),
                // Such as robots.txt.
                _ => Answer { status: 404, begins: false, ends: false, ..Answer::ok("", "text/plain", String::new()) },
            },
        };
        let answer = match office.weather.clone() {
            _ if answer.status == 404 => answer,
            Weather::Fine | Weather::Blank => answer,
            Weather::Outage => Answer {
                status: 503,
                content_type: "text/html",
                body: OUTAGE.to_owned(),
                ends: answer.begins || answer.ends,
                ..answer
            },
            Weather::Says(status, content_type, body) => {
                Answer { status, content_type, body, ends: answer.begins || answer.ends, ..answer }
            }
        };
        let polls = office.polls.entry(answer.source).or_default();
        polls.begun += usize::from(answer.begins);
        polls.ended += usize::from(answer.ends);
        respond(&answer, &known)
    })
}

/// Writes an answer; a feed that is `known` as it stands is not sent again.
fn respond(answer: &Answer, known: &str) -> Response<Body> {
    let mut hasher = DefaultHasher::new();
    answer.body.hash(&mut hasher);
    let tag = format!("\"{:x}\"", hasher.finish());
    let is_feed = answer.content_type.ends_with("xml");
    let mut response = Response::builder().header(CONTENT_TYPE, answer.content_type);
    if is_feed {
        response = response.header(ETAG, &tag);
    }
    let unchanged = is_feed && answer.status == 200 && known == tag;
    let (status, body) = if unchanged { (304, Body::empty()) } else { (answer.status, answer.body.clone().into()) };
    response.status(status).body(body).expect("headers without line breaks")
}
