//! A reply as a message of its own in a channel.

use serde::Deserialize;
use serenity::all::{ChannelId, MessageId, UserId};
use serenity::http::{LightMethod, Route};

use super::present;
use super::rest::{Rest, RestError};
use crate::replies::Reply;

/// How far Discord's clock may be from ours, in seconds.
const CLOCKS_DIFFER: i64 = 60;

/// Sends a reply to a channel and returns the message's id. Sent again with the same `nonce` (1 to 25 characters)
/// within a few minutes, Discord answers with the first message and posts no second one.
///
/// # Errors
///
/// See [`RestError`].
pub async fn send(rest: &Rest, channel: ChannelId, reply: &Reply, nonce: &str) -> Result<MessageId, RestError> {
    let route = Route::ChannelMessages { channel_id: channel };
    let sent: Sent = rest.fetch(LightMethod::Post, route, Some(&present::message(reply, nonce))).await?;
    Ok(sent.id)
}

/// Looks among the channel's last 50 messages for one of our own with a card that leads to `url`, posted at `since`
/// (unix seconds) or later.
///
/// # Errors
///
/// See [`RestError`]; the bot needs the permission to read the channel's history.
pub async fn find(rest: &Rest, channel: ChannelId, url: &str, since: i64) -> Result<Option<MessageId>, RestError> {
    let me: Author = rest.fetch(LightMethod::Get, Route::UserMe, None::<&()>).await?;
    let route = Route::ChannelMessages { channel_id: channel };
    let messages: Vec<Found> = rest.fetch(LightMethod::Get, route, None::<&()>).await?;
    let ours = messages.into_iter().filter(|message| message.author.id == me.id);
    let recent = ours.filter(|message| message.id.created_at().unix_timestamp() >= since - CLOCKS_DIFFER);
    let mut leading_there = recent.filter(|message| message.embeds.iter().any(|embed| embed.leads_to(url)));
    Ok(leading_there.next().map(|message| message.id))
}

#[derive(Deserialize)]
struct Sent {
    id: MessageId,
}

#[derive(Deserialize)]
struct Found {
    id: MessageId,
    author: Author,
    #[serde(default)]
    embeds: Vec<Embed>,
}

#[derive(Deserialize)]
struct Author {
    id: UserId,
}

#[derive(Deserialize)]
struct Embed {
    url: Option<String>,
}

impl Embed {
    fn leads_to(&self, url: &str) -> bool {
        self.url.as_deref().is_some_and(|found| found.trim_end_matches('/') == url.trim_end_matches('/'))
    }
}
