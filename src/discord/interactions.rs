//! The one place that replies to interactions, always within Discord's three seconds.
//!
//! A handler returns a [`Reply`]; it never sends one. One that takes long is deferred first, and its reply put in the
//! place of the deferred answer when it is there.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serenity::all::{
    CommandInteraction, CreateAutocompleteResponse, CreateInteractionResponse, CreateInteractionResponseMessage,
};
use serenity::http::{LightMethod, Route};

use super::invocation::Invocation;
use super::present;
use super::rest::{Rest, RestError};
use crate::replies::Reply;
use crate::replies::text::cut;

/// How long a reply may take before it is deferred; Discord waits three seconds, the network takes its share.
const DEFER_AFTER: Duration = Duration::from_millis(1_200);

/// How long completions may take; they cannot be deferred, and nobody waits longer while typing.
const COMPLETE_WITHIN: Duration = Duration::from_millis(1_500);

/// How long a deferred reply may take; Discord keeps its place for 15 minutes, a person does not wait that long.
const GIVE_UP_AFTER: Duration = Duration::from_secs(60);

/// Discord's code for a second answer to one interaction.
const ALREADY_ACKNOWLEDGED: u64 = 40_060;

/// The most completions, and the most code points of each.
const CHOICES_LIMIT: usize = 25;
const CHOICE_LIMIT: usize = 100;

/// What the bot does with a command; implemented by the flows.
#[serenity::async_trait]
pub trait Handler: Send + Sync + 'static {
    /// Whether the reply is for the asker alone, known before there is one.
    fn is_private(&self, invocation: &Invocation) -> bool;

    /// The reply to a command.
    async fn run(&self, invocation: Invocation) -> Reply;

    /// Completions of the option that is being typed.
    async fn complete(&self, invocation: Invocation) -> Vec<String>;

    /// What to say when there is no reply: the handler took too long, or broke.
    fn broken(&self) -> Reply;
}

/// Runs a command and replies to it.
pub(super) async fn serve(rest: &Rest, handler: Arc<dyn Handler>, interaction: CommandInteraction) {
    let invocation = Invocation::of(&interaction);
    let private = handler.is_private(&invocation);
    let broken = handler.broken();
    let mut running = tokio::spawn(async move { handler.run(invocation).await });
    let sent = match tokio::time::timeout(DEFER_AFTER, &mut running).await {
        Ok(reply) => respond(rest, &interaction, &present::response(&reply.unwrap_or(broken))).await,
        Err(_) => match respond(rest, &interaction, &defer(private)).await {
            Ok(()) => {
                let reply = tokio::time::timeout(GIVE_UP_AFTER, &mut running).await;
                running.abort();
                let reply = reply.map_or(Err(()), |reply| reply.map_err(|_| ())).unwrap_or(broken);
                edit(rest, &interaction, &reply).await
            }
            refused => refused,
        },
    };
    if let Err(error) = sent {
        tracing::warn!(%error, command = %interaction.data.name, "a reply did not reach its asker");
    }
}

/// Offers completions, or none when they are not there in time.
pub(super) async fn complete(rest: &Rest, handler: Arc<dyn Handler>, interaction: CommandInteraction) {
    let invocation = Invocation::of(&interaction);
    let running = tokio::spawn(async move { handler.complete(invocation).await });
    let choices = match tokio::time::timeout(COMPLETE_WITHIN, running).await {
        Ok(Ok(choices)) => choices,
        Ok(Err(_)) | Err(_) => Vec::new(),
    };
    let mut response = CreateAutocompleteResponse::new();
    for choice in choices.iter().filter(|choice| !choice.trim().is_empty()).take(CHOICES_LIMIT) {
        let choice = cut(choice, CHOICE_LIMIT);
        response = response.add_string_choice(choice.clone(), choice);
    }
    let response = CreateInteractionResponse::Autocomplete(response);
    if let Err(error) = respond(rest, &interaction, &response).await {
        tracing::debug!(%error, "completions did not reach their asker");
    }
}

fn defer(private: bool) -> CreateInteractionResponse {
    CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(private))
}

async fn respond(
    rest: &Rest,
    interaction: &CommandInteraction,
    response: &CreateInteractionResponse,
) -> Result<(), RestError> {
    let route = Route::InteractionResponse { interaction_id: interaction.id, token: &interaction.token };
    match twice(rest, LightMethod::Post, route, response).await {
        // The first try did arrive.
        Err(RestError::Refused { code: ALREADY_ACKNOWLEDGED, .. }) => Ok(()),
        sent => sent,
    }
}

async fn edit(rest: &Rest, interaction: &CommandInteraction, reply: &Reply) -> Result<(), RestError> {
    let route = Route::WebhookOriginalInteractionResponse {
        application_id: interaction.application_id,
        token: &interaction.token,
    };
    twice(rest, LightMethod::Patch, route, &present::edit(reply)).await
}

/// Sends once more what may not have arrived: somebody waits for it.
async fn twice(
    rest: &Rest,
    method: LightMethod,
    route: Route<'_>,
    body: &(impl Serialize + Sync),
) -> Result<(), RestError> {
    match rest.send(method, route, Some(body)).await {
        Err(RestError::InDoubt(_) | RestError::Unreachable(_)) => rest.send(method, route, Some(body)).await.map(drop),
        sent => sent.map(drop),
    }
}
