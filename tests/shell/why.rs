//! `iom-bot why --json`: the reasons for an answer, for other programs.

use serde_json::{Value, json};

use crate::shell::{Ran, Shell};

fn why(arguments: &[&str]) -> Value {
    let line = Shell::indexed().run(&[&["why", "--json"], arguments].concat()).fine();
    assert_eq!(line.matches('\n').count(), 1, "{line}");
    serde_json::from_str(&line).unwrap()
}

/// The names in an object, in alphabetical order.
fn names(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn the_reasons_have_these_names() {
    let why = why(&["how much are interns paid in a month"]);
    assert_eq!(
        names(&why),
        [
            "answered",
            "bias",
            "bounds",
            "confidence",
            "known",
            "language",
            "looks_like",
            "out_of_scope",
            "outcome",
            "parts",
            "passages",
            "question",
            "reader",
            "tried"
        ]
    );
    let first = &why["passages"][0];
    let passage = ["document", "heading", "id", "known", "language", "lines", "score", "signals", "topic", "words"];
    assert_eq!(names(first), passage);
    assert_eq!(names(&why["out_of_scope"]), passage);
    assert_eq!(names(&first["signals"][0]), ["name", "share", "value", "weight"]);
    assert_eq!(names(&first["words"][0]), ["heading", "lines", "taken_for", "text", "weight", "word"]);
    assert_eq!(names(&first["lines"][0]), ["line", "nearness"]);
    assert_eq!(names(&why["parts"][0]), ["name", "value", "weight"]);
    assert_eq!(names(&why["bounds"]), ["answer", "suggest"]);
    assert_eq!(names(&why["tried"][0]), ["confidence", "language"]);
}

#[test]
fn what_ask_tells_too_is_the_same() {
    let shell = Shell::indexed();
    let object = |command: &str| -> Value {
        serde_json::from_str(&shell.run(&[command, "--json", "how much are interns paid in a month"]).fine()).unwrap()
    };
    let (why, ask) = (object("why"), object("ask"));
    for name in ["question", "language", "outcome", "answered", "confidence"] {
        assert_eq!(why[name], ask[name], "{name}");
    }
    for name in ["heading", "document", "topic", "language", "score"] {
        assert_eq!(why["passages"][0][name], ask["passages"][0][name], "{name}");
    }
}

#[test]
fn the_confidence_is_the_sum_of_its_parts() {
    let why = why(&["how much are interns paid in a month"]);
    let number = |value: &Value| value.as_f64().unwrap();
    let parts = why["parts"].as_array().unwrap().iter();
    let log_odds =
        number(&why["bias"]) + parts.map(|part| number(&part["value"]) * number(&part["weight"])).sum::<f64>();
    assert!((1.0 / (1.0 + (-log_odds).exp()) - number(&why["confidence"])).abs() < 1e-4, "{why:#}");
}

#[test]
fn a_question_known_word_for_word_has_no_parts() {
    let why = why(&["internship stipend"]);
    assert_eq!((&why["known"], &why["parts"], &why["confidence"]), (&json!(true), &json!([]), &json!(1.0)));
    assert_eq!(why["passages"][0]["known"], true);
}

#[test]
fn the_readers_language_and_what_was_tried_are_told() {
    let why = why(&["--locale", "fr", "contrat"]);
    assert_eq!(why["reader"], "fr");
    let tried = why["tried"].as_array().unwrap();
    assert!(tried.iter().any(|tried| tried["language"] == "fr"), "{why:#}");
}

#[test]
fn a_question_without_words_is_wrong_use_and_no_line() {
    let Ran { code, out, err } = Shell::new().run(&["why", "--json", "?!"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.starts_with("iom-bot: Please ask"), "{err}");
}
