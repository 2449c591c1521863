//! `iom-bot why`: the reasons for an answer, for an editor.

mod json;

use std::process::ExitCode;

use super::output::{self, FAINT, STRONG, counted};
use super::{WRONG_USE, WhyArguments, index};
use crate::answers::{Confidence, Explained, Explanation, MatchedWord, Outcome, Question, SURE};
use crate::asking::{self, Why};
use crate::corpus::{Corpus, Passage};
use crate::language::Language;
use crate::settings::Settings;

pub(super) fn run(settings: &Settings, arguments: &WhyArguments) -> anyhow::Result<ExitCode> {
    let reader = Language::of_locale(&arguments.locale).unwrap_or_default();
    let text = arguments.question.join(" ");
    let question = match Question::parse(&text) {
        Ok(question) => question,
        Err(wrong) => {
            output::complain(&wrong.to_string());
            return Ok(ExitCode::from(WRONG_USE));
        }
    };
    let library = index::open(settings)?;
    let why = asking::why(&library, &question, reader)?;
    let told = if arguments.json {
        format!("{}\n", serde_json::to_string(&json::Line::new(&text, &library.corpus, &why, reader))?)
    } else {
        shown(&library.corpus, &why, reader)
    };
    output::print(&told)?;
    Ok(ExitCode::SUCCESS)
}

fn shown(corpus: &Corpus, why: &Why, reader: Language) -> String {
    let mut text = language(why, reader);
    let Some(explanation) = why.chosen.and_then(|at| why.tried.get(at)) else { return text };
    text.push_str(&confidence(explanation));
    for (at, candidate) in explanation.candidates.iter().enumerate() {
        let behind = explanation.candidates.first().filter(|_| at > 0).map(|first| first.score - candidate.score);
        let behind = behind.map(|behind| format!(", {behind:.3} behind the first")).unwrap_or_default();
        let what = if at == 1 { "2, the runner-up".to_owned() } else { (at + 1).to_string() };
        text.push_str(&explained(corpus, candidate, &what, &behind));
    }
    match &explanation.out_of_scope {
        Some(group) => text.push_str(&explained(corpus, group, "nearest that cannot be answered", "")),
        None => text.push_str(&title("nearest that cannot be answered", "none")),
    }
    text
}

fn title(what: &str, rest: &str) -> String {
    format!("\n{STRONG}{what}{STRONG:#}: {rest}\n")
}

/// Which languages were tried, why, and with what result.
fn language(why: &Why, reader: Language) -> String {
    let reader = reader.code();
    let looks = match why.detection.looks_like {
        None => format!("looks like none; the reader's is {reader}"),
        Some((language, sure)) if sure >= SURE => format!("clearly {}, {sure:.2} sure", language.code()),
        Some((language, sure)) => {
            format!("perhaps {}, {sure:.2} sure (clear from {SURE:.2}); the reader's is {reader}", language.code())
        }
    };
    let tried: Vec<String> = why
        .tried
        .iter()
        .map(|explanation| format!("{} {:.3}", explanation.answer.language.code(), explanation.answer.confidence))
        .collect();
    format!("{STRONG}language{STRONG:#}: {looks}\n  tried, with the confidence of each: {}\n", tried.join(", "))
}

/// What became of the question, and the sum that decided it.
fn confidence(explanation: &Explanation) -> String {
    let (confidence, bounds) = (&explanation.confidence, &explanation.bounds);
    let outcome = match explanation.answer.outcome {
        Outcome::Answered => "answered",
        Outcome::Unsure => "unsure",
        Outcome::Unknown => "unknown",
    };
    let mut text = title(
        outcome,
        &format!(
            "confidence {:.3}; answered from {:.2}, suggested from {:.2}",
            confidence.value, bounds.answer, bounds.suggest
        ),
    );
    text.push_str(&parts(confidence));
    text
}

fn parts(confidence: &Confidence) -> String {
    if confidence.known {
        return "  the question is known word for word\n".to_owned();
    }
    if confidence.parts.is_empty() {
        return "  nothing in the corpus has to do with it\n".to_owned();
    }
    let mut text = format!("  {:+7.2}  to begin with\n", confidence.bias);
    for part in &confidence.parts {
        let added = part.weight * part.value;
        text.push_str(&format!("  {added:+7.2}  {} {:.2} × {:.2}\n", part.name, part.value, part.weight));
    }
    text
}

/// One candidate: where it stands, its score, words and lines.
fn explained(corpus: &Corpus, candidate: &Explained, what: &str, behind: &str) -> String {
    let Some(passage) = corpus.passages.get(candidate.passage) else { return String::new() };
    let mut text = title(what, &place(passage));
    let known = if candidate.known { ", known word for word" } else { "" };
    text.push_str(&format!("  score {:.3}{behind}{known}\n", candidate.score));
    for signal in &candidate.signals {
        let added = signal.weight * signal.share;
        let (name, share, weight, value) = (signal.name, signal.share, signal.weight, signal.value);
        text.push_str(&format!("  {added:7.3}  {name} {share:.3} × {weight:.2} {FAINT}({value:.2}){FAINT:#}\n"));
    }
    let (matched, missing): (Vec<_>, Vec<_>) = candidate.words.iter().partition(|word| word.is_matched());
    text.push_str(&words("matched", &matched));
    text.push_str(&words("missing", &missing));
    for line in &candidate.lines {
        text.push_str(&format!("  line {:.2}  {}\n", line.nearness, line.line));
    }
    text
}

fn place(passage: &Passage) -> String {
    let Passage { heading, language, document, id, .. } = passage;
    format!("{heading} {FAINT}{}/{document}#{id}{FAINT:#}", language.code())
}

fn words(what: &str, words: &[&MatchedWord]) -> String {
    if words.is_empty() {
        return String::new();
    }
    let words: Vec<String> = words.iter().map(|word| in_words(word)).collect();
    format!("  {what}: {}\n", words.join(", "))
}

/// A word with its weight, what it was taken for, and where it stands.
fn in_words(word: &MatchedWord) -> String {
    let mut text = format!("{} {:.1}", word.word, word.weight);
    if !word.taken_for.is_empty() {
        text.push_str(&format!(" taken for {}", word.taken_for.join("/")));
    }
    let lines = if word.lines > 0 { counted(word.lines, "line") } else { String::new() };
    let places = [if word.heading { "heading" } else { "" }, &lines, if word.text { "text" } else { "" }];
    let places: Vec<&str> = places.into_iter().filter(|place| !place.is_empty()).collect();
    if !places.is_empty() {
        text.push_str(&format!(" ({})", places.join(", ")));
    }
    text
}
