//! `iom-bot why`.

use crate::desk::{Desk, Ended};

fn why(words: &[&str]) -> Ended {
    let ended = Desk::new().run(&[&["why"], words].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended
}

#[test]
fn an_answer_is_explained_by_its_signals_words_and_lines() {
    let said = why(&["what", "is", "the", "salary", "of", "junior", "people"]).out;
    for part in
        ["language: ", "to begin with", "coverage ", "1: Pay and allowances en/contracts#pay", " words ", " letters "]
    {
        assert!(said.contains(part), "`{part}` is not in\n{said}");
    }
    let matched = said.lines().find(|line| line.starts_with("  matched: ")).unwrap();
    assert!(matched.contains("salary") && matched.contains("(1 line, text)"), "{matched}");
    let nearest = said.lines().find(|line| line.starts_with("  line ")).unwrap();
    assert!(nearest.ends_with("salary for juniors"), "{nearest}");
}

#[test]
fn the_runner_up_and_the_nearest_group_that_cannot_be_answered_are_named() {
    let said = why(&["how", "long", "do", "they", "pay", "for", "bread"]).out;
    assert!(said.contains("2, the runner-up: Short-term contracts"), "{said}");
    assert!(said.contains("nearest that cannot be answered: Recipes en/out-of-scope#recipes"), "{said}");
}

#[test]
fn a_question_known_word_for_word_says_so() {
    let said = why(&["How much do they PAY?"]).out;
    assert!(said.contains("answered: confidence 1.000"), "{said}");
    assert!(said.contains("the question is known word for word"), "{said}");
}

#[test]
fn a_misspelt_word_is_shown_with_what_it_was_taken_for() {
    let said = why(&["salery"]).out;
    assert!(said.contains("salery ") && said.contains(" taken for salari"), "{said}");
}

#[test]
fn the_language_that_was_tried_is_explained() {
    let said = why(&["--locale", "fr", "bread"]).out;
    assert!(said.contains("the reader's is fr") || said.starts_with("language: clearly"), "{said}");
}

#[test]
fn a_question_without_words_is_wrong_use() {
    let ended = Desk::new().run(&["why", "?!"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
}
