//! The connection to Discord: it drops, is declared invalid, is refused, and questions are answered all the same.

use serde_json::json;

use crate::standin::command::Command;
use crate::standin::faults::{Fault, next};
use crate::standin::state::TOKEN;
use crate::world::{Setup, World};

async fn answers(world: &World) {
    assert_eq!(world.ask("retirement age").await.embeds[0].title, "Age limit");
}

#[tokio::test]
async fn a_dropped_connection_is_resumed_and_the_next_question_answered() {
    let world = World::start().await;
    world.drop_gateway();
    world.resumed(1).await;
    answers(&world).await;
    assert_eq!(world.with(|state| state.gateway.identified), 1);
}

#[tokio::test]
async fn a_question_asked_while_the_connection_was_down_is_answered() {
    let world = World::start().await;
    world.drop_gateway();
    answers(&world).await;
}

#[tokio::test]
async fn a_connection_that_discord_wants_to_be_renewed_is_resumed() {
    let world = World::start().await;
    world.ask_to_reconnect();
    world.resumed(1).await;
    answers(&world).await;
}

#[tokio::test]
async fn an_invalid_session_is_begun_anew() {
    let world = World::start().await;
    world.invalidate_session(false);
    world.identified(2).await;
    answers(&world).await;
}

#[tokio::test]
async fn a_gateway_that_is_down_for_a_while_is_tried_until_it_is_back() {
    let world = World::start().await;
    world.shut_gateway();
    world.turned_away(3).await;
    world.open_gateway();
    world.connected().await;
    answers(&world).await;
}

#[tokio::test]
async fn a_connection_that_goes_silent_is_given_up() {
    let world = World::prepare(&Setup::default()).await;
    world.with(|state| state.gateway.heartbeat = std::time::Duration::from_millis(200));
    let mut world = world;
    world.start_again().await;
    let sessions = world.with(|state| state.gateway.identified);
    world.mute_gateway();
    world.identified(sessions + 1).await;
    answers(&world).await;
}

#[tokio::test]
async fn a_gateway_whose_address_cannot_be_fetched_stops_the_start() {
    let mut world = World::prepare(&Setup::default()).await;
    world.fault(next("GET", "/gateway").times(9), Fault::Status(500, json!({"message": "out of order"})));
    world.launch();
    assert_eq!(world.ended().await.code(), Some(1));
    let log = world.log();
    assert!(
        log.ends_with("iom-bot: asking Discord for its gateway: no clear answer from Discord: HTTP 500\n"),
        "{log}"
    );
}

#[tokio::test]
async fn a_gateway_whose_address_cannot_be_fetched_sends_the_token_nowhere() {
    let mut world = World::prepare(&Setup::default()).await;
    world.fault(next("GET", "/gateway").times(9), Fault::HangUp);
    world.launch();
    assert_eq!(world.ended().await.code(), Some(1));
    // serenity would turn to Discord's public gateway.
    let asked: Vec<String> = world.requests("GET", "/gateway").into_iter().map(|request| request.path).collect();
    assert_eq!(asked, ["/gateway/bot"]);
    assert!(!world.log().contains("discord.gg"), "{}", world.log());
}

#[tokio::test]
async fn the_public_gateway_is_not_asked_when_serenity_cannot_fetch_the_address_itself() {
    let mut world = World::prepare(&Setup::default()).await;
    let ours = world.hold(next("GET", "/gateway/bot"));
    world.fault(next("GET", "/gateway").times(9), Fault::HangUp);
    ours.release();
    world.start_again().await;
    answers(&world).await;
}

#[tokio::test]
async fn a_token_that_discord_does_not_know_stops_the_start_with_a_sentence() {
    let mut world = World::prepare(&Setup::default().token("forged-token-of-nobody")).await;
    world.launch();
    assert_eq!(world.ended().await.code(), Some(1));
    let log = world.log();
    assert!(log.contains("iom-bot: Discord does not accept the token: copy it again"), "{log}");
    assert!(!log.contains("forged-token-of-nobody"), "{log}");
    assert_eq!(world.with(|state| state.gateway.identified), 0);
}

#[tokio::test]
async fn a_token_that_the_gateway_refuses_stops_the_bot_with_a_sentence() {
    let mut world = World::start().await;
    world.close_gateway(4004);
    assert_eq!(world.ended().await.code(), Some(1));
    let log = world.log();
    assert!(log.contains("iom-bot: Discord's gateway does not accept the token"), "{log}");
    assert!(!log.contains(TOKEN), "{log}");
}

#[tokio::test]
async fn a_discord_that_cannot_be_reached_stops_the_start_with_a_sentence() {
    let mut world = World::prepare(&Setup::default()).await;
    world.fault(next("GET", "/users/@me").times(9), Fault::HangUp);
    world.launch();
    assert_eq!(world.ended().await.code(), Some(1));
    assert!(world.log().contains("iom-bot: asking Discord who this bot is: no clear answer"), "{}", world.log());
}

#[tokio::test]
async fn a_discord_that_never_answers_does_not_hold_up_the_start_for_ever() {
    let mut world = World::prepare(&Setup::default().setting("discord.timeout = \"1s\"")).await;
    world.fault(next("GET", "/users/@me").times(9), Fault::Silence);
    world.launch();
    assert_eq!(world.ended().await.code(), Some(1));
}

#[tokio::test]
async fn a_guild_that_the_bot_joins_can_ask_at_once() {
    let world = World::start().await;
    let (_, channel) = world.another_guild("Alumni");
    let question = Command::new("faq").option("question", "retirement age").by(world.home.owner).in_channel(channel);
    assert_eq!(world.command(question).await.embeds[0].title, "Age limit");
}
