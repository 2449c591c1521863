//! Discord's limits: what is just allowed passes, what is one too much is refused and noted.

use serde_json::{Value, json};
use serenity::all::{CreateInteractionResponse, CreateInteractionResponseMessage};

use super::client::{Parrot, http};
use super::rest::{code, post, rest};
use crate::standin::Standin;
use crate::standin::check::message::Kind;
use crate::standin::check::{Problem, commands, message};
use crate::standin::command::Command;

/// A letter of two bytes: lengths are in code points.
fn letters(count: usize) -> String {
    "é".repeat(count)
}

fn message(mut body: Value) -> Vec<Problem> {
    body["allowed_mentions"] = json!({"parse": []});
    message::check(&body, Kind::New)
}

/// That a body with so much passes, and one with one more does not.
fn at_most(limit: usize, body: impl Fn(usize) -> Value) {
    let (enough, more) = (message(body(limit)), message(body(limit + 1)));
    assert!(enough.is_empty(), "{limit}: {enough:?}");
    assert_eq!(more.len(), 1, "{}: {more:?}", limit + 1);
}

fn embed(key: &str, value: Value) -> Value {
    let mut embed = json!({"title": "t"});
    embed[key] = value;
    json!({"embeds": [embed]})
}

fn field(name: usize, value: usize) -> Value {
    json!({"name": letters(name), "value": letters(value)})
}

fn button(key: &str, value: Value) -> Value {
    let mut button = json!({"type": 2, "style": 5, "label": "l", "url": "https://example.org"});
    button[key] = value;
    json!({"content": "c", "components": [{"type": 1, "components": [button]}]})
}

#[test]
fn texts_have_their_limits_in_code_points() {
    at_most(2_000, |count| json!({"content": letters(count)}));
    at_most(256, |count| embed("title", json!(letters(count))));
    at_most(4_096, |count| embed("description", json!(letters(count))));
    at_most(2_048, |count| embed("footer", json!({"text": letters(count)})));
    at_most(256, |count| embed("author", json!({"name": letters(count)})));
    at_most(256, |count| embed("fields", json!([field(count, 1)])));
    at_most(1_024, |count| embed("fields", json!([field(1, count)])));
    at_most(80, |count| button("label", json!(letters(count))));
    at_most(512, |count| button("url", json!(format!("https://example.org/{}", letters(count - 20)))));
    at_most(25, |count| json!({"content": "c", "nonce": letters(count)}));
}

#[test]
fn lists_have_their_limits() {
    at_most(10, |count| json!({"embeds": vec![json!({"title": "t"}); count]}));
    at_most(25, |count| embed("fields", json!(vec![field(1, 1); count])));
    let link = json!({"type": 2, "style": 5, "label": "l", "url": "https://example.org"});
    at_most(5, |count| json!({"content": "c", "components": [{"type": 1, "components": vec![link.clone(); count]}]}));
    let row = json!({"type": 1, "components": [link]});
    at_most(5, |count| json!({"content": "c", "components": vec![row.clone(); count]}));
}

#[test]
fn all_embeds_together_have_a_limit() {
    at_most(6_000, |count| {
        let rest = count - 4_096 - 1_000;
        json!({"embeds": [{"description": letters(4_096)}, {"title": "t", "description": letters(rest - 1)},
            {"footer": {"text": letters(1_000)}}]})
    });
}

#[test]
fn nothing_to_show_is_not_a_message() {
    for body in [json!({}), json!({"content": " "}), json!({"embeds": []}), json!({"embeds": [{"color": 1}]})] {
        assert!(!message(body.clone()).is_empty(), "{body}");
    }
}

