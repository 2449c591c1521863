//! Delivering, to a channel endpoint over HTTP, from rows in a database file.

use std::collections::VecDeque;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::store::subscriptions::NewSubscription;
use crate::store::vacancies::FinishedPoll;
use crate::testing::serve;
use crate::vacancies::diff::Changes;
use crate::vacancies::{Basis, Deadline, Vacancy};

/// Discord's clock is not asked: this is the time of the tests, as a message's id tells it.
const NOW: i64 = 1_795_000_000;

/// A channel endpoint: what was posted, and what the next answers are instead of success.
#[derive(Default)]
struct Channels {
    posted: Vec<(u64, Value)>,
    answers: VecDeque<(StatusCode, u64)>,
    /// Whether what fails was posted all the same.
    after_the_fact: bool,
}

type Shared = Arc<Mutex<Channels>>;

struct Bench {
    _folder: TempDir,
    store: Store,
    channels: Shared,
    deliverer: Arc<Deliverer>,
    stop: CancellationToken,
}

impl Bench {
    async fn new(channels: &[u64], titles: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let url = SecretString::from(format!("sqlite://{}", folder.path().join("bot.db").display()));
        let store = Store::open(&url).await.unwrap();
        store.register_source("iom", "https://example.org", 0).await.unwrap();
        for channel_id in channels.iter().copied() {
            let new = NewSubscription { guild_id: 1, channel_id, created_by: 5, now: NOW };
            store.add_subscription(&new).await.unwrap();
        }
        let new = titles.iter().map(|title| vacancy(title)).collect();
        record(&store, NOW, Changes { new, ..Changes::default() }).await;
        let (channels, rest) = discord().await;
        let stop = CancellationToken::new();
        let deliverer = Deliverer::new(store.clone(), rest, Arc::default(), stop.clone()).await.unwrap();
        Self { _folder: folder, store, channels, deliverer: Arc::new(deliverer), stop }
    }

    async fn tick(&self, second: i64) -> Option<i64> {
        self.deliverer.deliver_due(at(second)).await.unwrap().map(|next| next - NOW)
    }

    fn fail(&self, answers: impl IntoIterator<Item = (u16, u64)>) {
        let answers = answers.into_iter().map(|(status, code)| (StatusCode::from_u16(status).unwrap(), code));
        self.channels.lock().unwrap().answers.extend(answers);
    }

