//! `/iom help` and `/iom about`: what the bot can do, what it is, and where its answers come from.

use crate::standin::command::Command;
use crate::standin::shown::Shown;
use crate::world::{Setup, Source, World};

async fn about(world: &World) -> Shown {
    world.command(Command::new("about")).await
}

/// The paths of all commands as they are registered.
fn registered(world: &World) -> Vec<String> {
    let commands = world.with(|state| state.commands.clone());
    let mut paths = Vec::new();
    for option in commands[0]["options"].as_array().unwrap() {
        let name = option["name"].as_str().unwrap();
        if option["type"] == 2 {
            let inner = option["options"].as_array().unwrap().iter();
            paths.extend(inner.map(|inner| format!("/iom {name} {}", inner["name"].as_str().unwrap())));
        } else {
            paths.push(format!("/iom {name}"));
        }
    }
    paths
}

#[tokio::test]
async fn help_shows_every_command_there_is() {
    let world = World::start().await;
    let text = world.command(Command::new("help")).await.text();
    let paths = registered(&world);
    assert!(paths.len() >= 8, "{paths:?}");
    for path in paths.iter().filter(|path| *path != "/iom help") {
        assert!(text.contains(&format!("`{path}")), "{path} is not in: {text}");
    }
}

#[tokio::test]
async fn help_is_for_the_asker_alone_and_works_in_a_direct_message() {
    let world = World::start().await;
    assert!(world.command(Command::new("help")).await.private);
    let reply = world.command(Command::new("help").in_private()).await;
    assert_eq!(reply.embeds[0].title, "What I can do");
}

#[tokio::test]
async fn about_says_that_the_bot_is_not_official() {
    let world = World::start().await;
    let reply = about(&world).await;
    assert!(reply.text().contains("**unofficial**"), "{}", reply.text());
    assert_eq!(reply.button("Official careers site").url, "https://www.iom.int/careers");
    assert!(reply.private);
}

#[tokio::test]
async fn about_names_the_sources_with_the_date_of_the_newest() {
    let world = World::start().await;
    let text = about(&world).await.text();
    assert!(text.contains("- Handbook of Tests, as of 28 February 2026"), "{text}");
    assert!(text.contains("- Telephone Book of Tests, as of 31 December 2024"), "{text}");
}

#[tokio::test]
async fn about_tells_the_age_of_the_index() {
    let world = World::start().await;
    let text = about(&world).await.text();
    let (_, rest) = text.split_once("Index built <t:").expect("a time");
    let (built, _) = rest.split_once(":R>").expect("an age");
    let age = jiff::Timestamp::now().as_second() - built.parse::<i64>().unwrap();
    assert!((0..86_400).contains(&age), "{age} s");
}

#[tokio::test]
async fn about_says_what_is_kept() {
    let world = World::start().await;
    let text = about(&world).await.text();
    assert!(text.contains("**Privacy**\nYour questions are answered and forgotten"), "{text}");
}

#[tokio::test]
async fn about_says_that_there_is_no_vacancy_source() {
    let world = World::start().await;
    assert!(about(&world).await.text().contains("No vacancy source is set up."));
}

#[tokio::test]
async fn about_tells_when_a_vacancy_source_was_read_last() {
    let world = World::with_setup(Setup::default().source(Source::Oracle).source(Source::Rss)).await;
    world.polls().await;
    let text = about(&world).await.text();
    assert!(text.contains("- portal: last read <t:"), "{text}");
    assert!(text.contains("- rss: last read <t:"), "{text}");
}

#[tokio::test]
async fn about_tells_that_a_vacancy_source_cannot_be_read() {
    let world = World::prepare(&Setup::default().source(Source::Oracle)).await;
    world.portal.outage();
    let mut world = world;
    world.start_again().await;
    world.logged("a source cannot be polled").await;
    let text = about(&world).await.text();
    assert!(text.contains("- portal: cannot be read at present"), "{text}");
}
