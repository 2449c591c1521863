//! `iom-bot eval`: how good the answers to a file of questions are.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Context as _;
use serde::Serialize;

use super::output::{self, FAINT, STRONG};
use super::{EvalArguments, index};
use crate::answers::{Outcome, Question};
use crate::asking;
use crate::editing::evaluate::{self, BadLine, Case, Change, Comparison, Figures, Judged, Reply, Report};
use crate::language::Language;
use crate::search::Library;
use crate::settings::Settings;

/// How many passages of an answer are judged.
const PASSAGES: usize = 3;

/// What `--json` writes; `--compare` reads the report out of it.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    report: &'a Report,
    bad_lines: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'a Comparison>,
}

/// Measures and prints; the exit code is 1 when a figure dropped since the saved run.
pub(super) fn run(settings: &Settings, arguments: &EvalArguments) -> anyhow::Result<ExitCode> {
    let path = &arguments.questions;
    let file = std::fs::read(path).with_context(|| format!("reading `{}`", path.display()))?;
    let saved = saved(arguments)?;
    let (cases, bad) = evaluate::read(&file);
    for line in &bad {
        output::complain(&format!("{}, {line}", path.display()));
    }
    anyhow::ensure!(!cases.is_empty(), "no questions in `{}`", path.display());
    let report = measure(&index::open(settings)?, &cases)?;
    let comparison = saved.map(|saved| evaluate::compare(&saved.questions, &report.questions));
    if arguments.json {
        let bad_lines = bad.iter().map(BadLine::to_string).collect();
        let written = Written { report: &report, bad_lines, comparison: comparison.as_ref() };
        output::print(&format!("{}\n", serde_json::to_string(&written)?))?;
    } else {
        let mut text = shown(&report, arguments.misses);
        text.push_str(&comparison.as_ref().map(compared).unwrap_or_default());
        output::print(&text)?;
    }
    let dropped = comparison.is_some_and(|comparison| !comparison.dropped().is_empty());
    Ok(if dropped { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn saved(arguments: &EvalArguments) -> anyhow::Result<Option<Report>> {
    let Some(path) = &arguments.compare else { return Ok(None) };
    let file = std::fs::read(path).with_context(|| format!("reading `{}`", path.display()))?;
    let saved = serde_json::from_slice(&file).with_context(|| format!("`{}` is not a saved run", path.display()))?;
    Ok(Some(saved))
}

fn measure(library: &Library, cases: &[Case]) -> anyhow::Result<Report> {
    let readers = evaluate::readers(cases);
    let judged = |(case, reader): (&Case, Language)| judge(library, case, reader);
    Ok(Report::new(cases.iter().zip(readers).map(judged).collect::<anyhow::Result<_>>()?))
}

/// Asks one question. What the bot cannot read as a question, it refuses.
fn judge(library: &Library, case: &Case, reader: Language) -> anyhow::Result<Judged> {
    let mut reply = Reply { reader, outcome: Outcome::Unknown, confidence: 0.0, passages: Vec::new() };
    if let Ok(question) = Question::parse(&case.question) {
        let answer = asking::ask(library, &question, reader, PASSAGES)?;
        (reply.outcome, reply.confidence) = (answer.outcome, answer.confidence);
        reply.passages =
            answer.passages.iter().filter_map(|ranked| library.corpus.passages.get(ranked.passage)).collect();
    }
    Ok(evaluate::judge(case, &reply))
}

/// A report for a person.
fn shown(report: &Report, most: usize) -> String {
    let mut text = format!(
        "{STRONG}{:16}{:>11}{:>13}{:>13}{:>9}{:>14}{:>9}{STRONG:#}\n",
        "", "answerable", "right first", "among three", "refused", "unanswerable", "refused"
    );
    text.push_str(&row("all", &report.all));
    text.push_str(&rows("kind", &report.by_kind));
    text.push_str(&rows("language", &report.by_language));
    let misses = report.misses();
    if most > 0 && !misses.is_empty() {
        text.push_str(&format!("\n{STRONG}the worst of {} misses{STRONG:#}\n", misses.len()));
    }
    text.extend(misses.into_iter().take(most).map(miss));
    text
}

fn rows(by: &str, groups: &BTreeMap<String, Figures>) -> String {
    let rows: String = groups.iter().map(|(name, figures)| row(name, figures)).collect();
    format!("\n{FAINT}by {by}{FAINT:#}\n{rows}")
}

fn row(name: &str, figures: &Figures) -> String {
    let Figures { answerable, right_first, among_three, refused_wrongly, unanswerable, refused_rightly } = *figures;
    format!(
        "{name:16}{:>11}{:>13}{:>13}{:>9}{:>14}{:>9}\n",
        count(answerable),
        share(right_first, answerable),
        share(among_three, answerable),
        share(refused_wrongly, answerable),
        count(unanswerable),
        share(refused_rightly, unanswerable),
    )
}

fn count(number: usize) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// A share in percent; nothing where there is nothing to share.
fn share(part: usize, of: usize) -> String {
    if of == 0 { String::new() } else { format!("{:.1} %", 100.0 * part as f64 / of as f64) }
}

fn miss(judged: &Judged) -> String {
    let what = match (judged.answerable, judged.is_refused()) {
        (false, _) => "answered, though it cannot be".to_owned(),
        (true, true) => "refused".to_owned(),
        (true, false) => judged.in_words(),
    };
    let first = judged.first.as_deref().unwrap_or("nothing");
    let line = format!(
        "{} {}: {} {FAINT}({what}, {:.0} % sure){FAINT:#}",
        judged.id,
        judged.lang,
        judged.question,
        100.0 * judged.confidence
    );
    format!("{}{}", output::wrap(&line, ""), output::wrap(&format!("{FAINT}first: {first}{FAINT:#}"), "    "))
}

/// A comparison for a person.
fn compared(comparison: &Comparison) -> String {
    let mut text = format!("\n{STRONG}since the saved run{STRONG:#}\n");
    text.push_str(&row("before", &comparison.before));
    text.push_str(&row("now", &comparison.now));
    if comparison.left_out > 0 {
        text.push_str(&format!("{} questions are only in one of the runs and left out\n", comparison.left_out));
    }
    let changes = |how: &str, changes: &[Change]| -> String {
        let line =
            |change: &Change| format!("{how} {}: {} → {}: {}\n", change.id, change.before, change.now, change.question);
        changes.iter().map(line).collect()
    };
    text.push_str(&changes("better", &comparison.better));
    text.push_str(&changes("worse ", &comparison.worse));
    text.push_str(&match comparison.dropped() {
        dropped if dropped.is_empty() => "no figure dropped\n".to_owned(),
        dropped => format!("dropped: {}\n", dropped.join(", ")),
    });
    text
}
