//! Names for the passages of a document, each its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::section::{Section, slug};

/// Finds a name of its own for each passage of a document.
pub(super) struct Names<'a> {
    title: &'a str,
    /// How often each heading stands over a text.
    headings: BTreeMap<&'a str, usize>,
    /// The headings above the section, with their levels.
    above: Vec<(usize, &'a str)>,
    /// The identities that are given.
    given: BTreeSet<String>,
    /// The number that comes next for each heading.
    next: BTreeMap<String, usize>,
}

/// A heading, and those above it up to the title.
pub(super) struct Headings<'a> {
    heading: &'a str,
    above: Vec<&'a str>,
}

impl<'a> Names<'a> {
    pub fn new(title: &'a str, sections: &'a [Section]) -> Self {
        let mut headings = BTreeMap::new();
        for section in sections.iter().filter(|section| !section.text.is_empty()) {
            *headings.entry(section.heading.as_str()).or_default() += 1;
        }
        Self { title, headings, above: Vec::new(), given: BTreeSet::new(), next: BTreeMap::new() }
    }

    /// Goes on to the next section.
    pub fn enter(&mut self, section: &'a Section) -> Headings<'a> {
        if section.heading.is_empty() || section.heading == self.title {
            return Headings { heading: self.title, above: Vec::new() };
        }
        self.above.retain(|(level, _)| *level < section.level);
        let above = std::iter::once(self.title).chain(self.above.iter().map(|(_, heading)| *heading)).collect();
        self.above.push((section.level, &section.heading));
        Headings { heading: &section.heading, above }
    }

    /// The heading of the next passage of a section, and, where others stand above it, a line with all of them. A heading
    /// that the document has several times is told apart by the one above it, and by a number.
    pub fn name(&mut self, of: &Headings<'_>) -> (String, Option<String>) {
        let is_shared = self.headings.get(of.heading).is_some_and(|times| *times > 1);
        let above = of.above.iter().skip(1).last().filter(|_| is_shared);
        let heading = above.map_or_else(|| of.heading.to_owned(), |above| format!("{above}: {}", of.heading));
        let numbered = |number: usize| if number > 1 { format!(" ({number})") } else { String::new() };
        let next = self.next.entry(heading.clone()).or_insert(1);
        while !self.given.insert(slug(&format!("{heading}{}", numbered(*next)))) {
            *next += 1;
        }
        let number = numbered(*next);
        let line = (!of.above.is_empty()).then(|| format!("{}: {}{number}", of.above.join(": "), of.heading));
        (format!("{heading}{number}"), line)
    }
}
