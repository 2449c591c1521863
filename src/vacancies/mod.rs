//! Vacancies: what one is, when two are the same, and what a poll of a source changed.
//!
//! Pure: sources are read elsewhere, and nothing here knows the time unless it is told.

pub mod deadline;
pub mod diff;
pub mod identity;
pub mod organization;
pub mod text;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// One vacancy as people may read it. All texts are plain, of one line, without control characters ([`text`]); none is
/// escaped for any display.
///
/// This is also the form in which a vacancy is stored, as JSON: a field that is added needs a default.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Vacancy {
    /// The name of the source that lists it.
    pub source: String,
    /// What makes it the same vacancy at the next poll; unique within its source ([`identity`]).
    pub key: String,
    /// The number that people quote, where the source has one.
    pub reference: Option<String>,
    /// The title as the source words it, slips included.
    pub title: String,
    /// Who employs, where the source says so.
    pub organization: Option<String>,
    /// Where the work is; empty where the source does not say.
    pub stations: Vec<Station>,
    /// Whether the source says that it can be done from anywhere.
    pub remote: bool,
    /// For example `P-3` or `G-5`.
    pub grade: Option<String>,
    /// For example `Fixed-term (1 year with possibility of extension)`.
    pub contract: Option<String>,
    /// The kind of staff, for example `Professional` or `General Service`.
    pub category: Option<String>,
    /// The kind of notice, for example `Special Vacancy Notice`.
    pub vacancy_type: Option<String>,
    /// The day on which the source says that it was posted.
    pub posted: Option<Date>,
    /// The last day to apply; `None` is open until filled, or unknown.
    pub deadline: Option<Deadline>,
    /// The page of the vacancy.
    pub url: String,
    /// The page that lists all vacancies of its source, where there is one for people.
    pub list_url: Option<String>,
}

/// A place of work.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Station {
    /// The town.
    pub city: Option<String>,
    /// The country's name as the source words it.
    pub country: Option<String>,
    /// The country's ISO 3166-1 alpha-2 code.
    pub country_code: Option<String>,
}

/// The last day to apply, and how we know it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Deadline {
    /// The day that people may be told; never later than the moment at which applying really ends.
    pub date: Date,
    /// That moment, where the source gives it.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// Where it was found.
    pub basis: Basis,
}

/// Where a deadline was found, from the least to the most trusted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Read in the text of the notice.
    Text,
    /// A field that holds a day.
    Day,
    /// A field that holds the moment at which the portal takes the notice down.
    Moment,
}

impl Deadline {
    /// A deadline known as a day.
    #[must_use]
    pub const fn day(date: Date, basis: Basis) -> Self {
        Self { date, at: None, basis }
    }

    /// A deadline known as a moment.
    ///
    /// The portal gives UTC, while people read the date at the duty station or in Geneva, mostly one minute before
    /// midnight: 22:59Z is that same day in Geneva, 03:59Z is the day before in New York. A moment before 09:00Z
    /// therefore counts for the day before, which at worst tells people to apply a day early.
    #[must_use]
    pub fn moment(at: Timestamp) -> Self {
        let utc = at.to_zoned(TimeZone::UTC);
        let date = if utc.hour() < 9 { utc.date().yesterday().unwrap_or(utc.date()) } else { utc.date() };
        Self { date, at: Some(at), basis: Basis::Moment }
    }

    /// Whether applying has ended for everybody. A day ends last at UTC-12, so a deadline that is known as a day only
    /// is kept open until then: better one notice too many than one withheld from those who could still apply.
    #[must_use]
    pub fn has_passed(&self, now: Timestamp) -> bool {
        if let Some(at) = self.at {
            return at <= now;
        }
        let west = TimeZone::fixed(jiff::tz::offset(-12));
        now.to_zoned(west).date() > self.date
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_moment_is_shown_as_the_day_that_people_read() {
        for (moment, day) in [
            ("2026-11-30T22:59:00Z", "2026-11-30"),      // Geneva
            ("2026-12-05T20:59:00+00:00", "2026-12-05"), // Nairobi
            ("2026-09-10T03:59:00Z", "2026-09-09"),      // New York
            ("2026-12-06T00:00:00Z", "2026-12-05"),
        ] {
            assert_eq!(Deadline::moment(at(moment)).date.to_string(), day, "{moment}");
        }
    }

    #[test]
    fn a_day_has_passed_only_when_it_has_passed_everywhere() {
        let deadline = Deadline::day("2026-11-30".parse().unwrap(), Basis::Day);
        assert!(!deadline.has_passed(at("2026-12-01T11:59:59Z")));
        assert!(deadline.has_passed(at("2026-12-01T12:00:00Z")));
    }

    #[test]
    fn a_moment_has_passed_when_it_is_over() {
        let deadline = Deadline::moment(at("2026-11-30T22:59:00Z"));
        assert!(!deadline.has_passed(at("2026-11-30T22:58:59Z")));
        assert!(deadline.has_passed(at("2026-11-30T22:59:00Z")));
    }

    #[test]
    fn a_vacancy_reads_the_same_after_it_was_stored() {
        let vacancy = Vacancy {
            key: "oracle:1".into(),
            title: "Chargé(e) de projet".into(),
            posted: Some("2026-11-02".parse().unwrap()),
            deadline: Some(Deadline::moment(at("2026-11-30T22:59:00Z"))),
            ..Vacancy::default()
        };
        let stored = serde_json::to_string(&vacancy).unwrap();
        assert_eq!(serde_json::from_str::<Vacancy>(&stored).unwrap(), vacancy);
    }

    #[test]
    fn a_vacancy_stored_before_a_field_existed_is_still_read() {
        let vacancy: Vacancy = serde_json::from_str(r#"{"key":"oracle:1","title":"Driver","retired":1}"#).unwrap();
        assert_eq!(vacancy.title, "Driver");
    }
}
