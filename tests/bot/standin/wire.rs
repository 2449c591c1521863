//! The model as Discord writes it: every JSON object that a client of ours may read.

use serde_json::{Map, Value, json};
use serenity::all::Permissions;

use super::id::Id;
use super::model::{Channel, ChannelKind, Guild, Interaction, Member, Message, Role, Target, User};
use super::state::State;

/// The message flag of a reply that only the asker sees.
pub const EPHEMERAL: u64 = 1 << 6;
/// The message flag of a reply that is not written yet.
const LOADING: u64 = 1 << 7;

/// When things that always were there began.
const JOINED: &str = "2020-01-01T00:00:00.000000+00:00";

pub fn user(user: &User) -> Value {
    json!({
        "id": user.id, "username": user.name, "global_name": user.name, "discriminator": "0", "avatar": null,
        "bot": user.bot, "public_flags": 0, "flags": 0,
    })
}

pub fn member(member: &Member) -> Value {
    json!({
        "user": user(&member.user), "nick": null, "avatar": null, "banner": null, "roles": member.roles,
        "joined_at": JOINED, "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
        "communication_disabled_until": null,
    })
}

pub fn role(role: &Role) -> Value {
    json!({
        "id": role.id, "name": role.name, "permissions": bits(role.permissions), "position": 0, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null},
        "hoist": false, "icon": null, "unicode_emoji": null, "managed": false, "mentionable": false, "flags": 0,
    })
}

pub fn bits(permissions: Permissions) -> String {
    permissions.bits().to_string()
}

pub fn channel(channel: &Channel, state: &State) -> Value {
    if let ChannelKind::Direct(with) = channel.kind {
        let with = state.user(with);
        return json!({
            "id": channel.id, "type": channel.kind.number(), "last_message_id": null, "recipients": [user(with)],
        });
    }
    let overwrites: Vec<Value> = channel
        .overwrites
        .iter()
        .map(|overwrite| {
            let (kind, id) = match overwrite.target {
                Target::Role(id) => (0, id),
                Target::Member(id) => (1, id),
            };
            json!({"id": id, "type": kind, "allow": bits(overwrite.allow), "deny": bits(overwrite.deny)})
        })
        .collect();
    json!({
        "id": channel.id, "guild_id": channel.guild(), "type": channel.kind.number(), "name": channel.name,
        "position": 0, "permission_overwrites": overwrites, "nsfw": false, "topic": null, "parent_id": null,
        "last_message_id": null, "rate_limit_per_user": 0, "flags": 0,
    })
}

/// A guild as `GET /guilds/{id}` gives it.
pub fn guild(guild: &Guild) -> Value {
    json!({
        "id": guild.id, "name": guild.name, "owner_id": guild.owner, "preferred_locale": guild.locale,
        "roles": guild.roles.iter().map(role).collect::<Vec<_>>(), "emojis": [], "stickers": [], "features": [],
        "icon": null, "splash": null, "discovery_splash": null, "banner": null, "description": null,
        "afk_channel_id": null, "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
        "explicit_content_filter": 0, "mfa_level": 0, "application_id": null, "system_channel_id": null,
        "system_channel_flags": 0, "rules_channel_id": null, "public_updates_channel_id": null,
        "safety_alerts_channel_id": null, "vanity_url_code": null, "premium_tier": 0,
        "premium_subscription_count": 0, "premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0,
        "max_members": 500_000, "region": "deprecated",
    })
}

/// A guild as the event `GUILD_CREATE` gives it: with its channels, and with the bot as its only known member.
pub fn guild_create(state: &State, guild: &Guild) -> Value {
    let mut event = self::guild(guild);
    let channels = state.channels.values().filter(|channel| channel.guild() == Some(guild.id));
    let extra = json!({
        "joined_at": JOINED, "large": false, "unavailable": false, "member_count": guild.members.len(),
        "members": guild.member(state.bot.id).map(member).into_iter().collect::<Vec<_>>(),
        "channels": channels.map(|channel| self::channel(channel, state)).collect::<Vec<_>>(),
        "voice_states": [], "threads": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
        "soundboard_sounds": [],
    });
    merge(&mut event, extra);
    event
}

