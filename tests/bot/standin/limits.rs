//! Rate limits: a bucket for each route and its main resource, and the global limit of 50 requests a second.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Requests a second over all routes that count.
const GLOBAL: u32 = 50;

/// Whose limit a 429 speaks of.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Scope {
    /// The bot's own bucket.
    User,
    /// All that the bot does.
    Global,
    /// The resource, whoever uses it.
    Shared,
}

impl Scope {
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Global => "global",
            Self::Shared => "shared",
        }
    }
}

/// So many requests in so much time.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    pub requests: u32,
    pub period: Duration,
}

/// Requests counted from the first one on, until the period is over.
#[derive(Clone, Copy, Debug)]
struct Window {
    began: Instant,
    used: u32,
}

impl Window {
    /// Counts one request; gives what remains and when the window ends, or how long to wait.
    fn count(&mut self, allowance: Allowance, now: Instant) -> Result<(u32, Duration), Duration> {
        if now.duration_since(self.began) >= allowance.period {
            *self = Self { began: now, used: 0 };
        }
        let left = allowance.period - now.duration_since(self.began);
        if self.used >= allowance.requests {
            return Err(left);
        }
        self.used += 1;
        Ok((allowance.requests - self.used, left))
    }
}

/// What the headers of an answer say of its bucket.
#[derive(Clone, Debug)]
pub struct Standing {
    pub bucket: String,
    pub limit: u32,
    pub remaining: u32,
    pub reset_after: Duration,
}

/// A request too many.
#[derive(Clone, Debug)]
pub struct TooMany {
    pub scope: Scope,
    pub after: Duration,
    pub standing: Option<Standing>,
}

/// The limits and their counters.
pub struct Limits {
    /// Of each bucket.
    pub allowance: Allowance,
    buckets: HashMap<(&'static str, String), Window>,
    global: Option<Window>,
    /// Until when every request that counts is refused.
    shut: Option<Instant>,
    /// How many answers were a 429, by scope.
    pub refused: HashMap<Scope, usize>,
    /// How many answers Discord counts towards its ban of 10,000 invalid requests in 10 minutes.
    pub invalid: usize,
}

impl Default for Limits {
    /// Generous buckets, so that no test waits for them; the global limit is Discord's.
    fn default() -> Self {
        let allowance = Allowance { requests: 1_000, period: Duration::from_secs(1) };
        Self { allowance, buckets: HashMap::new(), global: None, shut: None, refused: HashMap::new(), invalid: 0 }
    }
}

impl Limits {
    /// Counts a request of `route` (a name for the bucket) on `resource`. Answers to interactions are outside the global
    /// limit.
    pub fn count(&mut self, route: &'static str, resource: &str, now: Instant) -> Result<Standing, TooMany> {
        if !matches!(route, "interactions" | "webhooks") {
            if let Some(left) = self.shut.and_then(|end| end.checked_duration_since(now)).filter(|left| !left.is_zero())
            {
                return Err(TooMany { scope: Scope::Global, after: left, standing: None });
            }
            let second = Allowance { requests: GLOBAL, period: Duration::from_secs(1) };
            let window = self.global.get_or_insert(Window { began: now, used: 0 });
            window.count(second, now).map_err(|after| TooMany { scope: Scope::Global, after, standing: None })?;
        }
        let allowance = self.allowance;
        let window = self.buckets.entry((route, resource.to_owned())).or_insert(Window { began: now, used: 0 });
        let standing = |remaining, reset_after| Standing {
            bucket: format!("bucket-of-{}", route.replace([' ', '/'], "-")),
            limit: allowance.requests,
            remaining,
            reset_after,
        };
        match window.count(allowance, now) {
            Ok((remaining, reset_after)) => Ok(standing(remaining, reset_after)),
            Err(after) => Err(TooMany { scope: Scope::User, after, standing: Some(standing(0, after)) }),
        }
    }

    /// Refuses every request that counts for so long, as Discord does after a 429 of global scope.
    pub fn shut(&mut self, time: Duration, now: Instant) {
        self.shut = Some(now + time);
    }

    /// Notes the status of an answer.
    pub fn answered(&mut self, status: u16, scope: Option<Scope>) {
        if let Some(scope) = scope {
            *self.refused.entry(scope).or_default() += 1;
        }
        if matches!(status, 401 | 403 | 429) && scope != Some(Scope::Shared) {
            self.invalid += 1;
        }
    }
}