#[test]
fn what_discord_does_not_describe_is_refused() {
    let wrong = [
        json!({"content": "c", "colour": 1}),
        json!({"content": "c", "flags": 64}),
        embed("colour", json!(1)),
        embed("url", json!("javascript:alert(1)")),
        embed("fields", json!([field(0, 1)])),
        button("url", json!("ftp://example.org")),
        button("custom_id", json!("both")),
        button("style", json!(1)),
        json!({"content": "c", "enforce_nonce": true}),
    ];
    for body in wrong {
        assert_eq!(message(body.clone()).len(), 1, "{body}");
    }
}

#[test]
fn every_message_must_forbid_mentions() {
    for mentions in [json!(null), json!({}), json!({"parse": ["users"]})] {
        let body = json!({"content": "c", "allowed_mentions": mentions});
        assert_eq!(message::check(&body, Kind::New).len(), 1, "{body}");
    }
}

fn command(options: Value) -> Value {
    json!([{"name": "iom", "description": "d", "options": options}])
}

#[test]
fn commands_have_their_rules() {
    let option = |name: &str| json!({"type": 3, "name": name, "description": "d"});
    let with = |key: &str, value: Value| {
        let mut option = option("o");
        option[key] = value;
        command(json!([option]))
    };
    assert!(commands::check(&command(json!([option("o")]))).is_empty());
    let many: Vec<Value> = (0..26).map(|number| option(&format!("o{number}"))).collect();
    let choices: Vec<Value> = (0..25).map(|n| json!({"name": letters(100), "value": format!("{n}")})).collect();
    let group = |name: &str, options: Value| json!({"type": 1, "name": name, "description": "d", "options": options});
    let large: Vec<Value> = (0..4)
        .map(|n| {
            let mut option = option("o");
            option["choices"] = json!(choices);
            group(&format!("s{n}"), json!([option]))
        })
        .collect();
    let wrong = [
        json!([{"name": "IOM", "description": "d"}]),
        json!([{"name": "two words", "description": "d"}]),
        json!([{"name": "iom"}]),
        json!([{"name": "iom", "description": letters(101)}]),
        json!([{"name": "iom", "description": "d", "colour": 1}]),
        json!([{"name": "iom", "description": "d", "name_localizations": {"xx": "iom"}}]),
        json!([{"name": "iom", "description": "d"}, {"name": "iom", "description": "d"}]),
        command(json!(many)),
        command(json!([option("o"), option("o")])),
        command(json!([option("o"), {"type": 3, "name": "p", "description": "d", "required": true}])),
        command(json!([option("o"), group("s", json!([]))])),
        command(json!(large)),
        with("name", json!("")),
        with("min_value", json!(1)),
        with("choices", json!([{"name": letters(101), "value": "v"}])),
    ];
    for body in wrong {
        assert_eq!(commands::check(&body).len(), 1, "{body}\n{:?}", commands::check(&body));
    }
    let both = json!({"type": 3, "name": "o", "description": "d", "autocomplete": true, "choices": [{"name": "n", "value": "v"}]});
    assert_eq!(commands::check(&command(json!([both]))).len(), 1);
}

#[tokio::test]
async fn a_title_too_long_is_refused_and_noted() {
    let discord = Standin::start().await;
    let body = json!({"embeds": [{"title": letters(257)}], "allowed_mentions": {"parse": []}});
    assert_eq!(code(post(&rest(&discord), discord.home.general, body).await), 50_035);
    let noted = discord.take_violations();
    assert_eq!(noted.len(), 1, "{noted:?}");
    assert!(noted[0].contains("embeds.0.title: Must be 256 or fewer in length"), "{noted:?}");
    assert!(discord.messages(discord.home.general).is_empty());
    discord.check();
}

#[tokio::test]
async fn a_second_callback_is_refused() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    let id = discord.send(&Command::new("faq").option("question", "pay"));
    discord.reply(id).await;
    let token = discord.with(|state| state.interactions[&id].token.clone());
    let late = CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new());
    let refused = http(&discord).create_interaction_response(id.0.into(), &token, &late, Vec::new()).await.unwrap_err();
    assert!(format!("{refused:?}").contains("40060"), "{refused:?}");
    discord.check();
}
