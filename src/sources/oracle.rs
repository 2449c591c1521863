//! Oracle Recruiting's candidate site, the portal where people apply to IOM.
//!
//! The interface is public but promises nothing: every field but id and title is optional here, and an answer that is
//! not the list (an outage page, a count without rows) is an error, never an empty list.

mod shared;
mod wire;

use std::collections::BTreeSet;

use anyhow::ensure;
use url::Url;

use super::fetch::error::FetchError;
use super::fetch::format::Format;
use super::fetch::{Fetched, Fetcher, Validators};
use super::{Before, Cause, Found};
use crate::vacancies::Vacancy;
use crate::vacancies::diff::Polled;
use crate::vacancies::identity::{is_oracle_id, oracle_key};
use wire::{Detail, Envelope, Row, Search};

/// How many rows are asked for. Sites give 25 at most, whatever is asked, or all of them.
const PAGE: usize = 100;

/// The most pages of one poll: 40 of 25 rows are five times what IOM ever listed.
const MOST_PAGES: usize = 40;

/// The most details of one poll; more new vacancies than this wait for the next one.
const MOST_DETAILS: usize = 60;

/// The organization: a site belongs to one.
const ORGANIZATION: &str = "International Organization for Migration (IOM)";

/// One candidate site.
#[derive(Debug)]
pub struct Oracle {
    name: String,
    site: String,
    /// Scheme, host and port.
    host: Url,
    /// The list for people, which is also what tells this site from others.
    list: String,
}

/// What the pages of the list gave.
#[derive(Default)]
struct Listed {
    rows: Vec<Row>,
    ids: BTreeSet<String>,
    complete: bool,
}

impl Oracle {
    /// The site `site` (for example `CX_1001`) of `host`, of which only scheme, host and port count.
    ///
    /// # Errors
    ///
    /// When the site's number could change the meaning of an address.
    pub fn new(name: String, host: &Url, site: &str) -> anyhow::Result<Self> {
        let harmless = |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '-';
        ensure!(
            !site.is_empty() && site.chars().all(harmless),
            "source '{name}': the site must be a number such as CX_1001, not '{site}'"
        );
        let host = host.join("/")?;
        let list = host.join(&format!("hcmUI/CandidateExperience/en/sites/{site}/jobs"))?;
        Ok(Self { name, site: site.to_owned(), host, list: list.into() })
    }

