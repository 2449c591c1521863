//! HTML, read as sections of plain text: a stream of tags and words, so that no page is too deep and none is rendered.

use std::cell::RefCell;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::Outline;
use crate::corpus::check_url;
use crate::corpus::section::{Section, begin_item, end_block};

/// Elements that hold nothing to be read.
const HIDDEN: [&str; 17] = [
    "audio", "button", "canvas", "dialog", "footer", "iframe", "math", "nav", "noscript", "object", "script", "select",
    "style", "svg", "template", "textarea", "video",
];

/// Elements that stand in the flow of a sentence; any other begins and ends a paragraph.
const INLINE: [&str; 38] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "meter", "output", "progress", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "wbr",
];

/// The sections of a page, its title and its address.
pub(super) fn read(html: &str) -> Outline {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Page::default())), TokenizerOpts::default());
    // It stops before scripts, which are not run, and at declarations of an encoding, which is known.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.0.into_inner().outline()
}

/// The text of a piece of HTML.
pub(in crate::corpus) fn text(html: &str) -> String {
    let sections = read(html).sections.into_iter().flat_map(|section| [section.heading, section.text]);
    sections.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The tokenizer hands its tokens to something that it does not change.
struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => return page.tag(&tag, line),
            Token::CharacterTokens(text) => page.words(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// A page under way.
#[derive(Default)]
struct Page {
    title: String,
    url: Option<String>,
    sections: Vec<Section>,
    section: Section,
    text: String,
    /// Whether the text is that of a heading, or of the page's title.
    in_heading: bool,
    in_title: bool,
    /// Whether line breaks count.
    is_preformatted: bool,
    /// The element that hides what is in it, and how many of its name are open.
    hidden: Option<(String, usize)>,
    /// How many lists and tables are open.
    lists: usize,
    /// The address of the open link, to be shown after its text.
    link: Option<(usize, String)>,
    /// Whether the main part of the page is over.
    is_over: bool,
}

impl Page {
    fn tag(&mut self, tag: &Tag, line: u64) -> TokenSinkResult<()> {
        let (name, starts) = (&*tag.name, tag.kind == TagKind::StartTag);
        if !self.is_hidden(name, starts) && !self.is_over {
            if starts { self.start(tag, line) } else { self.end(name) }
        }
        match name {
            "title" | "textarea" if starts => TokenSinkResult::RawData(RawKind::Rcdata),
            "script" if starts => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "iframe" | "noscript" if starts => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }

    /// Whether a tag is in something hidden, or opens or closes it.
    fn is_hidden(&mut self, name: &str, starts: bool) -> bool {
        match &mut self.hidden {
            Some((hidden, open)) if hidden == name && starts => *open += 1,
            Some((hidden, open)) if hidden == name => *open -= 1,
            None if starts && HIDDEN.contains(&name) => self.hidden = Some((name.to_owned(), 1)),
            other => return other.is_some(),
        }
        self.hidden.take_if(|(_, open)| *open == 0);
        true
    }

    fn start(&mut self, tag: &Tag, line: u64) {
        match &*tag.name {
            "title" => self.in_title = self.title.is_empty(),
            "link" if attribute(tag, "rel") == Some("canonical") => self.url = address(tag),
            "link" | "meta" => {}
            // What comes before the main part is not the document.
            "main" => {
                self.sections.clear();
                self.section = Section::default();
                self.text.clear();
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = usize::from(tag.name.as_bytes()[1] - b'0');
                self.close();
                self.lists = 0;
                self.section = Section { line: usize::try_from(line).unwrap_or_default(), level, ..Section::default() };
                self.in_heading = true;
            }
            "li" | "tr" | "dt" if !self.in_heading => begin_item(&mut self.text),
            "td" | "th" if !self.text.ends_with("- ") && !self.text.ends_with("; ") => self.join("; "),
            "dd" if !self.text.ends_with("- ") => self.join(": "),
            "td" | "th" | "dd" => {}
            "br" => self.line_break(),
            "a" => self.link = address(tag).map(|url| (self.text.len(), url)),
            "ul" | "ol" | "dl" | "table" => {
                self.block();
                self.lists += 1;
            }
            "pre" => {
                self.block();
                self.is_preformatted = true;
            }
            name if !INLINE.contains(&name) => self.block(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "title" => self.in_title = false,
            "main" => self.is_over = true,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.in_heading => {
                self.section.heading = std::mem::take(&mut self.text);
                self.in_heading = false;
            }
            "a" => self.end_link(),
            "ul" | "ol" | "dl" | "table" => {
                self.lists = self.lists.saturating_sub(1);
                self.block();
            }
            "pre" => {
                self.is_preformatted = false;
                self.block();
            }
            "li" | "tr" | "dt" | "td" | "th" | "dd" => {}
            name if !INLINE.contains(&name) => self.block(),
            _ => {}
        }
    }

    fn words(&mut self, text: &str) {
        if self.in_title {
            self.title.push_str(text);
        }
        if self.in_title || self.is_over || self.hidden.is_some() {
            return;
        }
        for character in text.chars() {
            match character {
                '\n' if self.is_preformatted && self.lists == 0 => self.text.push('\n'),
                _ if !character.is_whitespace() => self.text.push(character),
                _ => self.space(),
            }
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }

    /// Ends a paragraph; in a heading or a list, everything stays on its line.
    fn block(&mut self) {
        if self.in_heading || self.lists > 0 { self.space() } else { end_block(&mut self.text) }
    }

    fn line_break(&mut self) {
        if self.in_heading || self.lists > 0 {
            return self.space();
        }
        let is_second = self.text.ends_with('\n');
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if is_second {
            end_block(&mut self.text);
        } else if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn join(&mut self, mark: &str) {
        self.text.truncate(self.text.trim_end().len());
        if !self.text.is_empty() {
            self.text.push_str(mark);
        }
    }

    fn end_link(&mut self) {
        let Some((start, url)) = self.link.take() else { return };
        let words = self.text.get(start..).unwrap_or_default().trim();
        if !self.in_heading && !words.is_empty() && words != url {
            self.text.truncate(self.text.trim_end().len());
            self.text.push_str(&format!(" ({url})"));
        }
    }

    /// Ends the section.
    fn close(&mut self) {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let section = std::mem::take(&mut self.section);
        self.sections.push(match self.in_heading {
            true => Section { heading: text, ..section },
            false => Section { text, ..section },
        });
        self.in_heading = false;
        self.link = None;
    }

    fn outline(mut self) -> Outline {
        self.close();
        Outline { title: Some(self.title), url: self.url, sections: self.sections }
    }
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// The web address that a tag leads to.
fn address(tag: &Tag) -> Option<String> {
    let url = attribute(tag, "href")?.trim();
    check_url(Some(url)).ok().map(|()| url.to_owned())
}

#[cfg(test)]
mod tests;