pub fn message(message: &Message, state: &State) -> Value {
    let given =
        |key: &str, absent: Value| message.body.get(key).filter(|value| !value.is_null()).cloned().unwrap_or(absent);
    let mut flags = given("flags", json!(0)).as_u64().unwrap_or_default();
    if message.loading {
        flags |= LOADING;
    }
    let mut embeds = given("embeds", json!([]));
    for embed in embeds.as_array_mut().into_iter().flatten() {
        embed["type"] = json!("rich");
    }
    let mut whole = json!({
        "id": message.id, "channel_id": message.channel, "author": user(&state.bot), "type": 0, "tts": false,
        "content": given("content", json!("")), "embeds": embeds, "components": given("components", json!([])),
        "flags": flags, "timestamp": message.id.time(), "edited_timestamp": message.edited.then(|| message.id.time()), "pinned": false,
        "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [],
    });
    if let Some(nonce) = message.body.get("nonce") {
        whole["nonce"] = nonce.clone();
    }
    if message.reply_to.is_some() {
        merge(&mut whole, json!({"type": 20, "application_id": state.application, "webhook_id": state.application}));
    }
    whole
}

/// The bot's own application.
pub fn application(state: &State) -> Value {
    json!({
        "id": state.application, "name": state.bot.name, "icon": null, "description": "", "summary": "",
        "bot_public": true, "bot_require_code_grant": false, "verify_key": "00", "team": null, "flags": 0,
        "owner": user(state.user(state.home.owner)), "bot": user(&state.bot), "integration_types_config": {},
        "approximate_guild_count": state.guilds.len(), "redirect_uris": [], "interactions_endpoint_url": null,
    })
}

/// The parts that all kinds of interaction share; `data` is what the person did.
pub fn interaction(state: &State, interaction: &Interaction, kind: u8, by: &By<'_>, data: Value) -> Value {
    let channel = &state.channels[&interaction.channel];
    let app_permissions = state.permissions(channel, state.bot.id);
    let mut whole = json!({
        "id": interaction.id, "application_id": state.application, "type": kind, "data": data, "version": 1,
        "token": interaction.token, "channel_id": channel.id, "channel": self::channel(channel, state),
        "app_permissions": bits(app_permissions), "locale": by.locale, "entitlements": [],
        "attachment_size_limit": 10_485_760,
    });
    let place = match channel.guild().map(|guild| state.guild(guild)) {
        Some(guild) => {
            let mut member = member(guild.member(by.user).expect("a member of the guild"));
            member["permissions"] = json!(bits(state.permissions(channel, by.user)));
            json!({
                "member": member, "guild_id": guild.id, "guild_locale": guild.locale, "context": 0,
                "guild": {"id": guild.id, "locale": guild.locale, "features": []},
                "authorizing_integration_owners": {"0": guild.id},
            })
        }
        None => json!({
            "user": user(state.user(by.user)), "context": 1,
            "authorizing_integration_owners": {"0": "0"},
        }),
    };
    merge(&mut whole, place);
    whole
}

/// Who acts, and in which language.
pub struct By<'a> {
    pub user: Id,
    pub locale: &'a str,
}

fn merge(into: &mut Value, from: Value) {
    let from: Map<String, Value> = serde_json::from_value(from).expect("an object");
    into.as_object_mut().expect("an object").extend(from);
}

/// A channel as the option of a command shows it: with what the asker and the bot may do there.
pub fn resolved_channel(state: &State, id: Id) -> Value {
    let known = &state.channels[&id];
    let mut whole = channel(known, state);
    whole["app_permissions"] = json!(bits(state.permissions(known, state.bot.id)));
    whole["permissions"] = json!(bits(state.permissions(known, state.home.member)));
    whole
}
