//! What a test does to Discord, and what it asks of it.

use std::time::Duration;

use serde_json::{Value, json};
use serenity::all::Permissions;

use super::Standin;
use super::faults::{Fault, Gate, Which};
use super::gateway::Order;
use super::id::Id;
use super::limits::{Allowance, Scope};
use super::model::{ChannelKind, Overwrite, Target, User};
use super::rest::Recorded;
use super::shown::Shown;

impl Standin {
    /// The messages that stand in a channel, oldest first, apart from replies to interactions. Reading marks them read.
    pub fn messages(&self, channel: Id) -> Vec<Shown> {
        self.with(|state| {
            let posted = state.messages.values_mut();
            let posted = posted.filter(|message| message.channel == channel && message.reply_to.is_none());
            posted
                .map(|message| {
                    message.read = true;
                    Shown::of(message)
                })
                .collect()
        })
    }

    /// Waits for the next message in a channel that was not read yet; one that was edited since counts as not read.
    pub async fn next_message(&self, channel: Id) -> Shown {
        let what = format!("a message in channel {channel}");
        let unread = self.wait(&what, |state| {
            let message = state
                .messages
                .values_mut()
                .find(|message| message.channel == channel && message.reply_to.is_none() && !message.read)?;
            message.read = true;
            Some(Shown::of(message))
        });
        unread.await
    }

    /// Another guild, with the bot in it: its id and that of its one channel.
    pub fn another_guild(&self, name: &str) -> (Id, Id) {
        let owner = self.home.owner;
        self.with(|state| {
            let (guild, role, channel) = (state.ids.next(), state.ids.next(), state.ids.next());
            state.found(guild, name, owner, role);
            state.open(channel, "general", ChannelKind::Text(guild));
            state.announce(guild);
            (guild, channel)
        })
    }

    /// Another text channel in a guild.
    pub fn another_channel(&self, guild: Id, name: &str) -> Id {
        self.with(|state| {
            let channel = state.ids.next();
            state.open(channel, name, ChannelKind::Text(guild));
            channel
        })
    }

    /// Another ordinary member of a guild.
    pub fn another_member(&self, guild: Id, name: &str) -> Id {
        self.with(|state| {
            let user = User { id: state.ids.next(), name: name.to_owned(), bot: false };
            state.users.push(user.clone());
            state.join(guild, user.id, Vec::new());
            user.id
        })
    }

    /// Removes a channel with all that is in it.
    pub fn delete_channel(&self, channel: Id) {
        self.with(|state| {
            state.channels.remove(&channel);
            state.messages.retain(|_, message| message.channel != channel);
        });
    }

    /// Deletes a message, as a moderator may.
    pub fn delete_message(&self, message: Id) {
        self.with(|state| state.messages.remove(&message));
    }

    /// Removes the bot from a guild.
    pub fn kick(&self, guild: Id) {
        self.with(|state| {
            let bot = state.bot.id;
            state.guild_mut(guild).members.retain(|member| member.user.id != bot);
            state.dispatch(Some(guild), "GUILD_DELETE", &json!({"id": guild, "unavailable": false}));
        });
    }

    /// Lets the tokens of all interactions so far run out, as Discord's do after 15 minutes, or after 3 seconds without
    /// a callback.
    pub fn expire_interactions(&self) {
        self.with(|state| state.interactions.values_mut().for_each(|interaction| interaction.expired = true));
    }

    /// Takes permissions from somebody in one channel.
    pub fn deny(&self, channel: Id, target: Target, denied: Permissions) {
        self.with(|state| {
            let overwrite = Overwrite { target, allow: Permissions::empty(), deny: denied };
            state.channel_mut(channel).overwrites.push(overwrite);
        });
    }

    /// Gives permissions to somebody in one channel.
    pub fn allow(&self, channel: Id, target: Target, allowed: Permissions) {
        self.with(|state| {
            let overwrite = Overwrite { target, allow: allowed, deny: Permissions::empty() };
            state.channel_mut(channel).overwrites.push(overwrite);
        });
    }

    /// Takes all overwrites from a channel.
    pub fn clear_overwrites(&self, channel: Id) {
        self.with(|state| state.channel_mut(channel).overwrites.clear());
    }

    /// Lets something go wrong with requests to come.
    pub fn fault(&self, which: Which, fault: Fault) {
        self.with(|state| state.faults.add(which, fault));
    }