    /// The source's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The list for people.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.list
    }

    pub(super) async fn poll(&self, fetcher: &Fetcher, before: &Before) -> Result<Found, Cause> {
        let listed = self.list(fetcher, before).await?;
        let mut vacancies = Vec::with_capacity(listed.rows.len());
        let mut details = 0;
        for row in &listed.rows {
            let Some(vacancy) = self.vacancy(row) else { continue };
            // The first poll announces nothing, so nothing is worth some hundred requests.
            if before.first_poll || before.keys.contains(&vacancy.key) {
                vacancies.push(vacancy);
                continue;
            }
            details += 1;
            if details <= MOST_DETAILS {
                vacancies.extend(self.with_detail(fetcher, row, vacancy).await?);
            }
        }
        let polled = Polled { vacancies, complete: listed.complete };
        Ok(Found { polled: Some(polled), validators: Validators::default() })
    }

    /// All pages: offset grows by the rows received (page sizes differ between sites), until the count is reached or a
    /// page is empty. A vacancy posted meanwhile shifts a row to the next page, where it is read again;
    /// more repetition than that means that the site ignores the offset, and that the list is not complete.
    async fn list(&self, fetcher: &Fetcher, before: &Before) -> Result<Listed, Cause> {
        let mut listed = Listed::default();
        let (mut offset, mut stale) = (0, 0);
        for page in 1..=MOST_PAGES {
            let search = self.page(fetcher, offset).await?;
            let rows = search.rows(&self.site, offset == 0)?;
            if offset == 0 && rows.is_empty() && !before.keys.is_empty() {
                return Err(Cause::Unexpected("lists no vacancies at all, although it had some before".to_owned()));
            }
            offset += rows.len();
            let (was_empty, had) = (rows.is_empty(), listed.ids.len());
            for row in rows {
                let row = Row::read(row);
                listed.rows.extend(row.filter(|row| listed.ids.insert(row.id.clone())));
            }
            if was_empty || offset >= search.total() {
                listed.complete = listed.ids.len() + page >= search.total();
                break;
            }
            stale = if listed.ids.len() == had { stale + 1 } else { 0 };
            if stale == 2 {
                break;
            }
        }
        if offset > 0 && listed.rows.is_empty() {
            return Err(Cause::Unexpected(format!("gave {offset} rows, none with an id of digits and a title")));
        }
        Ok(listed)
    }

    async fn page(&self, fetcher: &Fetcher, offset: usize) -> Result<Search, Cause> {
        // Some sites answer 400 when `;`, `,` or `=` of the finder are percent-encoded: no query encoder here. Without
        // `expand` the answer is a count and no rows.
        let query = format!(
            "onlyData=true&expand=requisitionList.workLocation,requisitionList.otherWorkLocations,\
             requisitionList.secondaryLocations,requisitionList.requisitionFlexFields\
             &finder=findReqs;siteNumber={},limit={PAGE},offset={offset},sortBy=POSTING_DATES_DESC",
            self.site
        );
        let envelope: Envelope<Search> = self.get(fetcher, "recruitingCEJobRequisitions", &query).await?;
        envelope
            .items
            .into_iter()
            .next()
            .ok_or_else(|| Cause::Unexpected("gave no search result, expected one with a list of vacancies".to_owned()))
    }

    /// The vacancy with what only its detail says; `None` when it is gone by now. Where the site answers for the list
    /// but not for this one detail, the list's facts have to do: one broken notice must not stop all others.
    async fn with_detail(&self, fetcher: &Fetcher, row: &Row, vacancy: Vacancy) -> Result<Option<Vacancy>, Cause> {
        match self.detail(fetcher, &row.id).await {
            Ok(Some(detail)) => Ok(Some(detail.complete(vacancy))),
            Ok(None) => Ok(None),
            Err(Cause::Fetch(FetchError::Status { status: 400 | 404 | 500, .. }) | Cause::Unexpected(_)) => {
                tracing::warn!(
                    source = self.name,
                    vacancy = row.id,
                    "a vacancy has no readable detail, its row has to do"
                );
                Ok(Some(vacancy))
            }
            Err(error) => Err(error),
        }
    }

    async fn detail(&self, fetcher: &Fetcher, id: &str) -> Result<Option<Detail>, Cause> {
        let query = format!("expand=all&onlyData=true&finder=ById;Id=%22{id}%22,siteNumber={}", self.site);
        let envelope: Envelope<Detail> = self.get(fetcher, "recruitingCEJobRequisitionDetails", &query).await?;
        Ok(envelope.items.into_iter().find(|detail| detail.id.as_deref().is_none_or(|found| found == id)))
    }

    async fn get<T: serde::de::DeserializeOwned>(
        &self,
        fetcher: &Fetcher,
        resource: &str,
        query: &str,
    ) -> Result<T, Cause> {
        let mut url = self.host.clone();
        url.set_path(&format!("/hcmRestApi/resources/latest/{resource}"));
        url.set_query(Some(query));
        match fetcher.get(&url, Format::Json, &Validators::default()).await? {
            Fetched::Page(page) => serde_json::from_slice(&page.bytes)
                .map_err(|error| Cause::Unexpected(format!("gave JSON of another shape than {resource}: {error}"))),
            Fetched::Unchanged => Err(Cause::Unexpected("answered HTTP 304 to an unconditional request".to_owned())),
        }
    }

    fn vacancy(&self, row: &Row) -> Option<Vacancy> {
        debug_assert!(is_oracle_id(&row.id), "rows are read with a valid id");
        Some(Vacancy {
            source: self.name.clone(),
            key: oracle_key(&row.id)?,
            reference: Some(row.id.clone()),
            organization: Some(ORGANIZATION.to_owned()),
            url: self.list.strip_suffix('s').map(|page| format!("{page}/{}", row.id))?,
            list_url: Some(self.list.clone()),
            ..row.facts()
        })
    }
}

#[cfg(test)]
mod tests;
