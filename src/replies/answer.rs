//! Answers to questions, with the fixed words around them in the answer's language.

use jiff::civil::Date;

use super::text::{cut, escape, passage};
use super::words::{as_of, words};
use super::{Card, Link, Reply};
use crate::answers::{Answer, Outcome, Ranked};
use crate::corpus::{Corpus, Passage, Source};
use crate::language::Language;

/// How much of a further passage is shown, in characters.
const SHORT: usize = 120;

/// How an answer is to be told.
pub struct Told<'a> {
    /// The official careers site.
    pub careers_url: &'a str,
    /// The day before which a source is old.
    pub old_before: Date,
    /// Whether it is for the asker alone.
    pub private: bool,
}

/// A source in one line: publisher, title and date.
#[must_use]
pub fn source_line(source: &Source, language: Language) -> String {
    let (publisher, title) = (&source.publisher, &source.title);
    format!("{} {publisher}, {title} ({})", words(language).source, as_of(source.as_of, language))
}

/// The button that leads to the official careers site.
#[must_use]
pub fn careers_link(careers_url: &str, language: Language) -> Link {
    Link { label: words(language).careers.to_owned(), url: careers_url.to_owned() }
}

/// Whether a passage rests on sources of before this day alone, so that people should know that it may have changed.
#[must_use]
pub fn is_old(passage: &Passage, old_before: Date) -> bool {
    passage.sources.iter().map(|source| source.as_of).max().is_some_and(|newest| newest < old_before)
}

/// In which language an answer is, in the words of the asker's, where these are two.
#[must_use]
pub fn other_language(answer: &Answer) -> Option<&'static str> {
    (answer.language != answer.asked_in).then(|| words(answer.asked_in).in_language(answer.language))
}

/// An answer.
#[must_use]
pub fn answer(answer: &Answer, corpus: &Corpus, told: &Told<'_>) -> Reply {
    let language = answer.language;
    let passages: Vec<(&Ranked, &Passage)> =
        answer.passages.iter().filter_map(|ranked| Some((ranked, corpus.passages.get(ranked.passage)?))).collect();
    let mut reply =
        Reply { private: told.private, links: vec![careers_link(told.careers_url, language)], ..Reply::default() };
    match (answer.outcome, passages.as_slice()) {
        (Outcome::Answered, [(ranked, first), further @ ..]) => {
            reply.links.extend(source_link(first));
            reply.cards = vec![Card {
                title: title(first, answer),
                text: answered(ranked, first, further, told.old_before),
                footer: sources(first),
                ..Card::default()
            }];
        }
        (Outcome::Unsure, [_, ..]) => reply.text = unsure(&passages, language),
        _ => {
            let redirect = answer.redirect.and_then(|at| corpus.passages.get(at));
            let instead = redirect.map(|redirect| passage(&redirect.text, None));
            let instead = instead.unwrap_or_else(|| words(language).instead.to_owned());
            reply.text = format!("{} {instead}", words(language).unknown);
        }
    }
    reply
}

fn title(first: &Passage, answer: &Answer) -> String {
    match other_language(answer) {
        Some(other) => format!("{} ({other})", escape(&first.heading)),
        None => escape(&first.heading),
    }
}

fn answered(ranked: &Ranked, first: &Passage, further: &[(&Ranked, &Passage)], old_before: Date) -> String {
    let words = words(first.language);
    let mut text = passage(&first.text, ranked.sentence);
    if is_old(first, old_before) {
        text.push_str(&format!("\n\n*{}*", words.old));
    }
    if !further.is_empty() {
        text.push_str(&format!("\n\n**{}**", words.see_also));
        for (_, other) in further {
            text.push_str(&format!("\n- {}", escape(&other.heading)));
        }
    }
    text
}

/// How many sources of a passage are named, the main one first; of the others, which matter for a clause, only the number
/// is told: on a phone they would be longer than the answer.
pub const MOST_SOURCES: usize = 3;

fn sources(passage: &Passage) -> Option<String> {
    let named = passage.sources.iter().take(MOST_SOURCES);
    let mut lines: Vec<String> = named.map(|source| source_line(source, passage.language)).collect();
    if let Some(more) = passage.sources.len().checked_sub(MOST_SOURCES).filter(|more| *more > 0) {
        lines.push(format!("+ {more}"));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn source_link(passage: &Passage) -> Option<Link> {
    let source = passage.sources.iter().find(|source| source.url.is_some())?;
    let label = format!("{} {}", words(passage.language).source, source.publisher);
    Some(Link { label, url: source.url.clone()? })
}

fn unsure(passages: &[(&Ranked, &Passage)], language: Language) -> String {
    let words = words(language);
    let mut text = words.unsure.to_owned();
    for (_, passage) in passages.iter().take(3) {
        let start = cut(&passage.text.replace('\n', " "), SHORT);
        text.push_str(&format!("\n- **{}**: {}", escape(&passage.heading), escape(&start)));
    }
    text.push_str(&format!("\n{}", words.choose));
    text
}

#[cfg(test)]
mod tests;
