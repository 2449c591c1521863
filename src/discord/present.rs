//! A [`Reply`] as Discord's wire format, within Discord's limits: the only place that knows embeds.
//!
//! Limits are in Unicode code points and come from Discord's documentation (embed limits, message create, components).

use serenity::all::{
    CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateEmbedFooter, CreateInteractionResponse,
    CreateInteractionResponseMessage, CreateMessage, EditInteractionResponse, Nonce,
};

use crate::replies::text::cut;
use crate::replies::{Card, Link, Reply};

/// The longest message text.
pub const CONTENT_LIMIT: usize = 2_000;
/// The longest embed title.
pub const TITLE_LIMIT: usize = 256;
/// The longest embed text.
pub const DESCRIPTION_LIMIT: usize = 4_096;
/// The most fields of an embed.
pub const FIELDS_LIMIT: usize = 25;
/// The longest name of a field.
pub const FIELD_NAME_LIMIT: usize = 256;
/// The longest value of a field.
pub const FIELD_VALUE_LIMIT: usize = 1_024;
/// The longest footer.
pub const FOOTER_LIMIT: usize = 2_048;
/// The most code points over all embeds of a message.
pub const EMBEDS_LIMIT: usize = 6_000;
/// The most embeds of a message.
pub const CARDS_LIMIT: usize = 10;
/// The longest label of a button.
pub const LABEL_LIMIT: usize = 80;
/// The longest address that a title leads to.
pub const TITLE_URL_LIMIT: usize = 2_048;
/// The longest address of a link button.
pub const URL_LIMIT: usize = 512;
/// The most buttons of a row.
pub const BUTTONS_LIMIT: usize = 5;

/// UN blue, at the edge of every card.
const COLOUR: u32 = 0x00_33_A0;

/// The reply as the first answer to an interaction.
pub fn response(reply: &Reply) -> CreateInteractionResponse {
    let message = CreateInteractionResponseMessage::new()
        .content(cut(&reply.text, CONTENT_LIMIT))
        .embeds(embeds(&reply.cards))
        .components(components(&reply.links))
        .allowed_mentions(no_mentions())
        .ephemeral(reply.private);
    CreateInteractionResponse::Message(message)
}

/// The reply in the place of a deferred answer; whether it is private was fixed when it was deferred.
pub fn edit(reply: &Reply) -> EditInteractionResponse {
    EditInteractionResponse::new()
        .content(cut(&reply.text, CONTENT_LIMIT))
        .embeds(embeds(&reply.cards))
        .components(components(&reply.links))
        .allowed_mentions(no_mentions())
}

/// The reply as a message of its own. Discord drops a second message with the same `nonce` (1 to 25 characters) for a
/// few minutes.
pub fn message(reply: &Reply, nonce: &str) -> CreateMessage {
    CreateMessage::new()
        .content(cut(&reply.text, CONTENT_LIMIT))
        .embeds(embeds(&reply.cards))
        .components(components(&reply.links))
        .allowed_mentions(no_mentions())
        .nonce(Nonce::String(nonce.to_owned()))
        .enforce_nonce(true)
}

fn no_mentions() -> CreateAllowedMentions {
    CreateAllowedMentions::new()
}

fn components(links: &[Link]) -> Vec<CreateActionRow> {
    let buttons: Vec<CreateButton> = links
        .iter()
        .filter(|link| is_web_address(&link.url) && link.url.chars().count() <= URL_LIMIT)
        .take(BUTTONS_LIMIT)
        .map(|link| CreateButton::new_link(&link.url).label(cut(&link.label, LABEL_LIMIT)))
        .collect();
    if buttons.is_empty() { Vec::new() } else { vec![CreateActionRow::Buttons(buttons)] }
}

fn embeds(cards: &[Card]) -> Vec<CreateEmbed> {
    let mut room = EMBEDS_LIMIT;
    let mut embeds = Vec::new();
    for card in cards.iter().take(CARDS_LIMIT) {
        if room == 0 {
            break;
        }
        embeds.push(embed(card, &mut room));
    }
    embeds
}

/// One embed; takes what it uses from `room`. Title and footer come first: they name the thing and its source.
fn embed(card: &Card, room: &mut usize) -> CreateEmbed {
    let mut take = |text: &str, limit: usize| {
        let text = cut(text, limit.min(*room));
        *room -= text.chars().count();
        text
    };
    let mut embed = CreateEmbed::new().colour(COLOUR).title(take(&card.title, TITLE_LIMIT));
    let fits = |url: &&str| is_web_address(url) && url.chars().count() <= TITLE_URL_LIMIT;
    if let Some(url) = card.url.as_deref().filter(fits) {
        embed = embed.url(url);
    }
    if let Some(footer) = &card.footer {
        embed = embed.footer(CreateEmbedFooter::new(take(footer, FOOTER_LIMIT)));
    }
    if !card.text.is_empty() {
        embed = embed.description(take(&card.text, DESCRIPTION_LIMIT));
    }
    for field in card.fields.iter().take(FIELDS_LIMIT) {
        let name = take(&field.name, FIELD_NAME_LIMIT);
        let value = take(&field.value, FIELD_VALUE_LIMIT);
        if !name.is_empty() && !value.is_empty() {
            embed = embed.field(name, value, field.inline);
        }
    }
    embed
}

fn is_web_address(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
