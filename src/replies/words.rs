//! The fixed words around an answer, in each language.

use crate::language::Language;

/// The words of one language.
pub struct Words {
    /// Opens a reply to a question that the corpus does not answer; what to do instead follows.
    pub unknown: &'static str,
    /// What to do instead, where nothing better is known.
    pub instead: &'static str,
    /// What stands above the headings of an unsure answer.
    pub unsure: &'static str,
    /// How to come from a heading to its passage.
    pub choose: &'static str,
    /// Above the headings of related passages.
    pub see_also: &'static str,
    /// Above the beginnings of related passages.
    pub related: &'static str,
    /// What leads to the official careers site.
    pub careers: &'static str,
    /// Of a passage whose sources are old.
    pub old: &'static str,
    /// Before the name of a publisher, with its punctuation.
    pub source: &'static str,
    /// Before the day up to which a source is known to be true.
    as_of: &'static str,
    /// That a passage is in English, French or Spanish.
    in_language: [&'static str; 3],
    months: [&'static str; 12],
}

const ENGLISH: Words = Words {
    unknown: "I don't know.",
    instead: "My documents on IOM and its careers do not answer this. Please try other words, or look on the official \
              careers site.",
    unsure: "I am not sure what you mean. Perhaps one of these helps:",
    choose: "To read one, ask with the words of its title.",
    see_also: "See also",
    related: "Related",
    careers: "Official careers site",
    old: "This may have changed: confirm on the official site.",
    source: "Source:",
    as_of: "as of",
    in_language: ["in English", "in French", "in Spanish"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

const FRENCH: Words = Words {
    unknown: "Je ne sais pas.",
    instead: "Mes documents sur l'OIM et ses emplois ne répondent pas à cette question. Essayez avec d'autres mots, ou \
              consultez le site officiel des carrières.",
    unsure: "Je ne suis pas sûr de comprendre. L'un de ces sujets vous aidera peut-être :",
    choose: "Pour en lire un, posez votre question avec les mots de son titre.",
    see_also: "Voir aussi",
    related: "Sujets proches",
    careers: "Site officiel des carrières",
    old: "Cela a pu changer : à confirmer sur le site officiel.",
    source: "Source :",
    as_of: "au",
    in_language: ["en anglais", "en français", "en espagnol"],
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
};

const SPANISH: Words = Words {
    unknown: "No lo sé.",
    instead: "Mis documentos sobre la OIM y sus empleos no responden a esta pregunta. Pruebe con otras palabras o \
              consulte el sitio oficial de empleo.",
    unsure: "No estoy seguro de entender la pregunta. Quizá le ayude uno de estos temas:",
    choose: "Para leer uno, pregunte con las palabras de su título.",
    see_also: "Véase también",
    related: "Temas relacionados",
    careers: "Sitio oficial de empleo",
    old: "Esto puede haber cambiado: confírmelo en el sitio oficial.",
    source: "Fuente:",
    as_of: "a",
    in_language: ["en inglés", "en francés", "en español"],
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
};

/// The words of a language.
#[must_use]
pub const fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &ENGLISH,
        Language::Fr => &FRENCH,
        Language::Es => &SPANISH,
    }
}

impl Words {
    /// That something is in `language`, for example `in French`.
    #[must_use]
    pub const fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.in_language[0],
            Language::Fr => self.in_language[1],
            Language::Es => self.in_language[2],
        }
    }
}

/// A date as people write it in a language, for example `28 February 2026`.
#[must_use]
pub fn day(date: jiff::civil::Date, language: Language) -> String {
    let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    let month = words(language).months.get(month).unwrap_or(&"");
    let (day, year) = (date.day(), date.year());
    match language {
        Language::Fr if day == 1 => format!("1er {month} {year}"),
        Language::En | Language::Fr => format!("{day} {month} {year}"),
        Language::Es => format!("{day} de {month} de {year}"),
    }
}

/// The day of a source, for example `as of 28 February 2026`.
#[must_use]
pub fn as_of(date: jiff::civil::Date, language: Language) -> String {
    format!("{} {}", words(language).as_of, day(date, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_out_in_each_language() {
        let dates = ["2026-02-28", "2025-08-01"].map(|date| date.parse().unwrap());
        let shown = |language| dates.map(|date| as_of(date, language));
        assert_eq!(shown(Language::En), ["as of 28 February 2026", "as of 1 August 2025"]);
        assert_eq!(shown(Language::Fr), ["au 28 février 2026", "au 1er août 2025"]);
        assert_eq!(shown(Language::Es), ["a 28 de febrero de 2026", "a 1 de agosto de 2025"]);
    }

    #[test]
    fn each_language_names_the_others_in_its_own_words() {
        assert_eq!(words(Language::En).in_language(Language::Fr), "in French");
        assert_eq!(words(Language::Fr).in_language(Language::En), "en anglais");
        assert_eq!(words(Language::Es).in_language(Language::Es), "en español");
    }
}
