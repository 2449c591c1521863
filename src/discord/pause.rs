//! A pause that Discord asks of everything: after a 429 of global scope nothing is sent until it is over, for each
//! request meanwhile would be one more 429, and too many of those end in a ban.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Until when nothing is to be sent.
#[derive(Debug, Default)]
pub(super) struct Pause(Mutex<Option<Instant>>);

impl Pause {
    /// Begins a pause of this length, unless a longer one is on.
    pub(super) fn begin(&self, length: Duration) {
        let end = Instant::now() + length;
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *until = Some(until.map_or(end, |until| until.max(end)));
    }

    /// How long the pause still lasts; `None` when there is none.
    pub(super) fn left(&self) -> Option<Duration> {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until?.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shorter_pause_does_not_end_a_longer_one() {
        let pause = Pause::default();
        assert_eq!(pause.left(), None);
        pause.begin(Duration::from_secs(60));
        pause.begin(Duration::from_secs(1));
        assert!(pause.left().is_some_and(|left| left > Duration::from_secs(30)));
    }

    #[test]
    fn a_pause_ends_by_itself() {
        let pause = Pause::default();
        pause.begin(Duration::ZERO);
        assert_eq!(pause.left(), None);
    }
}
