//! What an answer says around its passage, by language and age.

use super::*;
use expect_test::{Expect, expect};

fn source(publisher: &str, url: Option<&str>, as_of: &str) -> Source {
    let (publisher, title) = (publisher.to_owned(), "T".to_owned());
    Source { publisher, title, url: url.map(str::to_owned), as_of: as_of.parse().unwrap() }
}

fn passage_in(language: Language, heading: &str, text: &str) -> Passage {
    Passage {
        id: "p".to_owned(),
        document: "d".to_owned(),
        topic: "careers".to_owned(),
        language,
        heading: heading.to_owned(),
        text: text.to_owned(),
        asked_as: Vec::new(),
        sources: vec![source("P", Some("https://example.org/p"), "2025-03-01"), source("Q", None, "2024-03-01")],
    }
}

fn answer_in(language: Language, outcome: Outcome) -> Answer {
    let ranked = |passage| Ranked { passage, score: 1.0, highlights: Vec::new(), sentence: Some((0, 4)) };
    Answer { outcome, passages: vec![ranked(0), ranked(1)], ..Answer::unknown(language) }
}

fn check(answer: &Answer, old_before: &str, expected: Expect) {
    let language = answer.language;
    let passages = vec![passage_in(language, "A", "Yes. No."), passage_in(language, "B", "Other.")];
    let corpus = Corpus { passages, ..Corpus::default() };
    let told = Told { careers_url: "https://c", old_before: old_before.parse().unwrap(), private: false };
    let reply = super::answer(answer, &corpus, &told);
    let mut shown = vec![reply.text];
    for card in reply.cards {
        shown.extend([card.title, card.text]);
        shown.extend(card.footer);
    }
    shown.extend(reply.links.into_iter().map(|link| format!("[{}] {}", link.label, link.url)));
    shown.retain(|part| !part.is_empty());
    expected.assert_eq(&shown.join("\n"));
}

#[test]
fn an_answer_has_its_sentence_in_bold_then_what_is_related_and_its_sources() {
    check(
        &answer_in(Language::En, Outcome::Answered),
        "2025-03-01",
        expect![[r"
            A
            **Yes.** No.

            **See also**
            - B
            Source: P, T (as of 1 March 2025)
            Source: Q, T (as of 1 March 2024)
            [Official careers site] https://c
            [Source: P] https://example.org/p"]],
    );
}

#[test]
fn an_answer_in_french_has_french_words_around_it_and_says_when_it_may_have_changed() {
    check(
        &answer_in(Language::Fr, Outcome::Answered),
        "2025-03-02",
        expect![[r"
            A
            **Yes.** No.

            *Cela a pu changer : à confirmer sur le site officiel.*

            **Voir aussi**
            - B
            Source : P, T (au 1er mars 2025)
            Source : Q, T (au 1er mars 2024)
            [Site officiel des carrières] https://c
            [Source : P] https://example.org/p"]],
    );
}

#[test]
fn an_answer_in_another_language_than_the_question_is_labelled_in_that_of_the_question() {
    let answer = Answer { asked_in: Language::Es, ..answer_in(Language::Fr, Outcome::Answered) };
    assert_eq!(title(&passage_in(Language::Fr, "A", "Yes."), &answer), "A (en francés)");
    assert_eq!(other_language(&answer_in(Language::Fr, Outcome::Answered)), None);
}

#[test]
fn what_is_not_known_is_said_in_the_language_of_the_question() {
    check(
        &answer_in(Language::Es, Outcome::Unknown),
        "2025-03-02",
        expect![[r"
            No lo sé. Mis documentos sobre la OIM y sus empleos no responden a esta pregunta. Pruebe con otras palabras o consulte el sitio oficial de empleo.
            [Sitio oficial de empleo] https://c"]],
    );
    check(
        &answer_in(Language::Fr, Outcome::Unsure),
        "2025-03-02",
        expect![[r"
            Je ne suis pas sûr de comprendre. L'un de ces sujets vous aidera peut-être :
            - **A**: Yes. No.
            - **B**: Other.
            Pour en lire un, posez votre question avec les mots de son titre.
            [Site officiel des carrières] https://c"]],
    );
}

#[test]
fn a_passage_is_as_old_as_its_newest_source() {
    let passage = passage_in(Language::En, "A", "Yes.");
    assert!(is_old(&passage, "2025-03-02".parse().unwrap()));
    assert!(!is_old(&passage, "2025-03-01".parse().unwrap()));
    assert!(!is_old(&Passage { sources: Vec::new(), ..passage }, "2025-03-02".parse().unwrap()));
}
