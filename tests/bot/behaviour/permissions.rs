//! Before a channel is added, each permission that the bot lacks there is named, whatever takes it away.

use serenity::all::Permissions;

use crate::standin::command::Command;
use crate::standin::model::Target;
use crate::standin::shown::Shown;
use crate::world::World;

const NEEDED: [(Permissions, &str); 4] = [
    (Permissions::VIEW_CHANNEL, "View Channel"),
    (Permissions::SEND_MESSAGES, "Send Messages"),
    (Permissions::EMBED_LINKS, "Embed Links"),
    (Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
];

async fn add(world: &World) -> Shown {
    world.command(Command::new("alerts add").by(world.home.owner).option("channel", world.home.general)).await
}

/// That exactly these are named, and that nothing was saved.
async fn names(world: &World, lacking: &[&str]) {
    let reply = add(world).await;
    let named: Vec<&str> = NEEDED.iter().map(|(_, name)| *name).filter(|name| reply.content.contains(name)).collect();
    assert_eq!(named, lacking, "{}", reply.content);
    assert!(
        reply.content.starts_with(&format!("I may not post in <#{}> yet.", world.home.general)),
        "{}",
        reply.content
    );
    let list = world.command(Command::new("alerts list").by(world.home.owner)).await;
    assert!(list.content.starts_with("No channel"), "{}", list.content);
}

/// Takes permissions from all roles that the bot holds.
fn take_from_roles(world: &World, taken: Permissions) {
    let home = world.home;
    world.with(|state| {
        for role in [home.guild, home.bot_role] {
            state.guild_mut(home.guild).role_mut(role).permissions -= taken;
        }
    });
}

fn give_to_roles(world: &World, given: Permissions) {
    let home = world.home;
    world.with(|state| state.guild_mut(home.guild).role_mut(home.bot_role).permissions |= given);
}

#[tokio::test]
async fn a_permission_that_no_role_gives_is_named() {
    let world = World::start().await;
    for (permission, name) in NEEDED {
        take_from_roles(&world, permission);
        names(&world, &[name]).await;
        give_to_roles(&world, permission);
    }
}

#[tokio::test]
async fn a_permission_that_the_channel_takes_from_everyone_is_named() {
    let world = World::start().await;
    for (permission, name) in NEEDED {
        world.deny(world.home.general, Target::Role(world.home.guild), permission);
        names(&world, &[name]).await;
        world.clear_overwrites(world.home.general);
    }
}

#[tokio::test]
async fn a_permission_that_the_channel_takes_from_the_role_of_the_bot_is_named() {
    let world = World::start().await;
    for (permission, name) in NEEDED {
        world.deny(world.home.general, Target::Role(world.home.bot_role), permission);
        names(&world, &[name]).await;
        world.clear_overwrites(world.home.general);
    }
}

#[tokio::test]
async fn a_permission_that_the_channel_takes_from_the_bot_itself_is_named() {
    let world = World::start().await;
    let bot = world.with(|state| state.bot.id);
    for (permission, name) in NEEDED {
        world.deny(world.home.general, Target::Member(bot), permission);
        names(&world, &[name]).await;
        world.clear_overwrites(world.home.general);
    }
}

#[tokio::test]
async fn all_that_is_lacking_is_named_at_once() {
    let world = World::start().await;
    take_from_roles(&world, Permissions::EMBED_LINKS | Permissions::READ_MESSAGE_HISTORY);
    world.deny(world.home.general, Target::Role(world.home.guild), Permissions::SEND_MESSAGES);
    names(&world, &["Send Messages", "Embed Links", "Read Message History"]).await;
}

#[tokio::test]
async fn the_channel_can_be_added_once_it_gives_what_was_lacking() {
    let world = World::start().await;
    let bot = world.with(|state| state.bot.id);
    take_from_roles(&world, Permissions::SEND_MESSAGES);
    names(&world, &["Send Messages"]).await;
    world.allow(world.home.general, Target::Member(bot), Permissions::SEND_MESSAGES);
    assert!(add(&world).await.content.starts_with("Done"));
}

#[tokio::test]
async fn an_administrator_lacks_nothing() {
    let world = World::start().await;
    world.deny(world.home.general, Target::Role(world.home.guild), Permissions::all());
    give_to_roles(&world, Permissions::ADMINISTRATOR);
    assert!(add(&world).await.content.starts_with("Done"));
}

#[tokio::test]
async fn a_test_names_what_is_lacking_too() {
    let world = World::start().await;
    world.deny(world.home.general, Target::Role(world.home.guild), Permissions::EMBED_LINKS);
    let test = Command::new("alerts test").by(world.home.owner).option("channel", world.home.general);
    let reply = world.command(test).await;
    assert!(reply.content.contains("switch on: Embed Links."), "{}", reply.content);
    assert!(world.messages(world.home.general).is_empty());
}
