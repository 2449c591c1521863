//! Discord's limits on what is sent to it, and our own rules for what the bot sends: one place that knows them.
//!
//! Lengths are in Unicode code points. A body that breaks one of Discord's rules is refused as Discord refuses it; every
//! broken rule is noted too, and fails the test when it ends.

pub mod callback;
pub mod commands;
mod components;
mod embeds;
pub mod message;

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::errors::{self, Refusal};
use super::rest::Call;
use super::state::State;

/// A broken rule.
#[derive(Debug)]
pub struct Problem {
    /// Keys and indices from the top of the body.
    place: Vec<String>,
    kind: Kind,
    text: String,
}

/// Whose rule it is, and how Discord answers.
#[derive(Debug)]
enum Kind {
    /// Code 50035 with this code at the place.
    Form(&'static str),
    /// Code 50006.
    Empty,
    /// Our own rule: Discord would not mind.
    Ours,
}

/// Walks through a body, knows where it is, and collects what is wrong.
#[derive(Debug, Default)]
pub struct Checker {
    place: Vec<String>,
    problems: Vec<Problem>,
}

impl Checker {
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Notes a rule of Discord's that is broken here.
    pub fn refuse(&mut self, code: &'static str, text: impl Into<String>) {
        self.note(Kind::Form(code), text.into());
    }

    /// Notes that there is nothing to show.
    pub fn empty(&mut self) {
        self.note(Kind::Empty, "nothing to show".to_owned());
    }

    /// Notes a rule of our own that is broken here.
    pub fn ours(&mut self, text: impl Into<String>) {
        self.note(Kind::Ours, text.into());
    }

    fn note(&mut self, kind: Kind, text: String) {
        self.problems.push(Problem { place: self.place.clone(), kind, text });
    }

    /// Runs a check on the value of a key, where it is given and not null.
    pub fn key(&mut self, object: &Value, key: &str, check: impl FnOnce(&mut Self, &Value)) {
        if let Some(value) = object.get(key).filter(|value| !value.is_null()) {
            self.place.push(key.to_owned());
            check(self, value);
            self.place.pop();
        }
    }

    /// As [`Checker::key`], for a key that must be there.
    pub fn required(&mut self, object: &Value, key: &str, check: impl FnOnce(&mut Self, &Value)) {
        if object.get(key).is_none_or(Value::is_null) {
            self.place.push(key.to_owned());
            self.refuse("BASE_TYPE_REQUIRED", "This field is required");
            self.place.pop();
        }
        self.key(object, key, check);
    }

    /// A list of so many items, each with a check of its own.
    pub fn list(&mut self, value: &Value, count: RangeInclusive<usize>, mut check: impl FnMut(&mut Self, &Value)) {
        let Some(items) = value.as_array() else {
            return self.refuse("BASE_TYPE_BAD_TYPE", "a list is needed");
        };
        if !count.contains(&items.len()) {
            let (least, most) = (count.start(), count.end());
            self.refuse(
                "BASE_TYPE_BAD_LENGTH",
                format!("Must be between {least} and {most} in length: {}.", items.len()),
            );
        }
        for (index, item) in items.iter().enumerate() {
            self.place.push(index.to_string());
            check(self, item);
            self.place.pop();
        }
    }

    /// A text of so many code points.
    pub fn text(&mut self, value: &Value, length: RangeInclusive<usize>) {
        let Some(text) = value.as_str() else {
            return self.refuse("BASE_TYPE_BAD_TYPE", "a text is needed");
        };
        let count = text.chars().count();
        if count > *length.end() {
            self.refuse("BASE_TYPE_MAX_LENGTH", format!("Must be {} or fewer in length: {count}.", length.end()));
        }
        if count < *length.start() {
            self.refuse("BASE_TYPE_REQUIRED", format!("Must be {} or more in length: {count}.", length.start()));
        }
    }

    /// An address with one of these schemes.
    pub fn url(&mut self, value: &Value, most: usize, schemes: &[&str]) {
        self.text(value, 1..=most);
        let scheme = value.as_str().and_then(|text| url::Url::parse(text).ok()).map(|url| url.scheme().to_owned());
        if !scheme.is_some_and(|scheme| schemes.contains(&scheme.as_str())) {
            self.refuse("URL_TYPE_INVALID_URL", format!("Not a well formed URL with one of {schemes:?}: {value}."));
        }
    }

    /// An object with no other keys than these.
    pub fn keys(&mut self, value: &Value, known: &[&str]) {
        let Some(object) = value.as_object() else {
            return self.refuse("BASE_TYPE_BAD_TYPE", "an object is needed");
        };
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            self.refuse("UNKNOWN_KEY", format!("`{key}` is not a key that Discord describes here"));
        }
    }

    /// Flags, all of which must be among these.
    pub fn flags(&mut self, value: &Value, allowed: u64) {
        match value.as_u64() {
            None => self.refuse("NUMBER_TYPE_COERCE", "a number is needed"),
            Some(flags) if flags & !allowed != 0 => {
                self.refuse("BITFIELD_INVALID", format!("the flags {:#b} cannot be set here", flags & !allowed));
            }
            Some(_) => {}
        }
    }
}

/// Notes the problems of a call, and refuses the call when Discord would.
pub fn accept(state: &mut State, call: &Call, problems: Vec<Problem>) -> Result<(), Refusal> {
    for Problem { place, text, .. } in &problems {
        state.violation(format!("{} {}: {}: {text}", call.method, call.path, place.join(".")));
    }
    if problems.iter().any(|problem| matches!(problem.kind, Kind::Empty)) {
        return Err(errors::EMPTY_MESSAGE);
    }
    let mut errors = json!({});
    for Problem { place, kind, text } in problems {
        if let Kind::Form(code) = kind {
            let here = place.iter().fold(&mut errors, |errors, key| &mut errors[key.as_str()]);
            here["_errors"] = json!([{"code": code, "message": text}]);
        }
    }
    if errors == json!({}) { Ok(()) } else { Err(errors::invalid_form(errors)) }
}
