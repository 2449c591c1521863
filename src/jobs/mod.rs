//! What the bot does by itself: polls sources ([`poll`]), delivers what they list anew ([`deliver`]), and takes up changes
//! of the corpus ([`reload`]).
//!
//! Each job is a tick, a function of the time that does what is due, and a loop of a few lines around it.

pub mod deliver;
pub mod poll;
pub mod reload;

use std::time::Duration;

use jiff::Timestamp;

/// The longest a loop sleeps before it looks again: the clock may have been set, or the machine may have slept.
const LONGEST_SLEEP: Duration = Duration::from_secs(300);

/// How long to sleep until `next`, in unix seconds.
fn until(next: i64) -> Duration {
    let next = Timestamp::from_second(next).unwrap_or(Timestamp::MAX);
    let wait = next.duration_since(Timestamp::now());
    Duration::try_from(wait).unwrap_or(Duration::ZERO).min(LONGEST_SLEEP)
}

/// A wait that doubles with each failure from `first` up to `most`, and of which at least half is kept: `share` (0 to 1)
/// spreads those who failed together.
fn back_off(first: Duration, failures: i64, most: Duration, share: f64) -> Duration {
    let doublings = u32::try_from(failures.clamp(1, 31) - 1).unwrap_or(0);
    let whole = first.saturating_mul(1 << doublings).min(most);
    whole.mul_f64(0.5 + share / 2.0)
}

/// Whole seconds, at least one: what the database keeps.
fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis().div_ceil(1_000)).unwrap_or(i64::MAX / 4).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_doubles_up_to_its_limit() {
        let wait = |failures| back_off(Duration::from_secs(2), failures, Duration::from_secs(60), 1.0).as_secs();
        assert_eq!([1, 2, 3, 4, 5, 6, 1_000].map(wait), [2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn half_of_a_wait_is_spread() {
        let wait = |share| back_off(Duration::from_secs(60), 1, Duration::from_secs(60), share).as_secs();
        assert_eq!([0.0, 0.5, 1.0].map(wait), [30, 45, 60]);
    }

    #[test]
    fn a_wait_is_never_less_than_a_second() {
        assert_eq!([0, 1, 1_000, 1_001].map(|ms| seconds(Duration::from_millis(ms))), [1, 1, 1, 2]);
    }
}
