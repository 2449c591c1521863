//! Who may write where.

use serde_json::json;
use serenity::all::Permissions;

use super::rest::{code, post, rest, text};
use crate::standin::Standin;
use crate::standin::model::Target;
use crate::standin::state::Home;

async fn outcome(discord: &Standin) -> Option<u64> {
    let outcome = post(&rest(discord), discord.home.general, text("hello")).await;
    discord.messages(discord.home.general);
    if outcome.is_ok() { None } else { Some(code(outcome)) }
}

#[tokio::test]
async fn an_overwrite_for_everyone_keeps_the_bot_from_writing() {
    let discord = Standin::start().await;
    let Home { guild, general, .. } = discord.home;
    discord.deny(general, Target::Role(guild), Permissions::SEND_MESSAGES);
    assert_eq!(outcome(&discord).await, Some(50_013));
    discord.check();
}

#[tokio::test]
async fn an_overwrite_for_its_role_outdoes_one_for_everyone() {
    let discord = Standin::start().await;
    let Home { guild, general, bot_role, .. } = discord.home;
    discord.deny(general, Target::Role(guild), Permissions::SEND_MESSAGES);
    discord.allow(general, Target::Role(bot_role), Permissions::SEND_MESSAGES);
    assert_eq!(outcome(&discord).await, None);
    discord.check();
}

#[tokio::test]
async fn an_overwrite_for_the_bot_outdoes_one_for_its_role() {
    let discord = Standin::start().await;
    let Home { general, bot_role, .. } = discord.home;
    let bot = discord.with(|state| state.bot.id);
    discord.allow(general, Target::Role(bot_role), Permissions::SEND_MESSAGES);
    discord.deny(general, Target::Member(bot), Permissions::SEND_MESSAGES);
    assert_eq!(outcome(&discord).await, Some(50_013));
    discord.clear_overwrites(general);
    assert_eq!(outcome(&discord).await, None);
    discord.check();
}

#[tokio::test]
async fn a_channel_that_the_bot_cannot_see_gives_no_access() {
    let discord = Standin::start().await;
    let Home { guild, general, .. } = discord.home;
    discord.deny(general, Target::Role(guild), Permissions::VIEW_CHANNEL);
    assert_eq!(outcome(&discord).await, Some(50_001));
    discord.check();
}

#[tokio::test]
async fn a_deleted_channel_is_unknown() {
    let discord = Standin::start().await;
    discord.delete_channel(discord.home.general);
    assert_eq!(outcome(&discord).await, Some(10_003));
    discord.check();
}

#[tokio::test]
async fn an_embed_needs_a_permission_of_its_own() {
    let discord = Standin::start().await;
    let Home { guild, general, bot_role, .. } = discord.home;
    discord.deny(general, Target::Role(guild), Permissions::EMBED_LINKS);
    assert_eq!(outcome(&discord).await, None);
    let embed = json!({"embeds": [{"title": "hello"}], "allowed_mentions": {"parse": []}});
    assert_eq!(code(post(&rest(&discord), general, embed.clone()).await), 50_013);
    discord.with(|state| state.guild_mut(guild).role_mut(bot_role).permissions |= Permissions::ADMINISTRATOR);
    post(&rest(&discord), general, embed).await.unwrap();
    assert_eq!(discord.messages(general).len(), 2);
    discord.check();
}
