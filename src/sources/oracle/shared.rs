//! What an Oracle site says in the same words in its list and in its details, and how its values are read.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::vacancies::text::{filled, line};
use crate::vacancies::{Basis, Deadline, Station};

/// What list and detail say in the same words.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Shared {
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
    pub(super) fn last_day(&self) -> Option<Deadline> {
        Some(Deadline::day(date(self.posting_end_date.as_deref()?)?, Basis::Day))
    }

    pub(super) fn flex(&self, prompt: &str) -> Option<String> {
        let named = |flex: &&Flex| flex.prompt.as_deref().is_some_and(|name| line(name).eq_ignore_ascii_case(prompt));
        some_line(self.requisition_flex_fields.iter().find(named)?.value.as_deref())
    }

    /// `U2` is what a sister organization writes where a country should be, for work from home.
    pub(super) fn is_remote(&self) -> bool {
        self.workplace_type_code.as_deref() == Some("ORA_REMOTE")
            || self.workplace_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("remote"))
            || self.primary_location_country.as_deref() == Some("U2")
    }

    /// The first place, then the others; a place that two fields name counts once. Several posts are one notice, and a
    /// filter for countries would miss it if only the first place counted.
    pub(super) fn stations(&self) -> Vec<Station> {
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

pub(super) fn date(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

pub(super) fn some_line(text: Option<&str>) -> Option<String> {
    filled(line(text?))
}

/// Text, or a number as text: ids come as both.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

pub(super) fn some_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer)?.ok_or_else(|| serde::de::Error::custom("expected text"))
}

/// The elements that can be read; none where there is no list.
fn rows<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let Value::Array(rows) = Value::deserialize(deserializer)? else { return Ok(Vec::new()) };
    Ok(rows.into_iter().filter_map(|row| serde_json::from_value(row).ok()).collect())
}
