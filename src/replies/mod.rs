//! What the bot says: one function per thing it can say, plain values in, a platform-neutral [`Reply`] out.
//!
//! Nothing here sends anything or knows Discord's wire format; [`crate::discord`] turns a reply into requests.
//! Texts of a reply are Markdown as Discord reads it; text that others wrote goes through [`text::escape`] first.

pub mod alerts;
pub mod answer;
pub mod contact;
pub mod help;
pub mod sources;
pub mod text;
pub mod trouble;
pub mod vacancy;
pub mod words;

/// One message to people.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reply {
    /// Whether only the asker sees it.
    pub private: bool,
    /// Plain lines above the cards; may be empty when there is a card.
    pub text: String,
    /// Framed blocks, at most ten.
    pub cards: Vec<Card>,
    /// Buttons that open a page, at most five.
    pub links: Vec<Link>,
}

/// A framed block of a reply (an embed, on Discord).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Card {
    /// One line; plain text.
    pub title: String,
    /// Where the title leads, http(s) only.
    pub url: Option<String>,
    /// Markdown.
    pub text: String,
    /// Small labelled facts below the text.
    pub fields: Vec<Field>,
    /// One small line at the bottom; plain text.
    pub footer: Option<String>,
}

/// A labelled fact of a card.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Field {
    /// Its label; plain text.
    pub name: String,
    /// Its value; Markdown.
    pub value: String,
    /// Whether it may stand beside others on one line.
    pub inline: bool,
}

/// A button that opens a page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link {
    /// What the button says.
    pub label: String,
    /// Where it leads, http(s) only.
    pub url: String,
}
