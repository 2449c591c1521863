//! A message as a person sees it.

use std::time::Duration;

use serde_json::Value;

use super::id::Id;
use super::model::Message;
use super::wire::EPHEMERAL;

/// A message or a reply, as it stands now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The message; 0 for a reply without one.
    pub id: u64,
    /// Whether only the asker sees it.
    pub private: bool,
    /// Whether the asker first saw 'is thinking'.
    pub deferred: bool,
    /// Whether it says something else than it did at first.
    pub edited: bool,
    pub content: String,
    pub embeds: Vec<Embed>,
    pub buttons: Vec<Button>,
    /// The messages that came after the reply.
    pub follow_ups: Vec<Shown>,
    /// From the interaction to its callback.
    pub callback_after: Duration,
    /// The message as it was sent.
    pub raw: Value,
}

/// A framed block of a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Embed {
    pub title: String,
    pub url: String,
    pub description: String,
    /// Name and value.
    pub fields: Vec<(String, String)>,
    pub footer: String,
}

/// A button below a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Button {
    pub label: String,
    /// Where it leads; empty for a button that tells the bot.
    pub url: String,
    pub custom_id: String,
    pub disabled: bool,
}

impl Shown {
    pub fn of(message: &Message) -> Self {
        let raw = Value::Object(message.body.clone());
        let rows = items(&raw["components"]).flat_map(|row| items(&row["components"]));
        Self {
            id: message.id.0,
            private: raw["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0,
            edited: message.edited,
            content: text(&raw["content"]),
            embeds: items(&raw["embeds"]).map(embed).collect(),
            buttons: rows.filter(|part| part["type"] == 2).map(button).collect(),
            raw: raw.clone(),
            ..Self::default()
        }
    }

    pub fn id(&self) -> Id {
        Id(self.id)
    }

    /// All that can be read, one piece a line, from top to bottom.
    pub fn text(&self) -> String {
        let mut lines = vec![self.content.as_str()];
        for embed in &self.embeds {
            lines.extend([embed.title.as_str(), &embed.description]);
            lines.extend(embed.fields.iter().flat_map(|(name, value)| [name.as_str(), value]));
            lines.push(&embed.footer);
        }
        lines.extend(self.buttons.iter().map(|button| button.label.as_str()));
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// The button with this label.
    pub fn button(&self, label: &str) -> &Button {
        let found = self.buttons.iter().find(|button| button.label == label);
        found.unwrap_or_else(|| panic!("no button `{label}` among {:?}", self.buttons))
    }
}

/// Markdown as it is displayed, as far as escapes go: a backslash before anything but a letter, digit or space is not seen.
pub fn plain(markdown: &str) -> String {
    let mut plain = String::new();
    let mut rest = markdown.chars();
    while let Some(character) = rest.next() {
        let escaped = rest.as_str().starts_with(|next: char| !next.is_ascii_alphanumeric() && !next.is_whitespace());
        let shown = if character == '\\' && escaped { rest.next() } else { Some(character) };
        plain.extend(shown);
    }
    plain
}

fn embed(embed: &Value) -> Embed {
    Embed {
        title: text(&embed["title"]),
        url: text(&embed["url"]),
        description: text(&embed["description"]),
        fields: items(&embed["fields"]).map(|field| (text(&field["name"]), text(&field["value"]))).collect(),
        footer: text(&embed["footer"]["text"]),
    }
}

fn button(button: &Value) -> Button {
    Button {
        label: text(&button["label"]),
        url: text(&button["url"]),
        custom_id: text(&button["custom_id"]),
        disabled: button["disabled"] == true,
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
