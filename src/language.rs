//! The languages that the bot speaks: IOM's three official ones.

use serde::{Deserialize, Serialize};
use whatlang::{Detector, Lang};

/// A language of passages and replies. Serialised as its ISO 639-1 code.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
}

impl Language {
    /// All languages, in the order in which they are listed to people.
    pub const ALL: [Self; 3] = [Self::En, Self::Fr, Self::Es];

    /// The ISO 639-1 code, for example `fr`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Es => "es",
        }
    }

    /// The language that a text looks like most, and how sure that is, 0 to 1; `None` where nothing can be told.
    #[must_use]
    pub fn looks_like(text: &str) -> Option<(Self, f32)> {
        let detected = Detector::with_allowlist(vec![Lang::Eng, Lang::Fra, Lang::Spa]).detect(text)?;
        let language = match detected.lang() {
            Lang::Fra => Self::Fr,
            Lang::Spa => Self::Es,
            _ => Self::En,
        };
        Some((language, detected.confidence() as f32))
    }

    /// The language of a locale such as Discord's `es-419`; `None` for one that we do not speak.
    #[must_use]
    pub fn of_locale(locale: &str) -> Option<Self> {
        let code = locale.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regional_locale_means_its_language() {
        assert_eq!(Language::of_locale("es-419"), Some(Language::Es));
        assert_eq!(Language::of_locale("en-US"), Some(Language::En));
        assert_eq!(Language::of_locale("FR"), Some(Language::Fr));
    }

    #[test]
    fn a_locale_that_we_do_not_speak_has_no_language() {
        assert_eq!(Language::of_locale("de"), None);
        assert_eq!(Language::of_locale(""), None);
        assert_eq!(Language::of_locale("fry"), None);
    }
}
