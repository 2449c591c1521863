//! What arrives where.

use super::{are_all, arrives, known, subscribe, subscribed, vacancy};
use crate::standin::command::Command;
use crate::standin::shown::plain;
use crate::vacancies::Vacancy;
use crate::world::{Setup, Source};

#[tokio::test]
async fn the_first_poll_posts_nothing() {
    let world = subscribed().await;
    world.polls().await;
    assert!(world.messages(world.home.general).is_empty());
}

#[tokio::test]
async fn a_new_vacancy_arrives_once_in_each_channel_that_wants_it() {
    let world = subscribed().await;
    let (_, theirs) = world.another_guild("Alumni");
    subscribe(&world, world.home.news).await;
    subscribe(&world, theirs).await;
    world.portal.publish(vacancy(2));
    for channel in [world.home.general, world.home.news, theirs] {
        arrives(&world, channel, 2).await;
    }
    world.polls().await;
}

#[tokio::test]
async fn a_vacancy_shows_its_facts() {
    let world = subscribed().await;
    let posted: jiff::Timestamp = "2026-11-16T08:00:00Z".parse().unwrap();
    let closes: jiff::Timestamp = "2099-12-04T22:59:00Z".parse().unwrap();
    let officer = Vacancy::new("70411", "Programme Officer (Shelter)").at("Juba", "South Sudan", "SS").grade("P-4");
    world.portal.publish(Vacancy { posted, closes: Some(closes), ..officer });
    let shown = world.next_message(world.home.general).await;
    let embed = &shown.embeds[0];
    assert_eq!(plain(&embed.title), "Programme Officer (Shelter)");
    let fields: Vec<(String, String)> = embed.fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
    let expected = [
        ("Duty station", "Juba, South Sudan"),
        ("Grade", "P-4"),
        ("Contract", "Fixed-term (1 year with possibility of extension)"),
        ("Posted", "16 November 2026"),
        ("Closes", "4 December 2099"),
        ("Reference number", "70411"),
    ];
    assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(embed.footer, "International Organization for Migration (IOM)");
}

#[tokio::test]
async fn a_vacancy_leads_to_its_page_and_to_the_list() {
    let world = subscribed().await;
    world.portal.publish(vacancy(2));
    let shown = world.next_message(world.home.general).await;
    let site = format!("{}/hcmUI/CandidateExperience/en/sites/CX_1001", world.portal.address());
    assert_eq!(shown.embeds[0].url, format!("{site}/job/2"));
    assert_eq!(shown.button("Open vacancy").url, format!("{site}/job/2"));
    assert_eq!(shown.button("All IOM vacancies").url, format!("{site}/jobs"));
}

#[tokio::test]
async fn a_vacancy_without_a_closing_date_points_to_the_notice() {
    let world = subscribed().await;
    world.portal.publish(vacancy(2));
    let shown = world.next_message(world.home.general).await;
    assert!(shown.embeds[0].fields.contains(&("Closes".to_owned(), "see the notice".to_owned())), "{shown:#?}");
}

#[tokio::test]
async fn a_closing_date_in_the_text_of_a_notice_is_shown() {
    let world = subscribed().await;
    let text = "<p>Closing date: <b>5 December 2099</b></p>".to_owned();
    world.portal.publish(Vacancy { text, ..vacancy(2) });
    let shown = world.next_message(world.home.general).await;
    assert!(shown.embeds[0].fields.contains(&("Closes".to_owned(), "5 December 2099".to_owned())), "{shown:#?}");
}

#[tokio::test]
async fn a_vacancy_that_has_closed_is_not_posted() {
    let world = subscribed().await;
    world.portal.publish(vacancy(2).closes_in_hours(-1));
    world.polls().await;
    are_all(&world, world.home.general, &[]).await;
}

#[tokio::test]
async fn several_new_vacancies_arrive_in_the_order_in_which_they_were_posted() {
    let world = subscribed().await;
    world.portal.outage();
    let now = jiff::Timestamp::now();
    for (number, days) in [(2, 1), (3, 3), (4, 2)] {
        let posted = now - jiff::SignedDuration::from_hours(24 * days);
        world.portal.publish(Vacancy { posted, ..vacancy(number) });
    }
    world.portal.recover();
    for number in [3, 4, 2] {
        arrives(&world, world.home.general, number).await;
    }
}

#[tokio::test]
async fn a_channel_that_is_added_later_gets_later_vacancies_only() {
    let world = subscribed().await;
    world.portal.publish(vacancy(2));
    arrives(&world, world.home.general, 2).await;
    subscribe(&world, world.home.news).await;
    are_all(&world, world.home.general, &[2]).await;
    are_all(&world, world.home.news, &[]).await;
}

#[tokio::test]
async fn a_channel_that_is_removed_gets_nothing_more() {
    let world = subscribed().await;
    subscribe(&world, world.home.news).await;
    let remove = Command::new("alerts remove").by(world.home.owner).option("channel", world.home.news);
    assert!(world.command(remove).await.content.starts_with("Done"));
    are_all(&world, world.home.general, &[]).await;
    assert!(world.messages(world.home.news).is_empty());
}

#[tokio::test]
async fn an_edited_vacancy_is_not_posted_again() {
    let world = subscribed().await;
    world.portal.publish(vacancy(2));
    arrives(&world, world.home.general, 2).await;
    world.portal.publish(Vacancy { title: "Senior Officer 2".to_owned(), ..vacancy(2).grade("P-5") });
    world.logged("changed=1").await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_vacancy_that_is_withdrawn_and_comes_back_is_not_posted_again() {
    let world = subscribed().await;
    world.portal.publish(vacancy(2));
    arrives(&world, world.home.general, 2).await;
    world.portal.withdraw("2");
    world.logged("absent=1").await;
    world.portal.publish(vacancy(2));
    world.polls().await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn a_vacancy_that_was_published_while_the_bot_was_down_arrives() {
    let mut world = subscribed().await;
    assert!(world.stop().await.success());
    world.portal.publish(vacancy(2));
    world.start_again().await;
    are_all(&world, world.home.general, &[2]).await;
}

#[tokio::test]
async fn vacancies_on_further_pages_of_the_list_arrive() {
    let world = subscribed().await;
    world.portal.page_size(2);
    let old = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * 30);
    for number in 2..7 {
        world.portal.publish(Vacancy { posted: old, ..vacancy(number) });
    }
    world.logged("new=").await;
    let mut titles = Vec::new();
    for _ in 2..7 {
        titles.push(world.next_message(world.home.general).await.embeds[0].title.clone());
    }
    titles.sort();
    assert_eq!(titles, ["Officer 2", "Officer 3", "Officer 4", "Officer 5", "Officer 6"]);
}

#[tokio::test]
async fn a_vacancy_of_a_feed_arrives_once() {
    for feed in [Source::Rss, Source::Atom] {
        let world = known(Setup::default().source(feed)).await;
        subscribe(&world, world.home.general).await;
        world.portal.publish(vacancy(2));
        let shown = world.next_message(world.home.general).await;
        assert_eq!(shown.embeds[0].title, "Officer 2");
        assert!(shown.button("Open vacancy").url.ends_with("/job/2"), "{shown:#?}");
        are_all(&world, world.home.general, &[2]).await;
    }
}

#[tokio::test]
async fn a_source_whose_settings_name_another_address_begins_anew() {
    let mut world = subscribed().await;
    assert!(world.stop().await.success());
    world.portal.publish(vacancy(2));
    world.sql("UPDATE sources SET address = 'https://example.org/jobs'").await;
    world.start_again().await;
    world.polls().await;
    are_all(&world, world.home.general, &[]).await;
}
