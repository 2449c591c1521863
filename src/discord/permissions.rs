//! What the bot may do in a channel.

use serenity::all::{Channel, ChannelId, ChannelType, GuildId, Member, PartialGuild, Permissions, UserId};
use serenity::http::{LightMethod, Route};

use super::rest::{Rest, RestError};

/// What posting a vacancy needs, with the names that Discord's settings show.
///
/// The history is read to find out whether a post whose answer was lost is there.
pub const NEEDED: [(Permissions, &str); 4] = [
    (Permissions::VIEW_CHANNEL, "View Channel"),
    (Permissions::SEND_MESSAGES, "Send Messages"),
    (Permissions::EMBED_LINKS, "Embed Links"),
    (Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
];

/// Discord's code for a thing that the bot cannot see.
const MISSING_ACCESS: u64 = 50_001;
/// Discord's code for a channel that is not there.
const UNKNOWN_CHANNEL: u64 = 10_003;

/// How a channel is for posting.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fitness {
    /// The bot can post there.
    Fit,
    /// The bot lacks these permissions there, by the names that Discord's settings show.
    Lacks(Vec<&'static str>),
    /// It is no text channel, is in another server, or is gone.
    NoChannel,
}

impl Rest {
    /// Whether the bot, `me`, can post in a channel of a server.
    ///
    /// # Errors
    ///
    /// When Discord does not tell.
    pub async fn fitness(&self, guild: GuildId, channel: ChannelId, me: UserId) -> Result<Fitness, RestError> {
        let none = None::<&()>;
        let channel = match self.fetch(LightMethod::Get, Route::Channel { channel_id: channel }, none).await {
            Ok(Channel::Guild(channel)) if channel.guild_id == guild => channel,
            Ok(_) => return Ok(Fitness::NoChannel),
            Err(RestError::Refused { code: MISSING_ACCESS, .. }) => return Ok(Fitness::Lacks(vec![NEEDED[0].1])),
            Err(RestError::Refused { code: UNKNOWN_CHANNEL, .. }) => return Ok(Fitness::NoChannel),
            Err(error) => return Err(error),
        };
        if !matches!(channel.kind, ChannelType::Text | ChannelType::News) {
            return Ok(Fitness::NoChannel);
        }
        let route = Route::Guild { guild_id: guild };
        let guild_with_roles: PartialGuild = self.fetch(LightMethod::Get, route, none).await?;
        let route = Route::GuildMember { guild_id: guild, user_id: me };
        let member: Member = self.fetch(LightMethod::Get, route, none).await?;
        let granted = guild_with_roles.user_permissions_in(&channel, &member);
        let lacking: Vec<&str> =
            NEEDED.iter().filter(|(permission, _)| !granted.contains(*permission)).map(|(_, name)| *name).collect();
        Ok(if lacking.is_empty() { Fitness::Fit } else { Fitness::Lacks(lacking) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invite_link_of_the_readme_asks_for_exactly_what_is_needed() {
        let needed = NEEDED.iter().fold(Permissions::empty(), |all, (permission, _)| all | *permission);
        let readme = include_str!("../../README.md");
        assert!(readme.contains(&format!("&permissions={}\n", needed.bits())), "permissions={}", needed.bits());
    }
}
