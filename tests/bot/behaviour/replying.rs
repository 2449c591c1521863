//! Replies in time: slow ones are deferred, lost ones do not harm, and nobody waits for somebody else.

use serde_json::json;

use crate::standin::command::Command;
use crate::standin::faults::{Fault, Gate, next};
use crate::standin::id::Id;
use crate::standin::limits::Scope;
use crate::standin::model::Answer;
use crate::standin::rest::Recorded;
use crate::world::{Setup, World};

fn question() -> Command {
    Command::new("faq").option("question", "retirement age")
}

fn add(world: &World) -> Command {
    Command::new("alerts add").by(world.home.owner).option("channel", world.home.general)
}

/// Uses a command that takes long, until it is deferred: Discord is slow to tell about the channel.
async fn deferred(world: &World) -> (Id, Gate) {
    let gate = world.hold(next("GET", format!("/channels/{}", world.home.general)));
    let id = world.send(&add(world));
    gate.arrived().await;
    world.wait("'is thinking'", |state| (state.interactions[&id].answer == Some(Answer::Deferred)).then_some(())).await;
    (id, gate)
}

#[tokio::test]
async fn a_reply_that_takes_long_is_deferred_first_and_edited_in() {
    let world = World::start().await;
    let (id, gate) = deferred(&world).await;
    gate.release();
    let reply = world.reply(id).await;
    assert!(reply.deferred && reply.content.starts_with("Done: each new"), "{reply:#?}");
}

#[tokio::test]
async fn a_deferred_reply_is_as_private_as_it_would_have_been() {
    let world = World::start().await;
    let (id, gate) = deferred(&world).await;
    gate.release();
    assert!(world.reply(id).await.private);
}

#[tokio::test]
async fn a_quick_reply_is_not_deferred() {
    let world = World::start().await;
    // On a machine that is busy with other tests one reply may be slow, but not each of them.
    let mut quick = false;
    for _ in 0..5 {
        quick |= !world.ask("retirement age").await.deferred;
    }
    assert!(quick);
}

#[tokio::test]
async fn an_asker_to_whom_discord_is_slow_holds_up_nobody_else() {
    let world = World::start().await;
    let gate = world.hold(next("POST", "/callback"));
    let slow = world.send(&question());
    gate.arrived().await;
    for _ in 0..3 {
        assert_eq!(world.ask("retirement age").await.embeds[0].title, "Age limit");
    }
    gate.release();
    assert_eq!(world.reply(slow).await.embeds[0].title, "Age limit");
}

#[tokio::test]
async fn a_command_that_takes_long_holds_up_nobody_else() {
    let world = World::start().await;
    let (id, gate) = deferred(&world).await;
    assert_eq!(world.ask("retirement age").await.embeds[0].title, "Age limit");
    gate.release();
    world.reply(id).await;
}

#[tokio::test]
async fn many_who_ask_at_once_are_all_answered() {
    let world = World::start().await;
    let asked: Vec<Id> = (0..100).map(|_| world.send(&question())).collect();
    for id in asked {
        assert_eq!(world.reply(id).await.embeds[0].title, "Age limit");
    }
}

/// Lets the first try of an answer come to this; the asker must be answered all the same.
async fn is_answered_in_spite_of(fault: Fault) {
    let world = World::start().await;
    world.fault(next("POST", "/callback"), fault);
    assert_eq!(world.ask("retirement age").await.embeds[0].title, "Age limit");
    world.ask("retirement age").await;
    assert!(!world.log().contains("did not reach"), "{}", world.log());
}

#[tokio::test]
async fn a_reply_that_is_lost_is_sent_again() {
    is_answered_in_spite_of(Fault::HangUp).await;
}

#[tokio::test]
async fn a_reply_of_which_only_the_answer_is_lost_has_arrived() {
    is_answered_in_spite_of(Fault::LoseAnswer).await;
}

#[tokio::test]
async fn a_reply_that_discord_fails_to_take_is_sent_again() {
    is_answered_in_spite_of(Fault::Status(502, json!({"message": "bad gateway"}))).await;
}

#[tokio::test]
async fn a_reply_that_meets_a_rate_limit_is_sent_when_it_is_over() {
    is_answered_in_spite_of(Fault::TooMany(Scope::User, 0.2)).await;
}

#[tokio::test]
async fn a_deferred_reply_that_is_lost_is_sent_again() {
    for fault in [Fault::HangUp, Fault::LoseAnswer, Fault::Status(500, json!({"message": "out of order"}))] {
        let world = World::start().await;
        world.fault(next("PATCH", "/messages/@original"), fault);
        let (id, gate) = deferred(&world).await;
        gate.release();
        assert!(world.reply(id).await.content.starts_with("Done"));
    }
}

/// Lets every try to answer the first question come to this; the next question must be answered.
async fn survives(world: &World, fault: Fault) {
    world.fault(next("POST", "/callback").times(2), fault);
    world.send(&question());
    world.logged("a reply did not reach its asker").await;
    assert_eq!(world.ask("retirement age").await.embeds[0].title, "Age limit");
}

#[tokio::test]
async fn a_reply_that_cannot_be_sent_is_told_in_the_log_and_the_next_one_is_sent() {
    for fault in [Fault::HangUp, Fault::Status(502, json!({"message": "bad gateway"}))] {
        survives(&World::start().await, fault).await;
    }
}

#[tokio::test]
async fn a_reply_to_which_discord_says_nothing_is_given_up() {
    let world = World::with_setup(Setup::default().setting("discord.timeout = \"1s\"")).await;
    survives(&world, Fault::Silence).await;
}

#[tokio::test]
async fn a_reply_that_comes_too_late_is_told_in_the_log_without_its_token() {
    let world = World::start().await;
    let gate = world.hold(next("POST", "/callback"));
    world.send(&question());
    gate.arrived().await;
    world.expire_interactions();
    gate.release();
    let late = |request: &Recorded| request.path.contains("/callback") && request.status == Some(404);
    world.wait("a refused callback", |state| state.requests.iter().any(late).then_some(())).await;
    world.logged("a reply did not reach its asker").await;
    assert!(!world.log().contains("interaction-token-"), "{}", world.log());
}

#[tokio::test]
async fn a_fault_of_ours_is_told_with_a_reference_that_the_log_has_too() {
    let world = World::start().await;
    world.fault(next("GET", "/channels/"), Fault::Status(500, json!({"message": "out of order"})));
    let reply = world.command(add(&world)).await;
    let (_, reference) = reply.content.split_once("the reference ").expect("a reference");
    let reference = reference.trim_end_matches('.');
    world.logged(&format!("reference=\"{reference}\"")).await;
    assert!(!reply.content.contains("HTTP 500") && reply.private, "{reply:#?}");
}

#[tokio::test]
async fn a_database_that_fails_does_not_keep_questions_from_being_answered() {
    let mut world = World::start().await;
    assert!(world.stop().await.success());
    world.sql("ALTER TABLE subscriptions RENAME TO gone").await;
    world.start_again().await;
    let reply = world.command(Command::new("alerts list").by(world.home.owner)).await;
    assert!(reply.content.starts_with("Something went wrong on my side."), "{}", reply.content);
    assert_eq!(world.ask("retirement age").await.embeds[0].title, "Age limit");
}
