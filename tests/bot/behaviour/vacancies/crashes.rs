//! The bot is killed (SIGKILL) between any two steps of a vacancy's way: none is lost, none comes twice.

use std::time::Duration;

use super::{DETAIL, LIST, are_all, arrives, subscribe, subscribed, vacancy};
use crate::standin::faults::next;
use crate::world::World;

/// Longer than the bot reserves a delivery for one try; shorter than Discord knows a nonce.
const SOON: Duration = Duration::from_secs(61);

/// Longer than Discord knows a nonce.
const LATER: Duration = Duration::from_secs(600);

/// Starts the killed bot again after some time.
async fn resurrect(world: &mut World, after: Duration) {
    world.kill().await;
    if after >= LATER {
        world.forget_nonces();
    }
    world.let_pass(after).await;
    world.start_again().await;
}

#[tokio::test]
async fn a_kill_while_the_list_is_fetched_loses_nothing() {
    let mut world = subscribed().await;
    let gate = world.portal.hold(LIST);
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    resurrect(&mut world, SOON).await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_kill_while_the_first_list_is_fetched_posts_nothing_old() {
    let mut world = World::prepare(&crate::world::Setup::default().source(crate::world::Source::Oracle)).await;
    world.portal.publish(vacancy(1));
    let gate = world.portal.hold(LIST);
    world.start_again().await;
    subscribe(&world, world.home.general).await;
    gate.arrived().await;
    resurrect(&mut world, SOON).await;
    world.logged("recorded=1").await;
    are_all(&world, world.home.general, &[]).await;
}

#[tokio::test]
async fn a_kill_between_list_and_detail_loses_nothing() {
    let mut world = subscribed().await;
    let gate = world.portal.hold(DETAIL);
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    resurrect(&mut world, SOON).await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_kill_between_the_details_of_two_vacancies_loses_neither() {
    let mut world = subscribed().await;
    let (first, second) = (world.portal.hold(DETAIL), world.portal.hold(DETAIL));
    world.portal.publish(vacancy(2));
    world.portal.publish(vacancy(3));
    first.arrived().await;
    first.release();
    second.arrived().await;
    resurrect(&mut world, SOON).await;
    let general = world.home.general;
    let mut titles = Vec::new();
    for _ in 0..2 {
        titles.push(world.next_message(general).await.embeds[0].title.clone());
    }
    titles.sort();
    assert_eq!(titles, ["Officer 2", "Officer 3"]);
    world.polls().await;
}

#[tokio::test]
async fn a_kill_while_a_message_is_on_its_way_sends_it_once() {
    let mut world = subscribed().await;
    let gate = world.hold(next("POST", "/messages"));
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    world.kill().await;
    gate.release();
    arrives(&world, world.home.general, 2).await;
    world.let_pass(SOON).await;
    world.start_again().await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_kill_while_a_message_is_on_its_way_sends_it_once_even_much_later() {
    let mut world = subscribed().await;
    let gate = world.hold(next("POST", "/messages"));
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    world.kill().await;
    gate.release();
    arrives(&world, world.home.general, 2).await;
    world.forget_nonces();
    world.let_pass(LATER).await;
    world.start_again().await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_message_that_died_on_its_way_is_sent_after_the_restart() {
    let mut world = subscribed().await;
    let gate = world.hold(next("POST", "/messages"));
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    // The gate is never opened: the message is lost with the bot.
    resurrect(&mut world, SOON).await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_message_that_died_on_its_way_is_sent_even_much_later() {
    let mut world = subscribed().await;
    let gate = world.hold(next("POST", "/messages"));
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    resurrect(&mut world, LATER).await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_kill_before_discord_has_answered_sends_nothing_twice() {
    for after in [SOON, LATER] {
        let mut world = subscribed().await;
        let gate = world.hold_answer(next("POST", "/messages"));
        world.portal.publish(vacancy(2));
        gate.arrived().await;
        resurrect(&mut world, after).await;
        are_all(&world, world.home.general, &[2]).await;
    }
}

#[tokio::test]
async fn a_kill_as_soon_as_discord_has_answered_sends_nothing_twice() {
    for after in [SOON, LATER] {
        let mut world = subscribed().await;
        let gate = world.hold_answer(next("POST", "/messages"));
        world.portal.publish(vacancy(2));
        gate.arrived().await;
        gate.release();
        resurrect(&mut world, after).await;
        are_all(&world, world.home.general, &[2]).await;
    }
}

#[tokio::test]
async fn a_kill_while_the_channel_is_looked_through_sends_nothing_twice() {
    let mut world = subscribed().await;
    let gate = world.hold_answer(next("POST", "/messages"));
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    let looking = world.hold(next("GET", "/messages"));
    resurrect(&mut world, LATER).await;
    looking.arrived().await;
    resurrect(&mut world, LATER).await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_message_that_was_deleted_meanwhile_is_not_posted_again() {
    let mut world = subscribed().await;
    let gate = world.hold_answer(next("POST", "/messages"));
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    let posted = world.next_message(world.home.general).await;
    world.delete_message(posted.id());
    resurrect(&mut world, SOON).await;
    are_all(&world, world.home.general, &[]).await;
}

#[tokio::test]
async fn a_kill_between_two_channels_loses_neither() {
    let mut world = subscribed().await;
    subscribe(&world, world.home.news).await;
    let answers = [world.home.general, world.home.news]
        .map(|channel| world.hold_answer(next("POST", format!("/channels/{channel}/messages"))));
    world.portal.publish(vacancy(2));
    for answer in &answers {
        answer.arrived().await;
    }
    answers[0].release();
    resurrect(&mut world, LATER).await;
    are_all(&world, world.home.general, &[2]).await;
    are_all(&world, world.home.news, &[2]).await;
}

#[tokio::test]
async fn vacancies_in_a_row_survive_a_kill_at_each_of_them() {
    let mut world = subscribed().await;
    world.portal.outage();
    let numbers = [2, 3, 4, 5];
    for (number, hours) in numbers.into_iter().zip([4, 3, 2, 1]) {
        let posted = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * hours);
        world.portal.publish(crate::vacancies::Vacancy { posted, ..vacancy(number) });
    }
    let mut answer = world.hold_answer(next("POST", "/messages"));
    world.portal.recover();
    for _ in numbers {
        answer.arrived().await;
        world.kill().await;
        answer = world.hold_answer(next("POST", "/messages"));
        world.let_pass(SOON).await;
        world.start_again().await;
    }
    answer.release();
    are_all(&world, world.home.general, &numbers).await;
}
