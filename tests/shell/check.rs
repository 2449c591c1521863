//! `iom-bot check`: everything that can be known before the bot starts, good and bad.

use std::fs;

use expect_test::expect;

use crate::shell::{Ran, Shell};

const TOKEN: &str = "a-token-of-no-value";

fn check(shell: &Shell) -> Ran {
    shell.run(&["check"])
}

#[test]
fn everything_that_is_fine_is_told() {
    let ran = check(&Shell::new().set("DISCORD_TOKEN", TOKEN));
    expect![[r"
        ok     settings: 1 vacancy source
        ok     token: set, sent only to https://discord.com
        ok     corpus: 19 passages of 7 documents, in `corpus`
        ok     index: built in `index`: there was none
        ok     store: the database opens, and its tables are up to date
        Everything is fine.
    "]]
    .assert_eq(&ran.fine());
}

#[test]
fn a_second_check_finds_the_index() {
    let shell = Shell::new().set("DISCORD_TOKEN", TOKEN);
    check(&shell).fine();
    let report = check(&shell).fine();
    assert!(report.contains("ok     index: true to the corpus, in `index`\n"), "{report}");
}

#[test]
fn a_missing_token_is_told_with_what_to_do() {
    let ran = check(&Shell::indexed());
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("WRONG  token: not set; set DISCORD_TOKEN, or DISCORD_TOKEN_FILE"), "{}", ran.out);
    assert!(ran.out.ends_with("One thing is to be mended.\n"), "{}", ran.out);
}

#[test]
fn a_token_is_never_shown() {
    let shell = Shell::indexed().set("DISCORD_TOKEN", TOKEN);
    let ran = check(&shell);
    assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN), "{ran:?}");
}

#[test]
fn a_token_can_come_from_a_file() {
    let shell = Shell::indexed().set("DISCORD_TOKEN_FILE", "token");
    shell.write("token", format!("{TOKEN}\n"));
    assert!(check(&shell).fine().contains("ok     token: set"));
}

#[test]
fn every_wrong_setting_is_told_and_is_wrong_use() {
    let shell = Shell::indexed().set("DISCORD_TOKEN_FILE", "nowhere");
    shell.write("iom-bot.toml", "[discord]\ntimeout = \"0s\"\n[answers]\ncareers_url = \"careers\"\ncolour = 1\n");
    let ran = check(&shell);
    assert_eq!(ran.code, Some(2));
    let wrong = ran.out.lines().filter(|line| line.starts_with("WRONG  ")).count();
    assert_eq!(wrong, 4, "{}", ran.out);
    assert!(ran.out.ends_with("4 things are to be mended.\n"), "{}", ran.out);
}

#[test]
fn every_problem_of_the_corpus_is_told_with_its_place() {
    let shell = Shell::new().set("DISCORD_TOKEN", TOKEN);
    shell.write("corpus/en/bad.md", "+++\nfront matter without end\n");
    shell.write("corpus/en/latin.md", b"+++\n\xe9\n");
    let ran = check(&shell);
    assert_eq!(ran.code, Some(1));
    let bad = "WRONG  corpus: corpus/en/bad.md:1: the front matter has no closing `+++`\n";
    assert!(ran.out.contains(bad), "{}", ran.out);
    assert!(ran.out.contains("WRONG  corpus: corpus/en/latin.md: not UTF-8 text"), "{}", ran.out);
    assert!(ran.out.contains("ok     corpus: 19 passages"), "{}", ran.out);
}

#[test]
fn a_corpus_without_passages_is_told() {
    let shell = Shell::empty().set("DISCORD_TOKEN", TOKEN);
    fs::create_dir(shell.path("corpus")).unwrap();
    let ran = check(&shell);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("WRONG  corpus: no passage in `corpus`\n"), "{}", ran.out);
}

#[test]
fn an_index_that_cannot_be_built_is_told() {
    let shell = Shell::new().set("DISCORD_TOKEN", TOKEN);
    shell.write("index", "a file where the folder should be");
    let ran = check(&shell);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("WRONG  index: building the index in `index`: "), "{}", ran.out);
}

#[test]
fn a_database_that_cannot_be_opened_is_told() {
    let shell = Shell::indexed().set("DISCORD_TOKEN", TOKEN);
    shell.write("iom-bot.db", "this is no database, but a text that is longer than the header of one ".repeat(9));
    let ran = check(&shell);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("WRONG  store: "), "{}", ran.out);
}

#[test]
fn what_should_be_thought_over_is_noted_and_is_no_fault() {
    let shell = Shell::indexed().set("DISCORD_TOKEN", TOKEN);
    let source = "[[sources]]\nname = \"a\"\nkind = \"feed\"\nurl = \"https://example.org/feed\"\nevery = \"1m\"\n";
    shell.write("iom-bot.toml", source);
    let report = check(&shell).fine();
    assert!(report.contains("note   source `a` is polled every 1m; less than 5m is impolite"), "{report}");
}
