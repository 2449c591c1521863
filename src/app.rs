//! Builds everything, starts it, and stops it in order.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use secrecy::SecretString;
use serenity::all::ApplicationId;
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::commands::{self, Commands};
use crate::corpus::{Corpus, Listing};
use crate::discord::gateway::{self, Connection};
use crate::discord::rest::Rest;
use crate::encoder::Lazy;
use crate::jobs::deliver::Deliverer;
use crate::jobs::poll::Poller;
use crate::jobs::reload::Reloader;
use crate::search::{Current, Desk, Library, Opened};
use crate::settings::Settings;
use crate::sources::fetch::Fetcher;
use crate::store::Store;

/// How long deliveries and polls under way may take to end after the bot is asked to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Runs the bot until it is told to stop (SIGTERM or Ctrl-C), or cannot go on.
///
/// # Errors
///
/// When something that the bot stands on cannot be opened, Discord refuses the token, or its connection ends for good.
pub async fn run(settings: Settings, token: SecretString) -> anyhow::Result<()> {
    let begun = Instant::now();
    let stop = CancellationToken::new();
    stop_on_signal(&stop)?;
    let address = &settings.discord.api_url;
    let rest = Arc::new(Rest::new(address, &token, settings.discord.timeout).context("setting up HTTPS")?);
    let listing = Listing::of(&settings.corpus_dir);
    let encoder = Arc::new(Lazy::new(&settings.corpus_dir));
    let desk = Arc::new(Current::new(open_desk(&settings, Arc::clone(&encoder)).await?));
    let store = Store::open(&settings.store_url).await?;
    let identity = gateway::identity(&rest).await?;
    register_commands(&rest, &store, identity.application).await?;

    let planned = Arc::new(Notify::new());
    let fetcher = Fetcher::new(&settings.fetch)?;
    let mut poller = Poller::new(store.clone(), fetcher, Arc::clone(&planned));
    for source in &settings.sources {
        poller.add(source, jiff::Timestamp::now()).await?;
    }
    let deliverer = Deliverer::new(store.clone(), Arc::clone(&rest), planned, stop.clone()).await?;
    let handler = Commands {
        desk: Arc::clone(&desk),
        store: store.clone(),
        rest: Arc::clone(&rest),
        me: identity.user,
        answers: settings.answers.clone(),
        sources: settings.sources.iter().map(|source| source.name.clone()).collect(),
    };
    let connection = Connection { address: address.clone(), token, timeout: settings.discord.timeout };
    tracing::info!(after_ms = begun.elapsed().as_millis(), "connecting to Discord");
    let reloader = Reloader::new(settings.corpus_dir, settings.index_dir, encoder, desk, listing);
    let reloader = Arc::new(reloader);
    tokio::spawn(Arc::clone(&reloader).keep_learning(stop.clone()));
    tokio::spawn(reloader.run(stop.clone()));
    let polling = tokio::spawn(Arc::new(poller).run(stop.clone()));
    let delivering = tokio::spawn(deliver(Arc::new(deliverer), stop.clone()));
    let ended = gateway::run(connection, rest, Arc::new(handler), stop.clone()).await;
    stop.cancel();
    let jobs = async { (polling.await, delivering.await) };
    let delivered = match tokio::time::timeout(GRACE, jobs).await {
        Ok((_, delivered)) => delivered.unwrap_or_else(|error| Err(error.into())),
        Err(_) => {
            tracing::warn!("stopping with a delivery unfinished; it is taken up again at the next start");
            Ok(())
        }
    };
    store.close().await;
    tracing::info!("stopped");
    ended.and(delivered)
}

/// Delivers until `stop`; that the token is refused stops everything.
async fn deliver(deliverer: Arc<Deliverer>, stop: CancellationToken) -> anyhow::Result<()> {
    let delivered = deliverer.run().await;
    stop.cancel();
    Ok(delivered?)
}

/// Cancels `stop` at the first SIGTERM or Ctrl-C; the second ends the process at once.
fn stop_on_signal(stop: &CancellationToken) -> anyhow::Result<()> {
    let mut signals = Signals::new().context("listening for signals")?;
    let stop = stop.clone();
    tokio::spawn(async move {
        signals.next().await;
        tracing::info!("stopping: finishing what is under way");
        stop.cancel();
        signals.next().await;
        std::process::exit(130);
    });
    Ok(())
}

#[cfg(unix)]
struct Signals(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?))
    }

    async fn next(&mut self) {
        tokio::select! { _ = self.0.recv() => {}, _ = self.1.recv() => {} }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// The corpus with its index and completions, off the async threads.
async fn open_desk(settings: &Settings, encoder: Arc<Lazy>) -> anyhow::Result<Desk> {
    let (corpus_dir, index_dir) = (settings.corpus_dir.clone(), settings.index_dir.clone());
    let opening = tokio::task::spawn_blocking(move || {
        let corpus = Corpus::load(&corpus_dir);
        for problem in &corpus.problems {
            tracing::warn!("corpus: {problem}; the rest is used");
        }
        let (library, opened) = Library::open(&index_dir, Arc::new(corpus), encoder)?;
        anyhow::Ok((Desk::new(library), opened))
    });
    let (desk, opened) = opening.await??;
    let passages = desk.library.corpus.passages.len();
    match opened {
        Opened::Found => tracing::info!(passages, "the index is up to date"),
        Opened::Built(reason) => tracing::info!(passages, "built the index: {reason}"),
    }
    if !desk.library.has_encoder() {
        tracing::info!(
            "there is no sentence encoder in the corpus folder: answers are found by words and letters alone"
        );
    }
    Ok(desk)
}

/// Tells Discord the commands when they are others than it was told last.
async fn register_commands(rest: &Rest, store: &Store, application: ApplicationId) -> anyhow::Result<()> {
    let commands = commands::definitions();
    let hash = Sha256::digest(serde_json::to_vec(&commands)?);
    let hash = crate::hex::hex(&hash);
    let key = format!("commands-{application}");
    if store.meta_get(&key).await?.as_ref() == Some(&hash) {
        return Ok(());
    }
    gateway::register(rest, application, &commands).await.context("telling Discord the commands")?;
    store.meta_set(&key, &hash).await?;
    tracing::info!("told Discord the commands");
    Ok(())
}
