//! `iom-bot ask`: an answer for a person.

use expect_test::expect;

use crate::shell::Shell;

#[test]
fn an_answer_is_plain_text_where_it_is_piped() {
    let answer = Shell::indexed().run(&["ask", "--passages", "1", "short-term", "contracts"]).fine();
    expect![[r"
        Short-term contracts

          A short-term contract lasts at most nine months. After two of them there is a
          break of *thirty* days.
          - Leave is two and a half days a month.
          - The rules are at https://example.org/rules_of_leave.

          Source: Handbook of Tests, Contracts and how long they last (as of 28 February
          2026)
          https://example.org/handbook/contracts

        Official careers site: https://www.iom.int/careers
    "]]
    .assert_eq(&answer);
}

#[test]
fn words_and_a_quoted_question_are_the_same() {
    let shell = Shell::indexed();
    let words = shell.run(&["ask", "do", "interns", "get", "paid"]).fine();
    assert_eq!(shell.run(&["ask", "do interns get paid"]).fine(), words);
    assert!(words.starts_with("Internships\n"), "{words}");
}

#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    let answer = Shell::indexed().run(&["ask", "who baked the wedding cake of the zookeeper"]).fine();
    assert!(answer.starts_with("I don't know. "), "{answer}");
    assert!(answer.ends_with("\nOfficial careers site: https://www.iom.int/careers\n"), "{answer}");
}

#[test]
fn what_cannot_be_answered_is_told_where_to_turn() {
    let answer = Shell::indexed().run(&["ask", "what is the status of my application"]).fine();
    assert!(answer.starts_with("I don't know. This bot cannot see applications."), "{answer}");
}

#[test]
fn as_many_passages_are_given_as_are_asked_for() {
    let shell = Shell::indexed();
    let one = shell.run(&["ask", "--passages", "1", "contract"]).fine();
    assert!(!one.contains("Related"), "{one}");
    let two = shell.run(&["ask", "--passages", "2", "contract"]).fine();
    assert!(two.contains("\nRelated\n  - "), "{two}");
}

#[test]
fn list_items_of_a_related_passage_stay_on_lines_of_their_own() {
    let answer = Shell::indexed().run(&["ask", "--passages", "3", "is a fixed term contract extended"]).fine();
    let related = answer.split_once("Related\n").unwrap().1;
    assert!(related.contains("  - Short-term contracts: A short-term contract lasts"), "{related}");
    assert!(related.contains("\n    - Leave is two and a half days a month.\n"), "{related}");
}

#[test]
fn a_question_without_words_is_wrong_use() {
    for question in ["", "?!"] {
        let ran = Shell::new().run(&["ask", question]);
        assert_eq!(ran.code, Some(2));
        assert_eq!(ran.err, "iom-bot: Please ask a question in words, for example: short-term contracts.\n");
        assert_eq!(ran.out, "");
    }
}

#[test]
fn a_question_too_long_is_wrong_use() {
    let ran = Shell::new().run(&["ask", &"é".repeat(501)]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("iom-bot: Your question has 501 characters; I can read up to 500."), "{}", ran.err);
}

#[test]
fn an_unknown_command_or_option_is_wrong_use() {
    for arguments in [vec!["frobnicate"], vec!["ask", "--jsno", "hq"], vec!["ask", "--passages", "11", "hq"], vec![]] {
        let ran = Shell::new().run(&arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert_eq!(ran.out, "", "{arguments:?}");
    }
}

#[test]
fn the_language_of_the_machine_does_not_matter() {
    let shell = Shell::indexed().set("LC_ALL", "fr_FR.UTF-8").set("LANG", "fr_FR.UTF-8");
    assert!(shell.run(&["ask", "do interns get paid"]).fine().starts_with("Internships\n"));
}
