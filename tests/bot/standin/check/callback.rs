//! Rules for the callback of an interaction: its type must fit what the person did, its data the type.

use serde_json::{Value, json};

use super::message::{self, Kind};
use super::{Checker, Problem};
use crate::standin::model::Interaction;
use crate::standin::wire::EPHEMERAL;

/// The problems of a callback to this interaction.
pub fn check(body: &Value, interaction: &Interaction) -> Vec<Problem> {
    let mut checker = Checker::default();
    checker.keys(body, &["type", "data"]);
    let empty = json!({});
    let data = body.get("data").filter(|data| !data.is_null()).unwrap_or(&empty);
    let kind = body["type"].as_u64().unwrap_or_default();
    let fits = match kind {
        4 | 5 => !interaction.autocomplete,
        6 | 7 => interaction.message.is_some(),
        8 => interaction.autocomplete,
        _ => false,
    };
    if !fits {
        checker.refuse("BASE_TYPE_CHOICES", format!("a callback of type {kind} does not fit this interaction"));
    } else if kind == 4 {
        checker.key(body, "data", |checker, data| message::parts(checker, data, Kind::Reply));
        if body.get("data").is_none_or(Value::is_null) {
            checker.empty();
        }
    } else if kind == 7 {
        checker.key(body, "data", |checker, data| message::parts(checker, data, Kind::Update));
    } else if kind == 8 {
        checker.required(body, "data", |checker, data| {
            checker.keys(data, &["choices"]);
            checker.required(data, "choices", |checker, choices| checker.list(choices, 0..=25, choice));
        });
    } else {
        deferral(&mut checker, data);
    }
    checker.into_problems()
}

/// Of a deferral Discord reads only whether the reply is private. Builders add an empty list of files.
fn deferral(checker: &mut Checker, data: &Value) {
    checker.keys(data, &["flags", "attachments"]);
    checker.key(data, "flags", |checker, flags| checker.flags(flags, EPHEMERAL));
}

/// A suggestion or a fixed choice with a text for its value.
pub fn choice(checker: &mut Checker, choice: &Value) {
    checker.keys(choice, &["name", "name_localizations", "value"]);
    checker.required(choice, "name", |checker, name| checker.text(name, 1..=100));
    checker.required(choice, "value", |checker, value| {
        if !value.is_number() {
            checker.text(value, 1..=100);
        }
    });
}
