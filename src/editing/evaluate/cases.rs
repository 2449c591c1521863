//! The questions, one JSON object a line.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use fancy_regex::Regex;
use serde::Deserialize;

use crate::language::Language;

/// A question with what is known about its answer.
#[derive(Debug)]
pub struct Case {
    /// Unique within its file.
    pub id: String,
    /// The question as somebody typed it.
    pub question: String,
    /// Its language.
    pub lang: String,
    /// What kind of question it is, for example `typo`.
    pub kind: String,
    /// Whether the corpus answers it.
    pub answerable: bool,
    /// What the right passage says; empty for a question without an answer.
    pub(super) expect: Vec<Regex>,
    /// Whether one of `expect` is enough.
    pub(super) expect_any: bool,
}

/// A line as it is written; keys beyond these are for people.
#[derive(Deserialize)]
struct Line {
    id: String,
    question: String,
    #[serde(default = "unnamed")]
    lang: String,
    #[serde(default = "unnamed")]
    kind: String,
    answerable: bool,
    #[serde(default)]
    expect: Vec<String>,
    #[serde(default)]
    expect_any: bool,
}

/// What a question without a language or kind is counted under.
fn unnamed() -> String {
    "?".to_owned()
}

/// A line that is no question.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BadLine {
    /// Its number in the file, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// The questions of a file, and its lines that are none. Empty lines do not count.
#[must_use]
pub fn read(file: &[u8]) -> (Vec<Case>, Vec<BadLine>) {
    let (mut cases, mut bad) = (Vec::new(), Vec::new());
    let mut lines_by_id: HashMap<String, usize> = HashMap::new();
    for (at, text) in file.split(|byte| *byte == b'\n').enumerate() {
        if text.trim_ascii().is_empty() {
            continue;
        }
        let case = case(text).and_then(|case| match lines_by_id.insert(case.id.clone(), at + 1) {
            Some(first) => Err(format!("a second question with the id `{}`; the first is on line {first}", case.id)),
            None => Ok(case),
        });
        match case {
            Ok(case) => cases.push(case),
            Err(what) => bad.push(BadLine { line: at + 1, what }),
        }
    }
    (cases, bad)
}

fn case(text: &[u8]) -> Result<Case, String> {
    let line: Line = serde_json::from_slice(text).map_err(|error| format!("not a question: {error}"))?;
    if line.answerable && line.expect.is_empty() {
        return Err("an answerable question without `expect`".to_owned());
    }
    let expect = line.expect.iter().map(|pattern| compile(pattern)).collect::<Result<_, _>>()?;
    Ok(Case {
        id: line.id,
        question: line.question,
        lang: line.lang,
        kind: line.kind,
        answerable: line.answerable,
        expect,
        expect_any: line.expect_any,
    })
}

/// A pattern as Python's `re` reads it, whatever the case of letters; parts in `(?-i:…)` mind it.
fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::new(&format!("(?i:{pattern})")).map_err(|error| format!("`{pattern}` is not a regular expression: {error}"))
}

/// The reader's language of each question, in the order of `cases`: English, but for every second French or Spanish
/// question (by id, answerable ones and others apart) the question's own. Many people who ask in French have a client
/// in English.
#[must_use]
pub fn readers(cases: &[Case]) -> Vec<Language> {
    let mut groups: BTreeMap<(Option<Language>, bool), Vec<&str>> = BTreeMap::new();
    for case in cases {
        groups.entry((language(case), case.answerable)).or_default().push(&case.id);
    }
    let mut own: HashSet<&str> = HashSet::new();
    for ids in groups.values_mut() {
        ids.sort_unstable();
        own.extend(ids.iter().step_by(2));
    }
    cases.iter().map(|case| language(case).filter(|_| own.contains(case.id.as_str())).unwrap_or_default()).collect()
}

fn language(case: &Case) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.code() == case.lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> (Vec<Case>, Vec<String>) {
        let (cases, bad) = read(lines.join("\n").as_bytes());
        (cases, bad.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_bad_line_is_reported_with_its_number_and_the_rest_is_read() {
        let (cases, bad) = lines(&[
            r#"{"id": "1", "question": "q", "answerable": true, "expect": ["x"], "facts": ["F1"]}"#,
            "not json",
            "",
            r#"{"id": "2", "question": "q", "answerable": true, "expect": ["(x"]}"#,
            r#"{"id": "3", "question": "q", "answerable": true}"#,
            r#"{"id": "1", "question": "q", "answerable": false}"#,
            r#"{"id": "4", "question": "q", "answerable": false}"#,
        ]);
        let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids, ["1", "4"]);
        assert!(bad[0].starts_with("line 2: not a question: "), "{bad:?}");
        assert!(bad[1].starts_with("line 4: `(x` is not a regular expression: "), "{bad:?}");
        assert_eq!(bad[2], "line 5: an answerable question without `expect`");
        assert_eq!(bad[3], "line 6: a second question with the id `1`; the first is on line 1");
        assert_eq!(bad.len(), 4);
    }

    #[test]
    fn patterns_may_look_around_and_mind_case_in_parts() {
        let pattern = compile(r"(?<!UN )careers? (?:site|page)|(?-i:\bHR\b)|\A(?=[\s\S]*?x)(?=[\s\S]*?y)").unwrap();
        let finds = |text: &str| pattern.is_match(text).unwrap();
        assert!(finds("the Career Site") && finds("ask HR") && finds("y\nX"));
        assert!(!finds("UN careers site") && !finds("ask hr") && !finds("x"));
    }

    #[test]
    fn every_second_french_or_spanish_question_has_a_reader_of_its_language() {
        let line = |id: &str, lang: &str, answerable: bool| {
            format!(
                r#"{{"id": "{id}", "question": "q", "lang": "{lang}", "answerable": {answerable}, "expect": ["x"]}}"#
            )
        };
        let file = [
            line("3", "fr", true),
            line("1", "fr", true),
            line("2", "fr", true),
            line("4", "fr", false),
            line("5", "es", true),
            line("6", "en", true),
            line("7", "?", true),
        ];
        let (cases, _) = read(file.join("\n").as_bytes());
        use Language::{En, Es, Fr};
        assert_eq!(readers(&cases), [Fr, Fr, En, Fr, Es, En, En]);
    }
}
