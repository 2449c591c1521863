//! What documents that were not written for this bot become:
//!
//! * title, language, source and identities are taken from what is there, the same every time;
//! * every word of a text is in a passage, and no passage is too long for a chat;
//! * no document, whatever it holds, makes the reader fail.

use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn passages(file: &str, content: &str) -> Vec<Passage> {
    let (passages, problems) = parse(file, content, Some(date(2026, 5, 3)));
    assert_eq!(problems, []);
    passages.into_iter().map(|(_, passage)| passage).collect()
}

fn headings(file: &str, content: &str) -> Vec<String> {
    passages(file, content).into_iter().map(|passage| passage.heading).collect()
}

fn title(file: &str, content: &str) -> String {
    passages(file, content)[0].sources[0].title.clone()
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[test]
fn sections_become_passages_with_the_document_as_their_source() {
    let markdown = "# Leave policy\n\nFor all staff.\n\n## Sick leave\n\nCall [us](https://example.org) first.\n";
    let [first, second] = passages("en/hr/leave.md", markdown).try_into().unwrap();
    assert_eq!((first.heading.as_str(), first.text.as_str()), ("Leave policy", "For all staff."));
    assert_eq!((second.heading.as_str(), second.text.as_str()), ("Sick leave", "Call us (https://example.org) first."));
    assert_eq!((second.id.as_str(), second.document.as_str()), ("hr-leave-sick-leave", "hr/leave"));
    assert_eq!(second.asked_as, ["Leave policy: Sick leave"]);
    let source = &second.sources[0];
    assert_eq!(
        (source.publisher.as_str(), source.title.as_str()),
        ("Document of this server's operator", "Leave policy")
    );
    assert_eq!(source.as_of, date(2026, 5, 3));
}

#[test]
fn the_title_is_the_highest_heading_or_the_pages_title_or_the_first_line_or_the_files_name() {
    assert_eq!(title("a.md", "## One\n\nText.\n\n# Leave\n\nText.\n"), "Leave");
    assert_eq!(title("a.html", "<title>Our wiki</title><h2>One</h2><p>Text.<h2>Two</h2><p>Text."), "Our wiki");
    assert_eq!(title("a.txt", "House rules\n\nKeys\n\nThey are at the desk.\n"), "House rules");
    assert_eq!(title("staff_hand-book.md", "## One\n\nText.\n\n## Two\n\nText.\n"), "Staff hand book");
    assert_eq!(title("notes.txt", "Just a sentence.\n"), "Notes");
}

#[test]
fn the_language_is_that_of_the_folder_or_of_the_text() {
    let language = |file: &str, text: &str| passages(file, text)[0].language;
    let french = "Les congés de maladie doivent être annoncés au plus tard le deuxième jour.";
    assert_eq!(language("a.txt", french), Language::Fr);
    assert_eq!(language("docs/ES/a.txt", french), Language::Es);
    assert_eq!(language("docs/a.txt", "42"), Language::En);
}

#[test]
fn headings_that_come_again_are_told_apart() {
    let markdown = "# Leave\n\nA.\n\n## Sick\n\n### Rules\n\nB.\n\n## Annual\n\n### Rules\n\nC.\n\n### Rules\n\nD.\n";
    assert_eq!(headings("a.md", markdown), ["Leave", "Sick: Rules", "Annual: Rules", "Annual: Rules (2)"]);
    let ids: BTreeSet<String> = passages("a.md", markdown).into_iter().map(|passage| passage.id).collect();
    assert_eq!(ids.len(), 4);
    assert_eq!(passages("a.md", markdown)[3].asked_as, ["Leave: Annual: Rules (2)"]);
}

#[test]
fn a_long_section_is_cut_into_passages_that_carry_its_heading() {
    let paragraph = format!("{}end. ", "word ".repeat(49));
    let passages = passages("a.md", &format!("# Leave\n\n{}\n", [paragraph.as_str(); 5].join("\n\n")));
    let counts: Vec<usize> = passages.iter().map(|passage| words(&passage.text)).collect();
    assert_eq!(counts, [100, 100, 50]);
    assert!(passages.iter().all(|passage| passage.text.ends_with("end.")));
    assert_eq!(passages[2].heading, "Leave (3)");
}

#[test]
fn a_heading_too_long_for_a_title_is_cut_between_words() {
    let heading = headings("a.md", &format!("# {}\n\nText.\n", "heading ".repeat(20))).remove(0);
    assert!(heading.ends_with(" heading…") && heading.chars().count() <= 81, "{heading}");
}

#[test]
fn what_no_reader_should_see_is_left_out() {
    let text = format!("A\u{200b}b\u{202e}c\u{ad}d and \u{7}data:{} end.\n", "A".repeat(400));
    assert_eq!(passages("a.txt", &text)[0].text, "Abcd and end.");
}

#[test]
fn lines_in_which_people_ask_are_welcome_in_markdown() {
    let markdown = "## Panel\n\nThree people.\n\nasked as:\n- who asks the questions\n\n## Test\n\nOne hour.\n";
    assert_eq!(passages("a.md", markdown)[0].asked_as, ["A: Panel", "who asks the questions"]);
}

#[test]
fn a_document_without_text_or_without_a_date_is_reported() {
    let problem = |content: &str, day| parse("a.md", content, day).1[0].to_string();
    let day = Some(date(2026, 5, 3));
    assert_eq!(problem("\n# Heading\n", day), "a.md: no text to index");
    assert!(problem("Text.", None).starts_with("a.md: the day of its last change is not known"));
    let stray = "## A\n\nText.\n\nasked as:\n- x\n\nMore text.\n";
    assert_eq!(problem(stray, day), "a.md:1: the passage `A` has text after `asked as:`; only a list may follow it");
}

proptest! {
    #[test]
    fn no_document_makes_the_reader_fail(
        content in "([#*|=+<>&;\\[\\]()`~ \\n-]{0,3}|(<|</)(h2|p|li|table|td|a|pre|main|nav|title|br|script)>|[a-zA-Zé.?:0-9]{0,8}){0,40}",
        ending in "md|txt|html",
    ) {
        let (found, _) = parse(&format!("a.{ending}"), &content, Some(date(2026, 5, 3)));
        let ids: BTreeSet<&str> = found.iter().map(|(_, passage)| passage.id.as_str()).collect();
        prop_assert_eq!(ids.len(), found.len());
        prop_assert!(found.iter().all(|(line, passage)| *line > 0 && !passage.text.trim().is_empty()));
    }

    #[test]
    fn every_word_is_kept_and_no_piece_is_too_long(text in "((A[a-z]{1,6} ){1,30}[a-z]{7}[.?](\n\n|\n- | |:\n)){1,30}") {
        let pieces = pieces::pieces(text.trim());
        prop_assert!(pieces.iter().all(|piece| words(piece) <= 120), "{:?}", pieces);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
        prop_assert_eq!(letters(&pieces.join(" ")), letters(&text));
        let short = pieces.iter().filter(|piece| words(piece) < 40).count();
        prop_assert!(short == 0 || words(&text) <= 160, "{:?}", pieces.iter().map(|piece| words(piece)).collect::<Vec<_>>());
    }
}
