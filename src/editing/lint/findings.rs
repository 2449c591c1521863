//! One thing to mend, and how it reads.

use std::fmt;

use crate::corpus::{Passage, Problem};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Gravity {
    /// To be mended.
    Error,
    /// To be thought about.
    Note,
}

/// What a finding is about, in the order in which findings are listed.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Rule {
    /// A file that cannot be read as it should; a missing or malformed date is one of these.
    Format,
    /// A passage without a source.
    Source,
    /// A passage that a language lacks.
    Translation,
    /// A passage with too few lines in which people ask.
    FewLines,
    /// A line that leads to two passages.
    SharedLine,
    /// Lines of one passage that are nearly the same.
    NearCopies,
    /// Lines of one passage that use the same few words over and over.
    Variety,
    /// A text that is too short or too long to be read in a chat.
    Length,
    /// A heading that is too long.
    Heading,
    /// A heading that does not find its own passage.
    Finding,
    /// A passage that its lines do not find when they are kept from the index.
    Unfound,
    /// Numbers of the same thing that differ between passages.
    Facts,
    /// A source that is old, or dated in the future.
    Age,
}

impl Rule {
    /// The name by which editors know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Source => "source",
            Self::Translation => "translation",
            Self::FewLines => "few-lines",
            Self::SharedLine => "shared-line",
            Self::NearCopies => "near-copies",
            Self::Variety => "variety",
            Self::Length => "length",
            Self::Heading => "heading",
            Self::Finding => "finding",
            Self::Unfound => "unfound",
            Self::Facts => "facts",
            Self::Age => "age",
        }
    }
}

/// Something to mend, or to think about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// What it is about.
    pub rule: Rule,
    /// How much it matters.
    pub gravity: Gravity,
    /// Where it is: a file and line, or a passage.
    pub place: String,
    /// What is wrong, and what was expected.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gravity = match self.gravity {
            Gravity::Error => "error",
            Gravity::Note => "note",
        };
        write!(f, "{gravity:5}  {:11}  {}: {}", self.rule.name(), self.place, self.what)
    }
}

impl Finding {
    pub(super) fn error(rule: Rule, passage: &Passage, what: String) -> Self {
        Self { rule, gravity: Gravity::Error, place: place(passage), what }
    }

    pub(super) fn note(rule: Rule, passage: &Passage, what: String) -> Self {
        Self { rule, gravity: Gravity::Note, place: place(passage), what }
    }

    pub(super) fn of_problem(problem: &Problem) -> Self {
        let place = match problem.line {
            Some(line) => format!("{}:{line}", problem.file),
            None => problem.file.clone(),
        };
        Self { rule: Rule::Format, gravity: Gravity::Error, place, what: problem.what.clone() }
    }

    /// A heading that finds another passage than its own, or nothing.
    #[must_use]
    pub fn of_heading(passage: &Passage, found: Option<&Passage>) -> Self {
        let found = found.map_or_else(|| "nothing".to_owned(), place);
        Self::error(Rule::Finding, passage, format!("its own heading, `{}`, finds {found} first", passage.heading))
    }

    /// A passage that is not among the first for any of its lines, `asked` of them, which were kept from the index.
    #[must_use]
    pub fn of_unfound(passage: &Passage, asked: usize) -> Self {
        let what = format!(
            "lines kept from the index: {asked}, and none finds it among the first three; its other lines do not tell it \
             from its neighbours"
        );
        Self::note(Rule::Unfound, passage, what)
    }
}

/// Where a passage stands: its language, document and id.
#[must_use]
pub(super) fn place(passage: &Passage) -> String {
    format!("{}/{}#{}", passage.language.code(), passage.document, passage.id)
}
