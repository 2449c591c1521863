//! The bot stops when it is asked to, after it has finished what was under way.

use super::vacancies::{are_all, arrives, subscribed, vacancy};
use crate::standin::command::Command;
use crate::standin::faults::next;
use crate::standin::state::TOKEN;
use crate::world::{Setup, World};

fn question() -> Command {
    Command::new("faq").option("question", "retirement age")
}

#[tokio::test]
async fn a_bot_that_is_asked_to_stop_closes_its_connection_and_ends_well() {
    let mut world = World::start().await;
    assert_eq!(world.stop().await.code(), Some(0));
    assert_eq!(world.closed(1).await, [Some(1000)]);
}

#[tokio::test]
async fn an_interrupt_from_the_keyboard_stops_the_bot_as_well() {
    let mut world = World::start().await;
    world.interrupt();
    assert_eq!(world.ended().await.code(), Some(0));
    assert_eq!(world.closed(1).await, [Some(1000)]);
}

#[tokio::test]
async fn a_reply_under_way_is_finished_before_the_bot_stops() {
    let mut world = World::start().await;
    let gate = world.hold(next("POST", "/callback"));
    let asked = world.send(&question());
    gate.arrived().await;
    world.terminate();
    world.logged("stopping").await;
    gate.release();
    assert_eq!(world.ended().await.code(), Some(0));
    assert_eq!(world.reply(asked).await.embeds[0].title, "Age limit");
    assert_eq!(world.closed(1).await, [Some(1000)]);
}

#[tokio::test]
async fn a_deferred_reply_is_edited_in_before_the_bot_stops() {
    let mut world = World::start().await;
    let gate = world.hold(next("GET", "/channels/"));
    let add = Command::new("alerts add").by(world.home.owner).option("channel", world.home.general);
    let asked = world.send(&add);
    gate.arrived().await;
    world.terminate();
    world.logged("stopping").await;
    world.wait("'is thinking'", |state| state.interactions[&asked].answer.is_some().then_some(())).await;
    gate.release();
    assert_eq!(world.ended().await.code(), Some(0));
    assert!(world.reply(asked).await.content.starts_with("Done"));
}

#[tokio::test]
async fn a_delivery_under_way_is_finished_before_the_bot_stops() {
    let mut world = subscribed().await;
    let gate = world.hold_answer(next("POST", "/messages"));
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    world.terminate();
    world.logged("stopping").await;
    gate.release();
    assert_eq!(world.ended().await.code(), Some(0));
    world.forget_nonces();
    world.start_again().await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_reply_and_a_delivery_under_way_are_both_finished() {
    let mut world = subscribed().await;
    let gates = [world.hold(next("POST", "/messages")), world.hold(next("POST", "/callback"))];
    world.portal.publish(vacancy(2));
    gates[0].arrived().await;
    let asked = world.send(&question());
    gates[1].arrived().await;
    world.terminate();
    world.logged("stopping").await;
    gates.iter().for_each(crate::standin::faults::Gate::release);
    assert_eq!(world.ended().await.code(), Some(0));
    assert_eq!(world.reply(asked).await.embeds[0].title, "Age limit");
    arrives(&world, world.home.general, 2).await;
    assert_eq!(world.closed(1).await, [Some(1000)]);
}

#[tokio::test]
async fn a_delivery_that_is_not_under_way_yet_waits_for_the_next_start() {
    let mut world = subscribed().await;
    world.limit_buckets(1, std::time::Duration::from_secs(1));
    let gate = world.hold(next("POST", "/messages"));
    world.portal.outage();
    let earlier = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24);
    world.portal.publish(crate::vacancies::Vacancy { posted: earlier, ..vacancy(2) });
    world.portal.publish(vacancy(3));
    world.portal.recover();
    gate.arrived().await;
    world.terminate();
    world.logged("stopping").await;
    gate.release();
    assert_eq!(world.ended().await.code(), Some(0));
    assert_eq!(world.messages(world.home.general).len(), 1);
    world.start_again().await;
    are_all(&world, world.home.general, &[2, 3]).await;
}

#[tokio::test]
async fn a_poll_under_way_does_not_hold_up_the_stop_and_loses_nothing() {
    let mut world = subscribed().await;
    let gate = world.portal.hold("recruitingCEJobRequisitionDetails");
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    assert_eq!(world.stop().await.code(), Some(0));
    assert!(!world.log().contains("unfinished"), "{}", world.log());
    world.start_again().await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_bot_whose_connection_went_silent_stops_too() {
    let mut world = World::start().await;
    world.mute_gateway();
    assert_eq!(world.stop().await.code(), Some(0));
}

#[tokio::test]
async fn a_bot_that_cannot_connect_stops_too() {
    let mut world = World::start().await;
    world.shut_gateway();
    world.turned_away(1).await;
    assert_eq!(world.stop().await.code(), Some(0));
}

#[tokio::test]
async fn a_second_signal_ends_the_bot_at_once() {
    let mut world = World::start().await;
    let gate = world.hold(next("POST", "/callback"));
    world.send(&question());
    gate.arrived().await;
    world.terminate();
    world.logged("stopping").await;
    world.terminate();
    assert_eq!(world.ended().await.code(), Some(130));
}

#[tokio::test]
async fn a_bot_that_is_asked_to_stop_while_it_starts_does_not_even_connect() {
    let mut world = World::prepare(&Setup::default()).await;
    let gate = world.hold(next("GET", "/gateway/bot"));
    world.launch();
    gate.arrived().await;
    world.terminate();
    world.logged("stopping").await;
    gate.release();
    assert_eq!(world.ended().await.code(), Some(0));
    assert_eq!(world.with(|state| state.gateway.identified), 0);
}

#[tokio::test]
async fn the_log_holds_neither_token_nor_question_at_any_level() {
    let mut world = World::with_setup(Setup::default().setting("log.filter = \"trace\"")).await;
    let gate = world.hold(next("POST", "/callback"));
    world.send(&Command::new("faq").option("question", "kwyjibo and retirement"));
    gate.arrived().await;
    world.expire_interactions();
    gate.release();
    world.ask("kwyjibo and retirement").await;
    world.autocomplete("faq", "question", "kwyjibo").await;
    world.drop_gateway();
    world.resumed(1).await;
    assert!(world.stop().await.success());
    let log = world.log();
    assert!(log.contains("TRACE"), "{log}");
    assert!(!log.contains(TOKEN) && !log.contains("kwyjibo"), "{log}");
}
