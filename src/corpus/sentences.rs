//! The sentences of a text.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

/// How a line begins that is an item of a list.
const ITEM: &str = "- ";

/// Words that end in a full stop and do not end a sentence, in the languages of the corpus and in lower case. Those that
/// often do end one, such as `etc.`, are left out.
const ABBREVIATIONS: [&str; 38] = [
    "mr.", "mrs.", "ms.", "dr.", "prof.", "sr.", "sra.", "srta.", "jr.", "st.", "ste.", "mme.", "mlle.", "dra.", "ud.",
    "uds.", "no.", "nos.", "núm.", "nro.", "art.", "arts.", "vol.", "pp.", "pág.", "págs.", "tel.", "tél.", "approx.",
    "env.", "aprox.", "incl.", "vs.", "cf.", "fig.", "ex.", "ej.", "av.",
];

/// The sentences of a text as ranges of bytes, without the white space around them and the marks of list items. A line
/// break ends a sentence.
#[must_use]
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let item = if line.starts_with(ITEM) { ITEM.len() } else { 0 };
        of_line(&line[item..], start + item, &mut sentences);
        start += line.len();
    }
    sentences
}

/// Adds the sentences of one line, which begins at `at`.
fn of_line(line: &str, at: usize, sentences: &mut Vec<Range<usize>>) {
    let mut open: Option<usize> = None;
    for (start, piece) in line.split_sentence_bound_indices() {
        let begins = open.unwrap_or(start);
        let end = start + piece.len();
        if end < line.len() && goes_on(&line[begins..end]) {
            open = Some(begins);
            continue;
        }
        open = None;
        let sentence = &line[begins..end];
        let from = at + begins + (sentence.len() - sentence.trim_start().len());
        if !sentence.trim().is_empty() {
            sentences.push(from..from + sentence.trim().len());
        }
    }
}

/// Whether the full stop at the end of `piece` belongs to an abbreviation or an initial: `P.O.`, `e.g.`, `Amy E.`
fn goes_on(piece: &str) -> bool {
    let word = piece.trim_end().rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '«' | '"' | '\u{a0}')).next();
    let word = word.unwrap_or_default().to_lowercase();
    let Some(stem) = word.strip_suffix('.') else { return false };
    let is_initials = stem.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic));
    // Spanish doubles the letters of a plural: `EE. UU.`, `RR. HH.`
    is_initials || matches!(stem, "ee" | "rr") || ABBREVIATIONS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: Expect) {
        let shown: Vec<&str> = sentences(text).into_iter().map(|sentence| &text[sentence]).collect();
        expected.assert_eq(&shown.join("\n"));
    }

    #[test]
    fn a_full_stop_a_question_mark_and_a_line_break_end_sentences() {
        check(
            "It lasts a year. Can it be extended? Yes!\n\n- Leave is paid.\n- See the rules",
            expect![[r"
                It lasts a year.
                Can it be extended?
                Yes!
                Leave is paid.
                See the rules"]],
        );
    }

    #[test]
    fn abbreviations_initials_and_numbers_do_not_end_sentences() {
        check(
            "Write to P.O. Box 17. Some posts, e.g. Interns, pay US$ 1.5 million. Amy E. Pope leads the U.N. Migration \
             Agency. El Sr. Pérez vive en EE. UU. La Sra. Gil también. Voir p. ex. Genève. Ask No. 5.",
            expect![[r"
                Write to P.O. Box 17.
                Some posts, e.g. Interns, pay US$ 1.5 million.
                Amy E. Pope leads the U.N. Migration Agency.
                El Sr. Pérez vive en EE. UU.
                La Sra. Gil también.
                Voir p. ex. Genève.
                Ask No. 5."]],
        );
    }

    #[test]
    fn addresses_of_pages_do_not_end_sentences() {
        check(
            "Look at https://www.iom.int/careers. Then apply.",
            expect![[r"
                Look at https://www.iom.int/careers.
                Then apply."]],
        );
    }

    proptest::proptest! {
        #[test]
        fn sentences_are_in_order_apart_and_hold_every_word(text in "[a-zé.?! \n-]{0,60}") {
            let found = sentences(&text);
            let mut end = 0;
            for sentence in &found {
                proptest::prop_assert!(sentence.start >= end && sentence.end > sentence.start);
                end = sentence.end;
            }
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
            let held: usize = found.iter().map(|sentence| letters(&text[sentence.clone()])).sum();
            proptest::prop_assert_eq!(held, letters(&text));
        }
    }
}