    /// Holds requests to come until the gate lets them go.
    pub fn hold(&self, which: Which) -> Gate {
        let gate = Gate::default();
        self.fault(which, Fault::Hold(gate.clone()));
        gate
    }

    /// Holds the answers to requests to come, which have had their effect by then.
    pub fn hold_answer(&self, which: Which) -> Gate {
        let gate = Gate::default();
        self.fault(which, Fault::HoldAnswer(gate.clone()));
        gate
    }

    /// Lets each channel take so many messages in so much time; Discord's own figure is 5 in 5 s.
    pub fn limit_buckets(&self, requests: u32, period: Duration) {
        self.with(|state| state.limits.allowance = Allowance { requests, period });
    }

    /// How many answers were a 429 of this scope.
    pub fn too_many(&self, scope: Scope) -> usize {
        self.with(|state| state.limits.refused.get(&scope).copied().unwrap_or_default())
    }

    /// Forgets the nonces, as Discord does after a few minutes.
    pub fn forget_nonces(&self) {
        self.with(|state| state.nonces.clear());
    }

    /// The requests so far with this method whose path holds `part`.
    pub fn requests(&self, method: &str, part: &str) -> Vec<Recorded> {
        self.with(|state| {
            let matching = |request: &&Recorded| request.method == method && request.path.contains(part);
            state.requests.iter().filter(matching).cloned().collect()
        })
    }

    /// The broken rules so far; a test that breaks them on purpose takes them away.
    pub fn take_violations(&self) -> Vec<String> {
        self.with(|state| std::mem::take(&mut state.violations))
    }

    /// Asks the bot to reconnect (op 7).
    pub fn ask_to_reconnect(&self) {
        self.order(Order::Send(super::gateway::reconnect()));
    }

    /// Declares the session invalid (op 9), for good or only for now.
    pub fn invalidate_session(&self, resumable: bool) {
        self.with(|state| {
            if !resumable {
                state.gateway.forget_sessions();
            }
        });
        self.order(Order::Send(super::gateway::invalid_session(resumable)));
    }

    /// Closes the gateway connections with a code.
    pub fn close_gateway(&self, code: u16) {
        self.order(Order::Close(code));
    }

    /// Drops the gateway connections without a word.
    pub fn drop_gateway(&self) {
        self.order(Order::Drop);
    }

    /// Drops the gateway connections, and new ones too, until the gateway is opened again.
    pub fn shut_gateway(&self) {
        self.with(|state| state.gateway.shut = true);
        self.drop_gateway();
    }

    /// Lets the gateway take connections again.
    pub fn open_gateway(&self) {
        self.with(|state| state.gateway.shut = false);
    }

    /// Waits until the gateway, which is shut, has turned away so many connections.
    pub async fn turned_away(&self, count: usize) {
        self.wait("a connection to a gateway that is shut", |state| (state.gateway.turned_away >= count).then_some(()))
            .await;
    }

    /// Lets the gateway connections answer nothing any more, not even heartbeats.
    pub fn mute_gateway(&self) {
        self.order(Order::Mute);
    }

    fn order(&self, order: Order) {
        self.with(|state| state.gateway.order(&order));
    }

    /// Waits until `count` sessions have begun and the last one is connected.
    pub async fn identified(&self, count: usize) {
        let what = format!("session number {count}");
        self.wait(&what, |state| (state.gateway.identified >= count && state.gateway.is_connected()).then_some(()))
            .await;
    }

    /// Waits until the bot is connected and has a session, be it a new one or the one before.
    pub async fn connected(&self) {
        self.wait("a connection with a session", |state| state.gateway.is_connected().then_some(())).await;
    }

    /// Waits until sessions have been resumed `count` times.
    pub async fn resumed(&self, count: usize) {
        self.wait(&format!("resume number {count}"), |state| (state.gateway.resumed >= count).then_some(())).await;
    }

    /// Waits until `count` connections have ended, and gives the codes of their close frames.
    pub async fn closed(&self, count: usize) -> Vec<Option<u16>> {
        self.wait("the end of a gateway connection", |state| {
            (state.gateway.closes.len() >= count).then(|| state.gateway.closes.clone())
        })
        .await
    }

    /// Sends any event to the bot.
    pub fn dispatch(&self, guild: Option<Id>, name: &str, data: &Value) {
        self.with(|state| state.dispatch(guild, name, data));
    }
}
