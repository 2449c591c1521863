//! A channel in which the bot cannot post does not keep vacancies from the others.

use serenity::all::Permissions;

use super::{are_all, arrives, subscribe, subscribed, vacancy};
use crate::standin::faults::next;
use crate::standin::model::Target;

#[tokio::test]
async fn a_channel_that_forbids_posting_does_not_delay_the_others() {
    let world = subscribed().await;
    subscribe(&world, world.home.news).await;
    world.deny(world.home.general, Target::Role(world.home.guild), Permissions::SEND_MESSAGES);
    world.deny(world.home.general, Target::Role(world.home.bot_role), Permissions::SEND_MESSAGES);
    world.portal.publish(vacancy(2));
    are_all(&world, world.home.news, &[2]).await;
    assert!(world.messages(world.home.general).is_empty());
    assert!(world.log().contains("a vacancy will not be posted to a channel"), "{}", world.log());
}

#[tokio::test]
async fn a_channel_that_was_deleted_does_not_delay_the_others() {
    let world = subscribed().await;
    let doomed = world.another_channel(world.home.guild, "doomed");
    subscribe(&world, doomed).await;
    world.delete_channel(doomed);
    are_all(&world, world.home.general, &[]).await;
}

#[tokio::test]
async fn a_server_that_removed_the_bot_does_not_delay_the_others() {
    let world = subscribed().await;
    let (guild, theirs) = world.another_guild("Alumni");
    subscribe(&world, theirs).await;
    world.kick(guild);
    are_all(&world, world.home.general, &[]).await;
}

#[tokio::test]
async fn a_channel_to_which_discord_is_slow_does_not_delay_the_others() {
    let world = subscribed().await;
    subscribe(&world, world.home.news).await;
    let gate = world.hold(next("POST", format!("/channels/{}/messages", world.home.general)));
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    arrives(&world, world.home.news, 2).await;
    gate.release();
    arrives(&world, world.home.general, 2).await;
    world.polls().await;
}

#[tokio::test]
async fn a_channel_that_allows_posting_again_gets_the_vacancies_that_come_then() {
    let world = subscribed().await;
    let bot = world.with(|state| state.bot.id);
    world.deny(world.home.general, Target::Member(bot), Permissions::SEND_MESSAGES);
    world.portal.publish(vacancy(2));
    world.logged("a vacancy will not be posted to a channel").await;
    world.clear_overwrites(world.home.general);
    are_all(&world, world.home.general, &[]).await;
}
