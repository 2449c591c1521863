//! Text of others made plain: one line, no markup of its own, nothing invisible that could mislead a reader.

use html2text::render::TrivialDecorator;

use crate::visible::visible;

/// The longest line that is kept, in code points: no title or place is longer, and a hostile one must not fill the
/// database.
const LONGEST: usize = 1_000;

/// The most HTML that is looked at, in bytes: a notice has some ten thousand.
const MOST_HTML: usize = 256 << 10;

/// `text` as one line in NFC: runs of white space and control characters become one space; marks that reorder or hide
/// text (bidirectional overrides, zero-width spaces) are dropped.
#[must_use]
pub fn line(text: &str) -> String {
    let mut line = String::new();
    let mut space = false;
    for character in visible(text).take(LONGEST) {
        if character.is_whitespace() || character.is_control() {
            space = !line.is_empty();
            continue;
        }
        if space {
            line.push(' ');
            space = false;
        }
        line.push(character);
    }
    line
}

/// The text of an HTML fragment as one [`line()`]; scripts, styles and comments are left out.
#[must_use]
pub fn line_of_html(html: &str) -> String {
    line(&plain(html))
}

/// The text of an HTML fragment, with its line breaks.
#[must_use]
pub fn plain(html: &str) -> String {
    let html = &html[..html.floor_char_boundary(MOST_HTML)];
    html2text::config::with_decorator(TrivialDecorator::new())
        .no_table_borders()
        .allow_width_overflow()
        .string_from_read(html.as_bytes(), 10_000)
        .unwrap_or_default()
}

/// Whether text that should be plain was escaped once too often: it holds an entity such as `&amp;` or `&#8217;`.
#[must_use]
pub fn has_entities(text: &str) -> bool {
    text.split('&').skip(1).any(|rest| {
        rest.split_once(';').is_some_and(|(name, _)| {
            let name = name.strip_prefix('#').unwrap_or(name);
            (2..=8).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    })
}

/// `text`, unless nothing is left of it.
#[must_use]
pub fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn many_lines_become_one() {
        assert_eq!(line("  Driver\r\n\t(G-2)\u{2028}Kabul\u{0}\u{7f} "), "Driver (G-2) Kabul");
    }

    #[test]
    fn what_reorders_or_hides_text_is_dropped() {
        assert_eq!(line("Off\u{202e}icer\u{200b} \u{2066}P-3\u{feff}"), "Officer P-3");
    }

    #[test]
    fn letters_of_any_script_are_kept() {
        assert_eq!(line("São Tomé, ’Āmōl, 東京, می‌خواهم"), "São Tomé, ’Āmōl, 東京, می‌خواهم");
        assert_eq!(line("Cafe\u{301}"), "Café");
    }

    #[test]
    fn html_becomes_text_without_scripts() {
        let html = "<style>p{color:red}</style><p>Closing <b>date</b>&nbsp;: 30&#8217;s</p><script>alert(1)</script><!-- x -->\
                    <img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">Apply</a>";
        assert_eq!(line_of_html(html), "Closing date : 30’s Apply");
    }

    #[test]
    fn text_that_looks_like_mentions_survives_as_text() {
        assert_eq!(line("@everyone <@&12345> <b>Clerk</b>"), "@everyone <@&12345> <b>Clerk</b>");
    }

    #[test]
    fn entities_are_told_from_ampersands() {
        assert!(has_entities("Research &amp; Development"));
        assert!(has_entities("l&#8217;engagement"));
        assert!(!has_entities("Monitoring & Evaluation; Research"));
        assert!(!has_entities("<@&123456789012345678>"));
    }

    proptest! {
        #[test]
        fn a_line_is_one_line_and_stays_as_it_is(text in "\\PC{0,60}|[\\x00-\\x20a]{0,30}") {
            let once = line(&text);
            prop_assert!(!once.chars().any(char::is_control));
            prop_assert_eq!(line(&once), once.clone());
            prop_assert_eq!(once.trim(), once.as_str());
        }

        #[test]
        fn no_html_makes_it_fail(html in "(<[a-z/!@& -]{0,5}>?|&[a-z#0-9]{0,4};?|[a-z ]{0,4}){0,30}") {
            let _ = line_of_html(&html);
        }
    }
}
