//! Messages in channels: who may write there, nonces, edits.

use serde_json::{Map, Value};
use serenity::all::Permissions;

use super::check::{self, message::Kind};
use super::errors::{self, Refusal};
use super::id::Id;
use super::model::{Channel, ChannelKind, Message};
use super::rest::{Call, Done, Outcome};
use super::state::State;
use super::wire;

/// The most messages of one `GET`.
const PAGE: usize = 100;

pub fn channel(state: &State, channel: &str) -> Outcome {
    let channel = visible(state, channel)?;
    Ok(Done::with(wire::channel(channel, state)))
}

/// Opens the direct conversation with a user, the same one each time.
pub fn open_direct(state: &mut State, call: &Call) -> Outcome {
    let user = call.body.get("recipient_id").and_then(id).filter(|id| state.users.iter().any(|user| user.id == *id));
    let user = user.ok_or(errors::UNKNOWN_MEMBER)?;
    let channel = direct(state, user);
    Ok(Done::with(wire::channel(&state.channels[&channel], state)))
}

/// The direct conversation with a user.
pub fn direct(state: &mut State, user: Id) -> Id {
    let kind = ChannelKind::Direct(user);
    let known = state.channels.values().find(|channel| channel.kind == kind).map(|channel| channel.id);
    known.unwrap_or_else(|| {
        let id = state.ids.next();
        state.open(id, "direct", kind);
        id
    })
}

pub fn list(state: &State, call: &Call, channel: &str) -> Outcome {
    let channel = visible(state, channel)?;
    let number = |name| call.parameter(name).and_then(|value| value.parse::<u64>().ok());
    let (before, after) = (number("before"), number("after"));
    let limit = number("limit").map_or(50, |limit| limit as usize).min(PAGE);
    // Without this permission Discord gives an empty list, no error.
    if !state.permissions(channel, state.bot.id).contains(Permissions::READ_MESSAGE_HISTORY) {
        return Ok(Done::with(Value::Array(Vec::new())));
    }
    let asked = |message: &&Message| {
        message.channel == channel.id
            && before.is_none_or(|before| message.id.0 < before)
            && after.is_none_or(|after| message.id.0 > after)
    };
    let mut found: Vec<&Message> = state.messages.values().filter(asked).collect();
    // With `after`, the page holds the oldest ones; it is given newest first all the same.
    let surplus = found.len().saturating_sub(limit);
    if after.is_some() {
        found.truncate(limit);
    } else {
        found.drain(..surplus);
    }
    Ok(Done::with(found.into_iter().rev().map(|message| wire::message(message, state)).collect()))
}

pub fn get(state: &State, channel: &str, id: &str) -> Outcome {
    let id = known(state, channel, id)?;
    Ok(Done::with(wire::message(&state.messages[&id], state)))
}

pub fn create(state: &mut State, call: &Call, channel: &str) -> Outcome {
    let channel = writable(state, channel, &call.body)?.id;
    check::accept(state, call, check::message::check(&call.body, Kind::New))?;
    let nonce = call.body.get("nonce").filter(|nonce| !nonce.is_null()).map(Value::to_string);
    let enforced = call.body.get("enforce_nonce") == Some(&Value::Bool(true));
    let key = nonce.map(|nonce| (channel, nonce));
    if let Some(sent) = key.as_ref().filter(|_| enforced).and_then(|key| state.nonces.get(key)) {
        let sent = state.messages.get(sent).ok_or(errors::UNKNOWN_MESSAGE)?;
        return Ok(Done::with(wire::message(sent, state)));
    }
    let id = write(state, channel, body(&call.body), None);
    if let Some(key) = key {
        state.nonces.insert(key, id);
    }
    Ok(Done::with(wire::message(&state.messages[&id], state)))
}

pub fn edit(state: &mut State, call: &Call, channel: &str, id: &str) -> Outcome {
    writable(state, channel, &call.body)?;
    let id = known(state, channel, id)?;
    check::accept(state, call, check::message::check(&call.body, Kind::Edit))?;
    rewrite(state, id, &call.body);
    Ok(Done::with(wire::message(&state.messages[&id], state)))
}

pub fn delete(state: &mut State, channel: &str, id: &str) -> Outcome {
    let id = known(state, channel, id)?;
    state.messages.remove(&id);
    Ok(Done::NOTHING)
}

/// Adds a message of the bot.
pub fn write(state: &mut State, channel: Id, body: Map<String, Value>, reply_to: Option<Id>) -> Id {
    let id = state.ids.next();
    let message = Message { id, channel, body, reply_to, loading: false, edited: false, read: false };
    state.messages.insert(id, message);
    id
}

/// Changes the parts of a message that an edit names.
pub fn rewrite(state: &mut State, id: Id, edit: &Value) {
    let message = state.messages.get_mut(&id).expect("a message that was looked up");
    message.edited = !message.loading;
    message.loading = false;
    message.read = false;
    let kept = message.body.get("flags").cloned();
    message.body.extend(body(edit));
    if let Some(flags) = kept {
        message.body.insert("flags".to_owned(), flags);
    }
}

/// The keys of a request's body.
pub fn body(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn id(value: &Value) -> Option<Id> {
    value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_u64().map(Id))
}

fn visible<'s>(state: &'s State, channel: &str) -> Result<&'s Channel, Refusal> {
    let channel = channel.parse().ok().and_then(|id: Id| state.channels.get(&id)).ok_or(errors::UNKNOWN_CHANNEL)?;
    let held = state.permissions(channel, state.bot.id);
    if held.contains(Permissions::VIEW_CHANNEL) { Ok(channel) } else { Err(errors::MISSING_ACCESS) }
}

/// The channel, when the bot may write this body there.
fn writable<'s>(state: &'s State, channel: &str, body: &Value) -> Result<&'s Channel, Refusal> {
    let channel = visible(state, channel)?;
    let mut needed = Permissions::SEND_MESSAGES;
    if body.get("embeds").and_then(Value::as_array).is_some_and(|embeds| !embeds.is_empty()) {
        needed |= Permissions::EMBED_LINKS;
    }
    if state.permissions(channel, state.bot.id).contains(needed) {
        Ok(channel)
    } else {
        Err(errors::MISSING_PERMISSIONS)
    }
}

fn known(state: &State, channel: &str, id: &str) -> Result<Id, Refusal> {
    let channel = visible(state, channel)?;
    let message = id.parse().ok().and_then(|id: Id| state.messages.get(&id));
    message.filter(|message| message.channel == channel.id).map(|message| message.id).ok_or(errors::UNKNOWN_MESSAGE)
}
