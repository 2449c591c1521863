//! What is offered while somebody types a question.

use crate::standin::command::Command;
use crate::standin::id::Id;
use crate::standin::shown::plain;
use crate::world::{Setup, World};

/// What is offered to the ordinary member who has typed so much.
async fn offered(world: &World, typed: &str) -> Vec<String> {
    let offered = world.autocomplete("faq", "question", typed).await;
    offered.into_iter().map(|(name, _)| name).collect()
}

/// A document with so many passages.
fn many(passages: usize) -> Setup {
    let mut text = "+++\ntitle = \"Many\"\nlanguage = \"en\"\ntopic = \"careers\"\n[[sources]]\nkey = \"a\"\n\
                    publisher = \"P\"\ntitle = \"T\"\nas_of = \"2026-01-31\"\n+++\n"
        .to_owned();
    for number in 0..passages {
        text.push_str(&format!("\n## Allowance number {number}\n\nIt is {number} francs.\n"));
    }
    Setup::default().document("en/many.md", &text)
}

#[tokio::test]
async fn typing_offers_the_headings_that_begin_so() {
    let world = World::start().await;
    assert_eq!(offered(&world, "contr").await, ["Short-term contracts", "Fixed-term contracts"]);
}

#[tokio::test]
async fn typing_offers_lines_in_which_people_ask_where_no_heading_fits() {
    let world = World::start().await;
    assert_eq!(offered(&world, "too old").await, ["am I too old to work there"]);
}

#[tokio::test]
async fn nothing_typed_offers_headings() {
    let world = World::start().await;
    let offered = offered(&world, "").await;
    assert!(offered.contains(&"How to apply".to_owned()), "{offered:?}");
    assert!(offered.contains(&"Headquarters (Geneva, Switzerland)".to_owned()), "{offered:?}");
}

#[tokio::test]
async fn a_slip_of_the_keyboard_is_forgiven() {
    let world = World::start().await;
    assert_eq!(offered(&world, "intrenship").await.first().map(String::as_str), Some("Internships"));
}

#[tokio::test]
async fn what_means_nothing_offers_nothing() {
    let world = World::start().await;
    assert_eq!(offered(&world, "xqzjk").await, Vec::<String>::new());
    assert_eq!(offered(&world, "?").await.len(), offered(&world, "").await.len());
}

#[tokio::test]
async fn what_cannot_be_answered_is_not_offered() {
    let world = World::start().await;
    for typed in ["", "stat", "did I get", "rejected"] {
        let offered = offered(&world, typed).await;
        assert!(!offered.iter().any(|offer| offer.contains("status of your own")), "{typed}: {offered:?}");
    }
}

#[tokio::test]
async fn at_most_25_are_offered() {
    let world = World::with_setup(many(60)).await;
    assert_eq!(offered(&world, "allow").await.len(), 25);
    assert_eq!(offered(&world, "").await.len(), 25);
}

#[tokio::test]
async fn what_is_offered_and_picked_is_answered() {
    let world = World::start().await;
    for (name, value) in world.autocomplete("faq", "question", "app").await {
        assert_eq!(name, value);
        assert!(!world.ask(&value).await.embeds.is_empty(), "{value} is not answered");
    }
}

#[tokio::test]
async fn a_heading_that_is_picked_brings_its_own_passage() {
    let world = World::start().await;
    let headings = offered(&world, "").await;
    assert!(headings.len() > 5, "{headings:?}");
    for heading in headings {
        let shown = world.ask(&heading).await;
        assert_eq!(shown.embeds.first().map(|embed| plain(&embed.title)), Some(heading), "{shown:#?}");
    }
}

#[tokio::test]
async fn completions_are_offered_in_a_direct_message_too() {
    let world = World::start().await;
    let typing = Command::new("faq").option("question", "retir").in_private();
    let offered = world.suggestions(&typing, "question").await;
    assert_eq!(offered[0].0, "retirement age");
}

#[tokio::test]
async fn completions_are_in_the_language_of_the_reader() {
    let world = World::start().await;
    let typing = Command::new("faq").option("question", "contrat").locale("fr");
    let offered = world.suggestions(&typing, "question").await;
    assert_eq!(offered[0].0, "Contrats de courte durée");
}

#[tokio::test]
async fn people_who_type_at_once_each_get_their_own() {
    let world = World::start().await;
    let members: Vec<Id> = (0..5).map(|number| world.another_member(world.home.guild, &format!("m{number}"))).collect();
    let typed = |member: &Id, text: &str| Command::new("faq").option("question", text).by(*member);
    let texts = ["intern", "langu", "retir", "fixed", "consultan"];
    let commands: Vec<Command> = members.iter().zip(texts).map(|(member, text)| typed(member, text)).collect();
    let offers = futures_util::future::join_all(commands.iter().map(|one| world.suggestions(one, "question"))).await;
    let firsts: Vec<&str> = offers.iter().map(|offer| offer[0].0.as_str()).collect();
    assert_eq!(firsts, ["Internships", "Languages", "retirement age", "Fixed-term contracts", "Consultants"]);
}
