//! What Discord is made of, as far as the bot can tell: guilds, people, channels, messages, interactions.

use std::time::Instant;

use serde_json::{Map, Value};
use serenity::all::Permissions;

use super::id::Id;

/// Somebody on Discord.
#[derive(Clone, Debug)]
pub struct User {
    pub id: Id,
    pub name: String,
    pub bot: bool,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Guild {
    pub id: Id,
    pub name: String,
    pub owner: Id,
    pub locale: String,
    /// The first is `@everyone`, whose id is the guild's.
    pub roles: Vec<Role>,
    pub members: Vec<Member>,
}

impl Guild {
    pub fn member(&self, user: Id) -> Option<&Member> {
        self.members.iter().find(|member| member.user.id == user)
    }

    pub fn role_mut(&mut self, role: Id) -> &mut Role {
        self.roles.iter_mut().find(|known| known.id == role).expect("a role of this guild")
    }
}

/// A set of permissions that members of a guild hold together.
#[derive(Clone, Debug)]
pub struct Role {
    pub id: Id,
    pub name: String,
    pub permissions: Permissions,
}

/// A user in a guild.
#[derive(Clone, Debug)]
pub struct Member {
    pub user: User,
    pub roles: Vec<Id>,
}

/// A channel of a guild, or a direct conversation.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: Id,
    pub name: String,
    pub kind: ChannelKind,
    pub overwrites: Vec<Overwrite>,
}

/// Where a channel is, and what it is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ChannelKind {
    /// An ordinary channel of the guild.
    Text(Id),
    /// A channel of the guild that others can follow.
    Announcement(Id),
    /// A conversation of the bot with this user.
    Direct(Id),
}

impl ChannelKind {
    /// Discord's number for it.
    pub fn number(self) -> u8 {
        match self {
            Self::Text(_) => 0,
            Self::Direct(_) => 1,
            Self::Announcement(_) => 5,
        }
    }
}

impl Channel {
    pub fn guild(&self) -> Option<Id> {
        match self.kind {
            ChannelKind::Text(guild) | ChannelKind::Announcement(guild) => Some(guild),
            ChannelKind::Direct(_) => None,
        }
    }
}

/// What a channel changes in the permissions of a role or a member.
#[derive(Clone, Copy, Debug)]
pub struct Overwrite {
    pub target: Target,
    pub allow: Permissions,
    pub deny: Permissions,
}

/// Whom an overwrite is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Target {
    Role(Id),
    Member(Id),
}

/// A message of the bot: one that it posted, or a reply to an interaction.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: Id,
    pub channel: Id,
    /// The keys of the request that wrote it, brought up to date by edits.
    pub body: Map<String, Value>,
    /// The interaction that it replies to.
    pub reply_to: Option<Id>,
    /// Whether an edit has been promised: it shows 'is thinking', or its button was taken note of.
    pub loading: bool,
    pub edited: bool,
    /// Whether the test has read it as it stands now.
    pub read: bool,
}

/// Something that a person did with the bot, and what the bot has answered so far.
#[derive(Clone, Debug)]
pub struct Interaction {
    pub id: Id,
    pub token: String,
    pub channel: Id,
    /// The message whose button was pressed.
    pub message: Option<Id>,
    pub autocomplete: bool,
    pub answer: Option<Answer>,
    /// The message at `@original`, unless it was deleted.
    pub original: Option<Id>,
    pub follow_ups: Vec<Id>,
    /// Whether its token is no longer valid, as Discord's is after 3 s without a callback or after 15 minutes.
    pub expired: bool,
    pub sent: Instant,
    pub answered: Option<Instant>,
}

/// The callback of an interaction.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// A message, at once.
    Message,
    /// 'is thinking': the message comes later, as an edit.
    Deferred,
    /// The message with the button was changed.
    Update,
    /// The message with the button will be changed.
    DeferredUpdate,
    /// Suggestions for an option: name and value.
    Choices(Vec<(String, Value)>),
}
