//! `iom-bot eval`.

use serde_json::Value;

use crate::desk::{Desk, Ended};

/// Two questions that the corpus answers, the second for a pattern that no passage satisfies, and one that it refuses.
const QUESTIONS: &str = r#"{"id": "1", "lang": "en", "kind": "plain", "question": "how long does a short contract last", "answerable": true, "expect": ["(?-i:nine)\\b(?! years)", "extended"]}
{"id": "2", "lang": "fr", "kind": "typo", "question": "how much do they pay", "answerable": true, "expect": ["bonus"]}
{"id": "3", "lang": "en", "kind": "other", "question": "how do i bake bread", "answerable": false}
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("questions.jsonl", QUESTIONS);
    desk
}

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
}

#[test]
fn answers_and_refusals_are_counted_by_kind_and_language() {
    let run = json(&desk().run(&["eval", "questions.jsonl", "--json"]));
    let counts = |figures: &Value| {
        ["answerable", "right_first", "among_three", "refused_wrongly", "unanswerable", "refused_rightly"]
            .map(|name| figures[name].as_u64().unwrap())
    };
    assert_eq!(counts(&run["all"]), [2, 1, 1, 0, 1, 1], "{run:#}");
    assert_eq!(counts(&run["by_kind"]["typo"]), [1, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&run["by_language"]["en"]), [1, 1, 1, 0, 1, 1]);
    assert_eq!(run["questions"][1]["reader"], "fr");
}

#[test]
fn a_person_reads_a_table_and_the_worst_misses() {
    let ended = desk().run(&["eval", "questions.jsonl"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let all = ended.out.lines().find(|line| line.starts_with("all")).unwrap();
    let cells: Vec<&str> = all.split_whitespace().collect();
    assert_eq!(cells, ["all", "2", "50.0", "%", "50.0", "%", "0.0", "%", "1", "100.0", "%"]);
    assert!(ended.out.contains("2 fr: how much do they pay (wrong, 100 % sure)"), "{}", ended.out);
}

#[test]
fn a_bad_line_is_reported_with_its_number_and_the_rest_is_measured() {
    let desk = desk();
    desk.write("questions.jsonl", &format!("{{\"id\": 1}}\n{QUESTIONS}"));
    let ended = desk.run(&["eval", "questions.jsonl", "--json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.err.contains("questions.jsonl, line 1: not a question"), "{ended:?}");
    assert_eq!(json(&ended)["questions"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_file_without_questions_is_an_error() {
    let desk = desk();
    desk.write("questions.jsonl", "\n");
    let ended = desk.run(&["eval", "questions.jsonl"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(1), "iom-bot: no questions in `questions.jsonl`\n"));
}

#[test]
fn a_run_as_good_as_the_saved_one_succeeds() {
    let desk = desk();
    desk.write("saved.json", &desk.run(&["eval", "questions.jsonl", "--json"]).out);
    let ended = desk.run(&["eval", "questions.jsonl", "--compare", "saved.json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.ends_with("no figure dropped\n"), "{}", ended.out);
}

#[test]
fn a_run_worse_than_the_saved_one_fails_and_names_what_changed() {
    let desk = desk();
    desk.write("saved.json", &desk.run(&["eval", "questions.jsonl", "--json"]).out);
    desk.edit("corpus/en/contracts.md", "can be extended once", "then end");
    let ended = desk.run(&["eval", "questions.jsonl", "--compare", "saved.json"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.out.contains("worse  1: right at 1 → wrong: how long does a short contract last"), "{}", ended.out);
    assert!(ended.out.ends_with("dropped: right first, among three\n"), "{}", ended.out);
    let machine = desk.run(&["eval", "questions.jsonl", "--compare", "saved.json", "--json"]);
    assert_eq!((machine.code, &json(&machine)["comparison"]["worse"][0]["id"]), (Some(1), &Value::from("1")));
}

#[test]
fn what_is_no_saved_run_is_refused() {
    let desk = desk();
    let ended = desk.run(&["eval", "questions.jsonl", "--compare", "questions.jsonl"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.starts_with("iom-bot: `questions.jsonl` is not a saved run"), "{ended:?}");
}
