//! Offices: data in `contacts.toml`, so that an address stands in one place and reads the same everywhere.

use std::fmt::Write as _;

use serde::Deserialize;

use super::{Passage, Problem, Source, check_url};
use crate::language::Language;

/// The file of the offices, inside the corpus folder.
pub(super) const FILE: &str = "contacts.toml";

/// The document that passages of offices name as theirs.
pub(super) const DOCUMENT: &str = "contacts";

/// Their topic.
pub(super) const TOPIC: &str = "contacts";

/// A text in each language; English must be there, the others fall back to it.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    en: String,
    fr: Option<String>,
    es: Option<String>,
}

impl Localized {
    /// The text in `language`, or in English.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => None,
            Language::Fr => self.fr.as_deref(),
            Language::Es => self.es.as_deref(),
        }
        .unwrap_or(&self.en)
    }
}

/// Ways in which people ask for an office, in each language.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
struct AskedAs {
    #[serde(default)]
    en: Vec<String>,
    #[serde(default)]
    fr: Vec<String>,
    #[serde(default)]
    es: Vec<String>,
}

/// An office of IOM and how to reach it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Lower-case words with hyphens, unique.
    pub id: String,
    /// What people call it.
    pub name: Localized,
    /// The city it stands in.
    pub city: Option<String>,
    /// The country it stands in.
    pub country: Option<String>,
    /// The lines of its street address.
    #[serde(default)]
    pub address: Vec<String>,
    /// The lines of its postal address, where it is another one.
    #[serde(default)]
    pub post: Vec<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its fax number.
    pub fax: Option<String>,
    /// Its mailbox.
    pub email: Option<String>,
    /// Its website.
    pub website: Option<String>,
    /// The page where its details can be confirmed.
    pub confirm_at: Option<String>,
    /// What it does and what to know about it.
    pub note: Localized,
    /// Other words for it, in any language.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Where its details come from.
    pub source: Source,
    #[serde(default)]
    asked_as: AskedAs,
}

/// The labels of an office's details in one language.
struct Labels {
    address: &'static str,
    post: &'static str,
    phone: &'static str,
    fax: &'static str,
    email: &'static str,
    website: &'static str,
    confirm: &'static str,
}

const fn labels(language: Language) -> Labels {
    match language {
        Language::En => Labels {
            address: "Address",
            post: "Post",
            phone: "Telephone (phone)",
            fax: "Fax",
            email: "E-mail",
            website: "Website",
            confirm: "Details can change: confirm at",
        },
        Language::Fr => Labels {
            address: "Adresse",
            post: "Courrier",
            phone: "Téléphone",
            fax: "Fax",
            email: "Courriel (e-mail)",
            website: "Site web",
            confirm: "Ces coordonnées peuvent changer : à confirmer sur",
        },
        Language::Es => Labels {
            address: "Dirección",
            post: "Correo postal",
            phone: "Teléfono",
            fax: "Fax",
            email: "Correo electrónico (e-mail)",
            website: "Sitio web",
            confirm: "Los datos pueden cambiar: confirme en",
        },
    }
}

impl Office {
    /// The office as a passage, so that a question such as `hq phone` finds it.
    #[must_use]
    pub fn passage(&self, language: Language) -> Passage {
        Passage {
            id: format!("office-{}", self.id),
            document: DOCUMENT.to_owned(),
            topic: TOPIC.to_owned(),
            language,
            heading: self.heading(language),
            text: self.text(language),
            asked_as: match language {
                Language::En => self.asked_as.en.clone(),
                Language::Fr => self.asked_as.fr.clone(),
                Language::Es => self.asked_as.es.clone(),
            },
            sources: vec![self.source.clone()],
        }
    }

    /// The name with the place, for example `IOM headquarters (Geneva, Switzerland)`.
    #[must_use]
    pub fn heading(&self, language: Language) -> String {
        let name = self.name.get(language);
        let place: Vec<&str> = [&self.city, &self.country].into_iter().flatten().map(String::as_str).collect();
        if place.is_empty() || place.iter().all(|part| name.contains(part)) {
            return name.to_owned();
        }
        format!("{name} ({})", place.join(", "))
    }

