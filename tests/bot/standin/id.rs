//! Snowflakes: the ids of everything on Discord, 64 bits that begin with the time and travel as text.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Serialize, Serializer};

/// The id of anything on Discord.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Id(pub u64);

impl Id {
    /// When it was made, as Discord writes times.
    pub fn time(self) -> String {
        let unix = i64::try_from((self.0 >> 22) + EPOCH).expect("a time of today");
        jiff::Timestamp::from_millisecond(unix).expect("a time of today").to_string()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Id {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The start of Discord's time, in milliseconds of Unix time.
const EPOCH: u64 = 1_420_070_400_000;

/// Hands out ids that grow, with the real time in them.
#[derive(Debug, Default)]
pub struct Ids {
    last: u64,
}

impl Ids {
    pub fn next(&mut self) -> Id {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_millis();
        let now = u64::try_from(now).expect("a clock before the year 500 million") - EPOCH;
        self.last = (self.last + 1).max(now << 22);
        Id(self.last)
    }
}
