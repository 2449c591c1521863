//! Every statement, on a real SQLite file.

use secrecy::SecretString;
use tempfile::TempDir;

use super::deliveries::{Delivery, Retry};
use super::sources::{FailedPoll, PollState};
use super::subscriptions::NewSubscription;
use super::vacancies::FinishedPoll;
use super::*;
use crate::vacancies::Vacancy;
use crate::vacancies::diff::Changes;

const GUILD: u64 = 900_000_000_000_000_001;
const NOW: i64 = 1_795_000_000;

fn url(folder: &TempDir, file: &str) -> SecretString {
    SecretString::from(format!("sqlite://{}", folder.path().join(file).display()))
}

async fn empty() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&url(&folder, "bot.db")).await.unwrap();
    store.register_source("iom", "https://example.org", NOW).await.unwrap();
    (folder, store)
}

async fn subscribe(store: &Store, channel_id: u64) {
    let new = NewSubscription { guild_id: GUILD, channel_id, created_by: 5, now: NOW };
    assert!(store.add_subscription(&new).await.unwrap());
}

fn vacancy(id: u32) -> Vacancy {
    Vacancy { source: "iom".into(), key: format!("oracle:{id}"), title: format!("Officer {id}"), ..Vacancy::default() }
}

async fn record(store: &Store, changes: Changes) -> u64 {
    let poll = FinishedPoll {
        source: "iom",
        now: NOW,
        next_poll_at: NOW + 60,
        etag: Some("\"v1\""),
        last_modified: None,
        changes: &changes,
    };
    store.record_poll(&poll).await.unwrap()
}

async fn announce(store: &Store, ids: &[u32]) -> u64 {
    record(store, Changes { new: ids.iter().copied().map(vacancy).collect(), ..Changes::default() }).await
}

async fn claim(store: &Store, now: i64) -> Vec<Delivery> {
    store.claim_due(now, 60, 100).await.unwrap()
}

fn told(deliveries: &[Delivery]) -> Vec<(u64, &str)> {
    deliveries.iter().map(|delivery| (delivery.channel_id, delivery.vacancy.title.as_str())).collect()
}

#[tokio::test]
async fn a_missing_file_is_made_and_kept_over_a_restart() {
    let folder = TempDir::new().unwrap();
    let address = url(&folder, "a folder's #1 file%20.db");
    let store = Store::open(&address).await.unwrap();
    store.meta_set("commands", "abc").await.unwrap();
    store.close().await;
    assert!(folder.path().join("a folder's #1 file%20.db").is_file());
    let store = Store::open(&address).await.unwrap();
    assert_eq!(store.meta_get("commands").await.unwrap().as_deref(), Some("abc"));
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let folder = TempDir::new().unwrap();
    let error = Store::open(&url(&folder, "none/bot.db")).await.unwrap_err().to_string();
    assert!(error.contains("none does not exist; create it or set store.url"), "{error}");
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_an_error_at_start() {
    let error = Store::open(&SecretString::from("sqlite:///proc/bot.db")).await.unwrap_err();
    assert!(format!("{error:#}").contains("/proc/bot.db"), "{error:#}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_an_error_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("bot.db");
    let text = "these are somebody's notes, long enough to be looked at ".repeat(40);
    std::fs::write(&file, &text).unwrap();
    let error = Store::open(&url(&folder, "bot.db")).await.unwrap_err();
    assert!(format!("{error:#}").contains("not a database"), "{error:#}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[tokio::test]
async fn another_kind_of_database_is_refused_without_showing_its_password() {
    let error = Store::open(&SecretString::from("mysql://u:hunter2@h/d")).await.unwrap_err();
    assert!(!format!("{error:#}").contains("hunter2"));
}

#[tokio::test]
async fn sqlite_keeps_a_write_ahead_log_and_foreign_keys() {
    let (_folder, store) = empty().await;
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&store.pool).await.unwrap();
    assert_eq!(mode, "wal");
    let keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&store.pool).await.unwrap();
    assert_eq!(keys, 1);
    let busy: i64 = sqlx::query_scalar("PRAGMA busy_timeout").fetch_one(&store.pool).await.unwrap();
    assert_eq!(busy, 10_000);
}

#[tokio::test]
async fn the_instance_keeps_its_id() {
    let (_folder, store) = empty().await;
    let id = store.instance().await.unwrap();
    assert_eq!(id.len(), 32);
    assert_eq!(store.instance().await.unwrap(), id);
}

#[tokio::test]
async fn a_value_can_be_replaced() {
    let (_folder, store) = empty().await;
    assert_eq!(store.meta_get("commands").await.unwrap(), None);
    store.meta_set("commands", "1").await.unwrap();
    store.meta_set("commands", "2").await.unwrap();
    assert_eq!(store.meta_get("commands").await.unwrap().as_deref(), Some("2"));
}

#[tokio::test]
async fn a_channel_subscribes_once() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    let again = NewSubscription { guild_id: GUILD, channel_id: 11, created_by: 6, now: NOW };
    assert!(!store.add_subscription(&again).await.unwrap());
    let listed = store.subscriptions(GUILD).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].guild_id, listed[0].channel_id, listed[0].created_by), (GUILD, 11, 5));
    assert_eq!(store.count_subscriptions(GUILD).await.unwrap(), 1);
    assert_eq!(store.count_subscriptions(GUILD + 1).await.unwrap(), 0);
}

