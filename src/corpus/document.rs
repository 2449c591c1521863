//! One document: TOML front matter between `+++` lines, then passages under `##` headings.

use std::ops::Range;

use serde::Deserialize;

use super::markdown::{ASKED_AS, Purpose, sections};
use super::section::{Section, slug};
use super::{OUT_OF_SCOPE, Passage, Problem, Source};
use crate::language::Language;

/// The fence around the front matter.
const FENCE: &str = "+++";

/// Whether a document has front matter, be it right or wrong: one that lost its first line still has the other fence.
pub(super) fn has_front_matter(content: &str) -> bool {
    content.trim_start().starts_with(FENCE) || content.lines().any(|line| line.trim_end() == FENCE)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    /// Names the document to its editors.
    #[serde(rename = "title")]
    _title: String,
    language: Language,
    topic: String,
    #[serde(default)]
    sources: Vec<KeyedSource>,
}

/// A source with the short name by which headings refer to it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyedSource {
    key: String,
    publisher: String,
    title: String,
    url: Option<String>,
    #[serde(deserialize_with = "super::day")]
    as_of: jiff::civil::Date,
}

impl KeyedSource {
    fn source(&self) -> Source {
        Source {
            publisher: self.publisher.clone(),
            title: self.title.clone(),
            url: self.url.clone(),
            as_of: self.as_of,
        }
    }
}

/// A document's passages and what is wrong with it; one bad passage does not take the others with it.
pub(super) fn parse(file: &str, name: &str, content: &str) -> (Vec<(usize, Passage)>, Vec<Problem>) {
    let (front, body) = match split(content) {
        Ok(parts) => parts,
        Err(what) => return (Vec::new(), vec![problem(file, Some(1), what)]),
    };
    let matter = match read_front_matter(&content[front.clone()]) {
        Ok(matter) => matter,
        Err((at, what)) => {
            let line = line_of(content, front.start + at.unwrap_or(0));
            return (Vec::new(), vec![problem(file, Some(line), what)]);
        }
    };
    let mut passages = Vec::new();
    let mut problems = Vec::new();
    let first_line = line_of(content, body.start);
    let sections = sections(&content[body], Purpose::Passages);
    // What stands before the first heading is for editors.
    let sections = sections.into_iter().skip(1);
    if sections.len() == 0 {
        problems.push(problem(file, Some(first_line), "no `## heading`, so there is no passage to index".to_owned()));
    }
    for section in sections {
        let line = first_line + section.line - 1;
        match passage(name, &matter, section) {
            Ok(passage) => passages.push((line, passage)),
            Err(what) => problems.push(problem(file, Some(line), what)),
        }
    }
    (passages, problems)
}

fn problem(file: &str, line: Option<usize>, what: String) -> Problem {
    Problem { file: file.to_owned(), line, what }
}

