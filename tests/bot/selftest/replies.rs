//! Commands in, replies out.

use super::client::Parrot;
use crate::standin::Standin;
use crate::standin::command::Command;

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