    /// Channel and title of every message that stands in a channel, in order.
    fn posted(&self) -> Vec<(u64, String)> {
        let channels = self.channels.lock().unwrap();
        channels
            .posted
            .iter()
            .map(|(id, body)| (*id, body["embeds"][0]["title"].as_str().unwrap().to_owned()))
            .collect()
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(NOW + second).unwrap()
}

fn vacancy(title: &str) -> Vacancy {
    Vacancy {
        key: format!("oracle:{title}"),
        title: title.into(),
        url: format!("https://example.org/{title}"),
        ..Vacancy::default()
    }
}

async fn record(store: &Store, now: i64, changes: Changes) {
    let poll =
        FinishedPoll { source: "iom", now, next_poll_at: now, etag: None, last_modified: None, changes: &changes };
    store.record_poll(&poll).await.unwrap();
}

/// Posts messages, drops those whose nonce it knows, and lists them again.
async fn discord() -> (Shared, Arc<Rest>) {
    let shared = Shared::default();
    let (posting, listing) = (Arc::clone(&shared), Arc::clone(&shared));
    let router = Router::new()
        .route(
            "/api/v10/channels/{id}/messages",
            post(move |Path(id): Path<u64>, body: String| async move { take(&posting, id, &body) })
                .get(move |Path(id): Path<u64>| async move { list(&listing, id) }),
        )
        .route("/api/v10/users/@me", axum::routing::get(|| async { r#"{"id": "42"}"# }));
    let url = serve(router).await;
    let token = SecretString::from("invented");
    let rest = Rest::new(url.as_str(), &token, Duration::from_secs(10)).unwrap();
    (shared, Arc::new(rest))
}

fn take(shared: &Shared, channel: u64, body: &str) -> Response {
    let mut channels = shared.lock().unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let answer = channels.answers.pop_front();
    if answer.is_none() || channels.after_the_fact {
        let known = channels.posted.iter().any(|(id, message)| *id == channel && message["nonce"] == body["nonce"]);
        if !known {
            channels.posted.push((channel, body));
        }
    }
    match answer {
        None => json!({"id": "7"}).to_string().into_response(),
        Some((status, code)) => (status, json!({"code": code, "message": "invented"}).to_string()).into_response(),
    }
}

fn list(shared: &Shared, channel: u64) -> String {
    let channels = shared.lock().unwrap();
    let id = ((NOW * 1_000 - 1_420_070_400_000) << 22) + 1;
    let messages = channels.posted.iter().filter(|(id, _)| *id == channel);
    let messages =
        messages.map(|(_, body)| json!({"id": id.to_string(), "author": {"id": "42"}, "embeds": body["embeds"]}));
    Value::Array(messages.collect()).to_string()
}

#[tokio::test]
async fn every_channel_gets_every_vacancy_once_and_in_order() {
    let bench = Bench::new(&[11, 12], &["A", "B", "C"]).await;
    assert_eq!(bench.tick(0).await, None);
    let posted = bench.posted();
    for channel in [11, 12] {
        let titles: Vec<_> = posted.iter().filter(|(id, _)| *id == channel).map(|(_, title)| title.as_str()).collect();
        assert_eq!(titles, ["A", "B", "C"]);
    }
    assert_eq!(bench.tick(600).await, None);
    assert_eq!(bench.posted().len(), 6);
}

#[tokio::test]
async fn a_message_mentions_nobody_and_carries_a_nonce() {
    let bench = Bench::new(&[11], &["A"]).await;
    bench.tick(0).await;
    let message = bench.channels.lock().unwrap().posted[0].1.clone();
    assert_eq!(message["allowed_mentions"]["parse"], json!([]));
    assert_eq!(message["enforce_nonce"], json!(true));
    let nonce = message["nonce"].as_str().unwrap();
    assert_eq!(nonce.len(), 24);
    assert_eq!(nonce, bench.deliverer.nonce(1));
}

#[tokio::test]
async fn a_lost_answer_is_repeated_with_the_same_nonce_and_posts_nothing_twice() {
    let bench = Bench::new(&[11], &["A"]).await;
    bench.channels.lock().unwrap().after_the_fact = true;
    bench.fail([(502, 0)]);
    let next = bench.tick(0).await.unwrap();
    assert!((1..=2).contains(&next), "{next}");
    assert_eq!(bench.tick(next).await, None);
    assert_eq!(bench.posted().len(), 1);
}

#[tokio::test]
async fn a_process_that_dies_after_claiming_loses_nothing() {
    let bench = Bench::new(&[11], &["A"]).await;
    bench.store.claim_due(NOW, LEASE, 10).await.unwrap();
    assert_eq!(bench.tick(1).await, Some(LEASE));
    assert_eq!(bench.posted().len(), 0);
    assert_eq!(bench.tick(LEASE).await, None);
    assert_eq!(bench.posted().len(), 1);
}

#[tokio::test]
async fn a_process_that_dies_after_posting_posts_nothing_twice_even_hours_later() {
    let bench = Bench::new(&[11], &["A"]).await;
    bench.store.claim_due(NOW, LEASE, 10).await.unwrap();
    let message = json!({"nonce": "forgotten by now", "embeds": [{"title": "A", "url": "https://example.org/A"}]});
    bench.channels.lock().unwrap().posted.push((11, message));
    assert_eq!(bench.tick(7_200).await, None);
    assert_eq!(bench.posted().len(), 1);
}

#[tokio::test]
async fn a_process_that_dies_before_posting_posts_hours_later() {
    let bench = Bench::new(&[11], &["A"]).await;
    bench.store.claim_due(NOW, LEASE, 10).await.unwrap();
    assert_eq!(bench.tick(7_200).await, None);
    assert_eq!(bench.posted().len(), 1);
}

#[tokio::test]
async fn a_channel_that_is_gone_is_given_up_and_delays_no_other() {
    let bench = Bench::new(&[11, 12], &["A", "B"]).await;
    // Channel 11 has the first delivery; which of both is answered first does not matter to the count.
    bench.fail([(404, 10_003)]);
    assert_eq!(bench.tick(0).await, None);
    assert_eq!(bench.posted().len(), 3);
}

#[tokio::test]
async fn a_refused_token_stops_and_keeps_what_is_due() {
    let bench = Bench::new(&[11], &["A"]).await;
    bench.fail([(401, 0)]);
    assert!(bench.deliverer.deliver_due(at(0)).await.is_err());
    assert_eq!(bench.tick(1).await, None);
    assert_eq!(bench.posted().len(), 1);
}

#[tokio::test]
async fn a_vacancy_that_closed_in_the_meantime_is_not_posted() {
    let bench = Bench::new(&[11], &[]).await;
    let deadline = Some(Deadline::day("2026-01-01".parse().unwrap(), Basis::Day));
    record(&bench.store, NOW, Changes { new: vec![Vacancy { deadline, ..vacancy("A") }], ..Changes::default() }).await;
    assert_eq!(bench.tick(0).await, None);
    assert_eq!(bench.posted().len(), 0);
}

#[tokio::test]
async fn a_delivery_is_not_tried_for_ever() {
    let bench = Bench::new(&[11], &["A"]).await;
    assert_eq!(bench.tick(4 * 24 * 3_600).await, None);
    assert_eq!(bench.posted().len(), 0);
}

#[tokio::test]
async fn nothing_is_taken_up_after_a_stop() {
    let bench = Bench::new(&[11], &["A"]).await;
    bench.stop.cancel();
    assert_eq!(bench.tick(0).await, Some(0));
    assert_eq!(bench.posted().len(), 0);
    Arc::clone(&bench.deliverer).run().await.unwrap();
}

#[tokio::test]
async fn the_loop_delivers_what_is_due_when_it_starts() {
    let bench = Bench::new(&[11], &[]).await;
    let today = Timestamp::now().as_second();
    record(&bench.store, today, Changes { new: vec![vacancy("A")], ..Changes::default() }).await;
    let running = tokio::spawn(Arc::clone(&bench.deliverer).run());
    let posted = async {
        while bench.posted().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), posted).await.unwrap();
    bench.stop.cancel();
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn two_databases_make_different_nonces() {
    let (one, other) = (Bench::new(&[11], &["A"]).await, Bench::new(&[11], &["A"]).await);
    assert_ne!(one.deliverer.nonce(1), other.deliverer.nonce(1));
}
