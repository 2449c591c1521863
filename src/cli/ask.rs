//! `iom-bot ask`: an answer on the terminal, as JSON, or for a batch of questions.

use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::output::{self, FAINT, MARKED, STRONG};
use super::{AskArguments, WRONG_USE, index};
use crate::answers::{Answer, Outcome, Question, Ranked};
use crate::asking;
use crate::corpus::{Passage, Source};
use crate::language::Language;
use crate::replies;
use crate::search::Library;
use crate::settings::Settings;

/// How much of a further passage is shown, in characters.
const SHORT: usize = 160;

pub(super) fn run(settings: &Settings, arguments: &AskArguments) -> anyhow::Result<ExitCode> {
    let passages = usize::from(arguments.passages);
    if arguments.batch {
        return batch(settings, passages);
    }
    let text = arguments.question.join(" ");
    let question = match Question::parse(&text) {
        Ok(question) => question,
        Err(wrong) => {
            output::complain(&wrong.to_string());
            return Ok(ExitCode::from(WRONG_USE));
        }
    };
    let library = index::open(settings)?;
    let answer = asking::ask(&library, &question, Language::En, passages)?;
    let careers_url = &settings.answers.careers_url;
    if arguments.json {
        let line = Line::new("1", &text, &library, Ok(&answer), careers_url);
        output::print(&format!("{}\n", serde_json::to_string(&line)?))?;
    } else {
        output::print(&shown(&library, &answer, careers_url))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// One line of the batch's input.
#[derive(Deserialize)]
struct Asked {
    id: String,
    question: String,
    #[serde(default)]
    locale: Option<String>,
}

/// Answers one question a line; a line that cannot be read is answered with an error in its place.
fn batch(settings: &Settings, passages: usize) -> anyhow::Result<ExitCode> {
    let library = index::open(settings)?;
    let careers_url = &settings.answers.careers_url;
    let mut out = std::io::stdout().lock();
    for (number, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let line = line.context("reading standard input")?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answered = match serde_json::from_slice::<Asked>(&line) {
            Err(error) => {
                let wrong = serde_json::json!({ "line": number + 1, "error": format!("not a question: {error}") });
                wrong.to_string()
            }
            Ok(asked) => {
                let language = asked.locale.as_deref().and_then(Language::of_locale).unwrap_or_default();
                let answer = Question::parse(&asked.question)
                    .map(|question| asking::ask(&library, &question, language, passages))
                    .map_err(|wrong| wrong.to_string());
                let answer = answer
                    .map(|answer| answer.context("answering"))
                    .map_or_else(|wrong| Ok(Err(wrong)), |answer| answer.map(Ok::<Answer, String>))?;
                let answer = answer.as_ref().map_err(String::as_str);
                serde_json::to_string(&Line::new(&asked.id, &asked.question, &library, answer, careers_url))?
            }
        };
        if !output::is_read(writeln!(out, "{answered}"))? {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// One line of JSON, the shape that other programs rely on.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    question: &'a str,
    language: Language,
    outcome: Outcome,
    answered: bool,
    confidence: f32,
    passages: Vec<LinePassage<'a>>,
    suggestions: Vec<&'a str>,
    careers_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct LinePassage<'a> {
    heading: &'a str,
    text: &'a str,
    document: &'a str,
    topic: &'a str,
    language: Language,
    score: f32,
    highlights: &'a [(usize, usize)],
    source: Option<&'a Source>,
}

impl<'a> Line<'a> {
    fn new(
        id: &'a str,
        question: &'a str,
        library: &'a Library,
        answer: Result<&'a Answer, &'a str>,
        careers_url: &'a str,
    ) -> Self {
        let passages: Vec<(&Ranked, &Passage)> = answer.map_or(Vec::new(), |answer| pairs(library, answer));
        let outcome = answer.map_or(Outcome::Unknown, |answer| answer.outcome);
        Self {
            id,
            question,
            language: answer.map_or(Language::En, |answer| answer.language),
            outcome,
            answered: outcome == Outcome::Answered,
            confidence: answer.map_or(0.0, |answer| answer.confidence),
            suggestions: match outcome {
                Outcome::Unsure => passages.iter().take(3).map(|(_, passage)| passage.heading.as_str()).collect(),
                Outcome::Answered | Outcome::Unknown => Vec::new(),
            },
            passages: passages.into_iter().map(LinePassage::from).collect(),
            careers_url,
            error: answer.err(),
        }
    }
}

impl<'a> From<(&'a Ranked, &'a Passage)> for LinePassage<'a> {
    fn from((ranked, passage): (&'a Ranked, &'a Passage)) -> Self {
        Self {
            heading: &passage.heading,
            text: &passage.text,
            document: &passage.document,
            topic: &passage.topic,
            language: passage.language,
            score: ranked.score,
            highlights: &ranked.highlights,
            source: passage.sources.first(),
        }
    }
}

fn pairs<'a>(library: &'a Library, answer: &'a Answer) -> Vec<(&'a Ranked, &'a Passage)> {
    let pair = |ranked: &'a Ranked| Some((ranked, library.corpus.passages.get(ranked.passage)?));
    answer.passages.iter().filter_map(pair).collect()
}

/// An answer for a person at a terminal.
fn shown(library: &Library, answer: &Answer, careers_url: &str) -> String {
    let passages = pairs(library, answer);
    let mut text = match answer.outcome {
        Outcome::Answered => passages.first().map(|(ranked, passage)| whole(ranked, passage)).unwrap_or_default(),
        Outcome::Unsure => output::wrap(replies::answer::UNSURE, ""),
        Outcome::Unknown => {
            let redirect = answer.redirect.and_then(|at| library.corpus.passages.get(at));
            let words = redirect.map_or(replies::answer::UNKNOWN, |passage| passage.text.as_str());
            output::wrap(&format!("I don't know. {words}"), "")
        }
    };
    text.push('\n');
    let further = match answer.outcome {
        Outcome::Answered => passages.get(1..).unwrap_or_default(),
        Outcome::Unsure => &passages,
        Outcome::Unknown => &[],
    };
    if answer.outcome == Outcome::Answered && !further.is_empty() {
        text.push_str(&output::wrap(&format!("{FAINT}Related{FAINT:#}"), ""));
    }
    for (_, passage) in further {
        let start = replies::text::cut(&passage.text.replace('\n', " "), SHORT);
        text.push_str(&output::wrap(&format!("- {STRONG}{}{STRONG:#}: {start}", passage.heading), "  "));
    }
    if !further.is_empty() {
        text.push('\n');
    }
    text.push_str(&format!("Official careers site: {careers_url}\n"));
    text
}

/// A passage with its matching words marked and its sources.
fn whole(ranked: &Ranked, passage: &Passage) -> String {
    let mut text = output::wrap(&format!("{STRONG}{}{STRONG:#}", passage.heading), "");
    text.push('\n');
    text.push_str(&output::wrap(&marked(&passage.text, &ranked.highlights), "  "));
    text.push('\n');
    for source in &passage.sources {
        text.push_str(&output::wrap(&format!("{FAINT}{}{FAINT:#}", replies::answer::source_line(source)), "  "));
        if let Some(url) = &source.url {
            text.push_str(&format!("  {FAINT}{url}{FAINT:#}\n"));
        }
    }
    text
}

/// The text with its highlights in colour.
fn marked(text: &str, highlights: &[(usize, usize)]) -> String {
    let mut marked = String::with_capacity(text.len() * 2);
    let mut highlights = highlights.iter().peekable();
    for (at, character) in text.chars().enumerate() {
        if highlights.peek().is_some_and(|(start, _)| *start == at) {
            marked.push_str(&MARKED.render().to_string());
        }
        marked.push(character);
        if highlights.peek().is_some_and(|(_, end)| *end == at + 1) {
            marked.push_str(&MARKED.render_reset().to_string());
            highlights.next();
        }
    }
    marked
}
