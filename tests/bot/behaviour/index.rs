//! The index of a running bot: it can be deleted, and is built anew where it is damaged.

use std::fs;

use crate::world::{Setup, World};

/// A bot with an index of its own.
async fn with_own_index() -> World {
    let document = include_str!("../../data/corpus/en/applying.md");
    World::with_setup(Setup::default().document("en/applying.md", document)).await
}

async fn answers(world: &World) {
    assert_eq!(world.ask("retirement age").await.embeds[0].title, "Age limit");
}

#[tokio::test]
async fn an_index_that_is_deleted_while_the_bot_runs_is_not_missed() {
    let mut world = with_own_index().await;
    fs::remove_dir_all(world.folder().join("index")).unwrap();
    answers(&world).await;
    world.kill_and_restart().await;
    answers(&world).await;
    assert!(world.log().contains("built the index: there was none"), "{}", world.log());
}

#[tokio::test]
async fn an_index_that_is_damaged_is_built_anew_at_the_start() {
    let mut world = with_own_index().await;
    world.kill().await;
    let index = world.folder().join("index");
    let build = index.join(fs::read_to_string(index.join("current")).unwrap());
    fs::write(build.join("en/meta.json"), "garbage").unwrap();
    world.start_again().await;
    assert!(world.log().contains("built the index: it was damaged"), "{}", world.log());
    answers(&world).await;
}

#[tokio::test]
async fn a_document_that_is_wrong_is_told_in_the_log_and_the_rest_answers() {
    let document = include_str!("../../data/corpus/en/applying.md");
    let setup = Setup::default().document("en/applying.md", document).document("en/bad.md", "title = \"T\"\n+++\n");
    let world = World::with_setup(setup).await;
    assert!(world.log().contains("corpus: en/bad.md:1: the first line must be `+++`"), "{}", world.log());
    answers(&world).await;
}
