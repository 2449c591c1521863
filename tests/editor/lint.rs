//! `iom-bot corpus lint`.

use crate::desk::Desk;

#[test]
fn errors_and_notes_are_told_apart_and_counted() {
    let ended = Desk::new().run(&["corpus", "lint"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let lines: Vec<&str> = ended.out.lines().collect();
    assert_eq!(
        lines,
        [
            "note   age          en/contracts#short and 1 more: as of 2020-01-31, more than 18 months ago: IOM, Contracts",
            "error  few-lines    en/contracts#short: lines in which people ask: 2, where 60 are expected",
            "error  few-lines    en/contracts#pay: lines in which people ask: 2, where 60 are expected",
            "error  few-lines    en/out-of-scope#recipes: lines in which people ask: 1, where 40 are expected",
            "error  length       en/contracts#short: its text has 11 words, where 40 to 120 are expected",
            "error  length       en/contracts#pay: its text has 11 words, where 40 to 120 are expected",
            "5 errors (few-lines 3, length 2), 1 note (age 1)",
        ]
    );
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_with_its_place() {
    let desk = Desk::new();
    desk.edit("corpus/en/contracts.md", "as_of = \"2020-01-31\"", "as_of = \"soon\"");
    let ended = desk.run(&["corpus", "lint"]);
    assert!(ended.out.contains("error  format       en/contracts.md:10: front matter: "), "{ended:?}");
}

#[test]
fn a_heading_that_finds_another_passage_is_an_error() {
    let desk = Desk::new();
    desk.edit("corpus/en/out-of-scope.md", "how do i bake bread", "pay and allowances");
    desk.edit("corpus/en/out-of-scope.md", "## Recipes", "## Pay and allowances");
    let ended = desk.run(&["corpus", "lint"]);
    let lost = ended.out.lines().filter(|line| line.starts_with("error  finding")).count();
    assert_eq!(lost, 1, "{ended:?}");
}

#[test]
fn an_empty_corpus_has_nothing_to_mend() {
    let desk = Desk::new();
    for file in ["corpus/en/contracts.md", "corpus/en/out-of-scope.md"] {
        std::fs::remove_file(desk.path(file)).unwrap();
    }
    let ended = desk.run(&["corpus", "lint"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), "0 errors, 0 notes\n"));
}

#[test]
fn a_passage_that_lines_kept_from_the_index_do_not_find_is_noted() {
    let desk = Desk::new();
    let passage = |id: &str, heading: &str, lines: [&str; 2]| {
        format!("\n## {heading} {{#{id}}}\n\nText.\n\nasked as:\n- {}\n- {}\n", lines[0], lines[1])
    };
    let mut passages = passage("lost", "Rent", ["what is the rent", "when is the pension fund paid out"]);
    for id in ["first", "second", "third", "fourth"] {
        let (heading, line) = (format!("Pension fund, {id}"), format!("when is the {id} pension fund paid out"));
        passages.push_str(&passage(id, &heading, [&line, &format!("{id} pension")]));
    }
    desk.edit("corpus/en/contracts.md", "\n## Pay", &format!("{passages}\n## Pay"));
    let ended = desk.run(&["corpus", "lint"]);
    let unfound: Vec<&str> = ended.out.lines().filter(|line| line.starts_with("note   unfound")).collect();
    assert_eq!(
        unfound,
        ["note   unfound      en/contracts#lost: lines kept from the index: 1, and none finds it among the first \
             three; its other lines do not tell it from its neighbours"],
        "{ended:?}"
    );
    assert!(!desk.path("index/lint").exists(), "the index that was made for this is cleared away");
}
