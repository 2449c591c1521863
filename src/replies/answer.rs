//! Answers to questions.

use super::text::{cut, escape, passage};
use super::{Card, Link, Reply};
use crate::answers::{Answer, Outcome};
use crate::corpus::{Corpus, Passage, Source};

/// What to do when the corpus does not hold the answer; follows `I don't know.`
pub const UNKNOWN: &str = "My documents on IOM and its careers do not answer this. Please try other words, or look on \
                           the official careers site.";

/// What stands above the headings of an unsure answer.
pub const UNSURE: &str = "I am not sure what you mean. Perhaps one of these helps:";

/// How much of a further passage is shown, in characters.
const SHORT: usize = 120;

/// A source in one line: publisher, title and date.
#[must_use]
pub fn source_line(source: &Source) -> String {
    format!("Source: {}, {} (as of {})", source.publisher, source.title, source.as_of.strftime("%-d %B %Y"))
}

/// The button that leads to the official careers site.
#[must_use]
pub fn careers_link(careers_url: &str) -> Link {
    Link { label: "Official careers site".to_owned(), url: careers_url.to_owned() }
}

/// An answer, for the asker alone if `private`.
#[must_use]
pub fn answer(answer: &Answer, corpus: &Corpus, careers_url: &str, private: bool) -> Reply {
    let passages: Vec<&Passage> =
        answer.passages.iter().filter_map(|ranked| corpus.passages.get(ranked.passage)).collect();
    let mut links = vec![careers_link(careers_url)];
    let mut reply = match (answer.outcome, answer.passages.first(), passages.split_first()) {
        (Outcome::Answered, Some(ranked), Some((first, further))) => {
            links.extend(source_link(first));
            let card = answered(first, &ranked.highlights, further);
            Reply { cards: vec![card], ..Reply::default() }
        }
        (Outcome::Unsure, _, Some(_)) => Reply { text: unsure(&passages), ..Reply::default() },
        _ => {
            let redirect = answer.redirect.and_then(|at| corpus.passages.get(at));
            let what = redirect.map_or_else(|| UNKNOWN.to_owned(), |redirect| passage(&redirect.text, &[]));
            Reply { text: format!("I don't know. {what}"), ..Reply::default() }
        }
    };
    reply.private = private;
    reply.links = links;
    reply
}

fn answered(first: &Passage, highlights: &[(usize, usize)], further: &[&Passage]) -> Card {
    let mut text = passage(&first.text, highlights);
    if !further.is_empty() {
        text.push_str("\n\n**See also**");
        for other in further {
            text.push_str(&format!("\n- {}", escape(&other.heading)));
        }
    }
    let sources: Vec<String> = first.sources.iter().map(source_line).collect();
    Card {
        title: escape(&first.heading),
        text,
        footer: (!sources.is_empty()).then(|| sources.join("\n")),
        ..Card::default()
    }
}

fn source_link(passage: &Passage) -> Option<Link> {
    let source = passage.sources.iter().find(|source| source.url.is_some())?;
    Some(Link { label: format!("Source: {}", source.publisher), url: source.url.clone()? })
}

fn unsure(passages: &[&Passage]) -> String {
    let mut text = UNSURE.to_owned();
    for passage in passages.iter().take(3) {
        let start = cut(&passage.text.replace('\n', " "), SHORT);
        text.push_str(&format!("\n- **{}**: {}", escape(&passage.heading), escape(&start)));
    }
    text.push_str("\nTo read one, ask with the words of its title.");
    text
}
