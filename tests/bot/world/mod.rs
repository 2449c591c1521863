//! Discord, a vacancy server and the running bot, for one test.

mod database;
mod process;
mod setup;

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use tempfile::TempDir;

use crate::standin::Standin;
use crate::vacancies::Portal;

pub use process::Bot;
pub use setup::{Setup, Source};

/// Everything that a test of the whole bot needs. It speaks Discord's verbs too: a world is used as its [`Standin`].
///
/// When it ends, the bot is killed, and the test fails if the bot broke a rule or posted a message that the test did not
/// read.
pub struct World {
    pub discord: Standin,
    /// Publishes vacancies.
    pub portal: Portal,
    bot: Option<Bot>,
    token: String,
    dir: TempDir,
}

impl Deref for World {
    type Target = Standin;

    fn deref(&self) -> &Standin {
        &self.discord
    }
}

impl World {
    /// A world whose bot has the small corpus of the test data and no vacancy source.
    pub async fn start() -> Self {
        Self::with_setup(Setup::default()).await
    }

    /// A world as a test wants it, once the bot is connected and its commands are registered.
    pub async fn with_setup(setup: Setup) -> Self {
        let mut world = Self::prepare(&setup).await;
        world.start_again().await;
        world
    }

    /// A world whose bot has not started yet.
    pub async fn prepare(setup: &Setup) -> Self {
        let (discord, portal) = (Standin::start().await, Portal::start().await);
        let dir = tempfile::tempdir().expect("a temporary folder");
        setup.write(dir.path(), &discord, &portal);
        Self { discord, portal, bot: None, token: setup.token.clone(), dir }
    }

    /// Starts the bot, on what an earlier one left behind, and waits until it is connected.
    pub async fn start_again(&mut self) {
        let sessions = self.with(|state| {
            state.crash = None;
            state.gateway.identified
        });
        self.launch();
        self.identified(sessions + 1).await;
        self.wait("registered commands", |state| (!state.commands.is_empty()).then_some(())).await;
    }

    /// Starts the bot and waits for nothing.
    pub fn launch(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iom-bot"));
        command.arg("run").arg("--config").arg(self.settings());
        command.current_dir(self.dir.path()).env("DISCORD_TOKEN", &self.token);
        self.bot = Some(Bot::start(command, self.discord.shared()));
    }

    /// The folder of the bot: settings, database, and corpus and index where they are its own.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// The settings file.
    pub fn settings(&self) -> PathBuf {
        self.dir.path().join(setup::FILE)
    }

    /// Kills the bot (SIGKILL): it gets no chance to save anything.
    pub async fn kill(&mut self) {
        if let Some(bot) = self.bot.take() {
            bot.kill().await;
        }
    }

    /// Kills the bot and starts it again.
    pub async fn kill_and_restart(&mut self) {
        self.kill().await;
        self.start_again().await;
    }

    /// Asks the bot to stop (SIGTERM) and waits until it has.
    pub async fn stop(&mut self) -> ExitStatus {
        self.bot.take().expect("a running bot").stop().await
    }

    /// Asks the bot to stop (SIGTERM) and does not wait.
    pub fn terminate(&self) {
        self.bot.as_ref().expect("a running bot").terminate();
    }

    /// Presses Ctrl-C (SIGINT) and does not wait.
    pub fn interrupt(&self) {
        self.bot.as_ref().expect("a running bot").interrupt();
    }

    /// Waits until the bot has ended, by itself or because it was asked to.
    pub async fn ended(&mut self) -> ExitStatus {
        let status = self.bot.take().expect("a bot that was started").ended().await;
        self.with(|state| state.crash = None);
        status
    }

    /// Waits until the bot has seen what the portal publishes now, and has done with it; see [`Portal::polls`].
    pub async fn polls(&self) {
        tokio::select! {
            () = self.portal.polls() => {}
            // A crash ends the waiting at once.
            () = self.wait("two polls of the vacancy server", |_| None) => {}
        }
    }

    /// Writes a document of the bot's own corpus, by its path below the corpus folder.
    pub fn edit(&self, path: &str, text: &str) {
        setup::write_document(self.dir.path(), path, text);
    }

    /// Removes a document of the bot's own corpus, or a folder with all that is in it.
    pub fn remove(&self, path: &str) {
        let path = self.dir.path().join(setup::OWN_CORPUS).join(path);
        let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        removed.expect("something that is there");
    }

    /// What the bot has written to its log since the world began.
    pub fn log(&self) -> String {
        self.with(|state| state.log.clone())
    }

    /// Waits until the log holds `part`.
    pub async fn logged(&self, part: &str) {
        self.logged_times(part, 1).await;
    }

    /// Waits until the log holds `part` so many times.
    pub async fn logged_times(&self, part: &str, times: usize) {
        let what = format!("`{part}` in the log, {times} times");
        self.wait(&what, |state| (state.log.matches(part).count() >= times).then_some(())).await;
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(bot) = self.bot.take() {
            bot.kill_now();
        }
        if std::thread::panicking() {
            eprintln!("{}", self.discord.shared().account());
        } else {
            self.discord.check();
        }
    }
}
