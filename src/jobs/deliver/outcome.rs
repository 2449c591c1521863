//! What becomes of a delivery, by how Discord answered.

use std::time::Duration;

use jiff::Timestamp;
use serenity::all::MessageId;

use crate::discord::rest::RestError;
use crate::jobs::back_off;
use crate::store::deliveries::Delivery;

/// The wait after a first failure: soon enough for the nonce.
const FIRST_WAIT: Duration = Duration::from_secs(2);

/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// How long a delivery is tried, in seconds.
const PATIENCE: i64 = 3 * 24 * 3_600;

/// What became of a delivery.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Outcome {
    /// It was posted.
    Sent(MessageId),
    /// Repeating it is pointless.
    Never(String),
    /// It is tried again.
    Later {
        /// After this wait.
        wait: Duration,
        /// Whether it may have been posted all the same.
        in_doubt: bool,
        /// Why.
        reason: String,
    },
    /// Nothing can be posted any more: the token is refused.
    Stop,
}

impl Outcome {
    /// What follows from the answer to the try number `attempts`; `share` (0 to 1) spreads repeated tries.
    pub(super) fn of(result: Result<MessageId, RestError>, attempts: i64, share: f64) -> Self {
        let error = match result {
            Ok(message) => return Self::Sent(message),
            Err(error) => error,
        };
        let reason = error.to_string();
        let wait = back_off(FIRST_WAIT, attempts, LONGEST_WAIT, share);
        match error {
            RestError::Refused { status: 401, .. } => Self::Stop,
            // Without a code of Discord's it was somebody in between, such as a firewall.
            RestError::Refused { status: 403.., code: 0, .. } => Self::Later { wait, in_doubt: false, reason },
            RestError::Refused { .. } => Self::Never(reason),
            RestError::Limited { after } => Self::Later { wait: after.max(wait), in_doubt: false, reason },
            RestError::Unreachable(_) => Self::Later { wait, in_doubt: false, reason },
            RestError::InDoubt(_) => Self::Later { wait, in_doubt: true, reason },
        }
    }
}

/// Why a delivery is not even tried, where that is so.
pub(super) fn reason_to_give_up(delivery: &Delivery, now: Timestamp) -> Option<&'static str> {
    if delivery.vacancy.deadline.as_ref().is_some_and(|deadline| deadline.has_passed(now)) {
        return Some("the vacancy closed before it could be posted");
    }
    (now.as_second() - delivery.created_at > PATIENCE).then_some("it could not be posted for three days")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: u64) -> Result<MessageId, RestError> {
        Err(RestError::Refused { status, code, message: "no".into() })
    }

    #[test]
    fn what_discord_refuses_is_not_repeated() {
        for (status, code) in [(404, 10_003), (403, 50_001), (403, 50_013), (400, 50_035)] {
            assert!(matches!(Outcome::of(refused(status, code), 1, 0.0), Outcome::Never(_)), "{code}");
        }
    }

    #[test]
    fn a_refused_token_stops_everything() {
        assert_eq!(Outcome::of(refused(401, 0), 1, 0.0), Outcome::Stop);
    }

    #[test]
    fn a_refusal_by_somebody_in_between_is_tried_again() {
        assert!(matches!(Outcome::of(refused(403, 0), 1, 0.0), Outcome::Later { in_doubt: false, .. }));
        assert!(matches!(Outcome::of(refused(400, 0), 1, 0.0), Outcome::Never(_)));
    }

    #[test]
    fn a_limit_is_waited_out_without_doubt() {
        let limited = Outcome::of(Err(RestError::Limited { after: Duration::from_secs(77) }), 1, 1.0);
        assert!(matches!(limited, Outcome::Later { wait, in_doubt: false, .. } if wait.as_secs() == 77));
    }

    #[test]
    fn a_lost_answer_is_repeated_soon_enough_for_the_nonce() {
        let waits: Vec<_> = (1..=5)
            .map(|attempts| match Outcome::of(Err(RestError::InDoubt("HTTP 500".into())), attempts, 1.0) {
                Outcome::Later { wait, in_doubt: true, .. } => wait.as_secs(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(waits, [2, 4, 8, 16, 32]);
    }
}
