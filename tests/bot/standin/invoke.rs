//! A person in front of Discord's client: uses commands, takes suggestions, presses buttons.

use serde_json::{Value, json};

use super::Standin;
use super::command::{self, Command};
use super::id::Id;
use super::messages;
use super::model::{Answer, Interaction};
use super::shown::Shown;
use super::state::State;
use super::wire::{self, By};

impl Standin {
    /// Asks a question with `/iom faq` and reads the final reply.
    pub async fn ask(&self, question: &str) -> Shown {
        self.command(Command::new("faq").option("question", question)).await
    }

    /// Uses a command and reads the final reply: the callback, or what took the place of 'is thinking'.
    ///
    /// # Panics
    ///
    /// When the command is not registered like this, as a client would not let a person use it.
    pub async fn command(&self, command: Command) -> Shown {
        let id = self.send(&command);
        self.reply(id).await
    }

    /// Uses a command and does not wait for the reply.
    pub fn send(&self, command: &Command) -> Id {
        self.with(|state| begin(state, command, None))
    }

    /// Reads the final reply to an interaction.
    pub async fn reply(&self, interaction: Id) -> Shown {
        self.wait("the final reply to a command", |state| final_reply(state, interaction)).await
    }

    /// Types into an option and gets the suggestions: name and value.
    pub async fn autocomplete(&self, path: &str, option: &str, typed: &str) -> Vec<(String, String)> {
        self.suggestions(&Command::new(path).option(option, typed), option).await
    }

    /// As [`Standin::autocomplete`], for any user, place, language and options that are already filled in.
    pub async fn suggestions(&self, command: &Command, option: &str) -> Vec<(String, String)> {
        let id = self.with(|state| begin(state, command, Some(option)));
        let choices = self.wait("suggestions for an option", |state| match &state.interactions[&id].answer {
            Some(Answer::Choices(choices)) => Some(choices.clone()),
            _ => None,
        });
        let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        choices.await.into_iter().map(|(name, value)| (name, text(value))).collect()
    }

    /// Presses a button of a message as the ordinary member and reads what the message, or the reply, says then.
    pub async fn press(&self, shown: &Shown, label: &str) -> Shown {
        let custom_id = shown.button(label).custom_id.clone();
        let user = self.home.member;
        let id = self.with(|state| {
            let message = &state.messages[&shown.id()];
            let (channel, shown) = (message.channel, wire::message(message, state));
            let interaction = Interaction { message: Some(message.id), ..interaction(state, channel) };
            let data = json!({"component_type": 2, "custom_id": custom_id});
            let mut event = wire::interaction(state, &interaction, 3, &By { user, locale: "en-US" }, data);
            event["message"] = shown;
            deliver(state, interaction, &event)
        });
        self.reply(id).await
    }
}

fn interaction(state: &mut State, channel: Id) -> Interaction {
    let id = state.ids.next();
    Interaction {
        id,
        token: format!("interaction-token-{id}"),
        channel,
        message: None,
        autocomplete: false,
        answer: None,
        original: None,
        follow_ups: Vec::new(),
        expired: false,
        sent: std::time::Instant::now(),
        answered: None,
    }
}

fn deliver(state: &mut State, interaction: Interaction, event: &Value) -> Id {
    let (id, guild) = (interaction.id, state.channels[&interaction.channel].guild());
    state.interactions.insert(id, interaction);
    state.dispatch(guild, "INTERACTION_CREATE", event);
    id
}

/// Sends a command to the bot, or, with the name of a `focused` option, what has been typed of it so far.
fn begin(state: &mut State, command: &Command, focused: Option<&str>) -> Id {
    let user = command.user.unwrap_or(state.home.member);
    let channel = match command.channel {
        _ if command.direct => messages::direct(state, user),
        channel => channel.unwrap_or(state.home.general),
    };
    let interaction = Interaction { autocomplete: focused.is_some(), ..interaction(state, channel) };
    let data = command::data(state, command, focused);
    let kind = if focused.is_some() { 4 } else { 2 };
    let event = wire::interaction(state, &interaction, kind, &By { user, locale: &command.locale }, data);
    deliver(state, interaction, &event)
}

/// The reply to an interaction, once it will not be replaced any more by the course of things.
fn final_reply(state: &State, id: Id) -> Option<Shown> {
    let interaction = &state.interactions[&id];
    let answer = interaction.answer.as_ref()?;
    let original = interaction.original.and_then(|original| state.messages.get(&original));
    if original.is_some_and(|original| original.loading) {
        return None;
    }
    let deferred = *answer == Answer::Deferred;
    let follow_ups: Vec<Shown> =
        interaction.follow_ups.iter().filter_map(|id| state.messages.get(id)).map(Shown::of).collect();
    let shown = original.map(Shown::of).or_else(|| follow_ups.first().cloned())?;
    let after = interaction.answered.map(|answered| answered - interaction.sent).unwrap_or_default();
    Some(Shown { deferred, follow_ups, callback_after: after, ..shown })
}
