//! Writing to a terminal or a pipe.

use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};

use crate::corpus::Corpus;

/// What stands out: headings, and the sentence that answers.
pub(super) const STRONG: Style = Style::new().bold();
/// Matching words.
pub(super) const MARKED: Style = AnsiColor::Green.on_default();
/// What is less important.
pub(super) const FAINT: Style = Style::new().dimmed();

/// The widest line of text, in columns, that is easy to read.
const WIDEST: usize = 96;

/// Writes text to standard output, without colours when that is no terminal.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    is_read(out.write_all(text.as_bytes()).and_then(|()| out.flush())).map(drop)
}

/// Whether anybody still reads what was `written`. A reader that has gone away, as in `iom-bot ask … | head -1`, is no
/// error.
pub(super) fn is_read(written: io::Result<()>) -> io::Result<bool> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        other => other.map(|()| true),
    }
}

/// Tells a person on standard error what is wrong.
pub(super) fn complain(what: &str) {
    tell(&format!("iom-bot: {what}"));
}

/// Tells a person something on standard error; that nobody reads it is no error.
pub(super) fn tell(what: &str) {
    let _ = writeln!(anstream::stderr(), "{what}");
}

/// Breaks text into lines that fit the terminal, each after `indent`; its own line breaks stay.
pub(super) fn wrap(text: &str, indent: &str) -> String {
    let width = textwrap::termwidth().min(WIDEST);
    let mut wrapped = String::new();
    for line in text.lines() {
        let hanging = if line.starts_with("- ") { format!("{indent}  ") } else { indent.to_owned() };
        // Breaking at spaces only keeps web addresses whole, so that they can be clicked.
        let options = textwrap::Options::new(width)
            .initial_indent(indent)
            .subsequent_indent(&hanging)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .break_words(false);
        let lines = textwrap::fill(line, options);
        wrapped.push_str(lines.trim_end());
        wrapped.push('\n');
    }
    wrapped
}

/// A number with its noun, for example `1 vacancy source`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// What a corpus holds, for example `1 passage of 1 document`.
pub(super) fn contents(corpus: &Corpus) -> String {
    let (passages, documents) = (corpus.passages.len(), corpus.documents());
    format!("{} of {}", counted(passages, "passage"), counted(documents, "document"))
}
