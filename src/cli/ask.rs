//! `iom-bot ask`: an answer on the terminal, as JSON, or for a batch of questions.

use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;

use anstyle::Style;
use anyhow::Context as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::output::{self, FAINT, MARKED, STRONG};
use super::{AskArguments, WRONG_USE, index};
use crate::answers::{Answer, Outcome, Question, Ranked};
use crate::asking;
use crate::corpus::{Passage, Source};
use crate::language::Language;
use crate::replies;
use crate::replies::answer::{MOST_SOURCES, is_old, other_language, source_line};
use crate::replies::words::words;
use crate::search::Library;
use crate::settings::Settings;

/// Learning from this many lines takes long enough to say so.
const MANY_LINES: usize = 5_000;

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
    let library = index::open_at_once(settings)?;
    let answer = asking::ask(&library, &question, Language::En, passages)?;
    let careers_url = &settings.answers.careers_url;
    if arguments.json {
        let line = Line::new("1", &text, &library, Ok(&answer), careers_url);
        output::print(&format!("{}\n", serde_json::to_string(&line)?))?;
    } else {
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        output::print(&shown(&library, &answer, careers_url, settings.answers.old_before(today)))?;
    }
    if !library.is_learned() {
        if library.corpus.lines() >= MANY_LINES {
            output::tell("Learning from the corpus, once, for better answers from now on; you can interrupt this.");
        }
        index::finish(settings, library)?;
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
fn shown(library: &Library, answer: &Answer, careers_url: &str, old_before: Date) -> String {
    let words = words(answer.language);
    let passages = pairs(library, answer);
    let mut text = match (answer.outcome, passages.first()) {
        (Outcome::Answered, Some((ranked, passage))) => whole(ranked, passage, answer, old_before),
        (Outcome::Unsure, _) => output::wrap(words.unsure, ""),
        _ => {
            let redirect = answer.redirect.and_then(|at| library.corpus.passages.get(at));
            let instead = redirect.map_or(words.instead, |passage| passage.text.as_str());
            output::wrap(&format!("{} {instead}", words.unknown), "")
        }
    };
    text.push('\n');
    let further = match answer.outcome {
        Outcome::Answered => passages.get(1..).unwrap_or_default(),
        Outcome::Unsure => &passages,
        Outcome::Unknown => &[],
    };
    if answer.outcome == Outcome::Answered && !further.is_empty() {
        text.push_str(&output::wrap(&format!("{FAINT}{}{FAINT:#}", words.related), ""));
    }
    for (_, passage) in further {
        let start = beginning(&passage.text);
        let (first, items) = start.split_once('\n').unwrap_or((&start, ""));
        text.push_str(&output::wrap(&format!("- {STRONG}{}{STRONG:#}: {first}", passage.heading), "  "));
        text.push_str(&output::wrap(items, "    "));
    }
    if !further.is_empty() {
        text.push('\n');
    }
    let colon = if answer.language == Language::Fr { " :" } else { ":" };
    text.push_str(&format!("{}{colon} {careers_url}\n", words.careers));
    text
}

/// The beginning of a text: its paragraphs in a row, its list items each on a line of its own.
fn beginning(text: &str) -> String {
    let mut start = String::new();
    let mut after_item = false;
    for line in text.lines().filter(|line| !line.is_empty()) {
        let is_item = line.starts_with("- ");
        if !start.is_empty() {
            start.push(if is_item || after_item { '\n' } else { ' ' });
        }
        start.push_str(line);
        after_item = is_item;
    }
    let cut = replies::text::cut(&start, SHORT);
    match cut.strip_suffix("\n-…") {
        Some(whole) => format!("{whole}…"),
        None => cut,
    }
}

/// A passage with the sentence that answers and the matching words marked, and its sources.
fn whole(ranked: &Ranked, passage: &Passage, answer: &Answer, old_before: Date) -> String {
    let language = other_language(answer).map(|language| format!(" ({language})")).unwrap_or_default();
    let mut text = output::wrap(&format!("{STRONG}{}{STRONG:#}{language}", passage.heading), "");
    text.push('\n');
    text.push_str(&output::wrap(&marked(&passage.text, ranked), "  "));
    text.push('\n');
    if is_old(passage, old_before) {
        text.push_str(&output::wrap(words(passage.language).old, "  "));
    }
    for source in passage.sources.iter().take(MOST_SOURCES) {
        let line = source_line(source, passage.language);
        text.push_str(&output::wrap(&format!("{FAINT}{line}{FAINT:#}"), "  "));
        if let Some(url) = &source.url {
            text.push_str(&format!("  {FAINT}{url}{FAINT:#}\n"));
        }
    }
    if let Some(more) = passage.sources.len().checked_sub(MOST_SOURCES).filter(|more| *more > 0) {
        text.push_str(&format!("  {FAINT}+ {more}{FAINT:#}\n"));
    }
    text
}

/// The text with its sentence that answers in bold and the matching words in colour.
fn marked(text: &str, ranked: &Ranked) -> String {
    let mut marked = String::with_capacity(text.len() * 2);
    let mut open = Style::new();
    for (at, character) in text.chars().enumerate() {
        let is_in = |range: &(usize, usize)| (range.0..range.1).contains(&at);
        let style = match (ranked.highlights.iter().any(is_in), ranked.sentence.as_ref().is_some_and(is_in)) {
            (true, true) => MARKED.bold(),
            (true, false) => MARKED,
            (false, true) => STRONG,
            (false, false) => Style::new(),
        };
        if style != open {
            marked.push_str(&format!("{open:#}{style}"));
            open = style;
        }
        marked.push(character);
    }
    marked.push_str(&format!("{open:#}"));
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_keeps_list_items_apart_and_runs_paragraphs_together() {
        assert_eq!(beginning("One.\n\nTwo:\n- a\n- b\n\nThree."), "One. Two:\n- a\n- b\nThree.");
        let full = "x".repeat(SHORT - 4);
        assert_eq!(beginning(&format!("{full}\n- long word")), format!("{full}…"));
    }

    #[test]
    fn the_sentence_is_bold_and_the_matching_words_are_coloured() {
        let ranked = Ranked { passage: 0, score: 1.0, highlights: vec![(0, 1), (4, 5)], sentence: Some((3, 6)) };
        let shown = marked("a b cd e", &ranked);
        assert_eq!(shown.replace('\u{1b}', "~"), "~[32ma~[0m b~[1m ~[0m~[1m~[32mc~[0m~[1md~[0m e");
    }
}
