//! The bot's process: started, listened to, stopped.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::watch;

use crate::standin::{Shared, bounded};

/// A running bot. When it ends although nobody asked it to, every wait of the test fails at once.
pub struct Bot {
    child: Arc<Mutex<Child>>,
    /// Whether its end is wanted.
    stopping: Arc<AtomicBool>,
    exit: watch::Receiver<Option<ExitStatus>>,
}

impl Bot {
    /// Starts a process whose output goes to the log. The environment's own settings of a bot are kept from it.
    pub fn start(mut command: Command, shared: &Arc<Shared>) -> Self {
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("IOM_BOT__") || name == "DISCORD_TOKEN_FILE" {
                command.env_remove(name);
            }
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("a program that starts");
        let (stdout, stderr) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        let child = Arc::new(Mutex::new(child));
        let stopping = Arc::new(AtomicBool::new(false));
        let (ended, exit) = watch::channel(None);
        {
            let shared = Arc::clone(shared);
            thread::spawn(move || listen(stdout, &shared));
        }
        let (shared, process, wanted) = (Arc::clone(shared), Arc::clone(&child), Arc::clone(&stopping));
        thread::spawn(move || {
            listen(stderr, &shared);
            // Its standard error closes when it ends.
            let status = lock(&process).wait().expect("a process of ours");
            if !wanted.load(Ordering::SeqCst) {
                shared.with(|state| state.crash = Some(format!("the bot ended by itself: {status}")));
            }
            ended.send_replace(Some(status));
        });
        Self { child, stopping, exit }
    }

    /// Kills it and waits for its end.
    pub async fn kill(self) {
        self.signal("KILL");
        self.ended().await;
    }

    /// Kills it where nothing can be awaited.
    pub fn kill_now(self) {
        self.signal("KILL");
        let _ = lock(&self.child).wait();
    }

    /// Asks it to stop and waits until it has.
    pub async fn stop(self) -> ExitStatus {
        self.terminate();
        self.ended().await
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Asks it to stop, as Ctrl-C does.
    pub fn interrupt(&self) {
        self.signal("INT");
    }

    /// Waits until it has ended.
    pub async fn ended(mut self) -> ExitStatus {
        let status = bounded("the end of the bot's process", self.exit.wait_for(Option::is_some)).await;
        status.expect("its thread tells").expect("waited for")
    }

    fn signal(&self, signal: &str) {
        self.stopping.store(true, Ordering::SeqCst);
        let mut child = lock(&self.child);
        if signal == "KILL" {
            // It may have ended already.
            let _ = child.kill();
        } else {
            let sent = Command::new("sh").arg("-c").arg(format!("kill -{signal} {}", child.id())).status();
            assert!(sent.is_ok_and(|status| status.success()), "the bot is no longer there to be stopped");
        }
    }
}

fn lock(child: &Mutex<Child>) -> std::sync::MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Adds every line to the log, until the other side closes.
fn listen(output: impl Read, shared: &Shared) {
    for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned() + "\n";
        shared.with(|state| state.log.push_str(&line));
    }
}
