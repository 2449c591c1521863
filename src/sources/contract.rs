//! The contract of a source, which every kind keeps:
//!
//! * its vacancies carry its name, a key that is unique and the same at the next poll, a title of one line, and links
//!   that lead to the web;
//! * what is not its list (an outage page, another type, data cut off, silence) is an error, which names the source and
//!   concludes nothing;
//! * it never says that an answer is complete unless it is.

use std::collections::BTreeSet;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::get;
use url::Url;

use super::*;
use crate::settings::SourceKind;
use crate::testing::portal::Portal;
use crate::testing::{fetcher, serve};

/// One of each kind, serving its test data.
async fn healthy() -> Vec<Source> {
    let (_portal, oracle) = Portal::start(3).await;
    let feed = |kind: &'static str, bytes: &'static [u8]| async move {
        let answer = move || async move { ([(header::CONTENT_TYPE, kind)], bytes) };
        settings(SourceKind::Feed, serve(Router::new().route("/", get(answer))).await)
    };
    let all = [
        oracle,
        feed("application/atom+xml", include_bytes!("../../tests/data/vacancies/feed.atom")).await,
        feed("application/rss+xml", include_bytes!("../../tests/data/vacancies/feed.rss")).await,
        feed("application/feed+json", include_bytes!("../../tests/data/vacancies/feed.json")).await,
    ];
    all.iter().map(|settings| Source::new(settings).unwrap()).collect()
}

/// One of each kind, at a server that gives the same answer to everything.
async fn at(answer: Router) -> [Source; 2] {
    let url = serve(answer).await;
    let oracle = SourceKind::Oracle { site: "CX_1001".into() };
    [oracle, SourceKind::Feed].map(|kind| Source::new(&settings(kind, url.clone())).unwrap())
}

fn settings(kind: SourceKind, url: Url) -> settings::Source {
    settings::Source { name: "iom".into(), kind, url, every: std::time::Duration::from_secs(60) }
}

fn is_one_line(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.chars().any(char::is_control)
}

#[tokio::test]
async fn every_vacancy_has_an_identity_a_title_and_a_link() {
    for source in healthy().await {
        let before = Before { first_poll: true, ..Before::default() };
        let polled = source.poll(&fetcher(), &before).await.unwrap().polled.unwrap();
        assert!(polled.vacancies.len() >= 2, "{source:?}");
        let keys: BTreeSet<_> = polled.vacancies.iter().map(|vacancy| &vacancy.key).collect();
        assert_eq!(keys.len(), polled.vacancies.len(), "{source:?}");
        for vacancy in &polled.vacancies {
            assert_eq!(vacancy.source, "iom");
            assert!(is_one_line(&vacancy.title), "{vacancy:?}");
            let links = [Some(&vacancy.url), vacancy.list_url.as_ref()];
            for link in links.into_iter().flatten() {
                assert!(matches!(Url::parse(link).unwrap().scheme(), "http" | "https"), "{vacancy:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_second_poll_gives_the_same_vacancies() {
    for source in healthy().await {
        let before = Before { first_poll: true, ..Before::default() };
        let first = source.poll(&fetcher(), &before).await.unwrap();
        assert_eq!(source.poll(&fetcher(), &before).await.unwrap(), first, "{source:?}");
    }
}

#[tokio::test]
async fn a_feed_is_never_complete_and_a_portal_is() {
    for source in healthy().await {
        let before = Before { first_poll: true, ..Before::default() };
        let complete = source.poll(&fetcher(), &before).await.unwrap().polled.unwrap().complete;
        assert_eq!(complete, matches!(source, Source::Oracle(_)), "{source:?}");
    }
}

#[tokio::test]
async fn what_is_not_its_list_is_an_error_that_names_the_source() {
    let page = include_str!("../../tests/data/vacancies/outage.html");
    let answers = [
        (503, "text/html", page),
        (200, "text/html", page),
        (202, "text/html", ""),
        (204, "application/json", ""),
        (200, "application/json", ""),
        (200, "application/json", "{\"items\": [{"),
        (200, "application/json", "{\"items\": []}"),
        (200, "application/json", "{\"error\": \"no\"}"),
        (200, "application/json", "[1, 2, 3]"),
    ];
    for (status, kind, body) in answers {
        let status = StatusCode::from_u16(status).unwrap();
        let answer = (status, [(header::CONTENT_TYPE, kind)], body);
        for source in at(Router::new().fallback(move || async move { answer.clone() })).await {
            let error = source.poll(&fetcher(), &Before::default()).await.unwrap_err().to_string();
            assert!(error.starts_with("source 'iom': "), "{error}");
            assert!(is_one_line(&error), "{error}");
        }
    }
}

#[tokio::test]
async fn a_refusal_is_told_from_other_failures() {
    for (status, refusal) in [(403, true), (401, true), (404, false), (500, false)] {
        let status = StatusCode::from_u16(status).unwrap();
        for source in at(Router::new().fallback(move || async move { status })).await {
            let error = source.poll(&fetcher(), &Before::default()).await.unwrap_err();
            assert_eq!(error.is_refusal(), refusal, "{error}");
        }
    }
}
