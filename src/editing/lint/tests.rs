//! What lint promises:
//!
//! * each rule finds what it is for, and names the place;
//! * a passage that people wrote passes all of them;
//! * the shipped corpus keeps the rules that it kept once.

use jiff::civil::date;

use super::*;
use crate::corpus::{OUT_OF_SCOPE, Passage, Problem, Source};
use crate::language::Language;

/// Lines in which no two share a word.
fn lines(number: usize) -> Vec<String> {
    let letters = |at: usize| [at / 26 % 26, at % 26].map(|letter| char::from(b'a' + letter as u8));
    (0..number).map(|at| letters(at).iter().cycle().take(6).collect::<String>()).collect()
}

fn source(as_of: Date) -> Source {
    Source { publisher: "P".to_owned(), title: "T".to_owned(), url: None, as_of }
}

/// A passage without fault.
fn passage(id: &str, language: Language) -> Passage {
    Passage {
        id: id.to_owned(),
        document: "d".to_owned(),
        topic: "careers".to_owned(),
        language,
        heading: format!("About {id}"),
        text: "word ".repeat(60),
        asked_as: lines(60).into_iter().map(|line| format!("{line}{id}")).collect(),
        sources: vec![source(date(2026, 6, 1))],
    }
}

/// The findings where the English passage `a` is changed.
fn findings(change: impl FnOnce(&mut Passage)) -> Vec<String> {
    let mut passages: Vec<Passage> = Language::ALL.into_iter().map(|language| passage("a", language)).collect();
    change(&mut passages[0]);
    said(Corpus { passages, ..Corpus::default() })
}

fn said(corpus: Corpus) -> Vec<String> {
    lint(&corpus, date(2026, 11, 21)).iter().map(ToString::to_string).collect()
}

