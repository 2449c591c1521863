//! Markdown, read as sections of plain text.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::check_url;
use super::section::{Section, begin_item, end_block};

/// The paragraph that opens the list of other ways in which people ask.
pub(super) const ASKED_AS: &str = "asked as:";

/// What a document was written for, which decides what in it is markup.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Purpose {
    /// For this bot: each `##` heading begins a passage, and everything below is its text.
    #[default]
    Passages,
    /// For readers elsewhere: any heading begins a section; tables are read, and HTML and metadata are markup.
    Reading,
}

impl Purpose {
    fn options(self) -> Options {
        match self {
            Self::Passages => Options::ENABLE_HEADING_ATTRIBUTES,
            Self::Reading => {
                Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
            }
        }
    }

    fn begins_section(self, level: HeadingLevel) -> bool {
        self == Self::Reading || level == HeadingLevel::H2
    }
}

/// The sections of a document; the first one is what stands before the first heading.
pub(super) fn sections(body: &str, purpose: Purpose) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut section = Section::default();
    let mut writer = Writer { purpose, ..Writer::default() };
    let (mut line, mut counted) = (1, 0);
    for (event, range) in Parser::new_ext(body, purpose.options()).into_offset_iter() {
        match &event {
            Event::Start(Tag::Heading { level, id, attrs, .. }) if purpose.begins_section(*level) => {
                line += body.as_bytes()[counted..range.start].iter().filter(|byte| **byte == b'\n').count();
                counted = range.start;
                writer.close(&mut section);
                let attribute = |(key, value): &(pulldown_cmark::CowStr<'_>, Option<pulldown_cmark::CowStr<'_>>)| {
                    (key.to_string(), value.as_deref().unwrap_or_default().to_owned())
                };
                let next = Section {
                    line,
                    level: *level as usize,
                    id: id.as_ref().map(ToString::to_string),
                    attributes: attrs.iter().map(attribute).collect(),
                    ..Section::default()
                };
                sections.push(std::mem::replace(&mut section, next));
            }
            Event::End(TagEnd::Heading(level)) if purpose.begins_section(*level) => {
                section.heading = std::mem::take(&mut writer.text).trim().to_owned();
            }
            _ => writer.take(&event, &body[range], &mut section),
        }
    }
    writer.close(&mut section);
    sections.push(section);
    sections
}

/// Collects the text of one section as plain text.
#[derive(Default)]
struct Writer {
    purpose: Purpose,
    text: String,
    /// How many lists are open.
    depth: usize,
    /// Whether the `asked as` paragraph was met.
    asking: bool,
    /// The address of the open link, to be shown after its text.
    link: Option<(usize, String)>,
    /// Whether this is metadata of the document, which is not shown.
    hidden: bool,
    /// The HTML of the open block.
    html: String,
}

impl Writer {
    fn take(&mut self, event: &Event<'_>, source: &str, section: &mut Section) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => self.hidden = true,
            Event::End(TagEnd::MetadataBlock(_)) => self.hidden = false,
            _ if self.hidden => {}
            Event::Html(html) if self.purpose == Purpose::Reading => self.html.push_str(html),
            Event::InlineHtml(_) if self.purpose == Purpose::Reading => self.text.push(' '),
            Event::End(TagEnd::HtmlBlock) => self.end_html(),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.text.push_str(text)
            }
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.text.push('\n'),
            Event::Start(Tag::List(_)) => self.depth += 1,
            Event::End(TagEnd::List(_)) => {
                self.depth -= 1;
                if self.depth == 0 && !self.asking {
                    end_block(&mut self.text);
                }
            }
            Event::Start(Tag::Item) if self.asking && self.depth == 1 => {
                section.asked_as.extend(line_of_list(source));
            }
            Event::Start(Tag::Item | Tag::TableHead | Tag::TableRow) => begin_item(&mut self.text),
            Event::Start(Tag::TableCell) if !self.text.ends_with("- ") => self.text.push_str("; "),
            Event::Start(Tag::Link { dest_url, .. }) => self.link = Some((self.text.len(), dest_url.to_string())),
            Event::End(TagEnd::Link) => self.end_link(),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) if self.depth == 0 => self.end_paragraph(section),
            // The next paragraph of the same item.
            Event::End(TagEnd::Paragraph) => self.text.push(' '),
            Event::End(TagEnd::CodeBlock | TagEnd::Table) if self.depth == 0 => end_block(&mut self.text),
            _ => {}
        }
    }

    fn end_html(&mut self) {
        let html = std::mem::take(&mut self.html);
        if !html.is_empty() {
            self.text.push_str(&super::plain::html::text(&html));
            end_block(&mut self.text);
        }
    }

    fn end_link(&mut self) {
        let Some((start, url)) = self.link.take() else { return };
        let words = self.text.get(start..).unwrap_or_default();
        // An address inside the document's own folder, or around a picture, leads nobody anywhere.
        let leads = self.purpose == Purpose::Passages || (check_url(Some(&url)).is_ok() && !words.trim().is_empty());
        if leads && words != url {
            self.text.push_str(&format!(" ({url})"));
        }
    }

    fn end_paragraph(&mut self, section: &mut Section) {
        let start = self.text.rfind("\n\n").map_or(0, |at| at + 2);
        if self.text[start..].trim().eq_ignore_ascii_case(ASKED_AS) {
            self.text.truncate(start);
            section.text = std::mem::take(&mut self.text).trim().to_owned();
            self.asking = true;
        } else {
            end_block(&mut self.text);
        }
    }

    /// Ends the section: what was collected is its text, or stray text when its lines are already there.
    fn close(&mut self, section: &mut Section) {
        let writer = std::mem::replace(self, Self { purpose: self.purpose, ..Self::default() });
        if !writer.asking {
            section.text = writer.text.trim().to_owned();
        } else if section.asked_as.is_empty() {
            section.stray = true;
        } else {
            // Items of the list were read from the source; anything outside it is a paragraph of its own.
            section.stray = writer.text.contains("\n\n");
        }
    }
}

/// The words of a list item as they were typed, so that no character of a question is taken for markup.
fn line_of_list(item: &str) -> Option<String> {
    let words: Vec<&str> = item.trim_start().trim_start_matches(['-', '*', '+']).split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
