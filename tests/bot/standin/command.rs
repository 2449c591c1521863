//! A command as a person fills it in, held against what is registered, as Discord's client does.

use serde_json::{Map, Value, json};

use super::id::Id;
use super::state::State;
use super::wire;

/// The command that all of ours stand under.
const ROOT: &str = "iom";

/// A command that a person is about to use.
#[derive(Clone, Debug)]
pub struct Command {
    /// The names from the root on: `["iom", "alerts", "add"]`.
    path: Vec<String>,
    options: Vec<(String, Value)>,
    pub user: Option<Id>,
    pub channel: Option<Id>,
    pub direct: bool,
    pub locale: String,
    /// Whether the client sends options without looking at their limits.
    careless: bool,
}

impl Command {
    /// The subcommand of `/iom` with this path, for example `alerts add`, used by the ordinary member in the general
    /// channel of the first guild, in English.
    pub fn new(path: &str) -> Self {
        let path = std::iter::once(ROOT).chain(path.split(' ')).map(str::to_owned).collect();
        Self {
            path,
            options: Vec::new(),
            user: None,
            channel: None,
            direct: false,
            locale: "en-US".to_owned(),
            careless: false,
        }
    }

    /// With an option: a text, number, truth value, or the id of a user, channel or role.
    pub fn option(mut self, name: &str, value: impl Into<Input>) -> Self {
        self.options.push((name.to_owned(), value.into().0));
        self
    }

    pub fn by(self, user: Id) -> Self {
        Self { user: Some(user), ..self }
    }

    pub fn in_channel(self, channel: Id) -> Self {
        Self { channel: Some(channel), ..self }
    }

    /// In the direct conversation with the bot.
    pub fn in_private(self) -> Self {
        Self { direct: true, ..self }
    }

    /// From a client that does not check what is filled in.
    pub fn careless(self) -> Self {
        Self { careless: true, ..self }
    }

    /// In the language of the asker's client.
    pub fn locale(self, locale: &str) -> Self {
        Self { locale: locale.to_owned(), ..self }
    }
}

/// What a person may put into an option.
pub struct Input(Value);

impl From<&str> for Input {
    fn from(text: &str) -> Self {
        Self(json!(text))
    }
}

impl From<i64> for Input {
    fn from(number: i64) -> Self {
        Self(json!(number))
    }
}

impl From<bool> for Input {
    fn from(truth: bool) -> Self {
        Self(json!(truth))
    }
}

impl From<Id> for Input {
    fn from(id: Id) -> Self {
        Self(json!(id))
    }
}

/// The data of a command, checked against what is registered.
pub fn data(state: &State, command: &Command, focused: Option<&str>) -> Value {
    let name = command.path.join(" ");
    let known = |among: &Value, name: &str| -> Option<Value> {
        among.as_array().into_iter().flatten().find(|entry| entry["name"] == name).cloned()
    };
    let find = |among: &Value, part: &str| known(among, part).unwrap_or_else(|| panic!("`/{name}` is not registered"));
    let root = find(&json!(state.commands), &command.path[0]);
    assert!(
        !command.direct || root["contexts"].as_array().is_none_or(|contexts| contexts.contains(&json!(1))),
        "`/{name}` is not registered for direct messages"
    );
    let levels: Vec<Value> = command.path[1..].iter().fold(vec![root.clone()], |mut levels, part| {
        let next = find(&levels[levels.len() - 1]["options"], part);
        levels.push(next);
        levels
    });
    let leaf = &levels[levels.len() - 1];
    let mut resolved = Map::new();
    let mut options = Vec::new();
    for (option, value) in &command.options {
        let entry = known(&leaf["options"], option).unwrap_or_else(|| panic!("`/{name}` has no option `{option}`"));
        let mut filled = json!({"name": option, "type": entry["type"], "value": value});
        if focused == Some(option) {
            assert_eq!(entry["autocomplete"], true, "option `{option}` of `/{name}` gives no suggestions");
            filled["focused"] = json!(true);
        } else if !command.careless {
            fits(&entry, value);
        }
        resolve(state, &entry, value, &mut resolved);
        options.push(filled);
    }
    for entry in leaf["options"].as_array().into_iter().flatten().filter(|entry| entry["required"] == true) {
        let given = command.options.iter().any(|(option, _)| entry["name"] == option.as_str());
        assert!(given || focused.is_some(), "`/{name}` needs the option {}", entry["name"]);
    }
    let nested = levels[1..].iter().rev().fold(options, |options, level| {
        vec![json!({"name": level["name"], "type": level["type"], "options": options})]
    });
    let mut data = json!({"id": root["id"], "name": root["name"], "type": 1, "options": nested});
    if !resolved.is_empty() {
        data["resolved"] = Value::Object(resolved);
    }
    data
}

/// What a client checks before it sends an option.
fn fits(entry: &Value, value: &Value) {
    let right = match entry["type"].as_u64() {
        Some(4) => value.is_i64(),
        Some(5) => value.is_boolean(),
        Some(10) => value.is_number(),
        _ => value.is_string(),
    };
    assert!(right, "{value} is not of the type of option {}", entry["name"]);
    let choices = entry["choices"].as_array().filter(|choices| !choices.is_empty());
    let chosen = choices.is_none_or(|choices| choices.iter().any(|choice| choice["value"] == *value));
    assert!(chosen, "{value} is not a choice of option {}", entry["name"]);
    let length = value.as_str().map_or(0, |text| text.chars().count() as u64);
    let within = entry["min_length"].as_u64().is_none_or(|least| length >= least)
        && length <= entry["max_length"].as_u64().unwrap_or(6_000);
    assert!(!value.is_string() || within, "{value} is too long or too short for option {}", entry["name"]);
}

/// Adds what an id in an option stands for.
fn resolve(state: &State, entry: &Value, value: &Value, resolved: &mut Map<String, Value>) {
    let Some(id) = value.as_str().and_then(|text| text.parse::<Id>().ok()) else { return };
    let (key, object) = match entry["type"].as_u64() {
        Some(6) => ("users", wire::user(state.user(id))),
        Some(7) => ("channels", wire::resolved_channel(state, id)),
        Some(8) => {
            let role = state.guilds.values().flat_map(|guild| &guild.roles).find(|role| role.id == id);
            ("roles", wire::role(role.expect("a role of the stand-in")))
        }
        _ => return,
    };
    resolved.entry(key).or_insert_with(|| json!({}))[id.to_string()] = object;
}
