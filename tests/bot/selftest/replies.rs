//! Commands in, replies out.

use super::client::Parrot;
use crate::standin::Standin;
use crate::standin::command::Command;
use crate::standin::faults::next;
use crate::standin::rest::Recorded;
use crate::standin::shown::plain;

#[tokio::test]
async fn a_command_gets_the_reply_of_its_callback() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    let reply = discord.ask("short-term contracts").await;
    assert_eq!(reply.content, "short-term contracts");
    assert!(!reply.private && !reply.deferred, "{reply:?}");
    discord.check();
}

#[tokio::test]
async fn a_deferred_command_gets_the_reply_that_was_edited_in() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    let reply = discord.ask("slowly: short-term contracts").await;
    assert_eq!(reply.content, "slowly: short-term contracts");
    assert!(reply.private && reply.deferred, "{reply:?}");
    discord.check();
}

#[tokio::test]
async fn typing_into_an_option_gets_suggestions() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    let suggestions = discord.autocomplete("faq", "question", "contr").await;
    assert_eq!(suggestions, [("contr…".to_owned(), "contr".to_owned())]);
    discord.check();
}

#[tokio::test]
async fn a_command_in_private_has_no_guild() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    let reply = discord.command(Command::new("faq").option("question", "pay").in_private().locale("fr")).await;
    assert_eq!(reply.content, "pay");
    discord.check();
}

#[tokio::test]
#[should_panic(expected = "`/iom faq` has no option `answer`")]
async fn a_person_cannot_fill_in_what_is_not_registered() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    discord.command(Command::new("faq").option("answer", "42")).await;
}

#[tokio::test]
async fn a_channel_in_an_option_comes_with_what_it_stands_for() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    let command = Command::new("faq").option("question", "pay").option("place", discord.home.news);
    assert_eq!(discord.command(command).await.content, "pay in news");
    discord.check();
}

#[tokio::test]
async fn a_button_changes_its_message_at_once_or_later() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    let reply = discord.ask("pay").await;
    assert_eq!(discord.press(&reply, "now").await.content, "pressed");
    assert_eq!(discord.press(&reply, "later").await.content, "pressed later");
    discord.check();
}

#[tokio::test]
async fn a_follow_up_comes_after_the_reply() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    let id = discord.send(&Command::new("faq").option("question", "more"));
    discord.wait("a follow-up", |state| (!state.interactions[&id].follow_ups.is_empty()).then_some(())).await;
    let reply = discord.reply(id).await;
    assert_eq!(reply.follow_ups[0].content, "and more");
    discord.check();
}

#[tokio::test]
async fn an_interaction_whose_time_is_over_is_unknown() {
    let discord = Standin::start().await;
    let _parrot = Parrot::start(&discord).await;
    let gate = discord.hold(next("POST", "/callback"));
    discord.send(&Command::new("faq").option("question", "pay"));
    gate.arrived().await;
    discord.expire_interactions();
    gate.release();
    let answered = |request: &Recorded| request.path.contains("/callback") && request.status == Some(404);
    discord.wait("a refused callback", |state| state.requests.iter().any(answered).then_some(())).await;
    discord.check();
}

#[test]
fn escaped_markdown_is_read_as_it_is_displayed() {
    assert_eq!(plain(r"\*\*Bold\*\* \(P-3\) C:\temp \\ \"), r"**Bold** (P-3) C:\temp \ \");
}
