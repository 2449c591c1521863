//! `iom-bot ask --json`: one line for other programs, whose shape is a promise.

use expect_test::expect;
use serde_json::Value;

use crate::shell::{Ran, Shell};

fn ask(question: &str) -> Value {
    let line = Shell::indexed().run(&["ask", "--json", question]).fine();
    assert_eq!(line.matches('\n').count(), 1, "{line}");
    serde_json::from_str(&line).unwrap()
}

/// With what ranking is free to change left out.
fn without_figures(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some(at) =
        ["\"confidence\":", "\"score\":"].iter().filter_map(|key| Some(rest.find(key)? + key.len())).min()
    {
        let number = rest[at..].find([',', '}']).unwrap();
        assert!(rest[at..at + number].parse::<f32>().is_ok_and(|number| (0.0..=1.0).contains(&number)), "{rest}");
        shown.push_str(&rest[..at]);
        shown.push('…');
        rest = &rest[at + number..];
    }
    shown + rest
}

#[test]
fn an_answer_has_exactly_this_shape() {
    let line = Shell::indexed().run(&["ask", "--json", "--passages", "1", "what is a consultant"]).fine();
    expect![[r#"
        {"id":"1","question":"what is a consultant","language":"en","outcome":"answered","answered":true,"confidence":…,"passages":[{"heading":"Consultants","text":"A consultant is paid by the piece of work, and is no member of the staff.","document":"contracts","topic":"careers","language":"en","score":…,"highlights":[[0,12]],"source":{"publisher":"Circular Letter","title":"On paper only","as_of":"2025-11-24"}}],"suggestions":[],"careers_url":"https://www.iom.int/careers"}
    "#]]
    .assert_eq(&without_figures(&line));
}

#[test]
fn a_source_with_an_address_has_it() {
    let source = &ask("short-term contracts")["passages"][0]["source"];
    assert_eq!(source["url"], "https://example.org/handbook/contracts");
}

#[test]
fn highlights_are_ranges_of_characters() {
    let answer = ask("must I speak French");
    let passage = &answer["passages"][0];
    let text: Vec<char> = passage["text"].as_str().unwrap().chars().collect();
    let marked: Vec<String> = passage["highlights"]
        .as_array()
        .unwrap()
        .iter()
        .map(|range| text[range[0].as_u64().unwrap() as usize..range[1].as_u64().unwrap() as usize].iter().collect())
        .collect();
    assert!(marked.contains(&"French".to_owned()), "{marked:?}");
}

#[test]
fn what_is_not_known_is_not_answered() {
    let answer = ask("who baked the wedding cake of the zookeeper");
    assert_eq!(answer["outcome"], "unknown");
    assert_eq!(answer["answered"], false);
    assert_eq!(answer["suggestions"], serde_json::json!([]));
}

#[test]
fn a_question_without_words_is_wrong_use_and_no_line() {
    let Ran { code, out, err } = Shell::new().run(&["ask", "--json", "?!"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.starts_with("iom-bot: Please ask"), "{err}");
}
