//! Behaviour of the whole bot, seen from outside: the real binary against a stand-in of Discord and of the vacancy
//! servers, over sockets of this machine.
//!
//! * [`standin`] is a stateful fake of Discord: its REST API, its gateway, its limits and its faults;
//! * [`vacancies`] are servers that publish vacancies;
//! * [`world`] holds one of each and the running bot, and speaks in verbs;
//! * [`behaviour`] are the tests of the bot;
//! * [`selftest`] proves the stand-in by driving it with serenity and with the bot's own REST client.
//!
//! A test reads like this:
//!
//! ```text
//! let mut world = World::with_setup(Setup::default().source(Source::Oracle)).await;
//! let reply = world.ask("short-term contracts").await;
//! assert!(reply.text().contains("nine months"), "{reply:#?}");
//! world.portal.publish(Vacancy::new("101", "Programme Officer"));
//! world.kill_and_restart().await;
//! assert_eq!(world.next_message(world.home.news).await.embeds[0].title, "Programme Officer");
//! assert!(world.stop().await.success());
//! ```
//!
//! A test fails when the bot breaks one of Discord's rules, when it crashes, and when it posts a message that the test
//! did not read. Waiting is always for something that is told, never for a time; [`standin::PATIENCE`] bounds it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]
#![allow(dead_code, reason = "the verbs are a vocabulary, larger than what the tests of today say")]

mod behaviour;
mod replies;
mod selftest;
mod standin;
mod vacancies;
mod world;
