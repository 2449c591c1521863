//! How to reach an office.

use super::answer::source_line;
use super::text::{escape, passage};
use super::{Card, Field, Link, Reply};
use crate::corpus::Office;
use crate::language::Language;

/// An office with what is known of it.
#[must_use]
pub fn contact(office: &Office, language: Language) -> Reply {
    let page = office.confirm_at.as_ref().or(office.website.as_ref());
    let links = page.map(|url| Link { label: "Confirm on the official page".to_owned(), url: url.clone() });
    Reply {
        private: false,
        text: String::new(),
        cards: vec![Card {
            title: escape(&office.heading(language)),
            url: office.website.clone(),
            text: passage(office.note.get(language), None),
            fields: fields(office),
            footer: Some(source_line(&office.source, language)),
        }],
        links: links.into_iter().collect(),
    }
}

fn fields(office: &Office) -> Vec<Field> {
    let lines = |lines: &[String]| {
        (!lines.is_empty()).then(|| lines.iter().map(|line| escape(line)).collect::<Vec<_>>().join("\n"))
    };
    let one = |value: &Option<String>| value.as_deref().map(|value| passage(value, None));
    let known = [
        ("Address", lines(&office.address), false),
        ("Post", lines(&office.post), false),
        ("Phone", one(&office.phone), true),
        ("Fax", one(&office.fax), true),
        ("E-mail", one(&office.email), true),
        ("Website", one(&office.website), true),
    ];
    known
        .into_iter()
        .filter_map(|(name, value, inline)| Some(Field { name: name.to_owned(), value: value?, inline }))
        .collect()
}