#[tokio::test]
async fn only_its_own_server_ends_a_subscription() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    assert!(!store.remove_subscription(GUILD + 1, 11).await.unwrap());
    assert!(store.remove_subscription(GUILD, 11).await.unwrap());
    assert!(!store.remove_subscription(GUILD, 11).await.unwrap());
    assert_eq!(store.subscriptions(GUILD).await.unwrap(), []);
}

#[tokio::test]
async fn what_a_poll_recorded_is_known_afterwards() {
    let (_folder, store) = empty().await;
    assert!(store.known("iom").await.unwrap().first_poll);
    record(&store, Changes { recorded: vec![vacancy(1), vacancy(2)], ..Changes::default() }).await;
    let known = store.known("iom").await.unwrap();
    assert!(!known.first_poll);
    assert_eq!(known.vacancies["oracle:2"].vacancy, vacancy(2));

    let edited = Vacancy { title: "Senior Officer".into(), ..vacancy(1) };
    record(&store, Changes { changed: vec![edited], absent: vec!["oracle:2".into()], ..Changes::default() }).await;
    let known = store.known("iom").await.unwrap();
    assert_eq!(known.vacancies["oracle:1"].vacancy.title, "Senior Officer");
    assert!(known.vacancies["oracle:2"].absent);

    record(&store, Changes { reappeared: vec!["oracle:2".into()], ..Changes::default() }).await;
    assert!(!store.known("iom").await.unwrap().vacancies["oracle:2"].absent);
    assert!(store.known("other").await.unwrap().vacancies.is_empty());
}

#[tokio::test]
async fn the_latest_vacancies_come_newest_first() {
    let (_folder, store) = empty().await;
    announce(&store, &[1, 2, 3]).await;
    let titles: Vec<_> = store.latest_vacancies(2).await.unwrap().into_iter().map(|vacancy| vacancy.title).collect();
    assert_eq!(titles, ["Officer 3", "Officer 2"]);
}

