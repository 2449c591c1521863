//! Answers to interactions: the callback, once; then `@original` and follow-ups under the interaction's token.

use std::time::Instant;

use serde_json::{Value, json};

use super::check::{self, callback, message::Kind};
use super::errors::{self, Refusal};
use super::id::Id;
use super::messages;
use super::model::{Answer, Interaction};
use super::rest::{Call, Done, Outcome};
use super::state::State;
use super::wire;

pub fn callback(state: &mut State, call: &Call, id: &str, token: &str) -> Outcome {
    let id: Id = id.parse().map_err(|_| errors::UNKNOWN_INTERACTION)?;
    let interaction = state.interactions.get(&id).filter(|known| known.token == token && !known.expired);
    let interaction = interaction.ok_or(errors::UNKNOWN_INTERACTION)?.clone();
    if interaction.answer.is_some() {
        return Err(errors::ALREADY_ACKNOWLEDGED);
    }
    check::accept(state, call, callback::check(&call.body, &interaction))?;
    let data = call.body.get("data").cloned().unwrap_or_else(|| json!({}));
    let (answer, original) = match call.body["type"].as_u64() {
        Some(4) => (Answer::Message, Some(reply(state, &interaction, &data))),
        Some(5) => {
            let original = reply(state, &interaction, &data);
            state.messages.get_mut(&original).expect("the reply just written").loading = true;
            (Answer::Deferred, Some(original))
        }
        Some(6) => {
            let message = interaction.message.expect("checked: the interaction has a message");
            state.messages.get_mut(&message).expect("a button stands below a message").loading = true;
            (Answer::DeferredUpdate, Some(message))
        }
        Some(7) => {
            let message = interaction.message.expect("checked: the interaction has a message");
            messages::rewrite(state, message, &data);
            (Answer::Update, Some(message))
        }
        _ => (Answer::Choices(choices(&data)), None),
    };
    let interaction = state.interactions.get_mut(&id).expect("looked up above");
    interaction.answer = Some(answer);
    interaction.original = original;
    interaction.answered = Some(Instant::now());
    Ok(Done::NOTHING)
}

pub fn follow_up(state: &mut State, call: &Call, app: &str, token: &str) -> Outcome {
    let interaction = answered(state, app, token)?.clone();
    check::accept(state, call, check::message::check(&call.body, Kind::Reply))?;
    let id = reply(state, &interaction, &call.body);
    state.interactions.get_mut(&interaction.id).expect("looked up above").follow_ups.push(id);
    Ok(Done::with(wire::message(&state.messages[&id], state)))
}

pub fn get(state: &State, app: &str, token: &str, id: &str) -> Outcome {
    let id = reply_of(answered(state, app, token)?, id)?;
    Ok(Done::with(wire::message(&state.messages[&id], state)))
}

pub fn edit(state: &mut State, call: &Call, app: &str, token: &str, id: &str) -> Outcome {
    let id = reply_of(answered(state, app, token)?, id)?;
    check::accept(state, call, check::message::check(&call.body, Kind::EditReply))?;
    messages::rewrite(state, id, &call.body);
    Ok(Done::with(wire::message(&state.messages[&id], state)))
}

pub fn delete(state: &mut State, app: &str, token: &str, id: &str) -> Outcome {
    let interaction = answered(state, app, token)?;
    let (interaction, id) = (interaction.id, reply_of(interaction, id)?);
    state.messages.remove(&id);
    let interaction = state.interactions.get_mut(&interaction).expect("looked up above");
    interaction.original = interaction.original.filter(|original| *original != id);
    interaction.follow_ups.retain(|follow_up| *follow_up != id);
    Ok(Done::NOTHING)
}

fn reply(state: &mut State, interaction: &Interaction, data: &Value) -> Id {
    messages::write(state, interaction.channel, messages::body(data), Some(interaction.id))
}

/// The interaction of a webhook call; there is no webhook before the callback.
fn answered<'s>(state: &'s State, app: &str, token: &str) -> Result<&'s Interaction, Refusal> {
    if app != state.application.to_string() {
        return Err(errors::UNKNOWN_WEBHOOK);
    }
    let interaction = state.interactions.values().find(|known| known.token == token).ok_or(errors::INVALID_TOKEN)?;
    if interaction.expired {
        return Err(errors::INVALID_TOKEN);
    }
    if interaction.answer.is_some() { Ok(interaction) } else { Err(errors::UNKNOWN_WEBHOOK) }
}

/// The reply at `@original` or under an id.
fn reply_of(interaction: &Interaction, id: &str) -> Result<Id, Refusal> {
    let found = match id {
        "@original" => interaction.original,
        id => id.parse().ok().filter(|id| interaction.follow_ups.contains(id) || interaction.original == Some(*id)),
    };
    found.ok_or(errors::UNKNOWN_MESSAGE)
}

fn choices(data: &Value) -> Vec<(String, Value)> {
    let choices = data["choices"].as_array().into_iter().flatten();
    choices.map(|choice| (choice["name"].as_str().unwrap_or_default().to_owned(), choice["value"].clone())).collect()
}
