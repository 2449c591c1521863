//! `/iom faq`: the right passage with its source and date, or a plain word that there is none.

use crate::standin::command::Command;
use crate::standin::shown::Shown;
use crate::world::World;

const CAREERS: &str = "https://www.iom.int/careers";

fn faq(question: &str) -> Command {
    Command::new("faq").option("question", question)
}

/// Asks from a client that lets every text through.
async fn ask_anything(world: &World, text: &str) -> Shown {
    world.command(faq(text).careless()).await
}

#[tokio::test]
async fn a_question_gets_the_passage_that_answers_it() {
    let world = World::start().await;
    let reply = world.ask("how long does a short-term contract last").await;
    assert_eq!(reply.embeds.len(), 1, "{reply:#?}");
    assert_eq!(reply.embeds[0].title, "Short-term contracts");
    assert!(reply.text().contains("nine months"), "{}", reply.text());
}

#[tokio::test]
async fn an_answer_names_its_source_and_the_date_of_it() {
    let world = World::start().await;
    let reply = world.ask("short-term contracts").await;
    let source = "Source: Handbook of Tests, Contracts and how long they last (as of 28 February 2026)";
    assert_eq!(reply.embeds[0].footer, source);
}

#[tokio::test]
async fn an_answer_names_each_of_several_sources() {
    let world = World::start().await;
    let reply = world.ask("internship stipend").await;
    let footer = &reply.embeds[0].footer;
    assert!(footer.contains("Handbook of Tests, "), "{footer}");
    assert!(footer.contains("\nSource: Circular Letter, On paper only (as of 24 November 2025)"), "{footer}");
}

#[tokio::test]
async fn an_answer_links_to_the_careers_site_and_to_its_source() {
    let world = World::start().await;
    let reply = world.ask("short-term contracts").await;
    assert_eq!(reply.button("Official careers site").url, CAREERS);
    assert_eq!(reply.button("Source: Handbook of Tests").url, "https://example.org/handbook/contracts");
}

#[tokio::test]
async fn a_source_without_an_address_gets_no_button() {
    let world = World::start().await;
    let reply = world.ask("what is a consultant").await;
    let labels: Vec<&str> = reply.buttons.iter().map(|button| button.label.as_str()).collect();
    assert_eq!(labels, ["Official careers site"]);
}

#[tokio::test]
async fn the_sentence_that_answers_stands_out_in_bold() {
    let world = World::start().await;
    let reply = world.ask("how long does a short-term contract last").await;
    let text = &reply.embeds[0].description;
    assert!(text.starts_with("**A short-term contract lasts at most nine months.** After two"), "{text}");
}

#[tokio::test]
async fn marks_in_a_passage_are_shown_and_its_links_stay_whole() {
    let world = World::start().await;
    let reply = world.ask("maximum duration of a short term job").await;
    let text = &reply.embeds[0].description;
    assert!(text.contains(r"\*thirty\* days"), "{text}");
    assert!(text.contains("https://example.org/rules_of_leave"), "{text}");
}

#[tokio::test]
async fn an_answer_is_there_for_everybody() {
    let world = World::start().await;
    assert!(!world.ask("retirement age").await.private);
}

#[tokio::test]
async fn an_answer_asked_for_in_private_is_for_the_asker_alone() {
    let world = World::start().await;
    let reply = world.command(faq("retirement age").option("private", true)).await;
    assert!(reply.private, "{reply:#?}");
    assert_eq!(reply.embeds[0].title, "Age limit");
}

#[tokio::test]
async fn a_question_in_a_direct_message_is_answered() {
    let world = World::start().await;
    let reply = world.command(faq("retirement age").in_private()).await;
    assert_eq!(reply.embeds[0].title, "Age limit");
}

#[tokio::test]
async fn a_question_is_answered_in_its_own_language() {
    let world = World::start().await;
    let reply = world.ask("combien de temps dure un contrat de courte durée").await;
    assert_eq!(reply.embeds[0].title, "Contrats de courte durée", "{reply:#?}");
}

#[tokio::test]
async fn what_the_documents_do_not_know_is_said_to_be_unknown() {
    let world = World::start().await;
    let reply = world.ask("who baked the wedding cake of the zookeeper").await;
    assert!(reply.content.starts_with("I don't know."), "{}", reply.text());
    assert!(reply.embeds.is_empty(), "{reply:#?}");
    assert_eq!(reply.button("Official careers site").url, CAREERS);
}

#[tokio::test]
async fn a_question_that_no_document_can_answer_is_told_where_to_turn() {
    let world = World::start().await;
    let reply = world.ask("what is the status of my application").await;
    assert!(reply.content.starts_with("I don't know. This bot cannot see applications."), "{}", reply.text());
    assert_eq!(reply.button("Official careers site").url, CAREERS);
}

#[tokio::test]
async fn a_question_that_is_half_understood_gets_headings_to_choose_from() {
    let world = World::start().await;
    // The more words nobody knows, the less sure: some number of them is neither known nor unknown.
    let strange =
        ["", "wombat", "wombat zebra", "wombat zebra gnu", "wombat zebra gnu yak", "wombat zebra gnu yak emu"];
    let mut replies = Vec::new();
    for start in ["interview", "contract", "languages", "short contract", "apply age"] {
        for rest in strange {
            replies.push(world.ask(&format!("{start} {rest}")).await);
        }
    }
    let unsure = replies.iter().find(|reply| reply.content.starts_with("I am not sure what you mean."));
    let unsure = unsure.unwrap_or_else(|| panic!("every reply is sure: {replies:#?}"));
    assert!(unsure.content.contains("\n- **"), "{}", unsure.text());
    assert_eq!(unsure.button("Official careers site").url, CAREERS);
}

#[tokio::test]
async fn the_careers_site_is_the_one_in_the_settings() {
    let setup = crate::world::Setup::default().setting("answers.careers_url = \"https://jobs.example.org/\"");
    let world = World::with_setup(setup).await;
    assert_eq!(world.ask("retirement age").await.button("Official careers site").url, "https://jobs.example.org/");
}

#[tokio::test]
async fn a_question_without_words_gets_an_example() {
    let world = World::start().await;
    let reply = ask_anything(&world, " ?! 🙂").await;
    assert_eq!(reply.content, "Please ask a question in words, for example: short-term contracts.");
    assert!(reply.private);
}

#[tokio::test]
async fn a_question_too_long_is_asked_for_in_fewer_words() {
    let world = World::start().await;
    let reply = ask_anything(&world, &"é".repeat(501)).await;
    assert!(reply.content.starts_with("Your question has 501 characters; I can read up to 500."), "{}", reply.content);
    assert!(reply.private);
}

#[tokio::test]
async fn a_question_as_long_as_allowed_is_answered() {
    let world = World::start().await;
    let question = format!("retirement age {}", "age ".repeat(200));
    let question: String = question.chars().take(500).collect();
    let reply = world.ask(&question).await;
    assert!(!reply.private && !reply.content.starts_with("Your question"), "{}", reply.text());
}

#[tokio::test]
async fn the_words_of_a_question_are_never_said_again() {
    let world = World::start().await;
    for question in
        ["@everyone <@&1> kwyjibo", "@here kwyjibo short-term contracts", "kwyjibo @everyone retirement age"]
    {
        let reply = world.ask(question).await;
        let raw = reply.raw.to_string();
        assert!(!raw.contains("kwyjibo") && !raw.contains("@everyone") && !raw.contains("@here"), "{raw}");
    }
}
