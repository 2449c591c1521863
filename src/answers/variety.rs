//! Whether two passages tell the same fact.

use std::collections::HashSet;

use super::fold::folded_words;
use crate::corpus::Passage;

/// At this share of common words, a passage repeats another. Of all pairs of shipped passages in one language,
/// 99 of 100 share less than 0.41; the few from 0.6 tell the same story.
const REPEATS: f32 = 0.6;

/// Whether `passage` tells again what `earlier` tells. Two offices are never the same, however alike their lines are.
pub(super) fn repeats(earlier: &Passage, passage: &Passage) -> bool {
    !(earlier.is_office() && passage.is_office()) && overlap(earlier, passage) >= REPEATS
}

/// How much two passages overlap, 0 to 1: the share of the words of the shorter text that are in the other too.
fn overlap(a: &Passage, b: &Passage) -> f32 {
    let words = |passage: &Passage| folded_words(&passage.text).into_iter().collect::<HashSet<_>>();
    common(&words(a), &words(b))
}

/// The share of the smaller set that is in the other, 0 where one is empty.
fn common<T: Eq + std::hash::Hash>(a: &HashSet<T>, b: &HashSet<T>) -> f32 {
    match a.len().min(b.len()) {
        0 => 0.0,
        least => a.intersection(b).count() as f32 / least as f32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn passage(text: &str, asked_as: &[&str]) -> Passage {
        Passage {
            id: "p".to_owned(),
            document: "d".to_owned(),
            topic: "careers".to_owned(),
            language: Language::En,
            heading: "H".to_owned(),
            text: text.to_owned(),
            asked_as: asked_as.iter().map(|line| (*line).to_owned()).collect(),
            sources: Vec::new(),
        }
    }

    #[test]
    fn a_text_told_again_in_slightly_other_words_is_a_repeat() {
        let first = passage("A short-term contract lasts at most nine months.", &["how long"]);
        let again = passage("The short-term contract lasts nine months at most; then it ends.", &["duration"]);
        let other = passage("Interns get a stipend that covers their rent.", &["pay"]);
        assert!(repeats(&first, &again) && repeats(&again, &first));
        assert!(!repeats(&first, &other));
    }

    #[test]
    fn two_offices_are_different_facts() {
        let office = || Passage {
            document: "contacts".to_owned(),
            topic: "contacts".to_owned(),
            ..passage("An office of IOM.", &["iom office"])
        };
        assert!(!repeats(&office(), &office()));
        assert!(repeats(&office(), &passage("An office of IOM.", &[])));
    }

    #[test]
    fn nothing_in_common_is_no_overlap() {
        assert_eq!(overlap(&passage("A", &[]), &passage("B", &[])), 0.0);
        assert_eq!(overlap(&passage("A", &["x"]), &passage("A", &["x"])), 1.0);
    }
}