    /// The note, then one line for each detail that is known.
    fn text(&self, language: Language) -> String {
        let labels = labels(language);
        let address = (!self.address.is_empty()).then(|| self.address.join(", "));
        let post = (!self.post.is_empty()).then(|| self.post.join(", "));
        let details = [
            (labels.address, address.as_ref()),
            (labels.post, post.as_ref()),
            (labels.phone, self.phone.as_ref()),
            (labels.fax, self.fax.as_ref()),
            (labels.email, self.email.as_ref()),
            (labels.website, self.website.as_ref()),
        ];
        let mut text = format!("{}\n", self.note.get(language));
        for (label, value) in details {
            if let Some(value) = value {
                let _ = write!(text, "\n- {label}: {value}");
            }
        }
        if let Some(page) = &self.confirm_at {
            let _ = write!(text, "\n\n{} {page}", labels.confirm);
        }
        text
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contacts {
    #[serde(default)]
    offices: Vec<toml::Spanned<toml::Value>>,
}

/// The offices of `contacts.toml` and what is wrong with it; one bad office does not take the others with it.
pub(super) fn parse(content: &str) -> (Vec<Office>, Vec<Problem>) {
    let line =
        |at: usize| content.as_bytes()[..at.min(content.len())].iter().filter(|byte| **byte == b'\n').count() + 1;
    let problem = |at: Option<usize>, what: String| Problem { file: FILE.to_owned(), line: at.map(line), what };
    let contacts: Contacts = match toml::from_str(content) {
        Ok(contacts) => contacts,
        Err(error) => {
            return (Vec::new(), vec![problem(error.span().map(|span| span.start), error.message().to_owned())]);
        }
    };
    let mut offices: Vec<Office> = Vec::new();
    let mut problems = Vec::new();
    for written in contacts.offices {
        let at = written.span().start;
        match read_office(written.into_inner()) {
            Ok(office) if offices.iter().any(|other| other.id == office.id) => {
                problems.push(problem(Some(at), format!("a second office with the id `{}`", office.id)));
            }
            Ok(office) => offices.push(office),
            Err(what) => problems.push(problem(Some(at), what)),
        }
    }
    (offices, problems)
}

fn read_office(written: toml::Value) -> Result<Office, String> {
    let office: Office = written.try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
    for url in [&office.website, &office.confirm_at, &office.source.url] {
        check_url(url.as_deref())?;
    }
    Ok(office)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: &str = "[[offices]]\nid = \"hq\"\nname = { en = \"IOM headquarters\", fr = \"Siège de l'OIM\" }\n\
        city = \"Geneva\"\ncountry = \"Switzerland\"\naddress = [\"17 Route des Morillons\", \"Geneva\"]\n\
        phone = \"+41 22 717 9111\"\nconfirm_at = \"https://www.iom.int/contact-us\"\nnote = { en = \"The main seat.\" }\n\
        [offices.source]\npublisher = \"P\"\ntitle = \"T\"\nas_of = \"2024-12-31\"\n[offices.asked_as]\nen = [\"hq phone\"]\n";

    #[test]
    fn an_office_is_a_passage_with_what_is_known_of_it() {
        let (offices, problems) = parse(OFFICE);
        assert_eq!(problems, []);
        let passage = offices[0].passage(Language::En);
        assert_eq!(passage.heading, "IOM headquarters (Geneva, Switzerland)");
        assert_eq!(
            passage.text,
            "The main seat.\n\n- Address: 17 Route des Morillons, Geneva\n- Telephone (phone): +41 22 717 9111\n\n\
             Details can change: confirm at https://www.iom.int/contact-us"
        );
        assert_eq!(passage.asked_as, ["hq phone"]);
    }

    #[test]
    fn a_language_without_its_own_text_falls_back_to_english() {
        let (offices, _) = parse(OFFICE);
        let passage = offices[0].passage(Language::Fr);
        assert_eq!(passage.heading, "Siège de l'OIM (Geneva, Switzerland)");
        assert!(passage.text.starts_with("The main seat.\n\n- Adresse: "));
    }

    #[test]
    fn a_bad_office_is_reported_with_its_line_and_the_others_stay() {
        let (offices, problems) = parse(&format!("{OFFICE}\n[[offices]]\nid = \"x\"\n\n{OFFICE}"));
        assert_eq!(offices.len(), 1);
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("contacts.toml:17: missing field"), "{}", problems[0]);
        assert!(problems[1].ends_with("a second office with the id `hq`"));
    }
}
