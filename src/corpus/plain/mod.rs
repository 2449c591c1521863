//! Documents that were not written for this bot: Markdown without front matter, plain text, HTML.
//!
//! They say nothing about themselves, so title, language and date are taken from what is there, and their sections are cut
//! into passages that can be read in a chat.

pub(super) mod html;
mod names;
mod pieces;
mod text;

use std::path::Path;

use jiff::civil::Date;

use super::markdown::{self, ASKED_AS, Purpose};
use super::section::{Section, slug};
use super::{PLAIN, Passage, Problem, Source};
use crate::language::Language;
use crate::visible::visible;

/// How much of a document its language is told from, in characters.
const SAMPLE: usize = 4_000;

/// The longest heading, in characters.
const LONGEST_HEADING: usize = 80;

/// Anything longer, in characters, is no word but data.
const LONGEST_WORD: usize = 300;

/// A document as its format gives it.
#[derive(Debug, Default)]
struct Outline {
    /// What the format itself calls its title.
    title: Option<String>,
    /// Its address on the web.
    url: Option<String>,
    /// Its sections; those before the first heading have none.
    sections: Vec<Section>,
}

/// What all passages of a document share.
struct Document {
    name: String,
    title: String,
    language: Language,
    source: Source,
}

/// A document's passages and what is wrong with it. `file` is its path inside the corpus folder, `changed` the day on which
/// it was last changed.
pub(super) fn parse(file: &str, content: &str, changed: Option<Date>) -> (Vec<(usize, Passage)>, Vec<Problem>) {
    let problem = |line: Option<usize>, what: String| Problem { file: file.to_owned(), line, what };
    let Some(as_of) = changed else {
        let what = "the day of its last change is not known; give it front matter with a source and its date";
        return (Vec::new(), vec![problem(None, what.to_owned())]);
    };
    let mut outline = read(file, content);
    for section in &mut outline.sections {
        section.heading = heading(&section.heading);
        section.text = tidy(&section.text);
    }
    let document = Document::of(file, &outline, as_of);
    let (mut passages, mut problems) = (Vec::new(), Vec::new());
    let mut names = names::Names::new(&document.title, &outline.sections);
    for section in &outline.sections {
        let path = names.enter(section);
        if section.stray {
            let what =
                format!("the passage `{}` has text after `{ASKED_AS}`; only a list may follow it", section.heading);
            problems.push(problem(Some(section.line.max(1)), what));
        }
        let pieces = pieces::pieces(&section.text);
        if pieces.is_empty() && !section.asked_as.is_empty() {
            let what = format!("the passage `{}` has no text", section.heading);
            problems.push(problem(Some(section.line.max(1)), what));
        }
        for (number, text) in pieces.into_iter().enumerate() {
            let mut passage = document.passage(names.name(&path), text);
            if number == 0 {
                passage.asked_as.extend(section.asked_as.iter().cloned());
            }
            passages.push((section.line.max(1), passage));
        }
    }
    if passages.is_empty() && problems.is_empty() {
        problems.push(problem(None, "no text to index".to_owned()));
    }
    (passages, problems)
}

fn read(file: &str, content: &str) -> Outline {
    let ending = Path::new(file).extension().unwrap_or_default();
    if ending.eq_ignore_ascii_case("txt") {
        Outline { sections: text::sections(content), ..Outline::default() }
    } else if ending.eq_ignore_ascii_case("md") {
        Outline { sections: markdown::sections(content, Purpose::Reading), ..Outline::default() }
    } else {
        html::read(content)
    }
}

impl Document {
    fn of(file: &str, outline: &Outline, as_of: Date) -> Self {
        let (folder, name) = place(file);
        let title = title(&outline.sections)
            .or_else(|| outline.title.as_deref().map(heading).filter(|title| !title.is_empty()))
            .unwrap_or_else(|| readable(&name));
        let language = folder.unwrap_or_else(|| language(&outline.sections));
        let publisher = match language {
            Language::En => "Document of this server's operator",
            Language::Fr => "Document de l'administrateur de ce serveur",
            Language::Es => "Documento del administrador de este servidor",
        };
        let source = Source { publisher: publisher.to_owned(), title: title.clone(), url: outline.url.clone(), as_of };
        Self { name, title, language, source }
    }

    fn passage(&self, (heading, line): (String, Option<String>), text: &str) -> Passage {
        Passage {
            id: format!("{}-{}", slug(&self.name), slug(&heading)),
            document: self.name.clone(),
            topic: PLAIN.to_owned(),
            language: self.language,
            heading,
            text: text.to_owned(),
            asked_as: line.into_iter().collect(),
            sources: vec![self.source.clone()],
        }
    }
}

/// The language whose folder a file is in, and its path below that, without the ending.
fn place(file: &str) -> (Option<Language>, String) {
    let path = file.rsplit_once('.').map_or(file, |(path, _)| path);
    let mut parts: Vec<&str> = path.split('/').collect();
    let folders = &parts[..parts.len() - 1];
    let found = folders.iter().enumerate().rev().find_map(|(at, folder)| {
        Some((at, Language::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(folder))?))
    });
    if let Some((at, _)) = found {
        parts.remove(at);
    }
    (found.map(|(_, language)| language), parts.join("/"))
}

/// The heading above all others, if there is one.
fn title(sections: &[Section]) -> Option<String> {
    let headed = || sections.iter().filter(|section| !section.heading.is_empty());
    let highest = headed().map(|section| section.level).min()?;
    let mut titles = headed().filter(|section| section.level == highest);
    let title = titles.next()?;
    titles.next().is_none().then(|| title.heading.clone())
}

/// The name of a file as a title: `staff-handbook` as `Staff handbook`.
fn readable(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    let words: Vec<&str> = name.split(['-', '_', ' ']).filter(|word| !word.is_empty()).collect();
    let mut letters = words.join(" ");
    if let Some(first) = letters.chars().next() {
        letters.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    letters
}

/// The language that a document looks like.
fn language(sections: &[Section]) -> Language {
    let texts = sections.iter().flat_map(|section| [section.heading.as_str(), "\n", section.text.as_str(), "\n"]);
    let sample: String = texts.flat_map(str::chars).take(SAMPLE).collect();
    Language::looks_like(&sample).map(|(language, _)| language).unwrap_or_default()
}

/// A heading in one line, without the marks at its end that some tools add, and not too long.
fn heading(text: &str) -> String {
    let tidy = tidy(text).replace('\n', " ");
    let whole = tidy.trim_end_matches(['#', '¶', ':', ' ']);
    let mut end = 0;
    for (at, _) in whole.char_indices().take(LONGEST_HEADING) {
        if whole[at..].starts_with(' ') {
            end = at;
        }
    }
    match whole.char_indices().nth(LONGEST_HEADING) {
        None => whole.to_owned(),
        Some((at, _)) => format!("{}…", if end > 0 { &whole[..end] } else { &whole[..at] }),
    }
}

/// A text without what is not to be seen, without data, and with one space between words.
fn tidy(text: &str) -> String {
    let visible: String = visible(text).collect();
    let line = |line: &str| {
        let words = line.split(|c: char| c == ' ' || c.is_control()).filter(|word| !word.is_empty());
        words.filter(|word| word.chars().count() <= LONGEST_WORD).collect::<Vec<_>>().join(" ")
    };
    visible.split('\n').map(line).collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests;
