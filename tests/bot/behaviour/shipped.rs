//! The corpus that ships with the program answers the examples that the bot itself gives.

use crate::standin::command::Command;
use crate::world::{Setup, World};

#[tokio::test]
async fn every_example_of_the_help_works() {
    let world = World::with_setup(Setup::default().shipped_corpus()).await;
    let help = world.command(Command::new("help")).await.text();
    assert!(help.contains("`/iom faq question: short-term contracts`"), "{help}");
    let answer = world.ask("short-term contracts").await;
    assert!(!answer.embeds.is_empty() && answer.embeds[0].footer.starts_with("Source: "), "{answer:#?}");
    assert!(help.contains("`/iom contact office: New York`"), "{help}");
    let office = world.command(Command::new("contact").option("office", "New York")).await;
    assert!(office.embeds[0].title.contains("New York"), "{office:#?}");
    let headquarters = world.command(Command::new("contact")).await;
    assert!(headquarters.embeds[0].title.contains("Geneva"), "{headquarters:#?}");
}
