//! A stand-in of Discord: a stateful fake of its REST API and its gateway on two ports of this machine.
//!
//! * `state` is what it remembers, `model` of what it consists, `wire` how that looks in JSON;
//! * `rest`, `routes`, `messages`, `interactions`, `commands` serve the REST API; `errors` are its refusals;
//! * `gateway` holds sessions and connections;
//! * `permissions`, `limits` and `check` are Discord's rules;
//! * `faults` and `line` break things on demand;
//! * `command`, `invoke` and `shown` are a person in front of a client: they use commands, press buttons, read replies.

pub mod check;
pub mod command;
mod commands;
pub mod errors;
pub mod faults;
pub mod gateway;
pub mod id;
mod interactions;
pub mod invoke;
pub mod limits;
pub mod line;
mod messages;
pub mod model;
pub mod permissions;
pub mod rest;
mod routes;
pub mod shown;
pub mod state;
mod verbs;
mod wire;

use std::fmt::Write as _;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

use state::{Home, State};

/// The longest wait for anything: far more than a busy machine needs.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for something that must happen.
///
/// # Panics
///
/// When it does not happen within [`PATIENCE`].
pub async fn bounded<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("waited {PATIENCE:?} for {what}"))
}

/// The state under a lock, and the news that it has changed.
pub struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

impl Shared {
    /// Looks at the state or changes it, and wakes all who wait for a change.
    pub fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let result = act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.send_replace(());
        result
    }

    /// Waits until `found` finds something in the state.
    pub async fn wait<T>(&self, what: &str, mut found: impl FnMut(&mut State) -> Option<T>) -> T {
        let mut changes = self.changed.subscribe();
        let search = async {
            loop {
                changes.borrow_and_update();
                {
                    let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(found) = found(&mut state) {
                        return Ok(found);
                    }
                    if let Some(crash) = &state.crash {
                        return Err(format!("while waiting for {what}: {crash}"));
                    }
                }
                changes.changed().await.expect("the sender lives in self");
            }
        };
        let outcome = timeout(PATIENCE, search).await;
        let failure = match outcome {
            Ok(Ok(found)) => return found,
            Ok(Err(crash)) => crash,
            Err(_) => format!("waited {PATIENCE:?} for {what}"),
        };
        panic!("{failure}\n{}", self.account());
    }

    /// What happened so far, for the message of a failed test.
    pub fn account(&self) -> String {
        self.with(|state| {
            let mut account = String::from("last requests:\n");
            let last = state.requests.len().saturating_sub(20);
            for request in &state.requests[last..] {
                let status = request.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
                let _ = writeln!(account, "  {} {} -> {status}", request.method, request.path);
            }
            account + "log of the bot:\n" + &state.log
        })
    }
}

/// Discord, for one test.
#[derive(Clone)]
pub struct Standin {
    /// The guild that is there from the start.
    pub home: Home,
    address: String,
    shared: Arc<Shared>,
}

impl Standin {
    /// Starts it on two free ports.
    pub async fn start() -> Self {
        let rest = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let gateway = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = |listener: &TcpListener| listener.local_addr().expect("a bound socket").to_string();
        let state = State::new(format!("ws://{}", address(&gateway)));
        let home = state.home;
        let address = format!("http://{}", address(&rest));
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: watch::Sender::new(()) });
        rest::serve(rest, Arc::clone(&shared));
        gateway::serve(gateway, Arc::clone(&shared));
        Self { home, address, shared }
    }

    /// Scheme, host and port of the REST API.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The state, its lock and its news.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Looks at the state or changes it.
    pub fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        self.shared.with(act)
    }

    /// Waits until `found` finds something in the state.
    ///
    /// # Panics
    ///
    /// When it finds nothing within [`PATIENCE`], and at once when the bot crashes.
    pub async fn wait<T>(&self, what: &str, found: impl FnMut(&mut State) -> Option<T>) -> T {
        self.shared.wait(what, found).await
    }

    /// Fails the test if the bot broke a rule, crashed, or posted something that the test did not read. Called at the end.
    pub fn check(&self) {
        let failures = self.with(|state| {
            let unread = state.messages.values().filter(|message| message.reply_to.is_none() && !message.read);
            let unread = unread.map(|message| format!("a message that the test did not read: {:?}", message.body));
            state.violations.iter().cloned().chain(state.crash.clone()).chain(unread).collect::<Vec<_>>()
        });
        assert!(failures.is_empty(), "{}\n{}", failures.join("\n"), self.shared.account());
    }
}
