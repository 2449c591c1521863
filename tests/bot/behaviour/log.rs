//! What the bot tells its operator.

use crate::standin::command::Command;
use crate::world::World;

#[tokio::test]
async fn the_log_has_no_colours_where_it_is_no_terminal() {
    let world = World::start().await;
    world.logged("connected to Discord").await;
    let log = world.log();
    assert!(!log.contains('\u{1b}'), "{log:?}");
}

#[tokio::test]
async fn a_refusal_is_told_by_its_name() {
    let world = World::start().await;
    world.command(Command::new("alerts list")).await;
    world.logged("refused command=\"alerts list\" trouble=NotYours").await;
}
