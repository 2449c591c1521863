//! `/iom contact`: how to reach an office.

use crate::standin::command::Command;
use crate::standin::shown::{Shown, plain};
use crate::world::{Setup, World};

fn contact() -> Command {
    Command::new("contact")
}

async fn look_up(world: &World, office: &str) -> Shown {
    world.command(contact().option("office", office)).await
}

/// What a field says, as it is displayed.
fn field(shown: &Shown, name: &str) -> Option<String> {
    shown.embeds[0].fields.iter().find(|(field, _)| field == name).map(|(_, value)| plain(value))
}

fn title(shown: &Shown) -> String {
    plain(&shown.embeds[0].title)
}

#[tokio::test]
async fn headquarters_are_given_where_no_office_is_named() {
    let world = World::start().await;
    let reply = world.command(contact()).await;
    assert_eq!(title(&reply), "Headquarters (Geneva, Switzerland)");
    assert_eq!(field(&reply, "Address").as_deref(), Some("1 Test Lane\n1200 Geneva"));
    assert_eq!(field(&reply, "Phone").as_deref(), Some("+41 22 000 00 00"));
    assert_eq!(field(&reply, "E-mail").as_deref(), Some("hq@example.org"));
    assert!(!reply.private);
}

#[tokio::test]
async fn details_come_with_their_source_date_and_the_page_to_confirm_them_at() {
    let world = World::start().await;
    let reply = world.command(contact()).await;
    assert_eq!(reply.embeds[0].footer, "Source: Telephone Book of Tests, Offices (as of 31 December 2024)");
    assert_eq!(reply.button("Confirm on the official page").url, "https://example.org/contact");
}

#[tokio::test]
async fn an_office_is_found_by_its_city() {
    let world = World::start().await;
    let reply = look_up(&world, "New York").await;
    assert_eq!(title(&reply), "Office to the United Nations (New York, United States)");
    assert_eq!(field(&reply, "Phone").as_deref(), Some("+1 212 000 0000"));
    assert_eq!(field(&reply, "Address"), None);
}

#[tokio::test]
async fn an_office_is_found_by_another_name_whatever_its_case() {
    let world = World::start().await;
    for name in ["un OFFICE", "Office to the United Nations (New York, United States)", "new york", "new-york"] {
        let reply = look_up(&world, name).await;
        assert_eq!(field(&reply, "Phone").as_deref(), Some("+1 212 000 0000"), "{name}: {reply:#?}");
    }
}

#[tokio::test]
async fn an_office_that_is_not_known_is_answered_with_those_that_are() {
    let world = World::start().await;
    let reply = look_up(&world, "Atlantis @everyone").await;
    assert!(reply.content.starts_with("I don't know that office. I know: Headquarters"), "{}", reply.content);
    assert!(reply.content.contains("New York") && reply.content.contains("New Delhi"), "{}", reply.content);
    assert!(!reply.raw.to_string().contains("Atlantis"), "{}", reply.raw);
    assert!(reply.private);
}

#[tokio::test]
async fn an_office_is_found_in_a_direct_message() {
    let world = World::start().await;
    let reply = world.command(contact().option("office", "hq").in_private()).await;
    assert!(title(&reply).starts_with("Headquarters"), "{reply:#?}");
}

#[tokio::test]
async fn typing_offers_the_offices_that_begin_so() {
    let world = World::start().await;
    let offered = world.autocomplete("contact", "office", "new").await;
    let names: Vec<&str> = offered.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Office to the United Nations (New York, United States)", "Office in India (New Delhi, India)"]);
}

#[tokio::test]
async fn nothing_typed_offers_all_offices_and_each_can_be_picked() {
    let world = World::start().await;
    let offered = world.autocomplete("contact", "office", "").await;
    assert_eq!(offered.len(), 3);
    for (name, value) in offered {
        let reply = look_up(&world, &value).await;
        assert_eq!(title(&reply), name);
    }
}

#[tokio::test]
async fn a_corpus_without_offices_says_where_to_look() {
    let document = include_str!("../../data/corpus/en/applying.md");
    let world = World::with_setup(Setup::default().document("en/applying.md", document)).await;
    let reply = world.command(contact()).await;
    assert!(reply.content.contains("<https://www.iom.int/contact-us>"), "{}", reply.content);
}
