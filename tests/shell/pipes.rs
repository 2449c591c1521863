//! A reader that goes away is no error; a disk that is full is one.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use crate::shell::{Ran, Shell};

/// Runs the program with a reader that goes away before it reads anything.
fn unread(shell: &Shell, arguments: &[&str]) -> Ran {
    let mut child = shell.command(arguments).spawn().unwrap();
    drop(child.stdout.take());
    Ran::from(child.wait_with_output().unwrap())
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let shell = Shell::indexed().set("DISCORD_TOKEN", "a-token-of-no-value");
    for arguments in [&["ask", "retirement age"][..], &["ask", "--json", "hq"], &["index"], &["check"]] {
        let ran = unread(&shell, arguments);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn a_reader_of_a_batch_that_goes_away_is_no_error() {
    let shell = Shell::indexed();
    let mut child = shell.command(&["ask", "--json", "--batch"]).stdin(Stdio::piped()).spawn().unwrap();
    let (mut questions, answers) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let question = b"{\"id\":\"a\",\"question\":\"retirement age\"}\n";
    let mut answers = BufReader::new(answers);
    questions.write_all(question).unwrap();
    answers.read_line(&mut String::new()).unwrap();
    drop(answers);
    // The program may be gone before it has read all of these.
    let _ = (0..100).try_for_each(|_| questions.write_all(question));
    drop(questions);
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}

#[test]
fn an_answer_of_a_batch_comes_before_the_next_question() {
    let shell = Shell::indexed();
    let mut child = shell.command(&["ask", "--json", "--batch"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for id in ["a", "b"] {
        writeln!(questions, "{{\"id\":\"{id}\",\"question\":\"retirement age\"}}").unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        assert!(answer.contains(&format!("\"id\":\"{id}\"")), "{answer}");
    }
    drop(questions);
    assert!(child.wait().unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_is_an_error() {
    let shell = Shell::indexed();
    let full = || File::options().write(true).open("/dev/full").unwrap();
    for arguments in [&["ask", "retirement age"][..], &["ask", "--json", "hq"], &["index"]] {
        let output = shell.command(arguments).stdout(full()).output().unwrap();
        let ran = Ran::from(output);
        assert_eq!(ran.code, Some(1), "{arguments:?}");
        assert!(ran.err.starts_with("iom-bot: ") && ran.err.lines().count() == 1, "{}", ran.err);
    }
}