#[tokio::test]
async fn a_poll_and_its_failures_are_kept() {
    let (_folder, store) = empty().await;
    assert_eq!(store.poll_state("unknown").await.unwrap(), None);
    announce(&store, &[]).await;
    let failed = |now| FailedPoll { source: "iom", now, next_poll_at: now + 300, error: "HTTP 503" };
    store.record_failure(&failed(NOW + 10)).await.unwrap();
    store.record_failure(&failed(NOW + 20)).await.unwrap();
    let expected = PollState {
        etag: Some("\"v1\"".into()),
        last_modified: None,
        first_polled_at: Some(NOW),
        polled_at: Some(NOW),
        next_poll_at: NOW + 320,
        failures: 2,
        failing_since: Some(NOW + 10),
        last_error: Some("HTTP 503".into()),
    };
    assert_eq!(store.poll_state("iom").await.unwrap(), Some(expected));
    announce(&store, &[]).await;
    let state = store.poll_state("iom").await.unwrap().unwrap();
    assert_eq!((state.failures, state.failing_since, state.last_error), (0, None, None));
}

#[tokio::test]
async fn a_source_keeps_its_state_but_follows_a_shorter_interval() {
    let (_folder, store) = empty().await;
    announce(&store, &[]).await;
    store.register_source("iom", "https://example.org", NOW + 5).await.unwrap();
    let state = store.poll_state("iom").await.unwrap().unwrap();
    assert_eq!((state.next_poll_at, state.first_polled_at), (NOW + 5, Some(NOW)));
    store.register_source("iom", "https://example.org", NOW + 500).await.unwrap();
    assert_eq!(store.poll_state("iom").await.unwrap().unwrap().next_poll_at, NOW + 5);
}

#[tokio::test]
async fn a_restart_does_not_shorten_the_wait_of_a_failing_source() {
    let (_folder, store) = empty().await;
    store
        .record_failure(&FailedPoll { source: "iom", now: NOW, next_poll_at: NOW + 9_000, error: "HTTP 403" })
        .await
        .unwrap();
    store.register_source("iom", "https://example.org", NOW + 5).await.unwrap();
    assert_eq!(store.poll_state("iom").await.unwrap().unwrap().next_poll_at, NOW + 9_000);
}

#[tokio::test]
async fn a_source_at_another_address_begins_anew() {
    let (_folder, store) = empty().await;
    announce(&store, &[1]).await;
    store.register_source("iom", "https://example.org/other", NOW + 5).await.unwrap();
    assert_eq!(
        store.poll_state("iom").await.unwrap(),
        Some(PollState { polled_at: Some(NOW), ..PollState::default() })
    );
    assert!(store.known("iom").await.unwrap().first_poll);
}

#[tokio::test]
async fn every_subscription_of_the_moment_gets_every_new_vacancy() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    subscribe(&store, 12).await;
    assert_eq!(announce(&store, &[1]).await, 2);
    subscribe(&store, 13).await;
    assert_eq!(told(&claim(&store, NOW).await), [(11, "Officer 1"), (12, "Officer 1")]);
}

#[tokio::test]
async fn a_vacancy_that_is_recorded_twice_is_delivered_once() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    assert_eq!(announce(&store, &[1]).await, 1);
    assert_eq!(announce(&store, &[1]).await, 0);
}

#[tokio::test]
async fn a_claimed_delivery_is_nobody_elses_until_the_lease_ends() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    announce(&store, &[1]).await;
    let first = claim(&store, NOW).await;
    assert_eq!((first[0].attempts, first[0].in_doubt_since), (1, None));
    assert_eq!(claim(&store, NOW + 59).await, []);
    assert_eq!(store.next_due().await.unwrap(), Some(NOW + 60));
    let again = claim(&store, NOW + 60).await;
    assert_eq!((again[0].id, again[0].attempts, again[0].in_doubt_since), (first[0].id, 2, Some(NOW)));
}