fn line_of(content: &str, at: usize) -> usize {
    content.as_bytes()[..at.min(content.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The byte ranges of front matter and body.
fn split(content: &str) -> Result<(Range<usize>, Range<usize>), String> {
    let mut lines = content.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != FENCE {
        return Err(format!("the first line must be `{FENCE}`, followed by the front matter"));
    }
    let mut at = first.len();
    for line in lines {
        if line.trim_end() == FENCE {
            return Ok((first.len()..at, at + line.len()..content.len()));
        }
        at += line.len();
    }
    Err(format!("the front matter has no closing `{FENCE}`"))
}

/// The front matter, or where in it (in bytes) it is wrong, and how.
fn read_front_matter(text: &str) -> Result<FrontMatter, (Option<usize>, String)> {
    let matter: FrontMatter = toml::from_str(text)
        .map_err(|error| (error.span().map(|span| span.start), format!("front matter: {}", error.message())))?;
    if matter.sources.is_empty() && matter.topic != OUT_OF_SCOPE {
        return Err((None, "front matter: at least one [[sources]] is needed".to_owned()));
    }
    for source in &matter.sources {
        super::check_url(source.url.as_deref()).map_err(|what| (None, format!("front matter: {what}")))?;
    }
    Ok(matter)
}

fn passage(document: &str, matter: &FrontMatter, section: Section) -> Result<Passage, String> {
    if section.heading.is_empty() {
        return Err("a heading without words".to_owned());
    }
    if section.text.is_empty() {
        return Err(format!("the passage `{}` has no text", section.heading));
    }
    if section.stray {
        return Err(format!(
            "the passage `{}` has text after `{ASKED_AS}`; only a list may follow it",
            section.heading
        ));
    }
    if let Some(name) = section.attributes.keys().find(|name| *name != "source") {
        return Err(format!("`{name}=` is not known in a heading; only `source=` is"));
    }
    Ok(Passage {
        id: section.id.unwrap_or_else(|| slug(&section.heading)),
        document: document.to_owned(),
        topic: matter.topic.clone(),
        language: matter.language,
        sources: sources(matter, section.attributes.get("source").map(String::as_str))?,
        heading: section.heading,
        text: section.text,
        asked_as: section.asked_as,
    })
}

/// The sources that a heading names, or the first of the document.
fn sources(matter: &FrontMatter, keys: Option<&str>) -> Result<Vec<Source>, String> {
    let Some(keys) = keys else {
        return Ok(matter.sources.iter().take(1).map(KeyedSource::source).collect());
    };
    keys.split(',')
        .map(|key| {
            let found = matter.sources.iter().find(|keyed| keyed.key == key);
            found.map(KeyedSource::source).ok_or_else(|| format!("no [[sources]] has the key `{key}`"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRONT: &str = "+++\ntitle = \"T\"\nlanguage = \"en\"\ntopic = \"careers\"\n[[sources]]\nkey = \"a\"\n\
        publisher = \"P\"\ntitle = \"S\"\nurl = \"https://example.org/a\"\nas_of = \"2025-11-24\"\n[[sources]]\nkey = \"b\"\n\
        publisher = \"Q\"\ntitle = \"R\"\nas_of = 2024-01-31\n+++\n";

    fn read(body: &str) -> (Vec<(usize, Passage)>, Vec<String>) {
        let (passages, problems) = parse("en/t.md", "t", &format!("{FRONT}{body}"));
        (passages, problems.iter().map(ToString::to_string).collect())
    }

    fn only(body: &str) -> Passage {
        let (mut passages, problems) = read(body);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(passages.len(), 1);
        passages.remove(0).1
    }

    #[test]
    fn a_passage_is_a_heading_with_its_text_source_and_lines() {
        let passage = only(
            "## Short-term contracts {#short source=b,a}\n\nMost last\nmonths. See [the site](https://iom.int).\n\n\
             - one\n- two\n\nThe end.\n\nasked as:\n- why so *short*?\n- # of months\n",
        );
        assert_eq!(passage.id, "short");
        assert_eq!(passage.heading, "Short-term contracts");
        assert_eq!(passage.text, "Most last months. See the site (https://iom.int).\n- one\n- two\n\nThe end.");
        assert_eq!(passage.asked_as, ["why so *short*?", "# of months"]);
        let publishers: Vec<_> = passage.sources.iter().map(|source| source.publisher.as_str()).collect();
        assert_eq!(publishers, ["Q", "P"]);
        assert_eq!(passage.sources[0].as_of, jiff::civil::date(2024, 1, 31));
    }

    #[test]
    fn a_passage_without_attributes_takes_its_heading_as_id_and_the_first_source() {
        let passage = only("## Où postuler, P-2?\n\nText.\n");
        assert_eq!(passage.id, "où-postuler-p-2");
        assert_eq!(passage.sources[0].publisher, "P");
        assert_eq!(passage.asked_as, Vec::<String>::new());
    }

    #[test]
    fn a_bad_passage_is_reported_with_its_line_and_the_others_stay() {
        let (passages, problems) = read("## Empty\n\n## Good\n\nText.\n\n## Other {source=z}\n\nText.\n");
        assert_eq!(passages.len(), 1);
        assert_eq!(passages[0].0, 19);
        assert_eq!(
            problems,
            ["en/t.md:17: the passage `Empty` has no text", "en/t.md:23: no [[sources]] has the key `z`"]
        );
    }

    #[test]
    fn text_after_the_lines_is_reported_and_not_lost_silently() {
        let (_, problems) = read("## A\n\nText.\n\nasked as:\n- x\n\nMore text.\n");
        assert_eq!(problems, ["en/t.md:17: the passage `A` has text after `asked as:`; only a list may follow it"]);
    }

    #[test]
    fn a_document_without_a_heading_is_reported() {
        let (_, problems) = read("Just text.\n");
        assert_eq!(problems, ["en/t.md:17: no `## heading`, so there is no passage to index"]);
    }

    #[test]
    fn bad_front_matter_is_reported_with_its_line() {
        let line = |content: &str| parse("x.md", "x", content).1[0].to_string();
        assert_eq!(line("\n+++\n"), "x.md:1: the first line must be `+++`, followed by the front matter");
        assert_eq!(line("+++\ntitle = \"T\"\n"), "x.md:1: the front matter has no closing `+++`");
        assert!(line("+++\ntitle = \"T\"\nlangage = \"en\"\n+++\n").starts_with("x.md:3: front matter: unknown field"));
        assert!(
            line("+++\ntitle = \"T\"\nlanguage = \"de\"\n+++\n").starts_with("x.md:3: front matter: unknown variant")
        );
    }
}
