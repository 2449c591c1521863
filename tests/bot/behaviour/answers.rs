//! What stands around the passage of an answer: the words of its language, its age, what is related.

use crate::standin::command::Command;
use crate::standin::shown::{Shown, plain};
use crate::world::{Setup, World};

const OLD: &str = "This may have changed: confirm on the official site.";

/// The beginning of a document whose source is of this day.
fn front(language: &str, as_of: &str) -> String {
    format!(
        "+++\ntitle = \"T\"\nlanguage = \"{language}\"\ntopic = \"careers\"\n[[sources]]\nkey = \"a\"\npublisher = \
         \"P\"\ntitle = \"T\"\nas_of = \"{as_of}\"\n+++\n"
    )
}

async fn ask_in(world: &World, locale: &str, question: &str) -> Shown {
    world.command(Command::new("faq").option("question", question).locale(locale)).await
}

#[tokio::test]
async fn a_question_in_french_is_answered_in_french_with_french_words_around_it() {
    let world = World::start().await;
    let reply = ask_in(&world, "en-US", "combien de temps dure un contrat court ?").await;
    assert_eq!(plain(&reply.embeds[0].title), "Contrats de courte durée");
    assert_eq!(reply.embeds[0].footer, "Source : Manuel des essais, Les contrats (au 31 mars 2026)");
    assert_eq!(reply.button("Site officiel des carrières").url, "https://www.iom.int/careers");
    assert_eq!(reply.button("Source : Manuel des essais").url, "https://example.org/manuel");
}

#[tokio::test]
async fn an_answer_that_is_missing_in_the_language_of_the_question_is_labelled() {
    let text = front("en", "2026-01-31")
        + "\n## Parental leave\n\nIt is sixteen weeks.\n\nasked as:\n\
           - quelle est la durée du congé parental dans cette organisation\n";
    let world = World::with_setup(Setup::default().document("en/leave.md", &text)).await;
    let question = "quelle est la durée du congé parental dans cette organisation ?";
    for locale in ["fr", "en-GB", "de"] {
        let reply = ask_in(&world, locale, question).await;
        assert_eq!(plain(&reply.embeds[0].title), "Parental leave (en anglais)", "{locale}");
        assert!(reply.embeds[0].footer.starts_with("Source: P, T (as of"), "{locale}: {}", reply.text());
    }
}

#[tokio::test]
async fn what_cannot_be_answered_is_said_in_the_language_of_the_question() {
    let elsewhere = "+++\ntitle = \"T\"\nlanguage = \"es\"\ntopic = \"out-of-scope\"\n+++\n\n## El estado de su \
                     solicitud\n\nMire el portal.\n\nasked as:\n- cuál es el estado de mi solicitud de empleo\n";
    let world = World::with_setup(Setup::default().document("es/elsewhere.md", elsewhere)).await;
    let reply = ask_in(&world, "en-US", "¿Cuál es el estado de mi solicitud de empleo?").await;
    assert_eq!(reply.content, "No lo sé. Mire el portal.");
    assert_eq!(reply.button("Sitio oficial de empleo").url, "https://www.iom.int/careers");
}

#[tokio::test]
async fn an_answer_from_old_sources_says_that_it_may_have_changed() {
    let old = front("en", "2020-01-31") + "\n## Annual leave\n\nIt is thirty days.\n";
    let new = front("en", "9000-01-31") + "\n## Parental leave\n\nIt is sixteen weeks.\n";
    let setup = Setup::default().document("en/old.md", &old).document("en/new.md", &new);
    let world = World::with_setup(setup.clone()).await;
    assert!(world.ask("Annual leave").await.text().contains(OLD));
    assert!(!world.ask("Parental leave").await.text().contains(OLD));
    let patient = World::with_setup(setup.setting("answers.old_after = \"100y\"")).await;
    assert!(!patient.ask("Annual leave").await.text().contains(OLD));
}

#[tokio::test]
async fn what_is_related_does_not_repeat_the_answer() {
    let text = front("en", "2026-01-31")
        + "\n## Annual leave\n\nAnnual leave is thirty days for everybody.\n\n## Leave, annual\n\nThe annual leave is \
           thirty days for everybody.\n\n## Leave for parents\n\nParents stay at home for sixteen weeks.\n";
    let world = World::with_setup(Setup::default().document("en/leave.md", &text)).await;
    let reply = world.ask("annual leave").await;
    let text = plain(&reply.embeds[0].description);
    assert!(text.contains("Leave for parents") && !text.contains("Leave, annual"), "{text}");
}
