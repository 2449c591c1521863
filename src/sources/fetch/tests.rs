//! Fetching, over real HTTP on loopback:
//!
//! * the client says who it is, keeps to public addresses, and is bounded in time, size and redirects;
//! * only content of the expected type is handed on;
//! * servers are asked conditionally, and one at a time.

use std::net::SocketAddr;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Redirect};
use axum::routing::get;

use super::*;
use crate::settings::Fetch;
use crate::testing::{fetch_settings, fetcher, serve};

const JSON: [(axum::http::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];

async fn get_json(fetcher: &Fetcher, url: &Url) -> Result<Page, FetchError> {
    match fetcher.get(url, Format::Json, &Validators::default()).await? {
        Fetched::Page(page) => Ok(page),
        Fetched::Unchanged => panic!("unchanged without validators"),
    }
}

async fn failure(router: Router, path: &str) -> String {
    let url = serve(router).await.join(path).unwrap();
    let error = get_json(&fetcher(), &url).await.unwrap_err().to_string();
    error.replace(&url.origin().ascii_serialization(), "HOST")
}

#[tokio::test]
async fn a_server_is_told_who_asks() {
    let echo = |headers: HeaderMap| async move {
        let agent = headers[header::USER_AGENT].to_str().unwrap().to_owned();
        assert!(headers.get(header::REFERER).is_none() && headers.get(header::COOKIE).is_none());
        (JSON, agent)
    };
    let page = get_json(&fetcher(), &serve(Router::new().route("/", get(echo))).await).await.unwrap();
    let agent = String::from_utf8(page.bytes).unwrap();
    assert_eq!(agent, format!("iom-bot/{} (+https://example.org/bot)", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_contact_never_breaks_a_request() {
    assert_eq!(user_agent("  "), concat!("iom-bot/", env!("CARGO_PKG_VERSION")));
    assert!(user_agent("é\r\nX: y").ends_with("(+X: y)"));
}

#[tokio::test]
async fn private_addresses_are_refused_by_number_and_by_name() {
    let url = serve(Router::new().route("/", get(|| async { (JSON, "{}") }))).await;
    let strict = Fetcher::new(&Fetch { allow_private: false, ..fetch_settings() }).unwrap();
    let mut by_name = url.clone();
    by_name.set_host(Some("localhost")).unwrap();
    for url in [url, by_name] {
        let error = get_json(&strict, &url).await.unwrap_err();
        assert!(matches!(error, FetchError::Refused { .. }), "{error}");
        assert!(error.to_string().contains("fetch.allow_private permits it"), "{error}");
    }
}

#[tokio::test]
async fn a_redirect_is_followed_to_its_end() {
    let url = serve(
        Router::new()
            .route("/a", get(|| async { Redirect::permanent("/b/c?d=e") }))
            .route("/b/c", get(|uri: Uri| async move { (JSON, uri.to_string()) })),
    )
    .await;
    let page = get_json(&fetcher(), &url.join("a").unwrap()).await.unwrap();
    assert_eq!(page.bytes, b"/b/c?d=e");
    assert_eq!(page.url, url.join("b/c?d=e").unwrap());
}

#[tokio::test]
async fn a_redirect_out_of_the_web_is_refused() {
    let router = Router::new().route("/", get(|| async { Redirect::to("file:///etc/passwd") }));
    assert_eq!(failure(router, "").await, "file:///etc/passwd is not fetched: the address is neither http nor https");
}

#[tokio::test]
async fn redirects_that_never_end_are_left() {
    let router = Router::new().route("/{n}", get(|| async { Redirect::to("/again") }));
    assert_eq!(failure(router, "start").await, "HOST/start leads nowhere: too many redirects");
}

#[test]
fn a_redirect_does_not_leave_encryption() {
    let mut headers = HeaderMap::new();
    headers.insert(header::LOCATION, "http://example.org/".parse().unwrap());
    let error = redirected(&Url::parse("https://example.org/").unwrap(), &headers).unwrap_err().to_string();
    assert_eq!(error, "https://example.org/ leads nowhere: a redirect from https to http");
}

#[tokio::test]
async fn an_outage_page_is_an_error_with_its_patience() {
    let outage = || async {
        let headers = [(header::CONTENT_TYPE, "text/html"), (header::RETRY_AFTER, "120")];
        (StatusCode::SERVICE_UNAVAILABLE, headers, "<h1>Planned Outage</h1>")
    };
    let url = serve(Router::new().route("/", get(outage))).await;
    let error = get_json(&fetcher(), &url).await.unwrap_err();
    let FetchError::Status { status: 503, html: true, retry_after, .. } = error else { panic!("{error}") };
    assert_eq!(retry_after, Some(RetryAfter::In(Duration::from_secs(120))));
}

#[tokio::test]
async fn a_web_page_is_not_taken_for_json() {
    let page = || async { ([(header::CONTENT_TYPE, "text/html")], "{}") };
    let error = failure(Router::new().route("/list", get(page)), "list?key=secret").await;
    assert_eq!(error, "HOST/list answered with text/html, expected JSON");
}

#[test]
fn feeds_come_under_many_types() {
    for accepted in [
        "application/rss+xml",
        "Application/Atom+XML; charset=utf-8",
        "text/xml",
        "application/feed+json",
        "text/plain",
        "",
    ] {
        assert!(Format::Feed.accepts(accepted), "{accepted}");
    }
    for refused in ["text/html", "application/xhtml+xml", "image/png"] {
        assert!(!Format::Feed.accepts(refused), "{refused}");
    }
    assert!(Format::Json.accepts("application/vnd.oracle.adf.resourceitem+json;charset=utf-8"));
    assert!(!Format::Json.accepts("text/xml"));
}

#[tokio::test]
async fn an_answer_is_bounded_after_decompression() {
    // 200,000 zero bytes, compressed to 229.
    let bomb = include_bytes!("../../../tests/data/vacancies/zeros.gz").as_slice();
    let compressed =
        move || async move { ([(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, "gzip")], bomb) };
    let url = serve(Router::new().route("/", get(compressed))).await;
    let small = Fetcher::new(&Fetch { max_bytes: 100_000, ..fetch_settings() }).unwrap();
    assert!(matches!(get_json(&small, &url).await, Err(FetchError::Size { limit: 100_000, .. })));
    assert_eq!(get_json(&fetcher(), &url).await.unwrap().bytes.len(), 200_000);
}

#[tokio::test]
async fn a_server_that_never_answers_is_left() {
    let url = serve(Router::new().route("/", get(std::future::pending::<StatusCode>))).await;
    let hasty = Fetcher::new(&Fetch { timeout: Duration::from_millis(100), ..fetch_settings() }).unwrap();
    let error = get_json(&hasty, &url).await.unwrap_err().to_string();
    assert!(error.contains("cannot be read: it takes too long"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_keys() {
    let listener = std::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = Url::parse(&format!("http://user:word@127.0.0.1:{port}/feed?key=secret#x")).unwrap();
    let error = get_json(&fetcher(), &url).await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("http://127.0.0.1:{port}/feed cannot be read: ")), "{error}");
    assert!(!error.contains("secret") && !error.contains("word"), "{error}");
}

#[tokio::test]
async fn what_did_not_change_is_not_sent_again() {
    let conditional = |headers: HeaderMap| async move {
        let value = |name| headers.get(name).map(|value: &header::HeaderValue| value.to_str().unwrap().to_owned());
        let given = (value(header::IF_NONE_MATCH), value(header::IF_MODIFIED_SINCE));
        if given == (Some("\"7\"".into()), Some("Mon, 16 Nov 2026 11:05:10 GMT".into())) {
            return StatusCode::NOT_MODIFIED.into_response();
        }
        let etag = [(header::ETAG, "\"7\""), (header::LAST_MODIFIED, "Mon, 16 Nov 2026 11:05:10 GMT")];
        (etag, JSON, "{}").into_response()
    };
    let url = serve(Router::new().route("/", get(conditional))).await;
    let fetcher = fetcher();
    let page = get_json(&fetcher, &url).await.unwrap();
    assert!(matches!(fetcher.get(&url, Format::Json, &page.validators).await, Ok(Fetched::Unchanged)));
}

#[test]
fn one_host_is_asked_at_a_distance_and_others_at_once() {
    let mut turns = Turns { spacing: Duration::from_secs(3), next: HashMap::new() };
    let now = Instant::now();
    let after = |seconds| now + Duration::from_secs(seconds);
    assert_eq!(turns.take("a", now), now);
    assert_eq!(turns.take("a", now), after(3));
    assert_eq!(turns.take("b", after(1)), after(1));
    assert_eq!(turns.take("a", after(1)), after(6));
    assert_eq!(turns.take("a", after(60)), after(60));
}

#[test]
fn patience_is_asked_for_in_seconds_or_until_a_date() {
    assert_eq!(RetryAfter::read(" 90 "), Some(RetryAfter::In(Duration::from_secs(90))));
    let date = RetryAfter::read("Fri, 20 Nov 2026 12:00:00 GMT").unwrap();
    assert_eq!(date, RetryAfter::At("2026-11-20T12:00:00Z".parse().unwrap()));
    assert_eq!(RetryAfter::read("soon"), None);
    let now = "2026-11-20T12:00:00Z".parse().unwrap();
    assert_eq!(RetryAfter::In(Duration::from_secs(90)).moment(now).to_string(), "2026-11-20T12:01:30Z");
    assert_eq!(RetryAfter::In(Duration::MAX).moment(now), jiff::Timestamp::MAX);
}
