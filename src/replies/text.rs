//! Cutting and escaping text for people. Lengths are Unicode code points unless a name says otherwise: that is the unit
//! of the strictest of Discord's limits.

use unicode_segmentation::UnicodeSegmentation;

/// Characters that Discord reads as markup wherever they stand.
const MARKUP: &str = r"\*_~`|<>[]()@";

/// Characters that begin a list or a heading at the start of a line.
const LINE_MARKUP: &str = "-+#";

/// `text` such that Discord shows it as it is: no bold, link, mention, emoji or heading comes of it.
///
/// Control characters and line breaks become spaces, so that one line stays one line.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_control() {
            escaped.push(' ');
            continue;
        }
        let starts_line = escaped.trim_start().is_empty();
        // `:` makes an emoji of what follows, or a link of `https:`.
        let joins = character == ':' && characters.peek().is_some_and(|next| next.is_alphanumeric() || *next == '/');
        if MARKUP.contains(character) || joins || (starts_line && LINE_MARKUP.contains(character)) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A passage as Markdown: its lines and list items stay, its web addresses stay links, and the part of it that `bold`
/// names (a range of characters within one line) is bold. All other markup is shown and not rendered.
#[must_use]
pub fn passage(text: &str, bold: Option<(usize, usize)>) -> String {
    let mut markdown = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for line in text.split('\n') {
        if !markdown.is_empty() || at > 0 {
            markdown.push('\n');
        }
        let item = if line.starts_with("- ") { 2 } else { 0 };
        markdown.push_str(&line[..item]);
        let mut start = at + item;
        for word in line[item..].split_inclusive(' ') {
            let length = word.chars().count();
            markdown.push_str(&marked(word, start, bold));
            start += length;
        }
        at += line.chars().count() + 1;
    }
    markdown.replace("** **", " ")
}

/// One word of a passage that starts at the character `start`, with what follows it.
fn marked(word: &str, start: usize, bold: Option<(usize, usize)>) -> String {
    if word.starts_with("https://") || word.starts_with("http://") {
        return word.to_owned();
    }
    let end = start + word.chars().count();
    let (from, to) = bold.map_or((start, start), |(from, to)| (from.clamp(start, end), to.clamp(start, end)));
    let part = |a: usize, b: usize| word.chars().skip(a - start).take(b - a).collect::<String>();
    let bold = part(from, to);
    let trimmed = bold.trim_end();
    if trimmed.is_empty() {
        return escape_inside(word, false);
    }
    let before = escape_inside(&part(start, from), false);
    let after = escape_inside(&part(to, end), true);
    format!("{before}**{}**{}{after}", escape_inside(trimmed, from > start), &bold[trimmed.len()..])
}

/// Escapes a part of a line; only its very beginning can start a list or a heading.
fn escape_inside(part: &str, inside: bool) -> String {
    let escaped = escape(part);
    match escaped.strip_prefix('\\') {
        Some(rest) if inside && rest.starts_with(['-', '+', '#']) => rest.to_owned(),
        _ => escaped,
    }
}

/// The first `limit` code points of `text`, cut between words where possible and never inside a character as a reader
/// sees it, ending in `…` when anything was cut.
#[must_use]
pub fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let Some(room) = limit.checked_sub(1) else { return String::new() };
    let mut kept = String::new();
    let mut length = 0;
    for word in text.split_word_bounds() {
        let more = word.chars().count();
        if length + more > room {
            break;
        }
        kept.push_str(word);
        length += more;
    }
    if kept.trim_end().is_empty() {
        kept.clear();
        length = 0;
        for grapheme in text.graphemes(true) {
            let more = grapheme.chars().count();
            if length + more > room {
                break;
            }
            kept.push_str(grapheme);
            length += more;
        }
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_text_is_left_alone() {
        assert_eq!(cut("Geneva", 6), "Geneva");
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(cut("Geneva and New York", 12), "Geneva and…");
    }

    #[test]
    fn one_long_word_is_cut_between_graphemes() {
        assert_eq!(cut("👩‍👩‍👧👩‍👩‍👧", 6), "👩‍👩‍👧…");
    }

    #[test]
    fn foreign_markup_is_shown_and_not_rendered() {
        assert_eq!(
            escape("**@everyone** <@&1> [x](https://y.z)"),
            r"\*\*\@everyone\*\* \<\@&1\> \[x\]\(https\://y.z\)"
        );
        assert_eq!(escape("- a # b :c: d: e"), r"\- a # b \:c: d: e");
        assert_eq!(escape("Officer (P-2)\nGeneva"), r"Officer \(P-2\) Geneva");
    }

    #[test]
    fn a_passage_keeps_its_lines_and_links_and_shows_a_part_in_bold() {
        let text = "Short-term *jobs*.\n- see https://a.b/c_d_e\n\n- short";
        assert_eq!(passage(text, Some((46, 51))), "Short-term \\*jobs\\*.\n- see https://a.b/c_d_e\n\n- **short**");
    }

    #[test]
    fn neighbouring_words_are_one_bold_part_around_links() {
        assert_eq!(passage("a short contract here", Some((2, 16))), "a **short contract** here");
        assert_eq!(
            passage("It is (so). See https://a.b now.", Some((12, 32))),
            r"It is \(so\). **See** https://a.b **now.**"
        );
    }

    proptest! {
        #[test]
        fn a_cut_text_never_exceeds_its_limit(text in ".{0,80}", limit in 0usize..90) {
            prop_assert!(cut(&text, limit).chars().count() <= limit);
        }

        #[test]
        fn every_mark_of_an_escaped_text_is_preceded_by_a_backslash(text in ".{0,60}") {
            let escaped: Vec<char> = escape(&text).chars().collect();
            for (at, character) in escaped.iter().enumerate() {
                if "*_~`|<>[]()@".contains(*character) {
                    prop_assert!(at > 0 && escaped[at - 1] == '\\');
                }
            }
        }
    }
}
