//! Documents that were not written for this bot: dropped into the corpus as they are, they are answered with and cited.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::shell::{PASSAGES, Shell};

const RULES: &str = "House rules\n\nBicycles\n\nBicycles are kept in the cellar, never in the corridor.\n";

/// With the small corpus and a document whose last change was on 10 September 2026.
fn shell(path: &str, content: &str) -> Shell {
    let shell = Shell::new();
    shell.write(path, content);
    touch(&shell, path, 1_789_000_000);
    shell
}

fn touch(shell: &Shell, path: &str, second: u64) {
    let file = File::options().append(true).open(shell.path(path)).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(second)).unwrap();
}

/// The answer to a question about the document, after the index was built.
fn answer(shell: &Shell, question: &str) -> String {
    shell.run(&["index"]).fine();
    shell.run(&["ask", "--passages", "1", question]).fine()
}

const ANSWER: &str = "Bicycles

  Bicycles are kept in the cellar, never in the corridor.

  Source: Document of this server's operator, House rules (as of 10 September
  2026)

Official careers site: https://www.iom.int/careers
";

#[test]
fn plain_text_is_answered_with_and_cited_with_the_day_of_its_last_change() {
    assert_eq!(answer(&shell("corpus/rules.txt", RULES), "bicycles"), ANSWER);
}

#[test]
fn markdown_without_front_matter_is_answered_with() {
    let markdown = RULES.replace("House rules", "# House rules").replace("\nBicycles\n", "\n## Bicycles\n");
    assert_eq!(answer(&shell("corpus/en/rules.md", &markdown), "bicycles"), ANSWER);
}

#[test]
fn a_web_page_is_answered_with_and_none_of_it_is_run_or_shown_as_markup() {
    let page = "<html><head><title>House rules</title><script>alert('no')</script></head><body><nav>Home</nav>\
                <h1>House rules</h1><h2>Bicycles</h2><p>Bicycles are kept in the <b>cellar</b>, never in the corridor.\
                </body></html>";
    assert_eq!(answer(&shell("corpus/en/rules.HTML", page), "bicycles"), ANSWER);
}

#[test]
fn a_document_is_found_by_what_its_text_says() {
    let shell = shell("corpus/rules.txt", RULES);
    assert!(answer(&shell, "are bikes or bicycles allowed in the corridor").starts_with("Bicycles\n"));
}

#[test]
fn a_document_in_a_languages_folder_is_in_that_language() {
    let rules = "Règles\n\nVélos\n\nLes vélos se rangent à la cave, jamais dans le couloir.\n";
    for path in ["corpus/fr/regles.txt", "corpus/maison/regles.txt"] {
        let answer = answer(&shell(path, rules), "vélos");
        assert!(answer.contains("  Source : Document de l'administrateur de ce serveur, Règles"), "{path}: {answer}");
    }
}

#[test]
fn a_document_that_is_only_touched_gets_its_new_date_and_no_new_index() {
    let shell = shell("corpus/rules.txt", RULES);
    answer(&shell, "bicycles");
    touch(&shell, "corpus/rules.txt", 1_790_000_000);
    let answer = shell.run(&["ask", "--passages", "1", "bicycles"]).fine();
    assert_eq!(answer, ANSWER.replace("10 September\n  2026", "21 September\n  2026"));
}

#[test]
fn a_file_too_large_is_told_and_the_rest_answers() {
    let shell = shell("corpus/rules.txt", RULES);
    shell.write("corpus/huge.txt", "word ".repeat(1_000_001));
    let ran = shell.run(&["ask", "retirement age"]);
    assert!(ran.code == Some(0) && ran.out.starts_with("Age limit\n"), "{ran:?}");
    let told = "iom-bot: corpus/huge.txt: more than 5 MB; divide it into several documents\n";
    assert!(ran.err.starts_with(told), "{}", ran.err);
}

#[test]
fn files_of_other_kinds_are_noted_by_check() {
    let shell = Shell::new().set("DISCORD_TOKEN", "a-token-of-no-value");
    shell.write("corpus/en/guide.pdf", "%PDF");
    shell.write("corpus/en/guide.docx", "PK");
    let report = shell.run(&["check"]).fine();
    let note = "note   corpus: 2 files not read, such as corpus/en/guide.docx: documents are Markdown, text or HTML\n";
    assert!(report.contains(note), "{report}");
    assert!(report.contains(&format!("ok     corpus: {PASSAGES} passages")), "{report}");
}

#[test]
fn a_folder_of_nothing_but_such_documents_answers_what_they_say_and_nothing_else() {
    let shell = Shell::empty();
    shell.write("corpus/handbook.txt", include_str!("../data/handbook.txt"));
    assert!(answer(&shell, "how often do mentors meet").starts_with("How often do we meet?\n"));
    assert!(answer(&shell, "are train tickets paid back").starts_with("REIMBURSEMENT\n"));
    let unknown = shell.run(&["ask", "who baked the wedding cake of the zookeeper"]).fine();
    assert!(unknown.starts_with("I don't know."), "{unknown}");
}

#[test]
fn lint_does_not_hold_such_documents_to_the_rules_for_passages() {
    let shell = shell("corpus/rules.txt", RULES);
    let findings = shell.run(&["corpus", "lint"]).out;
    let about: Vec<&str> = findings.lines().filter(|line| line.contains("en/rules")).collect();
    assert_eq!(
        about,
        ["note   few-lines    en/rules: not written for this bot: its passages, 1, are found by their own words alone"]
    );
}
