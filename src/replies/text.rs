//! Cutting and escaping text for people. Lengths are Unicode code points unless a name says otherwise: that is the unit
//! of the strictest of Discord's limits.

use unicode_segmentation::UnicodeSegmentation;

/// Characters that Discord reads as markup somewhere in a message.
const MARKUP: &str = r"\*_~`|<>[]()#-+@:/";

/// `text` such that Discord shows it as it is: no bold, link, mention, emoji or heading comes of it.
///
/// Control characters and line breaks become spaces, so that one line stays one line.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            escaped.push(' ');
            continue;
        }
        if MARKUP.contains(character) && !is_harmless(character, &escaped) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// `-`, `+`, `:` and `/` start markup only in places; inside a word ("P-2", "UN/IOM") a backslash would only be noise.
fn is_harmless(character: char, before: &str) -> bool {
    let in_word = before.chars().next_back().is_some_and(char::is_alphanumeric);
    match character {
        '-' | '+' => in_word,
        '/' => !before.ends_with(':') && !before.ends_with('/'),
        ':' => false,
        _ => false,
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
            r"\*\*\@everyone\*\* \<\@&1\> \[x\]\(https\:\/\/y.z\)"
        );
        assert_eq!(escape("Officer (P-2)\nGeneva"), r"Officer \(P-2\) Geneva");
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
                if "*_~`|<>[]()#@".contains(*character) {
                    prop_assert!(at > 0 && escaped[at - 1] == '\\');
                }
            }
        }
    }
}
