//! Polling, from a list over HTTP to rows in a database file.

use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::get;
use secrecy::SecretString;
use tempfile::TempDir;

use super::*;
use crate::settings::SourceKind;
use crate::store::subscriptions::NewSubscription;
use crate::testing::portal::{Fault, Portal};
use crate::testing::{fetcher, serve};

fn start() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

fn later(seconds: i64) -> Timestamp {
    Timestamp::from_second(start().as_second() + seconds).unwrap()
}

struct Bench {
    _folder: TempDir,
    store: Store,
    poller: Arc<Poller>,
    planned: Arc<Notify>,
}

impl Bench {
    async fn new(sources: &[settings::Source]) -> Self {
        let folder = TempDir::new().unwrap();
        let url = SecretString::from(format!("sqlite://{}", folder.path().join("bot.db").display()));
        let store = Store::open(&url).await.unwrap();
        let new = NewSubscription { guild_id: 1, channel_id: 11, created_by: 5, now: 0 };
        store.add_subscription(&new).await.unwrap();
        let planned = Arc::new(Notify::new());
        let mut poller = Poller::new(store.clone(), fetcher(), Arc::clone(&planned)).with_seed(7);
        for source in sources {
            poller.add(source, start()).await.unwrap();
        }
        Self { _folder: folder, store, poller: Arc::new(poller), planned }
    }

    /// What is due to the one channel, in order; afterwards it is sent.
    async fn announced(&self) -> Vec<String> {
        let mut titles = Vec::new();
        while let [delivery] = &self.store.claim_due(i64::MAX / 2, 60, 10).await.unwrap()[..] {
            titles.push(delivery.vacancy.title.clone());
            self.store.mark_sent(delivery.id, 1, 0).await.unwrap();
        }
        titles
    }

    async fn state(&self) -> PollState {
        self.store.poll_state("iom").await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn the_first_poll_of_a_source_posts_nothing_and_asks_for_no_details() {
    let (portal, source) = Portal::start(25).await;
    let bench = Bench::new(&[source]).await;
    bench.poller.poll_due(start()).await;
    assert_eq!(bench.announced().await, [""; 0]);
    assert_eq!(bench.store.known("iom").await.unwrap().vacancies.len(), 7);
    assert_eq!(portal.asked().len(), 1);
}

#[tokio::test]
async fn a_new_vacancy_is_announced_once_with_its_detail() {
    let (portal, source) = Portal::start(25).await;
    let bench = Bench::new(&[source]).await;
    bench.poller.poll_due(start()).await;
    portal.post("70430", "Head of Office");
    bench.poller.poll_due(later(3_600)).await;
    assert_eq!(bench.announced().await, ["Head of Office"]);
    let known = bench.store.known("iom").await.unwrap();
    let vacancy = &known.vacancies["oracle:70430"].vacancy;
    assert_eq!(vacancy.deadline.as_ref().unwrap().date.to_string(), "2026-12-04");
    bench.poller.poll_due(later(7_200)).await;
    assert_eq!(bench.announced().await, [""; 0]);
}

#[tokio::test]
async fn recorded_deliveries_wake_the_deliverer() {
    let (portal, source) = Portal::start(25).await;
    let bench = Bench::new(&[source]).await;
    bench.poller.poll_due(start()).await;
    portal.post("70430", "Head of Office");
    bench.poller.poll_due(later(3_600)).await;
    bench.planned.notified().await;
}

#[tokio::test]
async fn a_source_is_polled_at_its_pace() {
    let (portal, source) = Portal::start(25).await;
    let bench = Bench::new(&[source]).await;
    let now = start();
    let next = bench.poller.poll_due(now).await.unwrap();
    let wait = next - now.as_second();
    assert!((1_800..=1_980).contains(&wait), "{wait}");
    portal.asked();
    assert_eq!(bench.poller.poll_due(Timestamp::from_second(next - 1).unwrap()).await, Some(next));
    assert_eq!(portal.asked().len(), 0);
    bench.poller.poll_due(Timestamp::from_second(next).unwrap()).await;
    assert_eq!(portal.asked().len(), 1);
}

#[tokio::test]
async fn an_outage_closes_nothing_and_loses_nothing() {
    let (portal, source) = Portal::start(25).await;
    let bench = Bench::new(&[source]).await;
    bench.poller.poll_due(start()).await;
    portal.post("70430", "Head of Office");
    for (hour, fault) in
        [Fault::Outage, Fault::WebPage, Fault::CutOff, Fault::CountOnly, Fault::Empty, Fault::OutageOfDetails]
            .into_iter()
            .enumerate()
    {
        portal.set(fault);
        bench.poller.poll_due(later(36_000 * (hour as i64 + 1))).await;
        assert_eq!(bench.state().await.failures, hour as i64 + 1, "{fault:?}");
        let known = bench.store.known("iom").await.unwrap();
        assert!(known.vacancies.len() == 7 && known.vacancies.values().all(|known| !known.absent), "{fault:?}");
    }
    portal.set(Fault::None);
    bench.poller.poll_due(later(400_000)).await;
    assert_eq!(bench.announced().await, ["Head of Office"]);
    let state = bench.state().await;
    assert_eq!((state.failures, state.failing_since, state.last_error), (0, None, None));
}

#[tokio::test]
async fn a_vacancy_that_is_listed_no_longer_is_not_new_when_it_returns() {
    let (portal, source) = Portal::start(25).await;
    portal.post("70430", "Head of Office");
    let bench = Bench::new(&[source]).await;
    bench.poller.poll_due(start()).await;
    portal.withdraw("70430");
    bench.poller.poll_due(later(3_600)).await;
    assert!(bench.store.known("iom").await.unwrap().vacancies["oracle:70430"].absent);
    portal.post("70430", "Head of Office");
    bench.poller.poll_due(later(7_200)).await;
    assert!(!bench.store.known("iom").await.unwrap().vacancies["oracle:70430"].absent);
    assert_eq!(bench.announced().await, [""; 0]);
}

#[tokio::test]
async fn a_failing_source_waits_longer_each_time() {
    let (portal, source) = Portal::start(25).await;
    portal.set(Fault::Outage);
    let bench = Bench::new(&[source]).await;
    let mut now = start();
    let mut waits = Vec::new();
    for _ in 0..10 {
        let next = bench.poller.poll_due(now).await.unwrap();
        waits.push(next - now.as_second());
        now = Timestamp::from_second(next).unwrap();
    }
    for (wait, most) in waits.iter().zip([300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 21_600, 21_600, 21_600]) {
        assert!((most / 2..=most).contains(wait), "{waits:?}");
    }
    let error = bench.state().await.last_error.unwrap();
    assert!(error.starts_with("source 'iom': http://127.0.0.1"), "{error}");
    assert!(error.ends_with("answered HTTP 503 with a web page, as in a planned outage"), "{error}");
}

#[tokio::test]
async fn a_refusal_is_respected_for_hours() {
    let (portal, source) = Portal::start(25).await;
    portal.set(Fault::Refusal);
    let bench = Bench::new(&[source]).await;
    let now = start();
    assert_eq!(bench.poller.poll_due(now).await, Some(now.as_second() + 6 * 3_600));
}

#[tokio::test]
async fn a_server_that_asks_for_patience_gets_it() {
    let busy = || async { (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "5000")]).into_response() };
    let url = serve(Router::new().route("/", get(busy))).await;
    let source = settings::Source { name: "iom".into(), kind: SourceKind::Feed, url, every: Duration::from_secs(60) };
    let bench = Bench::new(&[source]).await;
    let now = start();
    assert_eq!(bench.poller.poll_due(now).await, Some(now.as_second() + 5_000));
}