#[tokio::test]
async fn a_channel_gets_its_vacancies_in_order_whatever_is_put_off() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    announce(&store, &[1, 2]).await;
    let first = claim(&store, NOW).await;
    assert_eq!(told(&first), [(11, "Officer 1")]);
    let retry = Retry { at: NOW + 30, in_doubt: false, error: "unreachable" };
    store.retry_at(first[0].id, &retry).await.unwrap();
    assert_eq!(claim(&store, NOW + 29).await, []);
    assert_eq!(store.next_due().await.unwrap(), Some(NOW + 30));
    assert_eq!(told(&claim(&store, NOW + 30).await), [(11, "Officer 1")]);
    store.mark_sent(first[0].id, 77, NOW + 31).await.unwrap();
    assert_eq!(told(&claim(&store, NOW + 31).await), [(11, "Officer 2")]);
}

#[tokio::test]
async fn one_channel_that_waits_does_not_hold_up_another() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    subscribe(&store, 12).await;
    announce(&store, &[1, 2]).await;
    let both = claim(&store, NOW).await;
    store.retry_at(both[0].id, &Retry { at: NOW + 3_600, in_doubt: true, error: "HTTP 500" }).await.unwrap();
    store.mark_sent(both[1].id, 77, NOW).await.unwrap();
    assert_eq!(told(&claim(&store, NOW + 1).await), [(12, "Officer 2")]);
}

#[tokio::test]
async fn doubt_is_kept_until_it_is_certain_that_nothing_was_sent() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    announce(&store, &[1]).await;
    let id = claim(&store, NOW).await[0].id;
    store.retry_at(id, &Retry { at: NOW + 5, in_doubt: true, error: "no answer" }).await.unwrap();
    assert_eq!(claim(&store, NOW + 5).await[0].in_doubt_since, Some(NOW));
    store.retry_at(id, &Retry { at: NOW + 9, in_doubt: false, error: "limited" }).await.unwrap();
    assert_eq!(claim(&store, NOW + 9).await[0].in_doubt_since, None);
}

#[tokio::test]
async fn a_delivery_that_was_sent_or_given_up_stays_so() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    subscribe(&store, 12).await;
    announce(&store, &[1]).await;
    let both = claim(&store, NOW).await;
    store.mark_sent(both[0].id, 77, NOW + 1).await.unwrap();
    store.give_up(both[1].id, "missing permission", NOW + 1).await.unwrap();
    store.retry_at(both[0].id, &Retry { at: NOW, in_doubt: true, error: "late" }).await.unwrap();
    assert_eq!(claim(&store, NOW + 600).await, []);
    assert_eq!(store.next_due().await.unwrap(), None);
    let reason: String = sqlx::query_scalar("SELECT last_error FROM deliveries WHERE state = 'failed'")
        .fetch_one(&store.pool)
        .await
        .unwrap();
    assert_eq!(reason, "missing permission");
}

#[tokio::test]
async fn what_is_due_to_a_channel_goes_with_its_subscription() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    announce(&store, &[1]).await;
    store.remove_subscription(GUILD, 11).await.unwrap();
    assert_eq!(claim(&store, NOW).await, []);
}

#[tokio::test]
async fn the_number_of_a_delivery_is_never_used_again() {
    let (_folder, store) = empty().await;
    subscribe(&store, 11).await;
    announce(&store, &[1]).await;
    let first = claim(&store, NOW).await[0].id;
    store.remove_subscription(GUILD, 11).await.unwrap();
    subscribe(&store, 11).await;
    announce(&store, &[2]).await;
    assert!(claim(&store, NOW).await[0].id > first);
}

#[tokio::test]
async fn two_that_open_the_same_file_share_its_work() {
    let (folder, store) = empty().await;
    for channel in 0..20 {
        subscribe(&store, 100 + channel).await;
    }
    announce(&store, &[1]).await;
    let other = Store::open(&url(&folder, "bot.db")).await.unwrap();
    let (a, b) = tokio::join!(store.claim_due(NOW, 60, 15), other.claim_due(NOW, 60, 15));
    let mut channels: Vec<_> = a.unwrap().iter().chain(&b.unwrap()).map(|delivery| delivery.channel_id).collect();
    channels.sort_unstable();
    assert_eq!(channels, (100..120).collect::<Vec<_>>());
}
