//! Discord fails while a vacancy is posted: none is lost, none comes twice.

use std::time::Duration;

use serde_json::json;

use super::{are_all, subscribe, subscribed, subscribed_with, vacancy};
use crate::standin::faults::{Fault, next};
use crate::standin::limits::Scope;
use crate::world::{Setup, World};

/// Publishes a vacancy to a bot whose first try to post it comes to this; it must arrive all the same, once.
async fn arrives_in_spite_of(world: &World, fault: Fault) {
    world.fault(next("POST", "/messages"), fault);
    world.portal.publish(vacancy(2));
    are_all(world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_lost_answer_leads_to_no_second_message() {
    arrives_in_spite_of(&subscribed().await, Fault::LoseAnswer).await;
}

#[tokio::test]
async fn a_connection_that_is_closed_delays_a_message() {
    arrives_in_spite_of(&subscribed().await, Fault::HangUp).await;
}

#[tokio::test]
async fn a_discord_that_does_not_answer_delays_a_message() {
    let world = subscribed_with(Setup::default().setting("discord.timeout = \"1s\"")).await;
    arrives_in_spite_of(&world, Fault::Silence).await;
}

#[tokio::test]
async fn an_error_of_discords_servers_delays_a_message() {
    let world = subscribed().await;
    for (status, channel) in [(500, world.home.general), (502, world.home.news)] {
        let refused = json!({"message": "out of order"});
        world.fault(next("POST", format!("/channels/{channel}/messages")), Fault::Status(status, refused));
    }
    subscribe(&world, world.home.news).await;
    world.portal.publish(vacancy(2));
    are_all(&world, world.home.general, &[2]).await;
    are_all(&world, world.home.news, &[2]).await;
}

#[tokio::test]
async fn an_answer_that_is_not_discords_delays_a_message() {
    arrives_in_spite_of(&subscribed().await, Fault::Status(200, json!("<html>a proxy</html>"))).await;
}

#[tokio::test]
async fn a_rate_limit_of_any_scope_delays_a_message() {
    for scope in [Scope::User, Scope::Shared, Scope::Global] {
        let world = subscribed().await;
        arrives_in_spite_of(&world, Fault::TooMany(scope, 0.2)).await;
        assert_eq!(world.too_many(scope), 1, "{scope:?}");
    }
}

#[tokio::test]
async fn after_a_global_rate_limit_nothing_is_sent_until_it_is_over() {
    let world = subscribed().await;
    world.fault(next("POST", "/messages"), Fault::TooMany(Scope::Global, 2.0));
    world.portal.publish(vacancy(2));
    world.logged("rate limited by Discord").await;
    // Setting up alerts asks Discord for the channel; answers to interactions are outside the limit.
    subscribe(&world, world.home.news).await;
    are_all(&world, world.home.general, &[2]).await;
    assert_eq!(world.too_many(Scope::Global), 1);
    world.messages(world.home.news);
}

#[tokio::test]
async fn a_long_rate_limit_is_remembered_over_a_restart() {
    let mut world = subscribed().await;
    world.fault(next("POST", "/messages"), Fault::TooMany(Scope::User, 3_600.0));
    world.portal.publish(vacancy(2));
    world.wait("a 429", |state| state.limits.refused.contains_key(&Scope::User).then_some(())).await;
    assert!(world.stop().await.success());
    world.start_again().await;
    world.polls().await;
    assert_eq!(world.requests("POST", "/messages").len(), 1, "the hour is not over");
    world.kill().await;
    world.let_pass(Duration::from_secs(3_601)).await;
    world.start_again().await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn many_vacancies_at_once_keep_to_the_limits_of_discord() {
    let world = subscribed().await;
    world.limit_buckets(2, Duration::from_millis(500));
    world.portal.outage();
    for number in 2..10 {
        world.portal.publish(vacancy(number));
    }
    world.portal.recover();
    let mut titles = Vec::new();
    for _ in 2..10 {
        titles.push(world.next_message(world.home.general).await.embeds[0].title.clone());
    }
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), 8);
    assert_eq!(world.too_many(Scope::User), 0);
}

#[tokio::test]
async fn a_lost_answer_is_looked_for_when_discord_has_forgotten_the_nonce() {
    let mut world = subscribed().await;
    let gate = world.hold(next("POST", "/messages"));
    world.fault(next("POST", "/messages"), Fault::LoseAnswer);
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    gate.release();
    world.next_message(world.home.general).await;
    world.kill().await;
    world.forget_nonces();
    world.let_pass(Duration::from_secs(600)).await;
    world.start_again().await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_token_that_is_refused_while_posting_stops_the_bot_and_loses_nothing() {
    let mut world = subscribed().await;
    world.fault(next("POST", "/messages"), Fault::Status(401, json!({"code": 0, "message": "401: Unauthorized"})));
    world.portal.publish(vacancy(2));
    assert_eq!(world.ended().await.code(), Some(1));
    assert!(world.log().contains("iom-bot: Discord refuses the bot's token"), "{}", world.log());
    world.start_again().await;
    are_all(&world, world.home.general, &[2]).await;
}
