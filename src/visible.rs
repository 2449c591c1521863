//! What of a foreign text is to be seen.

use unicode_normalization::UnicodeNormalization as _;

/// The characters of `text` in NFC, without marks that reorder or hide text: bidirectional overrides, zero-width spaces,
/// hyphens that only mark where a word may be broken.
pub fn visible(text: &str) -> impl Iterator<Item = char> {
    text.nfc().filter(|character| !is_misleading(*character))
}

fn is_misleading(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
