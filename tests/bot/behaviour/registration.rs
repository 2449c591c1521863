//! Discord is told the commands once, and again when they are others.

use serde_json::json;

use crate::standin::command::Command;
use crate::standin::faults::{Fault, next};
use crate::standin::state::State;
use crate::world::{Setup, World};

/// How often Discord was told the commands.
fn told(world: &World) -> usize {
    world.requests("PUT", "/commands").len()
}

/// The one command, with everything that Discord added to it.
fn iom(state: &mut State) -> serde_json::Value {
    state.commands[0].clone()
}

#[tokio::test]
async fn the_commands_are_told_at_the_first_start() {
    let world = World::start().await;
    assert_eq!(told(&world), 1);
    let iom = world.with(iom);
    assert_eq!(iom["name"], "iom");
    assert_eq!(iom["contexts"], json!([0, 1]), "servers and direct messages");
}

#[tokio::test]
async fn the_commands_are_not_told_again_after_a_restart() {
    let mut world = World::start().await;
    assert!(world.stop().await.success());
    world.start_again().await;
    world.kill_and_restart().await;
    assert_eq!(told(&world), 1);
}

#[tokio::test]
async fn the_commands_are_told_again_when_they_have_changed() {
    let mut world = World::start().await;
    assert!(world.stop().await.success());
    world.sql("UPDATE meta SET value = 'of another version' WHERE key LIKE 'commands-%'").await;
    world.start_again().await;
    assert_eq!(told(&world), 2);
}

#[tokio::test]
async fn the_commands_are_told_again_where_the_database_is_new() {
    let mut world = World::start().await;
    assert!(world.stop().await.success());
    world.forget_everything();
    world.start_again().await;
    assert_eq!(told(&world), 2);
}

#[tokio::test]
async fn commands_that_discord_did_not_take_are_told_again_at_the_next_start() {
    let mut world = World::prepare(&Setup::default()).await;
    let refusal = json!({"code": 50035, "message": "Invalid Form Body"});
    world.fault(next("PUT", "/commands"), Fault::Status(400, refusal));
    world.launch();
    assert_eq!(world.ended().await.code(), Some(1));
    assert!(world.log().contains("telling Discord the commands: Discord refused (HTTP 400, code 50035)"));
    world.start_again().await;
    assert_eq!(told(&world), 2);
}

#[tokio::test]
async fn a_kill_while_the_commands_are_told_tells_them_again() {
    let mut world = World::prepare(&Setup::default()).await;
    let gate = world.hold_answer(next("PUT", "/commands"));
    world.launch();
    gate.arrived().await;
    world.kill_and_restart().await;
    assert_eq!(told(&world), 2);
}

#[tokio::test]
async fn a_command_of_another_version_is_answered_with_what_to_do() {
    let world = World::start().await;
    let other = json!({"type": 1, "name": "jobs", "description": "of another version", "options": []});
    world.with(|state| state.commands[0]["options"].as_array_mut().unwrap().push(other));
    let reply = world.command(Command::new("jobs")).await;
    assert!(reply.content.starts_with("I don't know this command any more."), "{}", reply.content);
    assert!(reply.private);
}
