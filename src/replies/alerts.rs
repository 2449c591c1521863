//! Which channels get vacancies.

use super::answer::careers_link;
use super::{Card, Reply};
use crate::language::Language;

fn private(text: String) -> Reply {
    Reply { private: true, text, ..Reply::default() }
}

/// A channel gets vacancies from now on.
#[must_use]
pub fn added(channel: u64) -> Reply {
    private(format!(
        "Done: each new IOM vacancy will be posted in <#{channel}>, once. Nothing that is open already is posted. \
         `/iom alerts test` shows what a post looks like."
    ))
}

/// A channel gets vacancies already.
#[must_use]
pub fn already(channel: u64) -> Reply {
    private(format!("<#{channel}> gets new IOM vacancies already. `/iom alerts list` shows all channels that do."))
}

/// A channel gets no more vacancies.
#[must_use]
pub fn removed(channel: u64) -> Reply {
    private(format!("Done: no more vacancies will be posted in <#{channel}>. What was posted stays."))
}

/// The channels of a server that get vacancies.
#[must_use]
pub fn list(channels: &[u64]) -> Reply {
    if channels.is_empty() {
        return private("No channel of this server gets vacancies yet. `/iom alerts add` sets one up.".to_owned());
    }
    let mut text = "New IOM vacancies are posted in:".to_owned();
    for channel in channels {
        text.push_str(&format!("\n- <#{channel}>"));
    }
    private(text)
}

/// What a test posts in the channel.
#[must_use]
pub fn test(careers_url: &str) -> Reply {
    Reply {
        cards: vec![Card {
            title: "This is a test".to_owned(),
            text: "New IOM vacancies that this channel subscribes to will be posted like this: title, duty stations, \
                   grade, contract, closing date, reference number, and a link to the notice."
                .to_owned(),
            ..Card::default()
        }],
        links: vec![careers_link(careers_url, Language::En)],
        ..Reply::default()
    }
}

/// A test was posted.
#[must_use]
pub fn tested(channel: u64) -> Reply {
    private(format!("Done: I posted a test message in <#{channel}>."))
}
