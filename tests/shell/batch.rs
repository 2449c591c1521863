//! `iom-bot ask --json --batch`: one question a line, one answer a line.

use serde_json::{Value, json};

use crate::shell::Shell;

const BATCH: [&str; 3] = ["ask", "--json", "--batch"];

fn answers(input: impl AsRef<[u8]>) -> Vec<Value> {
    let out = Shell::indexed().feed(&BATCH, input).fine();
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_line_is_answered_in_its_place() {
    let input = "{\"id\":\"a\",\"question\":\"retirement age\"}\n{\"id\":\"b\",\"question\":\"hq phone number\"}";
    let answers = answers(input);
    let told: Vec<_> = answers.iter().map(|answer| (&answer["id"], &answer["passages"][0]["heading"])).collect();
    assert_eq!(told, [(&json!("a"), &json!("Age limit")), (&json!("b"), &json!("Headquarters (Geneva, Switzerland)"))]);
}

#[test]
fn a_line_is_the_same_as_that_of_a_single_question() {
    let shell = Shell::indexed();
    let single = shell.run(&["ask", "--json", "retirement age"]).fine();
    assert_eq!(shell.feed(&BATCH, "{\"id\":\"1\",\"question\":\"retirement age\"}\n").fine(), single);
}

#[test]
fn a_question_is_answered_in_the_language_of_its_locale() {
    let input = r#"{"id":"a","question":"contrat de courte durée","locale":"fr-FR"}"#;
    let answer = &answers(input)[0];
    assert_eq!(answer["language"], "fr");
    assert_eq!(answer["passages"][0]["heading"], "Contrats de courte durée");
}

#[test]
fn a_locale_that_is_not_spoken_is_answered_in_english() {
    let answer = &answers(r#"{"id":"a","question":"retirement age","locale":"de"}"#)[0];
    assert_eq!(answer["language"], "en");
}

#[test]
fn a_line_that_is_no_question_is_told_in_its_place() {
    let input = b"nonsense\n\n{\"id\":\"b\"}\n\xff\xfe\n{\"id\":\"c\",\"question\":\"?\"}\n{\"id\":\"d\",\"question\":\"retirement age\"}\n";
    let answers = answers(input);
    assert_eq!(answers.len(), 5, "{answers:#?}");
    for (answer, line) in answers.iter().zip([1, 3, 4]) {
        assert_eq!(answer["line"], line);
        assert!(answer["error"].as_str().unwrap().starts_with("not a question: "), "{answer}");
    }
    assert_eq!(answers[3]["error"], "Please ask a question in words, for example: short-term contracts.");
    assert_eq!((&answers[3]["id"], &answers[3]["answered"]), (&json!("c"), &json!(false)));
    assert_eq!(answers[4]["passages"][0]["heading"], "Age limit");
}

#[test]
fn a_question_too_long_is_told_in_its_place() {
    let input = json!({"id": "a", "question": "é".repeat(501)}).to_string();
    assert!(answers(input)[0]["error"].as_str().unwrap().starts_with("Your question has 501 characters"));
}

#[test]
fn nothing_asked_is_nothing_answered() {
    assert_eq!(answers(""), Vec::<Value>::new());
}

#[test]
fn a_batch_needs_json_and_no_question() {
    for arguments in [vec!["ask", "--batch"], vec!["ask", "--json", "--batch", "hq"]] {
        assert_eq!(Shell::new().run(&arguments).code, Some(2), "{arguments:?}");
    }
}
