//! `iom-bot corpus lint`: what to mend in the documents.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;

use super::{index, output};
use crate::answers::{Question, by_signals};
use crate::asking;
use crate::corpus::{Corpus, Passage};
use crate::editing::lint::{Finding, Gravity, HeldOut, Rule, lint};
use crate::encoder::Lazy;
use crate::search::Library;
use crate::settings::Settings;

/// A passage among so many of the first is found.
const FIRST: usize = 3;

/// Lists the findings by rule and counts them; the exit code is 1 when there are errors.
pub(super) fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let corpus = Arc::new(Corpus::load(&settings.corpus_dir));
    let mut findings = lint(&corpus, jiff::Zoned::now().date());
    if !corpus.passages.is_empty() {
        let (library, _) = Library::open(&settings.index_dir, corpus, index::encoder(settings))?;
        findings.extend(lost_headings(&library)?);
        findings.extend(unfound(settings, &library.corpus)?);
    }
    findings.sort_by_key(|finding| (finding.gravity == Gravity::Error, finding.rule));
    let mut text: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
    text.push_str(&counts(&findings));
    output::print(&text)?;
    let failed = findings.iter().any(|finding| finding.gravity == Gravity::Error);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Passages whose own heading does not find them first.
fn lost_headings(library: &Library) -> anyhow::Result<Vec<Finding>> {
    let mut lost = Vec::new();
    for (at, passage) in library.corpus.passages.iter().enumerate().filter(|(_, passage)| !passage.is_plain()) {
        let found = found(library, passage)?;
        if found != Some(at) {
            lost.push(Finding::of_heading(passage, found.and_then(|at| library.corpus.passages.get(at))));
        }
    }
    Ok(lost)
}

/// The place of the passage, or of the redirect, that a passage's heading finds first.
fn found(library: &Library, passage: &Passage) -> anyhow::Result<Option<usize>> {
    let Ok(question) = Question::parse(&passage.heading) else { return Ok(None) };
    let answer = asking::ask_in(library, &question, passage.language, 1)?;
    Ok(answer.redirect.or_else(|| answer.passages.first().map(|ranked| ranked.passage)))
}

/// Passages that are not among the first for any of their lines that were kept from an index made for this.
fn unfound(settings: &Settings, corpus: &Corpus) -> anyhow::Result<Vec<Finding>> {
    let HeldOut { corpus, lines } = HeldOut::of(corpus);
    let folder = settings.index_dir.join("lint");
    // By words alone: what the encoder would find besides depends on the other lines of the passage.
    let (library, _) = Library::open(&folder, Arc::new(corpus), Arc::new(Lazy::none()))?;
    let mut unfound = Vec::new();
    for ((at, passage), lines) in library.corpus.passages.iter().enumerate().zip(&lines) {
        let Some(shelf) = library.shelf(passage.language) else { continue };
        let mut is_found = lines.is_empty();
        for line in lines {
            if !is_found {
                let found = by_signals(&shelf.candidates(line)?, &library.corpus);
                is_found = found.iter().take(FIRST).any(|found| *found == at);
            }
        }
        if !is_found {
            unfound.push(Finding::of_unfound(passage, lines.len()));
        }
    }
    drop(library);
    std::fs::remove_dir_all(&folder).with_context(|| format!("clearing `{}` away", folder.display()))?;
    Ok(unfound)
}

/// The last line: how many of each.
fn counts(findings: &[Finding]) -> String {
    let of = |gravity: Gravity, noun: &str| {
        let mut by_rule: BTreeMap<Rule, usize> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding.gravity == gravity) {
            *by_rule.entry(finding.rule).or_default() += 1;
        }
        let all: usize = by_rule.values().sum();
        let rules: Vec<String> = by_rule.iter().map(|(rule, number)| format!("{} {number}", rule.name())).collect();
        let rules = if rules.is_empty() { String::new() } else { format!(" ({})", rules.join(", ")) };
        format!("{}{rules}", output::counted(all, noun))
    };
    format!("{}, {}\n", of(Gravity::Error, "error"), of(Gravity::Note, "note"))
}
