//! What the bot can do, and what it is.

use super::answer::careers_link;
use super::sources::SourceState;
use super::text::escape;
use super::words::day;
use super::{Card, Reply};
use crate::language::Language;

/// The language of these texts; other languages come with their words.
const REPLIES: Language = Language::En;

/// Everything that one can do, with an example of each.
#[must_use]
pub fn help(careers_url: &str) -> Reply {
    let text = "\
**Ask**
`/iom faq question: short-term contracts` shows the best passage, its source and its date. Pick a suggestion while you \
type, or ask in your own words. With `private: True` only you see the answer.

**Look up**
`/iom contact` gives the address and phone of headquarters; `/iom contact office: New York` those of an office.

**New vacancies in a channel** (for people with Manage Channels)
`/iom alerts add channel: #jobs` posts each new IOM vacancy there, once.
`/iom alerts list` shows where vacancies go, `/iom alerts remove channel: #jobs` ends it, and \
`/iom alerts test channel: #jobs` posts a test message.

`/iom about` says what this bot is, and where its answers come from.";
    Reply {
        private: true,
        cards: vec![Card { title: "What I can do".to_owned(), text: text.to_owned(), ..Card::default() }],
        links: vec![careers_link(careers_url, REPLIES)],
        ..Reply::default()
    }
}

/// What `/iom about` tells.
pub struct About {
    /// The version of the program.
    pub version: &'static str,
    /// How many passages there are, and in how many documents.
    pub passages: (usize, usize),
    /// The publishers of the sources, with the date of the newest source of each.
    pub publishers: Vec<(String, jiff::civil::Date)>,
    /// When the index was built.
    pub indexed: Option<jiff::Timestamp>,
    /// The vacancy sources.
    pub sources: Vec<SourceState>,
}

/// How many publishers are named.
const PUBLISHERS: usize = 12;

/// What the bot is, where its answers come from, and what it keeps.
#[must_use]
pub fn about(about: &About, careers_url: &str) -> Reply {
    let (passages, documents) = about.passages;
    let mut text = format!(
        "I am iom-bot {}, an **unofficial** helper: I am not run by IOM and do not speak for it. I show short passages \
         that people wrote from public sources, each with its source and date; nothing is made up on the spot. What \
         counts is the official careers site.\n\n**Sources** ({passages} passages in {documents} documents)",
        about.version
    );
    for (publisher, newest) in about.publishers.iter().take(PUBLISHERS) {
        text.push_str(&format!("\n- {}, as of {}", escape(publisher), day(*newest, REPLIES)));
    }
    let others = about.publishers.len().saturating_sub(PUBLISHERS);
    if others > 0 {
        text.push_str(&format!("\n- and {others} more, named below each answer"));
    }
    if let Some(indexed) = about.indexed {
        // Discord shows this in the reader's own time: `<t:…:R>` is an age such as `2 days ago`.
        text.push_str(&format!("\nIndex built <t:{}:R>.", indexed.as_second()));
    }
    text.push_str("\n\n**Vacancies**");
    if about.sources.is_empty() {
        text.push_str("\nNo vacancy source is set up.");
    }
    for source in &about.sources {
        text.push_str(&format!("\n- {}: {}", escape(&source.name), source.line()));
    }
    text.push_str(
        "\n\n**Privacy**\nYour questions are answered and forgotten: they are not stored and not logged. For alerts I \
         keep the ids of the server, the channel and the person who set them up, until the alert is removed.",
    );
    Reply {
        private: true,
        cards: vec![Card { title: "About this bot".to_owned(), text, ..Card::default() }],
        links: vec![careers_link(careers_url, REPLIES)],
        ..Reply::default()
    }
}
