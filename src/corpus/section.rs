//! A heading with all that stands below it, whatever the format of its document.

use std::collections::BTreeMap;

/// A section of a document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Section {
    /// The line of its heading, counted from 1; 0 for what stands before the first heading.
    pub line: usize,
    /// How deep its heading is: 1 for the highest.
    pub level: usize,
    /// Its heading, in one line.
    pub heading: String,
    /// The identity that its heading gives.
    pub id: Option<String>,
    /// What else its heading gives, such as `source=`.
    pub attributes: BTreeMap<String, String>,
    /// Plain text; paragraphs are divided by an empty line, list items start with `- `.
    pub text: String,
    /// The lines in which people ask.
    pub asked_as: Vec<String>,
    /// Whether there is text after these lines, which belongs nowhere.
    pub stray: bool,
}

/// Begins an item of a list in a text under way.
pub(super) fn begin_item(text: &mut String) {
    trim(text);
    text.push_str(if text.is_empty() { "- " } else { "\n- " });
}

/// Ends a paragraph, or a list, in a text under way.
pub(super) fn end_block(text: &mut String) {
    trim(text);
    if !text.is_empty() {
        text.push_str("\n\n");
    }
}

/// Takes white space off the end of a text, and an item without words.
fn trim(text: &mut String) {
    text.truncate(text.trim_end().len());
    if text == "-" || text.ends_with("\n-") {
        text.truncate(text.len() - 1);
        text.truncate(text.trim_end().len());
    }
}

/// A heading as an identity: its letters and digits in lower case, divided by hyphens.
pub(super) fn slug(heading: &str) -> String {
    let words: Vec<String> =
        heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join("-")
}
