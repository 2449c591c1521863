//! Words as they are compared where spelling is forgiven: lower case, without accents.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The words of a text in lower case and without accents.
pub fn folded_words(text: &str) -> Vec<String> {
    let folded: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The groups of three neighbouring letters of a text, word by word, with `_` for the edges of a word: a misspelt word
/// shares most of them with the right one.
pub fn letter_groups(text: &str) -> Vec<String> {
    let mut groups = Vec::new();
    for word in folded_words(text) {
        let letters: Vec<char> = std::iter::once('_').chain(word.chars()).chain(std::iter::once('_')).collect();
        groups.extend(letters.windows(3).map(|group| group.iter().collect::<String>()));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        assert_eq!(folded_words("Où est l'OIM ?"), ["ou", "est", "l", "oim"]);
    }

    #[test]
    fn groups_of_letters_stay_within_words_and_mark_their_edges() {
        assert_eq!(letter_groups("P2 job"), ["_p2", "p2_", "_jo", "job", "ob_"]);
    }
}
