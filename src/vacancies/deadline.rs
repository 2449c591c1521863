//! A closing date written in the text of a notice, in English, French or Spanish.

use jiff::civil::Date;

/// Words that announce a closing date, in lower case.
const CUES: [&str; 12] = [
    "closing",
    "closes",
    "closed",
    "deadline",
    "apply by",
    "clôture",
    "cloture",
    "date limite",
    "cierre",
    "fecha límite",
    "fecha limite",
    "plazo",
];

/// How many words after its cue a date may begin: "closing date for applications is: 5 December".
const REACH: usize = 8;

/// First letters of month names, lower case, that tell a month in all three languages.
const MONTHS: [(&str, i8); 25] = [
    ("jan", 1),
    ("ene", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("mar", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("juin", 6),
    ("jul", 7),
    ("juil", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("déc", 12),
    ("dic", 12),
];

/// The first closing date that a plain text gives: `2026-12-05`, `5 Dec 2026`, `December 5, 2026`, `30 novembre 2026`,
/// `1er décembre 2026`, `30 de noviembre de 2026`, after a word such as "closing date".
///
/// Dates of digits with slashes or points are left alone: 10/12/2026 is two different days to two readers, and a wrong
/// deadline is worse than none.
#[must_use]
pub fn in_text(text: &str) -> Option<Date> {
    let text = text.to_lowercase();
    CUES.iter()
        .flat_map(|cue| text.match_indices(cue).map(|(at, cue)| at + cue.len()))
        .filter_map(|after| Some((after, first_date(text.get(after..)?)?)))
        .min_by_key(|(after, _)| *after)
        .map(|(_, date)| date)
}

fn first_date(text: &str) -> Option<Date> {
    let words: Vec<&str> = text
        .split(|character: char| character.is_whitespace() || matches!(character, ',' | ':' | ';' | '(' | ')'))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty() && !matches!(*word, "de" | "del"))
        .take(REACH + 3)
        .collect();
    (0..words.len().min(REACH)).find_map(|at| date_at(&words[at..]))
}

fn date_at(words: &[&str]) -> Option<Date> {
    let first = words.first()?;
    if let Ok(date) = first.get(..10).unwrap_or(first).parse::<Date>() {
        return Some(date);
    }
    let (second, third) = (words.get(1)?, words.get(2)?);
    let (day, month) = match (day(first), month(second)) {
        (Some(day), Some(month)) => (day, month),
        _ => (day(second)?, month(first)?),
    };
    let year: i16 = third.parse().ok().filter(|year| (2000..2100).contains(year))?;
    Date::new(year, month, day).ok()
}

fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(char::is_alphabetic);
    let ending = &word[digits.len()..];
    matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er").then(|| digits.parse().ok())?
}

fn month(word: &str) -> Option<i8> {
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    MONTHS.iter().find(|(start, _)| word.starts_with(start)).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_date_is_read_in_three_languages() {
        for (text, date) in [
            ("Deadline: 2026-12-05. Apply online.", "2026-12-05"),
            ("Closing date: 5 Dec 2026", "2026-12-05"),
            ("Closing Date for applications is Friday, December 5th, 2026", "2026-12-05"),
            ("Closed on 22 September 2026, but listed again", "2026-09-22"),
            ("Date de clôture : 30 novembre 2026.", "2026-11-30"),
            ("Date limite : 1er août 2026", "2026-08-01"),
            ("Fecha de cierre: 30 de noviembre de 2026", "2026-11-30"),
            ("Plazo: 3 de enero de 2027", "2027-01-03"),
        ] {
            assert_eq!(in_text(text).map(|date| date.to_string()).as_deref(), Some(date), "{text}");
        }
    }

    #[test]
    fn no_deadline_is_read_where_none_is_clear() {
        for text in [
            "",
            "Sin fecha de cierre. Aviso abierto.",
            "Closing date 10/12/2026",
            "Posted on 5 December 2026",
            "Closing soon: 45 December 2026",
            "closing",
            "Deadline: open until filled; the mission of 2026 began long before all of that on 3 May 2026",
        ] {
            assert_eq!(in_text(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_of_several_dates_counts() {
        let text = "Apply by 1 March 2027; an earlier notice closed on 1 March 2026";
        assert_eq!(in_text(text).map(|date| date.to_string()).as_deref(), Some("2027-03-01"));
    }
}