#[tokio::test]
async fn one_failing_source_does_not_disturb_another() {
    let (portal, good) = Portal::start(25).await;
    let (broken, source) = Portal::start(25).await;
    broken.set(Fault::Outage);
    let bench = Bench::new(&[settings::Source { name: "broken".into(), ..source }, good]).await;
    bench.poller.poll_due(start()).await;
    portal.post("70430", "Head of Office");
    bench.poller.poll_due(later(3_600)).await;
    assert_eq!(bench.announced().await, ["Head of Office"]);
    assert_eq!(bench.store.poll_state("broken").await.unwrap().unwrap().failures, 2);
}

#[tokio::test]
async fn a_feed_that_did_not_change_is_not_read_again() {
    let feed = |headers: axum::http::HeaderMap| async move {
        let etag = [(header::ETAG, "\"1\""), (header::CONTENT_TYPE, "application/atom+xml")];
        if headers.get(header::IF_NONE_MATCH).is_some_and(|etag| etag == "\"1\"") {
            return StatusCode::NOT_MODIFIED.into_response();
        }
        (etag, include_str!("../../../tests/data/vacancies/feed.atom")).into_response()
    };
    let url = serve(Router::new().route("/", get(feed))).await;
    let source = settings::Source { name: "iom".into(), kind: SourceKind::Feed, url, every: Duration::from_secs(60) };
    let bench = Bench::new(&[source]).await;
    bench.poller.poll_due(start()).await;
    assert_eq!(bench.state().await.etag.as_deref(), Some("\"1\""));
    bench.poller.poll_due(later(3_600)).await;
    let state = bench.state().await;
    assert_eq!((state.etag.as_deref(), state.failures), (Some("\"1\""), 0));
    assert_eq!(bench.store.known("iom").await.unwrap().vacancies.len(), 5);
}

#[tokio::test]
async fn the_loop_polls_what_is_due_until_it_is_stopped() {
    let (_portal, source) = Portal::start(25).await;
    let bench = Bench::new(&[source]).await;
    let stop = CancellationToken::new();
    let running = tokio::spawn(Arc::clone(&bench.poller).run(stop.clone()));
    let polled = async {
        while bench.store.known("iom").await.unwrap().vacancies.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), polled).await.unwrap();
    stop.cancel();
    running.await.unwrap();
}
