//! What the bot says on the gateway, and what the gateway answers.

use serde_json::{Value, json};

use super::{Order, Session};
use crate::standin::state::{State, TOKEN};
use crate::standin::wire;

pub const DISPATCH: u8 = 0;
const HEARTBEAT: u64 = 1;
const IDENTIFY: u64 = 2;
const PRESENCE: u64 = 3;
const RESUME: u64 = 6;
pub const RECONNECT: u8 = 7;
pub const INVALID_SESSION: u8 = 9;
const HELLO: u8 = 10;
const HEARTBEAT_ACK: u8 = 11;

const UNKNOWN_OPCODE: u16 = 4001;
const DECODE_ERROR: u16 = 4002;
const NOT_AUTHENTICATED: u16 = 4003;
const AUTHENTICATION_FAILED: u16 = 4004;
const ALREADY_AUTHENTICATED: u16 = 4005;
const INVALID_SEQUENCE: u16 = 4007;
const INVALID_SHARD: u16 = 4010;
const DISALLOWED_INTENTS: u16 = 4014;

/// The largest payload that Discord accepts, in bytes.
const PAYLOAD_LIMIT: usize = 4_096;

/// Guild members, presences and the content of messages.
const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;
const GUILDS: u64 = 1;

pub fn hello(state: &State) -> Value {
    json!({"op": HELLO, "s": null, "t": null, "d": {"heartbeat_interval": state.gateway.heartbeat.as_millis() as u64}})
}

/// Takes in one payload that arrived on a connection.
pub fn receive(state: &mut State, wire: usize, text: &str) {
    let payload = serde_json::from_str::<Value>(text).ok().filter(|_| text.len() <= PAYLOAD_LIMIT);
    let Some(payload) = payload else {
        state.violation(format!("gateway: a payload of {} bytes that is too long or not JSON", text.len()));
        return state.gateway.tell(wire, Order::Close(DECODE_ERROR));
    };
    let known = state.gateway.sessions.iter().any(|session| session.wire == Some(wire));
    let data = &payload["d"];
    let refused = match payload["op"].as_u64() {
        Some(HEARTBEAT) => {
            state.gateway.heartbeats += 1;
            state.gateway.tell(wire, Order::Send(json!({"op": HEARTBEAT_ACK, "s": null, "t": null, "d": null})));
            return;
        }
        Some(IDENTIFY | RESUME) if known => Some(ALREADY_AUTHENTICATED),
        Some(IDENTIFY | RESUME) if !is_ours(&data["token"]) => Some(AUTHENTICATION_FAILED),
        Some(IDENTIFY) => identify(state, wire, data).err(),
        Some(RESUME) => resume(state, wire, data).err(),
        Some(PRESENCE) if !known => Some(NOT_AUTHENTICATED),
        Some(PRESENCE) => None,
        _ => Some(UNKNOWN_OPCODE),
    };
    if let Some(code) = refused {
        if code != AUTHENTICATION_FAILED && code != INVALID_SEQUENCE {
            state.violation(format!("gateway: refused with {code}: {}", payload["op"]));
        }
        state.gateway.tell(wire, Order::Close(code));
    }
}

/// Discord takes the token with and without the prefix of the REST API; serenity sends it with the prefix.
fn is_ours(token: &Value) -> bool {
    token.as_str().is_some_and(|token| token.strip_prefix("Bot ").unwrap_or(token) == TOKEN)
}

/// Begins a session, or gives the code that refuses it.
fn identify(state: &mut State, wire: usize, data: &Value) -> Result<(), u16> {
    let intents = data["intents"].as_u64().unwrap_or_default();
    if intents & PRIVILEGED != 0 {
        return Err(DISALLOWED_INTENTS);
    }
    if ["os", "browser", "device"].iter().any(|key| !data["properties"][*key].is_string()) {
        return Err(DECODE_ERROR);
    }
    let number = |index: usize, absent: u64| data["shard"][index].as_u64().unwrap_or(absent);
    let shard = (number(0, 0), number(1, 1));
    if shard.0 >= shard.1 {
        return Err(INVALID_SHARD);
    }
    state.gateway.identified += 1;
    let id = format!("session-{}", state.gateway.identified);
    let guilds = intents & GUILDS != 0;
    let session = Session { id: id.clone(), shard, guilds, sent: Vec::new(), wire: Some(wire) };
    state.gateway.sessions.push(session);
    let here = state.gateway.sessions.len() - 1;
    let ours = state.guilds.keys().copied().filter(|guild| (guild.0 >> 22) % shard.1 == shard.0).collect::<Vec<_>>();
    let ready = json!({
        "v": 10, "user": wire::user(&state.bot), "session_id": id, "resume_gateway_url": state.gateway.url,
        "shard": [shard.0, shard.1], "application": {"id": state.application, "flags": 0},
        "guilds": ours.iter().map(|guild| json!({"id": guild, "unavailable": true})).collect::<Vec<_>>(),
    });
    state.gateway.event(here, "READY", ready);
    if guilds {
        for guild in ours {
            let data = wire::guild_create(state, state.guild(guild));
            state.gateway.event(here, "GUILD_CREATE", data);
        }
    }
    Ok(())
}

/// Takes a session up again with what it missed, or gives the code that refuses it.
fn resume(state: &mut State, wire: usize, data: &Value) -> Result<(), u16> {
    let gateway = &mut state.gateway;
    let Some(here) = gateway.sessions.iter().position(|session| data["session_id"] == session.id.as_str()) else {
        gateway.tell(wire, Order::Send(json!({"op": INVALID_SESSION, "s": null, "t": null, "d": false})));
        return Ok(());
    };
    let seen = data["seq"].as_u64().and_then(|seen| usize::try_from(seen).ok());
    let missed = seen.and_then(|seen| gateway.sessions[here].sent.get(seen..)).ok_or(INVALID_SEQUENCE)?.to_vec();
    gateway.sessions[here].wire = Some(wire);
    gateway.resumed += 1;
    for event in missed {
        gateway.tell(wire, Order::Send(event));
    }
    gateway.event(here, "RESUMED", json!({}));
    Ok(())
}
