//! The portal fails: nothing is posted for it, and nothing is lost by it.

use super::{DETAIL, LIST, are_all, subscribed, subscribed_with, vacancy};
use crate::standin::shown::plain;
use crate::world::{Setup, World};

/// The portal fails somehow; meanwhile the bot polls, and a vacancy is published. Afterwards it arrives, and nothing else.
async fn loses_nothing(world: &World, fail: impl FnOnce(&World)) {
    fail(world);
    world.portal.publish(vacancy(2));
    world.logged("a source cannot be polled").await;
    assert!(world.messages(world.home.general).is_empty());
    world.portal.recover();
    are_all(world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn an_outage_page_posts_nothing_and_loses_nothing() {
    loses_nothing(&subscribed().await, |world| world.portal.outage()).await;
}

#[tokio::test]
async fn an_outage_page_that_claims_success_posts_nothing_and_loses_nothing() {
    let page = include_str!("../../../data/vacancies/outage.html");
    loses_nothing(&subscribed().await, |world| world.portal.says(200, "text/html", page)).await;
}

#[tokio::test]
async fn an_empty_list_posts_nothing_and_loses_nothing() {
    loses_nothing(&subscribed().await, |world| world.portal.blank()).await;
}

#[tokio::test]
async fn broken_json_posts_nothing_and_loses_nothing() {
    loses_nothing(&subscribed().await, |world| world.portal.says(200, "application/json", "{\"items\": [{\"Requ"))
        .await;
}

#[tokio::test]
async fn json_of_another_shape_posts_nothing_and_loses_nothing() {
    loses_nothing(&subscribed().await, |world| world.portal.says(200, "application/json", "{\"items\": []}")).await;
}

#[tokio::test]
async fn a_list_too_large_posts_nothing_and_loses_nothing() {
    let world = subscribed_with(Setup::default().setting("fetch.max_bytes = 50000")).await;
    let large = format!("{{\"items\": [\"{}\"]}}", "x".repeat(60_000));
    loses_nothing(&world, |world| world.portal.says(200, "application/json", &large)).await;
}

#[tokio::test]
async fn a_portal_that_hangs_up_loses_nothing() {
    loses_nothing(&subscribed().await, |world| world.portal.hang_up(LIST)).await;
}

#[tokio::test]
async fn a_portal_that_never_answers_is_given_up_and_loses_nothing() {
    let world = subscribed_with(Setup::default().setting("fetch.timeout = \"1s\"")).await;
    let mut gate = None;
    loses_nothing(&world, |world| gate = Some(world.portal.hold(LIST))).await;
}

#[tokio::test]
async fn a_portal_that_hangs_up_between_list_and_detail_loses_nothing() {
    let world = subscribed().await;
    world.portal.hang_up(DETAIL);
    world.portal.publish(vacancy(2));
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_vacancy_that_is_withdrawn_before_its_detail_is_read_is_not_posted() {
    let world = subscribed().await;
    let gate = world.portal.hold(DETAIL);
    world.portal.publish(vacancy(2));
    gate.arrived().await;
    world.portal.withdraw("2");
    gate.release();
    are_all(&world, world.home.general, &[]).await;
}

#[tokio::test]
async fn an_outage_at_the_very_start_makes_no_old_vacancy_new() {
    let mut world = World::prepare(&Setup::default().source(crate::world::Source::Oracle)).await;
    world.portal.publish(vacancy(1));
    world.portal.outage();
    world.start_again().await;
    super::subscribe(&world, world.home.general).await;
    world.logged("a source cannot be polled").await;
    world.portal.recover();
    world.logged("recorded=1").await;
    are_all(&world, world.home.general, &[]).await;
}

#[tokio::test]
async fn a_failure_is_told_once_and_so_is_its_end() {
    let world = subscribed().await;
    world.portal.outage();
    world.polls().await;
    world.portal.recover();
    world.logged("a source can be polled again").await;
    let log = world.log();
    assert_eq!(log.matches("a source cannot be polled").count(), 1, "{log}");
    assert!(log.contains("with a web page, as in a planned outage"), "{log}");
}

#[tokio::test]
async fn a_source_that_fails_does_not_hold_up_another() {
    let setup = Setup::default().source(crate::world::Source::Rss);
    let world = subscribed_with(setup).await;
    let _never = world.portal.hold(LIST);
    world.portal.publish(vacancy(2));
    let shown = world.next_message(world.home.general).await;
    assert_eq!(plain(&shown.embeds[0].title), "Officer 2");
}
