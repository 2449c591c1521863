//! Discord's routes, as serenity 0.12.5 calls them: one line each.

use serde_json::{Value, json};

use super::errors::{self, Refusal};
use super::id::Id;
use super::rest::{Call, Done, Outcome};
use super::state::State;
use super::{commands, interactions, messages, wire};

/// Serves a call; `path` is its path in parts, without `/api/v10`.
pub fn serve(state: &mut State, call: &Call, path: &[&str]) -> Outcome {
    match (call.method.as_str(), path) {
        ("GET", ["gateway"]) => Ok(Done::with(json!({"url": state.gateway.url}))),
        ("GET", ["gateway", "bot"]) => Ok(Done::with(state.gateway.advice())),
        ("GET", ["users", "@me"]) => Ok(Done::with(wire::user(&state.bot))),
        ("POST", ["users", "@me", "channels"]) => messages::open_direct(state, call),
        ("GET", ["oauth2", "applications", "@me"] | ["applications", "@me"]) => {
            Ok(Done::with(wire::application(state)))
        }
        ("GET", ["applications", app, "commands"]) => commands::list(state, app),
        ("PUT", ["applications", app, "commands"]) => commands::overwrite(state, call, app),
        ("GET", ["guilds", guild]) => known_guild(state, guild).map(|guild| Done::with(wire::guild(guild))),
        ("GET", ["guilds", guild, "roles"]) => {
            known_guild(state, guild).map(|guild| Done::with(guild.roles.iter().map(wire::role).collect()))
        }
        ("GET", ["guilds", guild, "channels"]) => channels(state, guild),
        ("GET", ["guilds", guild, "members", user]) => member(state, guild, user),
        ("GET", ["channels", channel]) => messages::channel(state, channel),
        ("GET", ["channels", channel, "messages"]) => messages::list(state, call, channel),
        ("POST", ["channels", channel, "messages"]) => messages::create(state, call, channel),
        ("GET", ["channels", channel, "messages", id]) => messages::get(state, channel, id),
        ("PATCH", ["channels", channel, "messages", id]) => messages::edit(state, call, channel, id),
        ("DELETE", ["channels", channel, "messages", id]) => messages::delete(state, channel, id),
        ("POST", ["interactions", id, token, "callback"]) => interactions::callback(state, call, id, token),
        ("POST", ["webhooks", app, token]) => interactions::follow_up(state, call, app, token),
        ("GET", ["webhooks", app, token, "messages", id]) => interactions::get(state, app, token, id),
        ("PATCH", ["webhooks", app, token, "messages", id]) => interactions::edit(state, call, app, token, id),
        ("DELETE", ["webhooks", app, token, "messages", id]) => interactions::delete(state, app, token, id),
        (method, _) => {
            state.violation(format!("{method} {}: the stand-in has no such route", call.path));
            Err(errors::NO_ROUTE)
        }
    }
}

/// The bucket of a call: a name for the route, and the resource that it is counted for.
pub fn bucket<'p>(method: &str, path: &[&'p str]) -> (&'static str, &'p str) {
    match (method, path) {
        ("POST", ["channels", channel, "messages"]) => ("POST channels/messages", channel),
        ("PATCH", ["channels", channel, "messages", _]) => ("PATCH channels/messages", channel),
        ("DELETE", ["channels", channel, "messages", _]) => ("DELETE channels/messages", channel),
        (_, ["channels", channel, ..]) => ("channels", channel),
        (_, ["guilds", guild, ..]) => ("guilds", guild),
        (_, ["applications", ..]) => ("applications", ""),
        (_, ["interactions", _, token, ..]) => ("interactions", token),
        (_, ["webhooks", _, token, ..]) => ("webhooks", token),
        _ => ("others", ""),
    }
}

fn known_guild<'s>(state: &'s State, guild: &str) -> Result<&'s super::model::Guild, Refusal> {
    let guild = guild.parse::<Id>().ok().and_then(|id| state.guilds.get(&id)).ok_or(errors::UNKNOWN_GUILD)?;
    guild.member(state.bot.id).map(|_| guild).ok_or(errors::UNKNOWN_GUILD)
}

/// Discord lists all channels of a guild, also those that the bot cannot see.
fn channels(state: &State, guild: &str) -> Outcome {
    let guild = known_guild(state, guild)?;
    let channels = state.channels.values().filter(|channel| channel.guild() == Some(guild.id));
    Ok(Done::with(channels.map(|channel| wire::channel(channel, state)).collect::<Value>()))
}

fn member(state: &State, guild: &str, user: &str) -> Outcome {
    let guild = known_guild(state, guild)?;
    let member = user.parse().ok().and_then(|user| guild.member(user)).ok_or(errors::UNKNOWN_MEMBER)?;
    Ok(Done::with(wire::member(member)))
}
