//! The connection to Discord's gateway, by serenity.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serenity::all::{
    ApplicationId, Client, CreateCommand, EventHandler, GatewayIntents, HttpBuilder, Interaction, Ready, UserId,
};
use serenity::gateway::GatewayError;
use serenity::http::{LightMethod, Route};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::interactions::{self, Handler};
use super::rest::{Rest, RestError};

/// Nothing that is privileged, and nothing at all: interactions come without any intent.
const INTENTS: GatewayIntents = GatewayIntents::empty();

/// How long work under way may take to end after the bot is asked to stop.
const GRACE: Duration = Duration::from_secs(15);

/// Where and with what to connect.
pub struct Connection {
    /// Scheme, host and port of Discord's API.
    pub address: String,
    /// The bot's token.
    pub token: SecretString,
    /// The longest wait for one answer.
    pub timeout: Duration,
}

/// Who the bot is on Discord.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Identity {
    /// Its application.
    pub application: ApplicationId,
    /// Its user.
    pub user: UserId,
}

#[derive(Deserialize)]
struct GatewayBot {
    url: String,
    shards: u32,
}

/// Receives events; every interaction is served in a task that a stop waits for.
struct Events {
    rest: Arc<Rest>,
    handler: Arc<dyn Handler>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

#[serenity::async_trait]
impl EventHandler for Events {
    async fn ready(&self, _: serenity::client::Context, ready: Ready) {
        let shard = ready.shard.map_or(0, |shard| shard.id.get());
        tracing::info!(bot = %ready.user.name, shard, servers = ready.guilds.len(), "connected to Discord");
    }

    async fn resume(&self, _: serenity::client::Context, _: serenity::all::ResumedEvent) {
        tracing::info!("connection to Discord resumed");
    }

    async fn interaction_create(&self, _: serenity::client::Context, interaction: Interaction) {
        if self.stop.is_cancelled() {
            return;
        }
        let (rest, handler) = (Arc::clone(&self.rest), Arc::clone(&self.handler));
        match interaction {
            Interaction::Command(command) => {
                self.tasks.track_future(interactions::serve(&rest, handler, command)).await;
            }
            Interaction::Autocomplete(command) => {
                self.tasks.track_future(interactions::complete(&rest, handler, command)).await;
            }
            _ => {}
        }
    }
}

/// Who the bot is, as Discord says. Fails at once when the token is not right.
///
/// # Errors
///
/// When Discord refuses the token or cannot be reached.
pub async fn identity(rest: &Rest) -> anyhow::Result<Identity> {
    #[derive(Deserialize)]
    struct Me {
        id: UserId,
    }
    #[derive(Deserialize)]
    struct Application {
        id: ApplicationId,
    }
    let none = None::<&()>;
    let me: Me = rest.fetch(LightMethod::Get, Route::UserMe, none).await.map_err(told)?;
    let application: Application =
        rest.fetch(LightMethod::Get, Route::Oauth2ApplicationCurrent, none).await.map_err(told)?;
    Ok(Identity { application: application.id, user: me.id })
}

/// A refused token in words that say what to do.
fn told(error: RestError) -> anyhow::Error {
    match error {
        RestError::Refused { status: 401, .. } => anyhow::anyhow!(
            "Discord does not accept the token: copy it again from the page of your application, under Bot"
        ),
        other => anyhow::Error::new(other).context("asking Discord who this bot is"),
    }
}

/// Makes `commands` the global commands of the application, in place of all others.
///
/// # Errors
///
/// When Discord refuses them or cannot be reached.
pub async fn register(rest: &Rest, application: ApplicationId, commands: &[CreateCommand]) -> Result<(), RestError> {
    rest.send(LightMethod::Put, Route::Commands { application_id: application }, Some(&commands)).await.map(drop)
}

/// Stays connected until `stop`, then takes no more work, lets what is under way end, and closes the connection.
///
/// # Errors
///
/// When the gateway's address cannot be fetched, or Discord ends the connection for good.
pub async fn run(
    connection: Connection,
    rest: Arc<Rest>,
    handler: Arc<dyn Handler>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let gateway: GatewayBot =
        rest.fetch(LightMethod::Get, Route::GatewayBot, None::<&()>).await.context("asking Discord for its gateway")?;
    let tasks = TaskTracker::new();
    let events = Events { rest, handler, tasks: tasks.clone(), stop: stop.clone() };
    let mut client = client(&connection, events).await?;
    // serenity asks for the address by itself and falls back to Discord's public one when that fails: ours stands, so
    // that the token goes nowhere else than to the configured address.
    client.ws_url.lock().await.clone_from(&gateway.url);
    let shards = Arc::clone(&client.shard_manager);
    let running = client.start_shards(gateway.shards.max(1));
    tokio::pin!(running);
    tokio::select! {
        biased;
        () = stop.cancelled() => {}
        ended = &mut running => return ended.map_err(ended_for_good),
    }
    tasks.close();
    if tokio::time::timeout(GRACE, tasks.wait()).await.is_err() {
        tracing::warn!(unfinished = tasks.len(), "stopping with replies unfinished");
    }
    // Where no shard is connected there is nothing to close, and serenity would not tell when it is done with that.
    if !shards.shards_instantiated().await.is_empty() {
        shards.shutdown_all().await;
        let _ = tokio::time::timeout(GRACE, running).await;
    }
    Ok(())
}

async fn client(connection: &Connection, events: Events) -> anyhow::Result<Client> {
    let requests = reqwest::Client::builder().use_rustls_tls().timeout(connection.timeout).build()?;
    let http = HttpBuilder::new(connection.token.expose_secret())
        .client(requests)
        .proxy(&connection.address)
        .ratelimiter_disabled(true)
        .build();
    serenity::client::ClientBuilder::new_with_http(http, INTENTS)
        .event_handler(events)
        .await
        .context("setting up the connection to Discord")
}

fn ended_for_good(error: serenity::Error) -> anyhow::Error {
    match error {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => {
            anyhow::anyhow!("Discord's gateway does not accept the token")
        }
        other => anyhow::Error::new(other).context("the connection to Discord ended"),
    }
}
