//! The gateway: sessions that number their events, and connections that come and go.
//!
//! A session outlives its connection until the client closes it cleanly (1000 or 1001) or Discord declares it invalid;
//! meanwhile its events are kept for a RESUME.

mod connection;
mod payload;

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::id::Id;
use super::state::State;
use super::wire;

pub use connection::serve;

/// What a connection is told to do. Everything that is sent goes through one queue, in order.
#[derive(Clone, Debug)]
pub enum Order {
    /// Send this payload.
    Send(Value),
    /// Close with this code.
    Close(u16),
    /// Drop the TCP connection without a word.
    Drop,
    /// Stay open, but answer nothing any more.
    Mute,
}

/// A connection of the bot, identified or not.
#[derive(Debug)]
pub struct Wire {
    number: usize,
    orders: UnboundedSender<Order>,
}

/// What began with an IDENTIFY.
#[derive(Debug)]
pub struct Session {
    pub id: String,
    /// This shard, of so many.
    pub shard: (u64, u64),
    /// Whether it asked for the events of guilds.
    guilds: bool,
    /// Every event so far: the sequence number of one is its place, counted from 1.
    sent: Vec<Value>,
    /// The number of its connection, when there is one.
    wire: Option<usize>,
}

/// The gateway and what became of the bot's connections.
#[derive(Debug)]
pub struct Gateway {
    pub url: String,
    /// The heartbeat interval that new connections are told.
    pub heartbeat: Duration,
    pub sessions: Vec<Session>,
    /// Whether new connections are dropped at once.
    pub shut: bool,
    /// How many were.
    pub turned_away: usize,
    wires: Vec<Wire>,
    connections: usize,
    /// How many sessions have begun.
    pub identified: usize,
    /// How many sessions have been taken up again.
    pub resumed: usize,
    pub heartbeats: usize,
    /// How each connection was ended by the bot: the code of its close frame, or `None` for a dropped line.
    pub closes: Vec<Option<u16>>,
}

impl Gateway {
    pub fn new(url: String) -> Self {
        Self {
            url,
            heartbeat: Duration::from_millis(41_250),
            sessions: Vec::new(),
            shut: false,
            turned_away: 0,
            wires: Vec::new(),
            connections: 0,
            identified: 0,
            resumed: 0,
            heartbeats: 0,
            closes: Vec::new(),
        }
    }

    /// The answer of `GET /gateway/bot`.
    pub fn advice(&self) -> Value {
        let remaining = 1_000_usize.saturating_sub(self.identified);
        let limit = json!({"total": 1_000, "remaining": remaining, "reset_after": 86_400_000, "max_concurrency": 1});
        json!({"url": self.url, "shards": 1, "session_start_limit": limit})
    }

    /// Whether the bot is connected and has a session.
    pub fn is_connected(&self) -> bool {
        self.sessions.iter().any(|session| session.wire.is_some())
    }

    /// Tells every connection.
    pub fn order(&self, order: &Order) {
        for wire in &self.wires {
            // A connection that is just ending no longer listens, and need not.
            let _ = wire.orders.send(order.clone());
        }
    }

    /// Ends all sessions: the next RESUME fails.
    pub fn forget_sessions(&mut self) {
        self.sessions.clear();
    }

    fn tell(&self, number: usize, order: Order) {
        if let Some(wire) = self.wires.iter().find(|wire| wire.number == number) {
            let _ = wire.orders.send(order);
        }
    }

    /// Adds an event to a session, and sends it if the session has a connection.
    fn event(&mut self, session: usize, name: &str, data: Value) {
        let session = &mut self.sessions[session];
        let sequence = session.sent.len() + 1;
        let event = json!({"op": payload::DISPATCH, "t": name, "s": sequence, "d": data});
        session.sent.push(event.clone());
        if let Some(wire) = session.wire {
            self.tell(wire, Order::Send(event));
        }
    }

    fn opened(&mut self, orders: UnboundedSender<Order>) -> usize {
        self.connections += 1;
        self.wires.push(Wire { number: self.connections, orders });
        self.connections
    }

    /// Notes the end of a connection; `code` is that of the bot's close frame.
    fn closed(&mut self, number: usize, code: Option<u16>) {
        self.wires.retain(|wire| wire.number != number);
        self.closes.push(code);
        if matches!(code, Some(1000 | 1001)) {
            self.sessions.retain(|session| session.wire != Some(number));
        }
        for session in self.sessions.iter_mut().filter(|session| session.wire == Some(number)) {
            session.wire = None;
        }
    }
}

impl State {
    /// Sends an event to the shard that a guild belongs to (direct messages belong to the first), if that shard wants it.
    pub fn dispatch(&mut self, guild: Option<Id>, name: &str, data: &Value) {
        for index in 0..self.gateway.sessions.len() {
            let Session { shard: (shard, total), guilds, .. } = self.gateway.sessions[index];
            let place = guild.map_or(0, |guild| (guild.0 >> 22) % total);
            let wanted = guilds || matches!(name, "INTERACTION_CREATE");
            if place == shard && wanted {
                self.gateway.event(index, name, data.clone());
            }
        }
    }

    /// Tells the bot about a guild that it is now in.
    pub fn announce(&mut self, guild: Id) {
        let data = wire::guild_create(self, self.guild(guild));
        self.dispatch(Some(guild), "GUILD_CREATE", &data);
    }
}

/// Op 7: the bot should reconnect and resume.
pub fn reconnect() -> Value {
    json!({"op": payload::RECONNECT, "s": null, "t": null, "d": null})
}

/// Op 9: the session is invalid, for good unless it is `resumable`.
pub fn invalid_session(resumable: bool) -> Value {
    json!({"op": payload::INVALID_SESSION, "s": null, "t": null, "d": resumable})
}
