//! Everything that the stand-in remembers, and the first guild that every test finds.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use serenity::all::Permissions;

use super::faults::Faults;
use super::gateway::Gateway;
use super::id::{Id, Ids};
use super::limits::Limits;
use super::model::{Channel, ChannelKind, Guild, Interaction, Member, Message, Role, User};
use super::permissions;
use super::rest::Recorded;

/// The bot's token.
pub const TOKEN: &str = "stand-in.token.of-no-value";

/// What a new guild lets everyone do.
const EVERYONE: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::USE_APPLICATION_COMMANDS);

/// The guild that is there from the start, by its ids.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    pub guild: Id,
    /// An ordinary channel.
    pub general: Id,
    /// An announcement channel.
    pub news: Id,
    /// Owns the guild: may do everything.
    pub owner: Id,
    /// Holds a role with Manage Server.
    pub admin: Id,
    /// An ordinary member.
    pub member: Id,
    /// The role that the bot got when it was invited.
    pub bot_role: Id,
}

/// Discord, as far as the bot can tell.
pub struct State {
    pub application: Id,
    pub bot: User,
    pub home: Home,
    pub users: Vec<User>,
    pub guilds: BTreeMap<Id, Guild>,
    pub channels: BTreeMap<Id, Channel>,
    pub messages: BTreeMap<Id, Message>,
    /// By channel and nonce, the message that was sent under it.
    pub nonces: HashMap<(Id, String), Id>,
    /// The global commands, as registered, with ids.
    pub commands: Vec<Value>,
    pub interactions: BTreeMap<Id, Interaction>,
    pub gateway: Gateway,
    pub limits: Limits,
    pub faults: Faults,
    /// Every REST request that arrived.
    pub requests: Vec<Recorded>,
    /// What the bot did that Discord's rules or ours forbid.
    pub violations: Vec<String>,
    /// Why the bot is gone although nobody stopped it.
    pub crash: Option<String>,
    /// What the bot wrote to its log.
    pub log: String,
    pub ids: Ids,
}

impl State {
    pub fn new(gateway_url: String) -> Self {
        let mut ids = Ids::default();
        let application = ids.next();
        let guild = ids.next();
        let home = Home {
            guild,
            general: ids.next(),
            news: ids.next(),
            owner: ids.next(),
            admin: ids.next(),
            member: ids.next(),
            bot_role: ids.next(),
        };
        let user = |id, name: &str| User { id, name: name.to_owned(), bot: id == application };
        let mut state = Self {
            application,
            bot: user(application, "iom-bot"),
            home,
            users: vec![user(home.owner, "olga"), user(home.admin, "adwoa"), user(home.member, "miguel")],
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: BTreeMap::new(),
            nonces: HashMap::new(),
            commands: Vec::new(),
            interactions: BTreeMap::new(),
            gateway: Gateway::new(gateway_url),
            limits: Limits::default(),
            faults: Faults::default(),
            requests: Vec::new(),
            violations: Vec::new(),
            crash: None,
            log: String::new(),
            ids,
        };
        state.users.push(state.bot.clone());
        state.found(guild, "Job seekers", home.owner, home.bot_role);
        let managers =
            Role { id: state.ids.next(), name: "managers".to_owned(), permissions: Permissions::MANAGE_GUILD };
        state.join(guild, home.admin, vec![managers.id]);
        state.join(guild, home.member, Vec::new());
        state.guild_mut(guild).roles.push(managers);
        state.open(home.general, "general", ChannelKind::Text(guild));
        state.open(home.news, "news", ChannelKind::Announcement(guild));
        state
    }

    /// Adds a guild with its owner and the bot in it.
    pub fn found(&mut self, id: Id, name: &str, owner: Id, bot_role: Id) {
        let everyone = Role { id, name: "@everyone".to_owned(), permissions: EVERYONE };
        let ours = Role { id: bot_role, name: "iom-bot".to_owned(), permissions: EVERYONE };
        let roles = vec![everyone, ours];
        let guild = Guild { id, name: name.to_owned(), owner, locale: "en-US".to_owned(), roles, members: Vec::new() };
        self.guilds.insert(id, guild);
        self.join(id, owner, Vec::new());
        self.join(id, self.bot.id, vec![bot_role]);
    }

    pub fn join(&mut self, guild: Id, user: Id, roles: Vec<Id>) {
        let user = self.user(user).clone();
        self.guild_mut(guild).members.push(Member { user, roles });
    }

    pub fn open(&mut self, id: Id, name: &str, kind: ChannelKind) {
        self.channels.insert(id, Channel { id, name: name.to_owned(), kind, overwrites: Vec::new() });
    }

    pub fn user(&self, id: Id) -> &User {
        self.users.iter().find(|user| user.id == id).expect("a user of the stand-in")
    }

    pub fn guild(&self, id: Id) -> &Guild {
        &self.guilds[&id]
    }

    pub fn guild_mut(&mut self, id: Id) -> &mut Guild {
        self.guilds.get_mut(&id).expect("a guild of the stand-in")
    }

    pub fn channel_mut(&mut self, id: Id) -> &mut Channel {
        self.channels.get_mut(&id).expect("a channel of the stand-in")
    }

    /// What `user` may do in `channel`.
    pub fn permissions(&self, channel: &Channel, user: Id) -> Permissions {
        match channel.guild() {
            Some(guild) => permissions::in_channel(self.guild(guild), channel, user),
            None => EVERYONE,
        }
    }

    /// Notes something that must not happen; the test fails when it ends.
    pub fn violation(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }
}
