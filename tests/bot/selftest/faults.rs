//! What goes wrong on demand, as the bot's own client tells it.

use std::time::Duration;

use iom_bot::discord::rest::RestError;
use serde_json::json;

use super::rest::{post, rest, rest_with, text};
use crate::standin::Standin;
use crate::standin::faults::{Fault, next};
use crate::standin::limits::Scope;
use crate::standin::state::TOKEN;

#[tokio::test]
async fn a_lost_answer_leaves_the_sender_in_doubt_and_the_message_in_the_channel() {
    let discord = Standin::start().await;
    discord.fault(next("POST", "/messages"), Fault::LoseAnswer);
    let outcome = post(&rest(&discord), discord.home.general, text("hello")).await;
    assert!(matches!(outcome, Err(RestError::InDoubt(_))), "{outcome:?}");
    assert_eq!(discord.messages(discord.home.general).len(), 1);
    discord.check();
}

#[tokio::test]
async fn a_connection_closed_before_the_request_is_handled_leaves_nothing() {
    let discord = Standin::start().await;
    discord.fault(next("POST", "/messages"), Fault::HangUp);
    let outcome = post(&rest(&discord), discord.home.general, text("hello")).await;
    assert!(matches!(outcome, Err(RestError::InDoubt(_))), "{outcome:?}");
    assert!(discord.messages(discord.home.general).is_empty());
    discord.check();
}

#[tokio::test]
async fn a_request_without_an_answer_is_given_up() {
    let discord = Standin::start().await;
    discord.fault(next("POST", "/messages"), Fault::Silence);
    let hasty = rest_with(&discord, TOKEN, Duration::from_millis(200));
    let outcome = post(&hasty, discord.home.general, text("hello")).await;
    assert!(matches!(outcome, Err(RestError::InDoubt(_))), "{outcome:?}");
    discord.check();
}

#[tokio::test]
async fn a_fault_lasts_as_many_requests_as_were_asked() {
    let discord = Standin::start().await;
    discord.fault(next("POST", "/messages").times(2), Fault::Status(502, json!({"message": "bad gateway"})));
    let rest = rest(&discord);
    for _ in 0..2 {
        let outcome = post(&rest, discord.home.general, text("hello")).await;
        assert!(matches!(outcome, Err(RestError::InDoubt(_))), "{outcome:?}");
    }
    post(&rest, discord.home.general, text("hello")).await.unwrap();
    assert_eq!(discord.messages(discord.home.general).len(), 1);
    discord.check();
}

#[tokio::test]
async fn a_short_429_delays_a_message_and_loses_nothing() {
    let discord = Standin::start().await;
    discord.fault(next("POST", "/messages"), Fault::TooMany(Scope::Shared, 0.1));
    post(&rest(&discord), discord.home.general, text("hello")).await.unwrap();
    assert_eq!(discord.messages(discord.home.general).len(), 1);
    assert_eq!(discord.too_many(Scope::Shared), 1);
    assert_eq!(discord.with(|state| state.limits.invalid), 0);
    discord.check();
}

#[tokio::test]
async fn a_held_request_has_its_effect_even_when_its_sender_is_gone() {
    let discord = Standin::start().await;
    let gate = discord.hold(next("POST", "/messages"));
    let (rest, general) = (rest(&discord), discord.home.general);
    let sender = tokio::spawn(async move { post(&rest, general, text("hello")).await });
    gate.arrived().await;
    sender.abort();
    assert!(discord.messages(general).is_empty());
    gate.release();
    assert_eq!(discord.next_message(general).await.content, "hello");
    discord.check();
}

#[tokio::test]
async fn a_held_answer_comes_after_its_request_has_had_its_effect() {
    let discord = Standin::start().await;
    let gate = discord.hold_answer(next("POST", "/messages"));
    let (rest, general) = (rest(&discord), discord.home.general);
    let sender = tokio::spawn(async move { post(&rest, general, text("hello")).await });
    gate.arrived().await;
    assert_eq!(discord.messages(general).len(), 1);
    assert!(!sender.is_finished());
    gate.release();
    sender.await.unwrap().unwrap();
    discord.check();
}

#[tokio::test]
async fn after_a_429_of_global_scope_everything_else_is_refused_too() {
    let discord = Standin::start().await;
    discord.fault(next("POST", "/messages"), Fault::TooMany(Scope::Global, 60.0));
    for _ in 0..2 {
        // Another client each time: one that was told waits.
        let outcome = post(&rest(&discord), discord.home.news, text("hello")).await;
        assert!(matches!(outcome, Err(RestError::Limited { .. })), "{outcome:?}");
    }
    assert_eq!(discord.too_many(Scope::Global), 2);
    discord.check();
}

#[tokio::test]
async fn a_client_that_was_told_of_a_global_limit_sends_nothing_more() {
    let discord = Standin::start().await;
    discord.fault(next("POST", "/messages"), Fault::TooMany(Scope::Global, 60.0));
    let rest = rest(&discord);
    for _ in 0..2 {
        let outcome = post(&rest, discord.home.news, text("hello")).await;
        assert!(matches!(outcome, Err(RestError::Limited { .. })), "{outcome:?}");
    }
    assert_eq!(discord.too_many(Scope::Global), 1);
    discord.check();
}
