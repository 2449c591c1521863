//! Sessions and connections, as serenity lives through them.

use std::time::Duration;

use serenity::all::GatewayIntents;

use super::client::Parrot;
use super::rest::{code, post, rest, text};
use crate::standin::Standin;
use crate::standin::command::Command;

fn question() -> Command {
    Command::new("faq").option("question", "pay")
}

#[tokio::test]
async fn a_resumed_session_gets_what_it_missed() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    discord.drop_gateway();
    let missed = discord.send(&question());
    assert_eq!(discord.reply(missed).await.content, "pay");
    discord.resumed(1).await;
    assert_eq!(discord.with(|state| state.gateway.identified), 1);
    discord.check();
}

#[tokio::test]
async fn a_bot_that_is_asked_to_reconnect_resumes() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    discord.ask_to_reconnect();
    discord.resumed(1).await;
    assert_eq!(discord.ask("pay").await.content, "pay");
    discord.check();
}

#[tokio::test]
async fn a_session_invalid_for_now_is_resumed() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    discord.invalidate_session(true);
    discord.resumed(1).await;
    discord.check();
}

#[tokio::test]
async fn an_invalid_session_leads_to_a_new_identify() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    discord.invalidate_session(false);
    discord.identified(2).await;
    assert_eq!(discord.with(|state| state.gateway.resumed), 0);
    assert_eq!(discord.ask("pay").await.content, "pay");
    discord.check();
}

#[tokio::test]
async fn a_closed_connection_is_resumed_unless_the_code_forbids_it() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    discord.close_gateway(4000);
    discord.resumed(1).await;
    discord.close_gateway(4009);
    discord.identified(2).await;
    discord.check();
}

#[tokio::test]
async fn a_silent_connection_is_given_up() {
    let discord = Standin::start().await;
    discord.with(|state| state.gateway.heartbeat = Duration::from_millis(100));
    let _parrot = Parrot::start(&discord).await;
    discord.wait("a heartbeat", |state| (state.gateway.heartbeats > 0).then_some(())).await;
    let sessions = discord.with(|state| state.gateway.identified);
    discord.mute_gateway();
    // serenity begins a new session here, although it could resume the old one.
    discord.identified(sessions + 1).await;
    assert_eq!(discord.ask("pay").await.content, "pay");
    discord.check();
}

#[tokio::test]
async fn a_clean_close_ends_the_session() {
    let discord = Standin::start().await;
    let parrot = Parrot::start(&discord).await;
    parrot.stop().await;
    assert_eq!(discord.closed(1).await, [Some(1000)]);
    assert!(discord.with(|state| state.gateway.sessions.is_empty()));
    discord.check();
}

#[tokio::test]
#[should_panic(expected = "refused with 4014")]
async fn privileged_intents_fail_the_test() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start_with(&discord, GatewayIntents::MESSAGE_CONTENT).await;
    discord.wait("a broken rule", |state| (!state.violations.is_empty()).then_some(())).await;
    discord.check();
}

#[tokio::test]
#[should_panic(expected = "while waiting for a registered command: serenity ended")]
async fn a_crash_of_the_bot_ends_the_waiting_at_once() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start_with(&discord, GatewayIntents::MESSAGE_CONTENT).await;
    discord.wait("a registered command", |state| (!state.commands.is_empty()).then_some(())).await;
}

#[tokio::test]
async fn a_bot_hears_of_guilds_that_it_joins_and_leaves() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    let (guild, channel) = discord.another_guild("Alumni");
    let there = Command::new("faq").option("question", "pay").by(discord.home.owner).in_channel(channel);
    assert_eq!(discord.command(there).await.content, "pay");
    discord.kick(guild);
    let rest = rest(&discord);
    assert_eq!(code(post(&rest, channel, text("hello")).await), 50_001);
    discord.check();
}

#[tokio::test]
async fn a_gateway_that_is_shut_turns_connections_away_until_it_is_opened() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    discord.shut_gateway();
    discord.turned_away(1).await;
    discord.open_gateway();
    discord.connected().await;
    assert_eq!(discord.ask("pay").await.content, "pay");
    discord.check();
}
