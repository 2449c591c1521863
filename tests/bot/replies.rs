//! What the bot says fits into Discord's limits, however much it has to say.

use iom_bot::discord::present;
use iom_bot::replies::{Card, Field, Link, Reply};
use serde::Serialize;
use serde_json::{Value, json};

use crate::standin::check::message::{self, Kind};

/// A reply of `cards` cards in which every text has so many letters, each of two bytes.
fn reply(cards: usize, letters: usize) -> Reply {
    let text = "é".repeat(letters);
    let field = Field { name: text.clone(), value: text.clone(), inline: true };
    let url = Some(format!("https://example.org/{text}"));
    let card =
        Card { title: text.clone(), url, text: text.clone(), fields: vec![field; 30], footer: Some(text.clone()) };
    let link = |number| Link { label: text.clone(), url: format!("https://example.org/{number}/{text}") };
    Reply { private: true, text: text.clone(), cards: vec![card; cards], links: (0..9).map(link).collect() }
}

fn check(body: &impl Serialize, kind: Kind, of: &Reply) {
    let body = serde_json::to_value(body).unwrap();
    let problems = message::check(&body, kind);
    assert!(problems.is_empty(), "{problems:?}\n{of:?}\n{body}");
}

#[test]
fn every_reply_fits_however_long_its_parts_are() {
    for cards in [1, 2, 10, 12] {
        for letters in [1, 100, 257, 1_500, 2_001, 5_000, 7_000] {
            let reply = reply(cards, letters);
            check(&present::message(&reply, "nonce"), Kind::New, &reply);
            check(&present::edit(&reply), Kind::EditReply, &reply);
            let response = serde_json::to_value(present::response(&reply)).unwrap();
            assert_eq!(response["type"], json!(4));
            check(&response["data"], Kind::Reply, &reply);
        }
    }
}

#[test]
fn a_reply_keeps_what_fits() {
    let reply = reply(1, 10);
    let body: Value = serde_json::to_value(present::message(&reply, "nonce")).unwrap();
    assert_eq!(body["embeds"][0]["title"], json!(reply.cards[0].title));
    assert_eq!(body["embeds"][0]["fields"].as_array().map(Vec::len), Some(25));
    assert_eq!(body["components"][0]["components"].as_array().map(Vec::len), Some(5));
}
