//! New vacancies: found on a portal, posted to each channel that wants them, once, whatever breaks on the way.

mod arrival;
mod crashes;
mod discord;
mod hostile;
mod portal;
mod refusals;

use crate::standin::command::Command;
use crate::standin::id::Id;
use crate::vacancies::Vacancy;
use crate::world::{Setup, Source, World};

/// Part of the path of a list, and of a detail.
const LIST: &str = "recruitingCEJobRequisitions";
const DETAIL: &str = "recruitingCEJobRequisitionDetails";

/// An invented vacancy by its number.
pub fn vacancy(number: u32) -> Vacancy {
    Vacancy::new(&number.to_string(), &title(number))
}

fn title(number: u32) -> String {
    format!("Officer {number}")
}

/// A world in which the general channel gets vacancies, and the bot knows the one that was there before.
pub async fn subscribed() -> World {
    subscribed_with(Setup::default()).await
}

pub async fn subscribed_with(setup: Setup) -> World {
    let world = known(setup.source(Source::Oracle)).await;
    subscribe(&world, world.home.general).await;
    world
}

/// A world in which the bot has polled its source, which lists vacancy 1, for the first time.
async fn known(setup: Setup) -> World {
    let mut world = World::prepare(&setup).await;
    world.portal.publish(vacancy(1));
    world.start_again().await;
    world.logged("recorded=1").await;
    world
}

pub async fn subscribe(world: &World, channel: Id) {
    let add = Command::new("alerts add").by(world.home.owner).option("channel", channel);
    let reply = world.command(add.in_channel(channel)).await;
    assert!(reply.content.starts_with("Done"), "{}", reply.content);
}

/// Waits until a vacancy has arrived in a channel as its next message.
pub async fn arrives(world: &World, channel: Id, number: u32) {
    assert_eq!(world.next_message(channel).await.embeds[0].title, title(number));
}

/// Publishes one more vacancy and waits for it: a channel gets its vacancies in order, so that all that were to come
/// before have come then. What stands in the channel must be these, each once.
pub async fn are_all(world: &World, channel: Id, numbers: &[u32]) {
    world.portal.publish(vacancy(999));
    world
        .wait("the last vacancy", |state| {
            let last = |body: &serde_json::Value| body["title"] == title(999);
            let mut there = state.messages.values().filter(|message| message.channel == channel);
            there
                .any(|message| message.body["embeds"].as_array().is_some_and(|embeds| embeds.iter().any(last)))
                .then_some(())
        })
        .await;
    let expected: Vec<String> = numbers.iter().chain(&[999]).map(|number| title(*number)).collect();
    let shown: Vec<String> =
        world.messages(channel).into_iter().map(|message| message.embeds[0].title.clone()).collect();
    assert_eq!(shown, expected);
}
