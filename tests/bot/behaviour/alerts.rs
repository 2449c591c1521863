//! `/iom alerts`: which channels of a server get new vacancies.

use serenity::all::Permissions;

use crate::standin::command::Command;
use crate::standin::faults::{Fault, next};
use crate::standin::id::Id;
use crate::standin::model::Target;
use crate::standin::shown::Shown;
use crate::world::World;

/// `/iom alerts …` as the owner of the server uses it.
fn alerts(world: &World, action: &str) -> Command {
    Command::new(&format!("alerts {action}")).by(world.home.owner)
}

async fn on(world: &World, action: &str, channel: Id) -> Shown {
    world.command(alerts(world, action).option("channel", channel)).await
}

async fn list(world: &World) -> String {
    world.command(alerts(world, "list")).await.content
}

#[tokio::test]
async fn a_channel_that_is_added_is_listed() {
    let world = World::start().await;
    let reply = on(&world, "add", world.home.general).await;
    assert!(
        reply.content.starts_with(&format!("Done: each new IOM vacancy will be posted in <#{}>", world.home.general))
    );
    assert_eq!(list(&world).await, format!("New IOM vacancies are posted in:\n- <#{}>", world.home.general));
}

#[tokio::test]
async fn an_announcement_channel_can_be_added() {
    let world = World::start().await;
    on(&world, "add", world.home.news).await;
    assert!(list(&world).await.contains(&format!("<#{}>", world.home.news)));
}

#[tokio::test]
async fn a_channel_that_is_added_again_is_there_already() {
    let world = World::start().await;
    on(&world, "add", world.home.general).await;
    let reply = on(&world, "add", world.home.general).await;
    assert!(reply.content.contains("gets new IOM vacancies already"), "{}", reply.content);
    assert_eq!(list(&world).await.matches("<#").count(), 1);
}

#[tokio::test]
async fn a_channel_that_is_removed_is_no_longer_listed() {
    let world = World::start().await;
    on(&world, "add", world.home.general).await;
    on(&world, "add", world.home.news).await;
    let reply = on(&world, "remove", world.home.general).await;
    assert!(reply.content.starts_with("Done: no more vacancies"), "{}", reply.content);
    assert_eq!(list(&world).await, format!("New IOM vacancies are posted in:\n- <#{}>", world.home.news));
}

#[tokio::test]
async fn a_channel_that_was_never_added_cannot_be_removed() {
    let world = World::start().await;
    let reply = on(&world, "remove", world.home.general).await;
    assert!(reply.content.contains("gets no vacancies"), "{}", reply.content);
}

#[tokio::test]
async fn a_server_without_alerts_is_told_how_to_set_them_up() {
    let world = World::start().await;
    assert!(list(&world).await.contains("`/iom alerts add`"));
}

#[tokio::test]
async fn a_test_posts_a_message_in_the_channel() {
    let world = World::start().await;
    let reply = on(&world, "test", world.home.general).await;
    assert!(reply.content.starts_with("Done: I posted a test message"), "{}", reply.content);
    assert_eq!(world.next_message(world.home.general).await.embeds[0].title, "This is a test");
}

#[tokio::test]
async fn each_test_posts_a_message_of_its_own() {
    let world = World::start().await;
    on(&world, "test", world.home.general).await;
    on(&world, "test", world.home.general).await;
    assert_eq!(world.messages(world.home.general).len(), 2);
}

#[tokio::test]
async fn a_test_that_discord_refuses_says_so() {
    let world = World::start().await;
    let refusal = serde_json::json!({"code": 50013, "message": "Missing Permissions"});
    world.fault(next("POST", "/messages"), Fault::Status(403, refusal));
    let reply = on(&world, "test", world.home.general).await;
    assert!(reply.content.starts_with("Discord does not let me post in <#"), "{}", reply.content);
}

#[tokio::test]
async fn replies_on_alerts_are_for_the_asker_alone() {
    let world = World::start().await;
    let general = world.home.general;
    for action in ["add", "add", "remove", "remove"] {
        assert!(on(&world, action, general).await.private, "{action}");
    }
    assert!(world.command(alerts(&world, "list")).await.private);
}

