//! The JSON of an Oracle candidate site, read leniently: a field of another type than expected counts as absent.
//!
//! Fields for employees (`Internal…Str`) and names of people are not read at all.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::sources::Cause;
use crate::vacancies::identity::is_oracle_id;
use crate::vacancies::text::{filled, line, plain};
use crate::vacancies::{Basis, Deadline, Station, Vacancy, deadline};

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

/// What list and detail say in the same words.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shared {
    #[serde(default, deserialize_with = "text")]
    posting_end_date: Option<String>,
    #[serde(default, deserialize_with = "text")]
    primary_location: Option<String>,
    #[serde(default, deserialize_with = "text")]
    primary_location_country: Option<String>,
    #[serde(default, deserialize_with = "text")]
    workplace_type: Option<String>,
    #[serde(default, deserialize_with = "text")]
    workplace_type_code: Option<String>,
    #[serde(default, rename = "secondaryLocations", deserialize_with = "rows")]
    secondary_locations: Vec<Place>,
    #[serde(default, rename = "workLocation", deserialize_with = "rows")]
    work_location: Vec<Site>,
    #[serde(default, rename = "otherWorkLocations", deserialize_with = "rows")]
    other_work_locations: Vec<Site>,
    #[serde(default, rename = "requisitionFlexFields", deserialize_with = "rows")]
    requisition_flex_fields: Vec<Flex>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Place {
    #[serde(default, deserialize_with = "text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    country_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Site {
    #[serde(default, deserialize_with = "text")]
    town_or_city: Option<String>,
    #[serde(default, deserialize_with = "text")]
    country: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Flex {
    #[serde(default, deserialize_with = "text")]
    prompt: Option<String>,
    #[serde(default, deserialize_with = "text")]
    value: Option<String>,
}

impl Shared {
    fn last_day(&self) -> Option<Deadline> {
        Some(Deadline::day(date(self.posting_end_date.as_deref()?)?, Basis::Day))
    }

    fn flex(&self, prompt: &str) -> Option<String> {
        let named = |flex: &&Flex| flex.prompt.as_deref().is_some_and(|name| line(name).eq_ignore_ascii_case(prompt));
        some_line(self.requisition_flex_fields.iter().find(named)?.value.as_deref())
    }

    /// `U2` is what a sister organization writes where a country should be, for work from home.
    fn is_remote(&self) -> bool {
        self.workplace_type_code.as_deref() == Some("ORA_REMOTE")
            || self.workplace_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("remote"))
            || self.primary_location_country.as_deref() == Some("U2")
    }

    /// The first place, then the others; a place that two fields name counts once. Several posts are one notice, and a
    /// filter for countries would miss it if only the first place counted.
    fn stations(&self) -> Vec<Station> {
        let primary = place(self.primary_location.as_deref(), self.primary_location_country.as_deref());
        let secondary = self.secondary_locations.iter();
        let secondary = secondary.map(|spot| place(spot.name.as_deref(), spot.country_code.as_deref()));
        let sites = self.work_location.iter().filter(|_| primary.city.is_none()).chain(&self.other_work_locations);
        let sites = sites.map(|site| Station {
            city: some_line(site.town_or_city.as_deref()),
            country: None,
            country_code: site.country.as_deref().and_then(country_code),
        });
        let mut stations: Vec<Station> = Vec::new();
        for station in std::iter::once(primary.clone()).chain(secondary).chain(sites) {
            if station != Station::default() && !stations.iter().any(|known| is_same_place(known, &station)) {
                stations.push(station);
            }
        }
        stations
    }
}

/// `City, Region, Country`, `City, Country` or `Country`.
fn place(name: Option<&str>, code: Option<&str>) -> Station {
    let name = line(name.unwrap_or_default());
    let mut parts = name.split(',').map(str::trim).filter(|part| !part.is_empty());
    let country = parts.next_back().map(ToOwned::to_owned);
    let city = parts.next().map(ToOwned::to_owned);
    Station { city, country, country_code: code.and_then(country_code) }
}

/// Whether `other` adds nothing to `known`: the same town of the same country, or a country whose town is known.
fn is_same_place(known: &Station, other: &Station) -> bool {
    let same_country =
        known.country_code == other.country_code || known.country_code.is_none() || other.country_code.is_none();
    let fold = |city: &Option<String>| city.as_deref().map(str::to_lowercase);
    same_country && (other.city.is_none() || fold(&known.city) == fold(&other.city))
}

/// Two letters; pseudo codes such as `U1` (several countries) hold a digit.
fn country_code(code: &str) -> Option<String> {
    let code = code.trim();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| code.to_ascii_uppercase())
}

fn date(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

fn some_line(text: Option<&str>) -> Option<String> {
    filled(line(text?))
}

/// Text, or a number as text: ids come as both.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

fn some_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer)?.ok_or_else(|| serde::de::Error::custom("expected text"))
}

/// The elements that can be read; none where there is no list.
fn rows<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let Value::Array(rows) = Value::deserialize(deserializer)? else { return Ok(Vec::new()) };
    Ok(rows.into_iter().filter_map(|row| serde_json::from_value(row).ok()).collect())
}