#[test]
fn a_passage_without_fault_has_no_findings() {
    assert_eq!(findings(|_| {}), Vec::<String>::new());
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_with_its_place() {
    let problem = Problem { file: "en/x.md".to_owned(), line: Some(3), what: "no date".to_owned() };
    let corpus = Corpus { problems: vec![problem], ..Corpus::default() };
    assert_eq!(said(corpus), ["error  format       en/x.md:3: no date"]);
}

#[test]
fn a_passage_without_a_source_is_an_error_unless_it_is_no_answer() {
    assert_eq!(findings(|a| a.sources.clear()), ["error  source       en/d#a: no source"]);
    let group = |a: &mut Passage| {
        a.sources.clear();
        a.topic = OUT_OF_SCOPE.to_owned();
    };
    assert_eq!(findings(group), Vec::<String>::new());
}

#[test]
fn a_passage_must_be_there_in_every_language() {
    assert_eq!(
        findings(|a| a.id = "b".to_owned()),
        ["error  translation  fr/d#a: missing in en", "error  translation  en/d#b: missing in fr and es"]
    );
}

#[test]
fn too_few_lines_are_an_error() {
    assert_eq!(
        findings(|a| a.asked_as.truncate(59)),
        ["error  few-lines    en/d#a: lines in which people ask: 59, where 60 are expected"]
    );
}

#[test]
fn a_line_that_leads_to_two_passages_is_an_error_however_it_is_spelled() {
    let mut passages: Vec<Passage> = Language::ALL.into_iter().map(|language| passage("a", language)).collect();
    passages.extend(Language::ALL.into_iter().map(|language| passage("b", language)));
    passages[0].asked_as.push("Où est-ce?".to_owned());
    passages[3].asked_as.push("ou EST ce".to_owned());
    let corpus = Corpus { passages, ..Corpus::default() };
    assert_eq!(said(corpus), ["error  shared-line  en/d#a: `ou est ce` also leads to en/d#b"]);
}

#[test]
fn near_copies_within_a_passage_are_noted_and_many_are_an_error() {
    let one = |a: &mut Passage| a.asked_as.extend(["how do I get in".to_owned(), "how do I get in now".to_owned()]);
    assert_eq!(
        findings(one),
        ["note   near-copies  en/d#a: `how do I get in` and `how do I get in now` are nearly the same"]
    );
    let many = |a: &mut Passage| {
        let jobs = lines(30);
        a.asked_as.extend(jobs.iter().map(|job| format!("how do I become a {job} at this organization")));
    };
    assert!(
        findings(many)
            .contains(&"error  near-copies  en/d#a: 29 of 90 lines are nearly the same as another".to_owned())
    );
}

#[test]
fn lines_made_from_a_template_lack_variety() {
    let fill = |a: &mut Passage| {
        a.asked_as.clear();
        for start in ["what about the", "tell me of your", "more information on"] {
            for thing in ["salary", "payment", "money", "wages", "income"] {
                for who in ["nurses", "drivers", "interns", "juniors"] {
                    a.asked_as.push(format!("{start} {thing} {who} receive"));
                }
            }
        }
    };
    let found = findings(fill);
    assert!(found.iter().any(|line| line.starts_with("error  variety")), "{found:?}");
}

#[test]
fn a_text_out_of_bounds_is_an_error() {
    let text = |words: usize| move |a: &mut Passage| a.text = "- word\n".repeat(words);
    assert_eq!(findings(text(39)), ["error  length       en/d#a: its text has 39 words, where 40 to 120 are expected"]);
    assert_eq!(findings(text(40)), Vec::<String>::new());
    assert_eq!(findings(text(121)).len(), 1);
}

#[test]
fn a_long_heading_is_an_error() {
    assert_eq!(
        findings(|a| a.heading = "é".repeat(81)),
        ["error  heading      en/d#a: its heading has 81 characters, more than 80"]
    );
    assert_eq!(findings(|a| a.heading = "é".repeat(80)), Vec::<String>::new());
}

#[test]
fn old_sources_and_those_of_tomorrow_are_noted_once() {
    let dated = |as_of: Date| move |a: &mut Passage| a.sources = vec![source(as_of), source(as_of)];
    assert_eq!(
        findings(dated(date(2025, 5, 20))),
        ["note   age          en/d#a: as of 2025-05-20, more than 18 months ago: P, T"]
    );
    assert_eq!(findings(dated(date(2025, 5, 21))), Vec::<String>::new());
    assert_eq!(
        findings(dated(date(2026, 11, 22))),
        ["note   age          en/d#a: as of 2026-11-22, in the future: P, T"]
    );
}

/// What is said of two English passages with these texts, of sources of 2023 and 2026.
fn facts(old: &str, new: &str) -> Vec<String> {
    let told = |id: &str, text: &str, as_of: Date| Passage {
        text: text.to_owned(),
        sources: vec![source(as_of)],
        ..passage(id, Language::En)
    };
    let passages = vec![told("a", old, date(2023, 9, 30)), told("b", new, date(2026, 6, 1))];
    let corpus = Corpus { passages, ..Corpus::default() };
    let found = lint(&corpus, date(2026, 11, 21));
    found.iter().filter(|finding| finding.rule == Rule::Facts).map(ToString::to_string).collect()
}

#[test]
fn a_number_that_a_newer_source_contradicts_is_noted_with_both_dates() {
    assert_eq!(
        facts("It counts 174 member States.", "IOM has 175 member States (June 2026)."),
        [
            "note   facts        en/d#a: `174 member States` as of 2023-09-30, but `175 member States` as of 2026-06-01 in \
          en/d#b; mend it, or say how old it is"
        ]
    );
    let staff = "About 20 000 staff work in many countries for migrants.";
    assert_eq!(facts(staff, "Over 23,500 staff work in many countries for refugees.").len(), 1);
}

#[test]
fn numbers_that_do_not_contradict_each_other_are_not_noted() {
    let new = "IOM has 175 member States.";
    for old in [
        "It counts 175 member States.",
        "In 2023 it counted 174 member States.",
        "Older texts say 174 member States.",
        "From 174 member States it grew to 175 member States.",
        "It counts 174 observer States.",
        "They come from 174 States.",
        "A member of 1974 member States.",
        "On 24 November 2023 member States met.",
    ] {
        assert_eq!(facts(old, new), Vec::<String>::new(), "{old}");
    }
    assert_eq!(facts("It counts 174 member States.", "In 1998 there were 67 member States."), Vec::<String>::new());
    assert_eq!(facts("You have 30 days for it.", "You have 15 days for it."), Vec::<String>::new());
}

#[test]
fn at_most_ten_lines_and_never_more_than_half_are_kept_from_the_index() {
    let held = |number: usize| {
        let passage = Passage { asked_as: lines(number), ..passage("a", Language::En) };
        let held = HeldOut::of(&Corpus { passages: vec![passage], ..Corpus::default() });
        assert_eq!(held.corpus.passages[0].asked_as.len() + held.lines[0].len(), number);
        held.lines[0].len()
    };
    assert_eq!([0, 1, 2, 3, 20, 25, 60, 61].map(held), [0, 0, 1, 1, 10, 8, 10, 9]);
}

/// The rules that the shipped corpus keeps; the number of lines and the length of texts are still growing towards theirs.
const KEPT: [Rule; 6] =
    [Rule::Format, Rule::Source, Rule::Translation, Rule::SharedLine, Rule::NearCopies, Rule::Variety];

#[test]
fn the_shipped_corpus_keeps_its_rules() {
    let is_broken = |finding: &Finding| finding.gravity == Gravity::Error && KEPT.contains(&finding.rule);
    let broken: Vec<String> = lint(&Corpus::shipped(), date(2026, 11, 21))
        .iter()
        .filter(|finding| is_broken(finding))
        .map(ToString::to_string)
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
