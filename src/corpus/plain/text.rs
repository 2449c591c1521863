//! Plain text, read as sections. It has no marks for headings, so a heading is what looks like one: a short line by itself,
//! or above a text, that is no sentence. What is doubtful stays text; nothing is lost.

use crate::corpus::section::{Section, begin_item, end_block};

/// The longest line that may be a heading, in characters.
const LONGEST_HEADING: usize = 80;

/// The longest title that stands right over a text, in characters.
const LONGEST_TITLE: usize = 50;

/// The longest question over its answer, in characters.
const LONGEST_QUESTION: usize = 120;

/// Neighbouring lines between empty ones.
struct Block<'a> {
    /// The number of its first line, counted from 1.
    line: usize,
    lines: Vec<&'a str>,
}

/// The sections of a text; the first one is what stands before the first heading.
pub(super) fn sections(content: &str) -> Vec<Section> {
    let blocks = blocks(content);
    let mut sections = vec![Section::default()];
    let mut text = String::new();
    for (at, block) in blocks.iter().enumerate() {
        let (heading, rest) = block.split(at == 0, blocks.get(at + 1));
        if let Some(heading) = heading {
            end(&mut sections, &mut text);
            // The first line is the title, and questions belong to what stands above them; more cannot be told.
            let level = if at == 0 {
                1
            } else if is_question(heading) {
                3
            } else {
                2
            };
            sections.push(Section { line: block.line, level, heading: heading.to_owned(), ..Section::default() });
        }
        // A line without letters and digits only divides what stands around it.
        for line in rest.iter().filter(|line| line.contains(char::is_alphanumeric)) {
            match item(line) {
                Some(item) => {
                    begin_item(&mut text);
                    text.push_str(item);
                }
                None => text.push_str(line),
            }
            text.push(' ');
        }
        end_block(&mut text);
    }
    end(&mut sections, &mut text);
    sections
}

fn end(sections: &mut [Section], text: &mut String) {
    if let Some(section) = sections.last_mut() {
        section.text = std::mem::take(text).trim().to_owned();
    }
}

fn blocks(content: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut is_open = false;
    for (number, line) in content.lines().enumerate() {
        let line = line.trim();
        match blocks.last_mut() {
            _ if line.is_empty() => {}
            Some(block) if is_open => block.lines.push(line),
            _ => blocks.push(Block { line: number + 1, lines: vec![line] }),
        }
        is_open = !line.is_empty();
    }
    blocks
}

impl<'a> Block<'a> {
    /// The heading that the block begins with, and its other lines.
    fn split(&self, is_first: bool, next: Option<&Block<'_>>) -> (Option<&'a str>, &[&'a str]) {
        let [first, rest @ ..] = self.lines.as_slice() else { return (None, &[]) };
        if let [second, rest @ ..] = rest
            && is_rule(second)
        {
            return (Some(first), rest);
        }
        if let Some(heading) = first.strip_prefix('#') {
            return (Some(heading.trim_start_matches('#').trim()), rest);
        }
        let is_heading = match (rest, next) {
            ([], None) => false,
            // Of several headings in a row only the last has a text of its own.
            ([], Some(next)) => looks_like_heading(first) && (is_first || !next.is_like_heading()),
            ([second, ..], _) => {
                let stands_alone = is_shouted(first) || (is_first && is_title(first, second));
                (looks_like_heading(first) && stands_alone) || is_question(first)
            }
        };
        if is_heading { (Some(first), rest) } else { (None, &self.lines) }
    }

    fn is_like_heading(&self) -> bool {
        matches!(self.lines.as_slice(), [only] if looks_like_heading(only))
    }
}

/// Whether a line underlines the one above.
fn is_rule(line: &str) -> bool {
    let mut marks = line.chars();
    let first = marks.next();
    line.len() >= 3 && matches!(first, Some('=' | '-' | '~' | '_' | '*')) && marks.all(|mark| Some(mark) == first)
}

fn looks_like_heading(line: &str) -> bool {
    let first = line.chars().find(|c| c.is_alphanumeric());
    line.chars().count() <= LONGEST_HEADING
        && first.is_some_and(|first| first.is_uppercase() || first.is_numeric())
        && line.chars().any(char::is_alphabetic)
        && !line.ends_with(['.', ',', ';', ':', '…'])
        && !line.contains("://")
        && !line.contains('@')
        && (item(line).is_none() || line.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_shouted(line: &str) -> bool {
    !line.chars().any(char::is_lowercase) && line.chars().filter(|c| c.is_uppercase()).count() > 3
}

/// Whether a line over a text is its title, and not the beginning of its first sentence.
fn is_title(line: &str, next: &str) -> bool {
    line.chars().count() <= LONGEST_TITLE && next.starts_with(char::is_uppercase)
}

fn is_question(line: &str) -> bool {
    line.ends_with('?') && line.chars().count() <= LONGEST_QUESTION
}

/// What stands after the mark of a list item.
fn item(line: &str) -> Option<&str> {
    if let Some(item) = ["- ", "* ", "• ", "– "].iter().find_map(|mark| line.strip_prefix(mark)) {
        return Some(item.trim_start());
    }
    let digits = line.find(|c: char| !c.is_ascii_digit())?;
    let rest = line.get(digits..)?;
    let item = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    (1..=2).contains(&digits).then(|| item.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(content: &str, expected: Expect) {
        let shown = |section: &Section| format!("{} {}: {}", section.level, section.heading, section.text);
        expected.assert_eq(&sections(content).iter().map(shown).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn short_lines_that_are_no_sentence_are_headings() {
        check(
            "House rules\n\nThese rules are for\nall of us.\n\n1. Keys\n\nThey are at the desk.\n\nBICYCLES\nIn the cellar.\n\n\
             Guests\n------\n\nTwo nights.\n\nMay I smoke?\nNo.\n",
            expect![[r"
                0 : 
                1 House rules: These rules are for all of us.
                2 1. Keys: They are at the desk.
                2 BICYCLES: In the cellar.
                2 Guests: Two nights.
                3 May I smoke?: No."]],
        );
    }

    #[test]
    fn what_is_doubtful_stays_text() {
        check(
            "Dear all,\n\nPlease bring:\n\n- keys\n* a lamp\n1. water\n\nPart One\n\nThe first day\n\nWe meet at six.\n\nYours\n",
            expect![[r"
                0 : Dear all,

                Please bring:
                - keys
                - a lamp
                - water

                Part One
                2 The first day: We meet at six.

                Yours"]],
        );
    }

    #[test]
    fn a_short_line_right_over_a_text_is_its_title_and_the_start_of_a_sentence_is_not() {
        check(
            "House rules\nKeys are at the desk.\n",
            expect![["
            0 : 
            1 House rules: Keys are at the desk."]],
        );
        check("Keys are\nat the desk.\n", expect!["0 : Keys are at the desk."]);
    }
}
