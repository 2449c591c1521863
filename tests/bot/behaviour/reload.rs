//! A changed corpus, while the bot runs: a change that is right is taken up, a broken one changes nothing.

use crate::standin::command::Command;
use crate::world::{Setup, World};

const TAKEN: &str = "the corpus has changed, and is in use";
const REFUSED: &str = "the change is not used, answers stay as they were";

/// A document of one passage.
fn document(heading: &str, text: &str) -> String {
    format!(
        "+++\ntitle = \"T\"\nlanguage = \"en\"\ntopic = \"careers\"\n[[sources]]\nkey = \"a\"\npublisher = \"P\"\n\
         title = \"T\"\nas_of = \"2026-01-31\"\n+++\n\n## {heading}\n\n{text}\n"
    )
}

fn office(phone: &str) -> String {
    format!(
        "[[offices]]\nid = \"hq\"\nname = {{ en = \"Headquarters\" }}\nphone = \"{phone}\"\nnote = {{ en = \"The seat.\" \
         }}\n[offices.source]\npublisher = \"P\"\ntitle = \"T\"\nas_of = \"2026-01-31\"\n"
    )
}

/// A bot that knows how long annual leave is, and has one office.
async fn world() -> World {
    let leave = document("Annual leave", "It is thirty days.");
    let setup = Setup::default().document("en/leave.md", &leave).document("contacts.toml", &office("+41 22 1"));
    World::with_setup(setup).await
}

async fn leave(world: &World) -> String {
    world.ask("annual leave").await.embeds[0].description.clone()
}

async fn offered(world: &World, typed: &str) -> Vec<String> {
    world.autocomplete("faq", "question", typed).await.into_iter().map(|(name, _)| name).collect()
}

#[tokio::test]
async fn an_edited_document_changes_the_answer() {
    let world = world().await;
    assert!(leave(&world).await.contains("thirty days"));
    world.edit("en/leave.md", &document("Annual leave", "It is now twenty-five days."));
    world.logged(TAKEN).await;
    assert!(leave(&world).await.contains("twenty-five days"));
    world.edit("en/leave.md", &document("Annual leave", "It is twenty days after all."));
    world.logged_times(TAKEN, 2).await;
    assert!(leave(&world).await.contains("twenty days after all"));
}

#[tokio::test]
async fn an_added_document_is_answered_and_offered_while_typing() {
    let world = world().await;
    assert!(!offered(&world, "parental").await.contains(&"Parental leave".to_owned()));
    world.edit("en/parents.md", &document("Parental leave", "It is sixteen weeks."));
    world.logged(TAKEN).await;
    assert_eq!(offered(&world, "parental").await, ["Parental leave"]);
    assert!(world.ask("Parental leave").await.text().contains("sixteen weeks"));
}

#[tokio::test]
async fn a_document_that_was_not_written_for_the_bot_is_answered_with_and_offered() {
    let world = world().await;
    world.edit(
        "house-rules.txt",
        "House rules\n\nBicycles\n\nBicycles are kept in the cellar, never in the corridor.\n",
    );
    world.logged(TAKEN).await;
    assert_eq!(offered(&world, "bicy").await, ["Bicycles"]);
    let reply = world.ask("are bicycles kept in the corridor").await;
    assert!(reply.text().contains("in the cellar"), "{}", reply.text());
    assert!(reply.text().contains("House rules"), "its source is named: {}", reply.text());
}

#[tokio::test]
async fn a_removed_document_is_not_answered_with_any_more() {
    let world = world().await;
    world.edit("en/parents.md", &document("Parental leave", "It is sixteen weeks."));
    world.logged(TAKEN).await;
    world.remove("en/parents.md");
    world.logged_times(TAKEN, 2).await;
    assert!(!world.ask("Parental leave").await.text().contains("sixteen weeks"));
    assert!(!offered(&world, "parental").await.contains(&"Parental leave".to_owned()));
}

#[tokio::test]
async fn a_new_phone_number_of_an_office_is_given() {
    let world = world().await;
    world.edit("contacts.toml", &office("+41 22 2222"));
    world.logged(TAKEN).await;
    let reply = world.command(Command::new("contact")).await;
    assert!(reply.text().contains("+41 22 2222"), "{}", reply.text());
}

#[tokio::test]
async fn a_broken_edit_changes_nothing_and_is_reported_once_until_it_is_mended() {
    let world = world().await;
    world.edit("en/leave.md", &document("Annual leave {source=nowhere}", "It is ten days."));
    world.logged(REFUSED).await;
    assert!(world.log().contains("corpus/en/leave.md:12: no [[sources]] has the key `nowhere`"), "{}", world.log());
    assert!(leave(&world).await.contains("thirty days"));
    // Another change while the first is still broken: it is looked at, and what is known to be wrong is not told again.
    world.edit("en/other.md", "+++\nfront matter without end");
    world.logged("en/other.md:1: ").await;
    assert_eq!(world.log().matches("leave.md").count(), 1, "{}", world.log());
    world.remove("en/other.md");
    world.edit("en/leave.md", &document("Annual leave", "It is ten days."));
    world.logged(TAKEN).await;
    assert!(leave(&world).await.contains("ten days"));
}

#[tokio::test]
async fn a_corpus_that_loses_all_its_passages_stays_in_use() {
    let world = world().await;
    world.remove("");
    world.logged("is gone").await;
    assert!(leave(&world).await.contains("thirty days"));
    world.edit("en/leave.md", &document("Annual leave", "It is eleven days."));
    world.logged(TAKEN).await;
    assert!(leave(&world).await.contains("eleven days"));
}

#[tokio::test]
async fn a_changed_corpus_is_still_there_after_a_restart() {
    let mut world = world().await;
    world.edit("en/leave.md", &document("Annual leave", "It is thirteen days."));
    world.logged(TAKEN).await;
    assert!(world.stop().await.success());
    world.start_again().await;
    assert!(leave(&world).await.contains("thirteen days"));
    world.logged("the index is up to date").await;
}
