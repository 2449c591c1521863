//! The JSON of an Oracle candidate site, read leniently: a field of another type than expected counts as absent.
//!
//! Fields for employees (`Internal…Str`) and names of people are not read at all.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::shared::{Shared, date, some_line, some_text, text};

use crate::sources::Cause;
use crate::vacancies::identity::is_oracle_id;
use crate::vacancies::text::{line, plain};
use crate::vacancies::{Basis, Deadline, Vacancy, deadline};

/// What stands around every answer. Its `count` counts the elements here (one), not vacancies.
#[derive(Deserialize)]
pub(super) struct Envelope<T> {
    pub(super) items: Vec<T>,
}

/// One page of the list.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Search {
    #[serde(default, deserialize_with = "text")]
    site_number: Option<String>,
    total_jobs_count: Option<u64>,
    #[serde(rename = "requisitionList")]
    requisition_list: Option<Vec<Value>>,
}

impl Search {
    /// How many vacancies there are over all pages.
    pub(super) fn total(&self) -> usize {
        self.total_jobs_count.and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX)
    }

    /// The rows of the page. A count above zero on the first page without rows is not an empty list but a broken answer.
    pub(super) fn rows(&self, site: &str, is_first: bool) -> Result<Vec<Value>, Cause> {
        if let Some(other) = self.site_number.as_deref().filter(|number| *number != site) {
            return Err(Cause::Unexpected(format!("answered for the site {}, expected {site}", line(other))));
        }
        let rows = self.requisition_list.clone().unwrap_or_default();
        match self.total_jobs_count {
            Some(0) => Ok(rows),
            Some(count) if is_first && rows.is_empty() => {
                Err(Cause::Unexpected(format!("counts {count} vacancies but lists none of them")))
            }
            None if is_first && rows.is_empty() => {
                Err(Cause::Unexpected("gave neither a count nor a list of vacancies".to_owned()))
            }
            _ => Ok(rows),
        }
    }
}

/// One vacancy of the list.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Row {
    #[serde(deserialize_with = "some_text")]
    pub(super) id: String,
    #[serde(deserialize_with = "some_text")]
    title: String,
    #[serde(flatten)]
    shared: Shared,
    #[serde(default, deserialize_with = "text")]
    posted_date: Option<String>,
}

impl Row {
    /// The row, unless it lacks what makes it one: an id of digits and a title.
    pub(super) fn read(row: Value) -> Option<Self> {
        let row: Self = serde_json::from_value(row).ok()?;
        (is_oracle_id(&row.id) && !line(&row.title).is_empty()).then_some(row)
    }

    /// What the row says of the vacancy; identity and addresses are the site's to fill in.
    pub(super) fn facts(&self) -> Vacancy {
        Vacancy {
            title: line(&self.title),
            posted: self.posted_date.as_deref().and_then(date),
            deadline: self.shared.last_day(),
            stations: self.shared.stations(),
            remote: self.shared.is_remote(),
            grade: self.shared.flex("Grade"),
            contract: self.shared.flex("Contract Type"),
            category: self.shared.flex("Recruiting Type"),
            vacancy_type: self.shared.flex("Vacancy Type"),
            ..Vacancy::default()
        }
    }
}

/// What the page of one vacancy says.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Detail {
    #[serde(default, deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    category: Option<String>,
    #[serde(default, deserialize_with = "text")]
    external_posted_end_date: Option<String>,
    #[serde(default, deserialize_with = "text")]
    short_description_str: Option<String>,
    #[serde(default, deserialize_with = "text")]
    external_description_str: Option<String>,
    #[serde(default, deserialize_with = "text")]
    external_responsibilities_str: Option<String>,
    #[serde(default, deserialize_with = "text")]
    external_qualifications_str: Option<String>,
    #[serde(flatten)]
    shared: Shared,
}

impl Detail {
    /// The vacancy of the list with the detail's facts.
    pub(super) fn complete(&self, listed: Vacancy) -> Vacancy {
        let flex = |prompt| self.shared.flex(prompt);
        Vacancy {
            deadline: self.deadline(listed.deadline),
            stations: if listed.stations.is_empty() { self.shared.stations() } else { listed.stations },
            remote: listed.remote || self.shared.is_remote(),
            grade: flex("Grade").or(listed.grade),
            contract: flex("Contract Type").or(listed.contract),
            category: listed
                .category
                .or_else(|| flex("Recruiting Type"))
                .or_else(|| some_line(self.category.as_deref())),
            vacancy_type: flex("Vacancy Type").or(listed.vacancy_type),
            ..listed
        }
    }

    /// By order of trust: the moment at which the portal takes the notice down, the list's last day, a date in the text.
    fn deadline(&self, listed: Option<Deadline>) -> Option<Deadline> {
        let moment = self.external_posted_end_date.as_deref().and_then(|moment| moment.parse::<Timestamp>().ok());
        moment.map(Deadline::moment).or(listed).or_else(|| self.shared.last_day()).or_else(|| self.deadline_in_text())
    }

    fn deadline_in_text(&self) -> Option<Deadline> {
        let parts = [
            &self.short_description_str,
            &self.external_description_str,
            &self.external_responsibilities_str,
            &self.external_qualifications_str,
        ];
        let date = parts.into_iter().flatten().find_map(|html| deadline::in_text(&plain(html)))?;
        Some(Deadline::day(date, Basis::Text))
    }
}
