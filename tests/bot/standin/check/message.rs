//! Rules for messages, replies and edits.

use serde_json::Value;

use super::{Checker, Problem, components, embeds};

const SUPPRESS_EMBEDS: u64 = 1 << 2;
const EPHEMERAL: u64 = 1 << 6;
const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;

/// Where a body of a message goes to; each place has its own keys and flags.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A message in a channel.
    New,
    /// An edit of a message in a channel.
    Edit,
    /// The data of a callback with a message, and a follow-up.
    Reply,
    /// The data of a callback that changes the message with the button.
    Update,
    /// An edit of a reply.
    EditReply,
}

impl Kind {
    /// The keys that Discord's description gives, without those that say where a webhook posts.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::New => &[
                "content",
                "embeds",
                "allowed_mentions",
                "components",
                "flags",
                "attachments",
                "tts",
                "sticker_ids",
                "poll",
                "message_reference",
                "nonce",
                "enforce_nonce",
                "shared_client_theme",
            ],
            Self::Edit => {
                &["content", "embeds", "allowed_mentions", "components", "flags", "attachments", "sticker_ids"]
            }
            Self::Reply => {
                &["content", "embeds", "allowed_mentions", "components", "flags", "attachments", "tts", "poll"]
            }
            Self::Update => &["content", "embeds", "allowed_mentions", "components", "flags", "attachments"],
            Self::EditReply => &["content", "embeds", "allowed_mentions", "components", "flags", "attachments", "poll"],
        }
    }

    fn flags(self) -> u64 {
        match self {
            Self::New => SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS,
            Self::Reply => SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | EPHEMERAL,
            Self::Edit | Self::Update | Self::EditReply => SUPPRESS_EMBEDS,
        }
    }

    /// Whether the body makes a message, rather than changing one.
    fn is_whole(self) -> bool {
        matches!(self, Self::New | Self::Reply)
    }
}

/// The problems of a body.
pub fn check(body: &Value, kind: Kind) -> Vec<Problem> {
    let mut checker = Checker::default();
    parts(&mut checker, body, kind);
    checker.into_problems()
}

/// Checks the parts of a message, wherever in a body it stands.
pub fn parts(checker: &mut Checker, body: &Value, kind: Kind) {
    checker.keys(body, kind.keys());
    checker.key(body, "content", |checker, content| checker.text(content, 0..=2_000));
    checker.key(body, "embeds", embeds::check);
    checker.key(body, "components", components::check);
    checker.key(body, "flags", |checker, flags| checker.flags(flags, kind.flags()));
    for key in ["attachments", "sticker_ids", "poll"] {
        checker.key(body, key, |checker, value| {
            if value.as_array().is_none_or(|list| !list.is_empty()) {
                checker.ours("the bot sends neither files nor stickers nor polls");
            }
        });
    }
    nonce(checker, body);
    mentions(checker, body);
    let given = |key: &str| match &body[key] {
        Value::String(text) => Some(!text.trim().is_empty()),
        Value::Array(list) => Some(!list.is_empty()),
        _ => None,
    };
    let parts = ["content", "embeds", "components"].map(given);
    let emptied = !kind.is_whole() && parts.iter().all(|part| *part == Some(false));
    if (kind.is_whole() || emptied) && !parts.contains(&Some(true)) {
        checker.empty();
    }
}

fn nonce(checker: &mut Checker, body: &Value) {
    checker.key(body, "nonce", |checker, nonce| {
        if !nonce.is_i64() {
            checker.text(nonce, 1..=25);
        }
    });
    if body["enforce_nonce"] == Value::Bool(true) && body["nonce"].is_null() {
        checker.ours("`enforce_nonce` without a nonce does nothing");
    }
}

/// Our rule: every message says that nothing in its text mentions anybody; single roles and users may be named.
fn mentions(checker: &mut Checker, body: &Value) {
    if body["allowed_mentions"]["parse"].as_array().is_none_or(|parse| !parse.is_empty()) {
        checker.ours("`allowed_mentions` must hold `parse: []`");
    }
    checker.key(body, "allowed_mentions", |checker, mentions| {
        checker.keys(mentions, &["parse", "users", "roles", "replied_user"]);
        for key in ["users", "roles"] {
            checker.key(mentions, key, |checker, ids| checker.list(ids, 0..=100, |_, _| ()));
        }
    });
}
