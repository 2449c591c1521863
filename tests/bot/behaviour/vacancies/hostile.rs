//! Titles and places that were written to do harm are shown as they are, and ping nobody.

use serde_json::json;

use super::subscribed;
use crate::standin::shown::plain;
use crate::vacancies::Vacancy;

const HOSTILE: [&str; 9] = [
    "@everyone come and see",
    "@here <@&1> <@1> <#1>",
    "**Bold** _and_ ~~struck~~ `code`",
    "[Apply here](https://example.org/phish)",
    "https://example.org/phish",
    "<https://example.org/phish>",
    "||hidden|| :tada: <:e:1>",
    "# Heading",
    "- a list > a quote",
];

#[tokio::test]
async fn a_hostile_title_is_shown_as_it_is() {
    let world = subscribed().await;
    for (number, title) in (10..).zip(HOSTILE) {
        world.portal.publish(Vacancy::new(&number.to_string(), title));
    }
    let mut shown: Vec<String> = Vec::new();
    for _ in HOSTILE {
        shown.push(world.next_message(world.home.general).await.embeds[0].title.clone());
    }
    let mut displayed: Vec<String> = shown.iter().map(|title| plain(title)).collect();
    displayed.sort();
    let mut expected = HOSTILE.map(str::to_owned);
    expected.sort();
    assert_eq!(displayed, expected);
    for title in shown {
        assert!(!has_live_markup(&title), "{title}");
    }
}

/// Whether a mark stands without a backslash before it.
fn has_live_markup(markdown: &str) -> bool {
    let mut before = ' ';
    markdown.chars().any(|character| {
        let live = "*_~`|<[@".contains(character) && before != '\\';
        before = if before == '\\' { ' ' } else { character };
        live
    }) || markdown.contains("https://")
        || markdown.starts_with(['#', '-', '>'])
}

#[tokio::test]
async fn a_hostile_vacancy_pings_nobody() {
    let world = subscribed().await;
    let hostile = Vacancy::new("2", "@everyone").at("@here", "<@&1>", "KE").grade("<@1>");
    world.portal.publish(hostile);
    let shown = world.next_message(world.home.general).await;
    assert_eq!(shown.raw["allowed_mentions"], json!({"parse": [], "roles": [], "users": []}));
    assert_eq!(shown.raw["content"], "");
    for (_, value) in &shown.embeds[0].fields {
        assert!(!has_live_markup(value), "{value}");
    }
}

#[tokio::test]
async fn a_title_of_any_length_fits() {
    let world = subscribed().await;
    world.portal.publish(Vacancy::new("2", &"*é".repeat(2_000)));
    let shown = world.next_message(world.home.general).await;
    assert!(shown.embeds[0].title.ends_with('…'), "{shown:#?}");
}

#[tokio::test]
async fn a_title_of_several_lines_becomes_one() {
    let world = subscribed().await;
    world.portal.publish(Vacancy::new("2", "Officer\r\n\r\n# Shouting\u{202e}\u{0}"));
    assert_eq!(plain(&world.next_message(world.home.general).await.embeds[0].title), "Officer # Shouting");
}
