//! What goes wrong on demand: the test says which requests, how often, and what becomes of them.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Semaphore;

use super::limits::Scope;

/// What becomes of a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It is answered with this status and body, and has no effect.
    Status(u16, Value),
    /// It is answered with a 429 of this scope that asks to wait so many seconds, and has no effect. After one of global
    /// scope all other requests that count towards the global limit are refused for as long.
    TooMany(Scope, f64),
    /// It has no effect and no answer; the connection stays open.
    Silence,
    /// It has no effect; the connection is closed.
    HangUp,
    /// It has its effect, and the connection is closed before the answer.
    LoseAnswer,
    /// It waits at the gate, then it is served as usual, whether or not the bot still waits for the answer.
    Hold(Gate),
    /// It has its effect at once, and its answer waits at the gate.
    HoldAnswer(Gate),
}

/// Which requests a fault is for.
#[derive(Clone, Debug)]
pub struct Which {
    method: &'static str,
    part: String,
    times: usize,
}

/// The next request with this method whose path holds `part`.
pub fn next(method: &'static str, part: impl Into<String>) -> Which {
    Which { method, part: part.into(), times: 1 }
}

impl Which {
    /// The next so many requests instead of one.
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }
}

/// Holds requests until the test lets them go.
#[derive(Clone, Debug)]
pub struct Gate {
    arrived: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { arrived: Arc::new(Semaphore::new(0)), open: Arc::new(Semaphore::new(0)) }
    }
}

impl Gate {
    /// Resolves when one more request has arrived at the gate.
    pub async fn arrived(&self) {
        let arrival = super::bounded("a request at the gate", self.arrived.acquire()).await;
        arrival.expect("a gate that is never closed").forget();
    }

    /// Lets one request go on.
    pub fn release(&self) {
        self.open.add_permits(1);
    }

    pub async fn pass(&self) {
        self.arrived.add_permits(1);
        self.open.acquire().await.expect("a gate that is never closed").forget();
    }
}

/// The faults that wait for their requests.
#[derive(Debug, Default)]
pub struct Faults(Vec<(Which, Fault)>);

impl Faults {
    pub fn add(&mut self, which: Which, fault: Fault) {
        self.0.push((which, fault));
    }

    /// The fault for this request, if one waits for it.
    pub fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let waiting =
            |(which, _): &(Which, Fault)| which.times > 0 && which.method == method && path.contains(&which.part);
        let (which, fault) = self.0.iter_mut().find(|entry| waiting(entry))?;
        which.times -= 1;
        Some(fault.clone())
    }
}
