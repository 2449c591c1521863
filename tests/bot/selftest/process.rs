//! A process in the place of the bot: started, listened to, stopped.

use std::fs;
use std::process::Command;

use crate::standin::Standin;
use crate::world::{Bot, Setup, Source, World};

/// A bot that is a shell script.
fn script(discord: &Standin, script: &str) -> Bot {
    let mut command = Command::new("sh");
    command.arg("-c").arg(script);
    Bot::start(command, discord.shared())
}

/// Says that it is there, and waits for a signal.
const PATIENT: &str = "trap 'echo stopping; exit 7' TERM; echo here >&2; sleep 600 >/dev/null 2>&1 & wait";

async fn logged(discord: &Standin, part: &str) {
    discord.wait(&format!("`{part}` in the log"), |state| state.log.contains(part).then_some(())).await;
}

#[tokio::test]
#[should_panic(expected = "the bot ended by itself: exit status: 3")]
async fn a_bot_that_ends_by_itself_fails_the_test_at_once() {
    let discord = Standin::start().await;
    let _bot = script(&discord, "echo out of memory >&2; exit 3");
    discord.wait("a message that never comes", |_| None::<()>).await;
}

#[tokio::test]
async fn a_stopped_bot_tells_its_exit_status() {
    let discord = Standin::start().await;
    let bot = script(&discord, PATIENT);
    logged(&discord, "here").await;
    assert_eq!(bot.stop().await.code(), Some(7));
    logged(&discord, "stopping").await;
    assert_eq!(discord.with(|state| state.crash.clone()), None);
}

#[tokio::test]
async fn a_killed_bot_gets_no_last_word() {
    let discord = Standin::start().await;
    let bot = script(&discord, PATIENT);
    logged(&discord, "here").await;
    bot.kill().await;
    assert_eq!(discord.with(|state| state.log.clone()), "here\n");
    assert_eq!(discord.with(|state| state.crash.clone()), None);
}

#[tokio::test]
async fn the_settings_of_a_world_name_its_servers() {
    let setup = Setup::default()
        .document("pay.md", "# Pay")
        .source(Source::Oracle)
        .source(Source::Atom)
        .setting("answers.careers_url = \"https://example.org\"");
    let world = World::prepare(&setup).await;
    let settings: toml::Table = fs::read_to_string(world.settings()).unwrap().parse().unwrap();
    assert_eq!(settings["discord"]["api_url"].as_str(), Some(world.address()));
    assert_eq!(settings["sources"][0]["url"].as_str(), Some(world.portal.address()));
    assert_eq!(settings["sources"][1]["kind"].as_str(), Some("feed"));
    assert_eq!(settings["answers"]["careers_url"].as_str(), Some("https://example.org"));
    let corpus = settings["corpus"]["dir"].as_str().unwrap();
    assert_eq!(fs::read_to_string(format!("{corpus}/pay.md")).unwrap(), "# Pay");
}
