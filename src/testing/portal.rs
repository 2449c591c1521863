//! A stand-in for an Oracle candidate site: it lists the vacancies that it is given, in pages of its own size, and can
//! fail in the ways in which the real one does.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::RawQuery;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use url::Url;

use super::serve;
use crate::settings::{Source, SourceKind};

/// What the site does instead of answering.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Fault {
    /// Nothing: it answers.
    #[default]
    None,
    /// A planned outage: HTTP 503 with a web page.
    Outage,
    /// A web page with HTTP 200.
    WebPage,
    /// A refusal: HTTP 403.
    Refusal,
    /// JSON that is cut off.
    CutOff,
    /// The answer to a request without `expand`: a count and no list.
    CountOnly,
    /// An empty list, with a count of zero.
    Empty,
    /// The first page again and again.
    IgnoredOffset,
    /// The list works, details are HTTP 500.
    BrokenDetails,
    /// The list works, details are an outage.
    OutageOfDetails,
    /// The list works, details are gone.
    NoDetails,
}

/// The site.
#[derive(Debug, Default)]
pub struct Portal {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    echo: Value,
    rows: Vec<Value>,
    details: Vec<Value>,
    page: usize,
    fault: Fault,
    asked: Vec<String>,
}

impl Portal {
    /// A site with the invented vacancies of the test data, in pages of `page`.
    pub async fn start(page: usize) -> (Arc<Self>, Source) {
        let list: Value = serde_json::from_str(include_str!("../../tests/data/vacancies/oracle_list.json")).unwrap();
        let mut echo = list["items"][0].clone();
        let rows = echo["requisitionList"].take().as_array().unwrap().clone();
        let details = serde_json::from_str(include_str!("../../tests/data/vacancies/oracle_details.json")).unwrap();
        let state = State { echo, rows, details, page, ..State::default() };
        let portal = Arc::new(Self { state: Mutex::new(state) });
        let list = Arc::clone(&portal);
        let detail = Arc::clone(&portal);
        let url = serve(
            Router::new()
                .route(
                    "/hcmRestApi/resources/latest/recruitingCEJobRequisitions",
                    get(move |RawQuery(query): RawQuery| async move { list.list(&query.unwrap()) }),
                )
                .route(
                    "/hcmRestApi/resources/latest/recruitingCEJobRequisitionDetails",
                    get(move |RawQuery(query): RawQuery| async move { detail.detail(&query.unwrap()) }),
                ),
        )
        .await;
        (portal, source(url))
    }

    /// Adds a vacancy on top of the list, like the invented one in Juba but with another number and title.
    pub fn post(&self, id: &str, title: &str) {
        let mut state = self.state.lock().unwrap();
        let mut row = state.rows[0].clone();
        (row["Id"], row["Title"]) = (json!(id), json!(title));
        state.rows.insert(0, row);
        let mut detail = state.details[0].clone();
        (detail["items"][0]["Id"], detail["items"][0]["Title"]) = (json!(id), json!(title));
        state.details.push(detail);
    }

    /// Takes a vacancy off the list.
    pub fn withdraw(&self, id: &str) {
        self.state.lock().unwrap().rows.retain(|row| row["Id"] != *id);
    }

    /// Begins to fail, or to work again.
    pub fn set(&self, fault: Fault) {
        self.state.lock().unwrap().fault = fault;
    }

    /// The queries since the last call.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }

    fn list(&self, query: &str) -> Response {
        let mut state = self.state.lock().unwrap();
        state.asked.push(query.to_owned());
        let offset: usize = between(query, "offset=", ",").parse().unwrap();
        let mut echo = state.echo.clone();
        echo["TotalJobsCount"] = json!(state.rows.len());
        let offset = if state.fault == Fault::IgnoredOffset { 0 } else { offset };
        let rows: Vec<_> = state.rows.iter().skip(offset).take(state.page).cloned().collect();
        match state.fault {
            Fault::CountOnly => drop(echo.as_object_mut().unwrap().remove("requisitionList")),
            Fault::Empty => (echo["TotalJobsCount"], echo["requisitionList"]) = (json!(0), json!([])),
            _ => echo["requisitionList"] = Value::Array(rows),
        }
        failure(state.fault).unwrap_or_else(|| answer(&json!({"items": [echo], "count": 1, "hasMore": false})))
    }

    fn detail(&self, query: &str) -> Response {
        let mut state = self.state.lock().unwrap();
        state.asked.push(query.to_owned());
        let id = between(query, "Id=%22", "%22");
        let found = state.details.iter().find(|detail| detail["items"][0]["Id"] == id);
        match state.fault {
            Fault::BrokenDetails => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            Fault::OutageOfDetails => failure(Fault::Outage).unwrap(),
            Fault::NoDetails => answer(&json!({"items": [], "count": 0, "hasMore": false})),
            fault => failure(fault)
                .unwrap_or_else(|| answer(found.unwrap_or(&json!({"items": [], "count": 0, "hasMore": false})))),
        }
    }
}

/// The settings of a site at `url`.
pub fn source(url: Url) -> Source {
    let kind = SourceKind::Oracle { site: "CX_1001".into() };
    Source { name: "iom".into(), kind, url, every: std::time::Duration::from_secs(1_800) }
}

fn failure(fault: Fault) -> Option<Response> {
    let page = include_str!("../../tests/data/vacancies/outage.html");
    let html = [(header::CONTENT_TYPE, "text/html;charset=utf-8")];
    match fault {
        Fault::Outage => Some((StatusCode::SERVICE_UNAVAILABLE, html, page).into_response()),
        Fault::WebPage => Some((html, page).into_response()),
        Fault::Refusal => Some((StatusCode::FORBIDDEN, html, "W4S-402").into_response()),
        Fault::CutOff => Some(([(header::CONTENT_TYPE, "application/json")], "{\"items\": [{\"Requ").into_response()),
        _ => None,
    }
}

fn answer(body: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap();
    rest.split_once(after).map_or(rest, |(found, _)| found)
}
