//! What can be wrong with a passage, its lines aside.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Finding, Rule, findings::Gravity, findings::place};
use crate::corpus::{Corpus, Passage, Source};
use crate::language::Language;

/// The longest heading, in code points: more does not fit on a phone's screen in two lines.
const LONGEST_HEADING: usize = 80;

/// The shortest text that stands alone, in words.
const SHORTEST_TEXT: usize = 40;

/// A source that has not been looked at for longer is old, in months.
const OLD_MONTHS: i32 = 18;

/// The longest text that is read in a chat, in words. French and Spanish need more words to say the same.
const fn longest_text(language: Language) -> usize {
    match language {
        Language::En => 120,
        Language::Fr | Language::Es => 140,
    }
}

/// Looks at source, length and heading of a passage.
pub(super) fn look(passage: &Passage, findings: &mut Vec<Finding>) {
    if passage.sources.is_empty() && !passage.is_out_of_scope() {
        findings.push(Finding::error(Rule::Source, passage, "no source".to_owned()));
    }
    let heading = passage.heading.chars().count();
    if heading > LONGEST_HEADING {
        let what = format!("its heading has {heading} characters, more than {LONGEST_HEADING}");
        findings.push(Finding::error(Rule::Heading, passage, what));
    }
    findings.extend(length(passage));
}

/// A text out of bounds. What to say instead of an answer may be short, and the address of an office is as it is.
fn length(passage: &Passage) -> Option<Finding> {
    if passage.is_office() {
        return None;
    }
    let words = passage.text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let longest = longest_text(passage.language);
    let shortest = if passage.is_out_of_scope() { 1 } else { SHORTEST_TEXT };
    let what = format!("its text has {words} words, where {shortest} to {longest} are expected");
    (words < shortest || words > longest).then(|| Finding::error(Rule::Length, passage, what))
}

/// Passages that a language lacks in which the corpus has others: an id is shared over the languages.
pub(super) fn untranslated(corpus: &Corpus, findings: &mut Vec<Finding>) {
    let languages: BTreeSet<Language> = corpus.passages.iter().map(|passage| passage.language).collect();
    let mut by_id: BTreeMap<&str, Vec<&Passage>> = BTreeMap::new();
    for passage in corpus.passages.iter().filter(|passage| !passage.is_plain()) {
        by_id.entry(&passage.id).or_default().push(passage);
    }
    for passages in by_id.values() {
        let missing: Vec<&str> = languages
            .iter()
            .copied()
            .filter(|language| passages.iter().all(|passage| passage.language != *language))
            .map(Language::code)
            .collect();
        if let (Some(first), false) = (passages.first(), missing.is_empty()) {
            findings.push(Finding::error(Rule::Translation, first, format!("missing in {}", missing.join(" and "))));
        }
    }
}

/// Sources dated in the future or long ago, each once for all passages that rest on it.
pub(super) fn ages(corpus: &Corpus, today: Date, findings: &mut Vec<Finding>) {
    let mut passages: BTreeMap<(Date, &str, &str), BTreeSet<&str>> = BTreeMap::new();
    let mut first: BTreeMap<(Date, &str, &str), &Passage> = BTreeMap::new();
    for passage in &corpus.passages {
        for source in &passage.sources {
            let key = key(source);
            passages.entry(key).or_default().insert(&passage.id);
            first.entry(key).or_insert(passage);
        }
    }
    let oldest = today.saturating_sub(OLD_MONTHS.months());
    for (source, ids) in passages {
        let (as_of, publisher, title) = source;
        let how = match as_of {
            _ if as_of > today => "in the future",
            _ if as_of < oldest => "more than 18 months ago",
            _ => continue,
        };
        let place = first.get(&source).map(|passage| place(passage)).unwrap_or_default();
        let others = ids.len() - 1;
        let place = if others > 0 { format!("{place} and {others} more") } else { place };
        let what = format!("as of {as_of}, {how}: {publisher}, {title}");
        findings.push(Finding { rule: Rule::Age, gravity: Gravity::Note, place, what });
    }
}

fn key(source: &Source) -> (Date, &str, &str) {
    (source.as_of, &source.publisher, &source.title)
}