#[tokio::test]
async fn alerts_survive_a_restart() {
    let mut world = World::start().await;
    on(&world, "add", world.home.general).await;
    world.kill_and_restart().await;
    assert!(list(&world).await.contains(&format!("<#{}>", world.home.general)));
}

#[tokio::test]
async fn alerts_need_the_permission_to_manage_channels() {
    let world = World::start().await;
    // The admin of this server holds Manage Server, which is another permission.
    for person in [world.home.member, world.home.admin] {
        for action in ["add", "remove", "test"] {
            let command = Command::new(&format!("alerts {action}")).option("channel", world.home.general).by(person);
            let reply = world.command(command).await;
            assert!(reply.content.contains("the permission Manage Channels"), "{action}: {}", reply.content);
        }
        let reply = world.command(Command::new("alerts list").by(person)).await;
        assert!(reply.content.contains("the permission Manage Channels"), "{}", reply.content);
    }
    assert!(list(&world).await.starts_with("No channel"));
}

#[tokio::test]
async fn a_member_who_may_manage_channels_may_add_one() {
    let world = World::start().await;
    world.allow(world.home.general, Target::Member(world.home.member), Permissions::MANAGE_CHANNELS);
    let command = Command::new("alerts add").option("channel", world.home.news).by(world.home.member);
    assert!(world.command(command).await.content.starts_with("Done"));
}

#[tokio::test]
async fn alerts_are_for_servers_only() {
    let world = World::start().await;
    let owner = world.home.owner;
    for command in [Command::new("alerts list"), Command::new("alerts add").option("channel", world.home.general)] {
        let reply = world.command(command.by(owner).in_private()).await;
        assert!(reply.content.starts_with("Alerts go to the channels of a server"), "{}", reply.content);
    }
}

#[tokio::test]
async fn a_channel_of_another_server_is_refused() {
    let world = World::start().await;
    let (_, theirs) = world.another_guild("Alumni");
    for action in ["add", "test"] {
        let reply = on(&world, action, theirs).await;
        assert!(reply.content.contains("channels of this server"), "{action}: {}", reply.content);
    }
    assert!(list(&world).await.starts_with("No channel"));
}

#[tokio::test]
async fn the_channels_of_another_server_are_neither_listed_nor_removed() {
    let world = World::start().await;
    let (_, theirs) = world.another_guild("Alumni");
    let there = |action: &str| alerts(&world, action).in_channel(theirs);
    world.command(there("add").option("channel", theirs)).await;
    assert!(list(&world).await.starts_with("No channel"));
    assert!(on(&world, "remove", theirs).await.content.contains("gets no vacancies"));
    assert!(world.command(there("list")).await.content.contains(&format!("<#{theirs}>")));
}

#[tokio::test]
async fn a_channel_that_was_deleted_is_refused_and_can_be_removed() {
    let world = World::start().await;
    let doomed = world.another_channel(world.home.guild, "doomed");
    on(&world, "add", doomed).await;
    let (add, remove) = ["add", "remove"].map(|action| alerts(&world, action).option("channel", doomed)).into();
    let gate = world.hold(next("GET", format!("/channels/{doomed}")));
    let added = world.send(&add);
    gate.arrived().await;
    let removed = world.send(&remove);
    world.delete_channel(doomed);
    gate.release();
    assert!(world.reply(added).await.content.contains("Please choose one of those"));
    assert!(world.reply(removed).await.content.starts_with("Done"));
}

#[tokio::test]
async fn a_server_has_at_most_25_channels_with_alerts() {
    let world = World::start().await;
    for number in 0..25 {
        let channel = world.another_channel(world.home.guild, &format!("c{number}"));
        let reply = on(&world, "add", channel).await;
        assert!(reply.content.starts_with("Done"), "{number}: {}", reply.content);
    }
    let reply = on(&world, "add", world.home.general).await;
    assert!(reply.content.contains("This server has 25 channels with alerts, which is the most."), "{}", reply.content);
}
