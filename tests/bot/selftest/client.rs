//! A small bot on serenity, unmodified, inside the test.

use std::sync::Arc;

use serenity::all::{
    AutocompleteChoice, Client, Command, CommandInteraction, CommandOptionType, ComponentInteraction, Context,
    CreateAllowedMentions, CreateAutocompleteResponse, CreateButton, CreateCommand, CreateCommandOption,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
    EditInteractionResponse, EventHandler, GatewayIntents, Http, HttpBuilder, Interaction, Ready, ResolvedValue,
    ShardManager,
};
use serenity::async_trait;
use serenity::client::ClientBuilder;

use crate::standin::Standin;
use crate::standin::state::TOKEN;

/// A connection to the stand-in's REST API.
pub fn http(discord: &Standin) -> Http {
    let application = discord.with(|state| state.application.0);
    HttpBuilder::new(TOKEN)
        .proxy(discord.address())
        .ratelimiter_disabled(true)
        .application_id(application.into())
        .build()
}

/// A bot that repeats the question, after 'is thinking' when the question begins with `slowly`.
pub struct Parrot {
    shards: Arc<ShardManager>,
}

impl Parrot {
    /// Starts it, and waits until its command is registered.
    pub async fn start(discord: &Standin) -> Self {
        let parrot = Self::start_with(discord, GatewayIntents::GUILDS).await;
        discord.wait("a registered command", |state| (!state.commands.is_empty()).then_some(())).await;
        parrot
    }

    /// Starts it with any intents.
    pub async fn start_with(discord: &Standin, intents: GatewayIntents) -> Self {
        let client = ClientBuilder::new_with_http(http(discord), intents).event_handler(Handler);
        let mut client: Client = client.await.expect("a client");
        let shards = Arc::clone(&client.shard_manager);
        let shared = Arc::clone(discord.shared());
        tokio::spawn(async move {
            if let Err(error) = client.start().await {
                shared.with(|state| state.crash = Some(format!("serenity ended: {error:?}")));
            }
        });
        Self { shards }
    }

    /// Closes the gateway connection cleanly.
    pub async fn stop(&self) {
        self.shards.shutdown_all().await;
    }
}

struct Handler;

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, ctx: Context, _: Ready) {
        let question = CreateCommandOption::new(CommandOptionType::String, "question", "What to repeat")
            .required(true)
            .set_autocomplete(true);
        let place = CreateCommandOption::new(CommandOptionType::Channel, "place", "A channel to name");
        let faq = CreateCommandOption::new(CommandOptionType::SubCommand, "faq", "Repeat")
            .add_sub_option(question)
            .add_sub_option(place);
        let command = CreateCommand::new("iom").description("A parrot").add_option(faq);
        Command::set_global_commands(&ctx.http, vec![command]).await.expect("registered commands");
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        match interaction {
            Interaction::Command(command) => repeat(&ctx.http, &command).await,
            Interaction::Autocomplete(typed) => {
                let typed_so_far = typed.data.autocomplete().map(|option| option.value.to_owned()).unwrap_or_default();
                let choice = AutocompleteChoice::new(format!("{typed_so_far}…"), typed_so_far);
                let choices = CreateAutocompleteResponse::new().set_choices(vec![choice]);
                typed.create_response(&ctx.http, CreateInteractionResponse::Autocomplete(choices)).await.unwrap();
            }
            Interaction::Component(pressed) => answer_press(&ctx.http, &pressed).await,
            other => panic!("an interaction that no test sends: {other:?}"),
        }
    }
}

/// What the command says: the question, and the channel with what the bot may do there.
fn words(command: &CommandInteraction) -> String {
    let options = command.data.options();
    let Some(ResolvedValue::SubCommand(options)) = options.first().map(|option| &option.value) else {
        panic!("not the command that was registered: {:?}", command.data)
    };
    let said = options.iter().map(|option| match &option.value {
        ResolvedValue::String(text) => (*text).to_owned(),
        ResolvedValue::Channel(channel) => channel.name.clone().unwrap_or_default(),
        other => panic!("not an option that was registered: {other:?}"),
    });
    said.collect::<Vec<_>>().join(" in ")
}

fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new()
}

async fn repeat(http: &Http, command: &CommandInteraction) {
    let words = words(command);
    if words.starts_with("slowly") {
        let later = CreateInteractionResponseMessage::new().ephemeral(true);
        command.create_response(http, CreateInteractionResponse::Defer(later)).await.unwrap();
        let edit = EditInteractionResponse::new().content(&words).allowed_mentions(nobody());
        command.edit_response(http, edit).await.unwrap();
    } else {
        let buttons = ["now", "later"].map(|name| CreateButton::new(name).label(name)).to_vec();
        let reply = CreateInteractionResponseMessage::new()
            .content(&words)
            .allowed_mentions(nobody())
            .button(buttons[0].clone())
            .button(buttons[1].clone());
        if command.create_response(http, CreateInteractionResponse::Message(reply)).await.is_err() {
            return;
        }
    }
    if words.ends_with("more") {
        let more = CreateInteractionResponseFollowup::new().content("and more").allowed_mentions(nobody());
        command.create_followup(http, more).await.unwrap();
    }
}

async fn answer_press(http: &Http, pressed: &ComponentInteraction) {
    if pressed.data.custom_id == "now" {
        let update = CreateInteractionResponseMessage::new().content("pressed").allowed_mentions(nobody());
        pressed.create_response(http, CreateInteractionResponse::UpdateMessage(update)).await.unwrap();
    } else {
        pressed.create_response(http, CreateInteractionResponse::Acknowledge).await.unwrap();
        let edit = EditInteractionResponse::new().content("pressed later").allowed_mentions(nobody());
        pressed.edit_response(http, edit).await.unwrap();
    }
}
