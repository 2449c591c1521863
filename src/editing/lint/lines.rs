//! What can be wrong with the lines in which people ask.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Finding, Gravity, Rule, findings::place};
use crate::answers::folded_words;
use crate::corpus::{Corpus, Passage};
use crate::language::Language;

/// Two lines that share this much of the words of both (Jaccard's coefficient) are near copies: `number of objectives`
/// and `objectives of gcm number`.
const NEAR: f32 = 0.7;

/// A passage in which more than one line of so many repeats another was filled up, not written.
const FILLED: usize = 10;

/// A word is a content word from so many letters on.
const CONTENT: usize = 4;

/// How many neighbouring content words are compared with each other.
const WINDOW: usize = 100;

/// The least share of different words in a window. Lines that people wrote have 0.5 to 0.9, lines made by filling words
/// into a template have less than 0.3.
const LEAST_VARIETY: f32 = 0.4;

/// The least number of lines.
fn least_lines(passage: &Passage) -> usize {
    match passage.language {
        _ if passage.is_out_of_scope() => 40,
        Language::En => 60,
        Language::Fr | Language::Es => 25,
    }
}

/// Looks at number, likeness and variety of a passage's lines.
pub(super) fn look(passage: &Passage, findings: &mut Vec<Finding>) {
    let (lines, least) = (passage.asked_as.len(), least_lines(passage));
    if lines < least {
        let what = format!("lines in which people ask: {lines}, where {least} are expected");
        findings.push(Finding::error(Rule::FewLines, passage, what));
    }
    let near = near_copies(&passage.asked_as);
    if near.len() * FILLED > lines {
        let what = format!("{} of {lines} lines are nearly the same as another", near.len());
        findings.push(Finding::error(Rule::NearCopies, passage, what));
    }
    for (first, second) in near {
        let what = format!("`{first}` and `{second}` are nearly the same");
        findings.push(Finding::note(Rule::NearCopies, passage, what));
    }
    let variety = variety(&passage.asked_as);
    if variety < LEAST_VARIETY {
        let what = format!("{variety:.2} of its lines' words are different, where {LEAST_VARIETY:.2} are expected");
        findings.push(Finding::error(Rule::Variety, passage, what));
    }
}

/// Lines and headings that stand in two passages of one language, however they are spelled.
pub(super) fn shared(corpus: &Corpus, findings: &mut Vec<Finding>) {
    let mut passages: BTreeMap<(Language, Vec<String>), BTreeSet<usize>> = BTreeMap::new();
    for (at, passage) in corpus.passages.iter().enumerate().filter(|(_, passage)| !passage.is_plain()) {
        for line in passage.asked_as.iter().chain([&passage.heading]) {
            passages.entry((passage.language, folded_words(line))).or_default().insert(at);
        }
    }
    for ((_, words), places) in passages {
        let mut places = places.into_iter().filter_map(|at| corpus.passages.get(at));
        let Some(first) = places.next() else { continue };
        let others: Vec<String> = places.map(place).collect();
        if !others.is_empty() {
            let what = format!("`{}` also leads to {}", words.join(" "), others.join(" and "));
            findings.push(Finding::error(Rule::SharedLine, first, what));
        }
    }
}

/// Documents whose passages nobody wrote lines for, each once.
pub(super) fn unwritten(corpus: &Corpus, findings: &mut Vec<Finding>) {
    let mut documents: BTreeMap<(Language, &str), usize> = BTreeMap::new();
    for passage in corpus.passages.iter().filter(|passage| passage.is_plain()) {
        *documents.entry((passage.language, &passage.document)).or_default() += 1;
    }
    for ((language, document), passages) in documents {
        let place = format!("{}/{document}", language.code());
        let what = format!("not written for this bot: its passages, {passages}, are found by their own words alone");
        findings.push(Finding { rule: Rule::FewLines, gravity: Gravity::Note, place, what });
    }
}

/// Each line that nearly repeats an earlier one, after that one.
fn near_copies(lines: &[String]) -> Vec<(&str, &str)> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let words: Vec<Vec<usize>> = lines.iter().map(|line| numbered(line, &mut numbers)).collect();
    let mut copies = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let earlier = words[..at].iter().position(|earlier| jaccard(earlier, &words[at]) >= NEAR);
        if let Some(earlier) = earlier {
            copies.push((lines[earlier].as_str(), line.as_str()));
        }
    }
    copies
}

/// The different words of a line as numbers, in order.
fn numbered(line: &str, numbers: &mut HashMap<String, usize>) -> Vec<usize> {
    let mut words: Vec<usize> = folded_words(line)
        .into_iter()
        .map(|word| {
            let next = numbers.len();
            *numbers.entry(word).or_insert(next)
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// What two sets, in order, share of all that is in either.
fn jaccard(a: &[usize], b: &[usize]) -> f32 {
    let both = a.iter().filter(|number| b.binary_search(number).is_ok()).count();
    let all = a.len() + b.len() - both;
    if all > 0 { both as f32 / all as f32 } else { 0.0 }
}

/// The share of different content words, 0 to 1, as a mean over all windows of [`WINDOW`] neighbouring words, so that it
/// does not fall with the number of lines: the moving-average type-token ratio (Covington and McFall, 2010).
fn variety(lines: &[String]) -> f32 {
    let words: Vec<String> =
        lines.iter().flat_map(|line| folded_words(line)).filter(|word| word.chars().count() >= CONTENT).collect();
    if words.is_empty() {
        return 1.0;
    }
    let share = |window: &[String]| window.iter().collect::<HashSet<_>>().len() as f32 / window.len() as f32;
    let windows = words.windows(WINDOW.min(words.len()));
    let number = windows.len() as f32;
    windows.map(share).sum::<f32>() / number
}
