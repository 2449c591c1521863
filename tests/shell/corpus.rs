//! The corpus: what is wrong with it is told with file and line, and the rest answers.

use std::fs;

use crate::shell::{PASSAGES, Shell};

#[test]
fn a_document_that_is_wrong_is_told_with_its_line_and_the_rest_answers() {
    let shell = Shell::new();
    let document = fs::read_to_string(shell.path("corpus/en/contracts.md")).unwrap();
    shell.write("corpus/en/contracts.md", document.replace("{source=letter}", "{source=postcard}"));
    let line = document.lines().position(|line| line.contains("{source=letter}")).unwrap() + 1;
    let ran = shell.run(&["ask", "short-term contracts"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.starts_with("Short-term contracts\n"), "{}", ran.out);
    let told = format!("iom-bot: corpus/en/contracts.md:{line}: no [[sources]] has the key `postcard`\n");
    assert!(ran.err.starts_with(&told), "{}", ran.err);
}

#[test]
fn an_office_that_is_wrong_is_told_with_its_line_and_the_rest_answers() {
    let shell = Shell::new();
    let mut contacts = fs::read_to_string(shell.path("corpus/contacts.toml")).unwrap();
    let line = contacts.lines().count() + 1;
    contacts.push_str("[[offices]]\nid = \"nowhere\"\n");
    shell.write("corpus/contacts.toml", contacts);
    let ran = shell.run(&["ask", "hq phone number"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.contains("+41 22 000 00 00"), "{}", ran.out);
    assert!(ran.err.starts_with(&format!("iom-bot: corpus/contacts.toml:{line}: missing field")), "{}", ran.err);
}

#[test]
fn an_index_of_a_corpus_with_faults_is_built_and_not_a_success() {
    let shell = Shell::new();
    shell.write("corpus/en/bad.md", "+++\nfront matter without end\n");
    let ran = shell.run(&["index"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.starts_with(&format!("Indexed {PASSAGES} passages")), "{}", ran.out);
    assert!(ran.err.starts_with("iom-bot: corpus/en/bad.md:1: "), "{}", ran.err);
}

#[test]
fn a_document_of_any_bytes_harms_no_other() {
    let shell = Shell::new();
    for (number, bytes) in [&b"\xff\xfe+++"[..], b"", b"+++", b"+++\n+++\n", b"\0\0\0", b"+++\n[[sources]]\n+++\n## A"]
        .into_iter()
        .enumerate()
    {
        shell.write(&format!("corpus/en/bad-{number}.md"), bytes);
    }
    let ran = shell.run(&["ask", "retirement age"]);
    assert!(ran.code == Some(0) && ran.out.starts_with("Age limit\n"), "{ran:?}");
    for number in 0..6 {
        assert!(ran.err.contains(&format!("iom-bot: corpus/en/bad-{number}.md")), "{}", ran.err);
    }
}

#[test]
fn the_shipped_corpus_serves_where_there_is_no_folder() {
    let shell = Shell::empty();
    let report = shell.run(&["check"]).out;
    assert!(report.contains("documents, inside the program\n"), "{report}");
    let ran = shell.run(&["ask", "--json", "short-term contracts"]);
    assert!(ran.code == Some(0) && ran.out.contains("\"outcome\":\"answered\""), "{ran:?}");
    // Nothing was learned from this many lines before: that is done after the answer, and said.
    assert!(ran.err.starts_with("Learning from the corpus"), "{}", ran.err);
}

#[test]
fn a_folder_without_documents_says_that_there_are_no_passages() {
    let shell = Shell::empty();
    fs::create_dir(shell.path("corpus")).unwrap();
    let ran = shell.run(&["ask", "hq"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.ends_with("iom-bot: the corpus has no passages\n"), "{}", ran.err);
}

#[test]
fn the_document_that_readme_shows_is_right() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("```markdown\n").unwrap();
    let (document, _) = rest.split_once("```\n").unwrap();
    let shell = Shell::new();
    shell.write("corpus/en/tips.md", document);
    let index = shell.run(&["index"]).fine();
    assert!(index.starts_with(&format!("Indexed {} passages", PASSAGES + 1)), "{index}");
    let answer = shell.run(&["ask", "nervous about my interview next week"]).fine();
    assert!(answer.starts_with("How to prepare for an IOM interview\n"), "{answer}");
    assert!(answer.contains("Source: Our wiki, Tips for applicants (as of 1 November 2026)"), "{answer}");
}

#[test]
fn a_second_passage_of_the_same_name_is_told_with_both_places() {
    let shell = Shell::new();
    let document = fs::read(shell.path("corpus/en/applying.md")).unwrap();
    shell.write("corpus/en/later.md", document);
    let ran = shell.run(&["ask", "retirement age"]);
    assert!(ran.out.starts_with("Age limit\n"), "{}", ran.out);
    assert!(
        ran.err.contains("a second passage with the id `age-limit`; the first is at en/applying.md:"),
        "{}",
        ran.err
    );
}
