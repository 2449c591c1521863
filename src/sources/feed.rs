//! An RSS, Atom or JSON feed of vacancies, as its operator configured it.

use feed_rs::model::{Entry, Text};
use feed_rs::parser;
use jiff::civil::Date;
use url::Url;

use super::fetch::{Fetched, Fetcher, Format, Page};
use super::{Before, Cause, Found};
use crate::vacancies::diff::Polled;
use crate::vacancies::identity::{feed_key, is_web, plain_link};
use crate::vacancies::organization::{Claim, is_full_name, may_be_iom};
use crate::vacancies::text::{filled, has_entities, line, line_of_html, plain};
use crate::vacancies::{Basis, Deadline, Vacancy, deadline};

/// One feed.
#[derive(Debug)]
pub struct Feed {
    name: String,
    url: Url,
}

impl Feed {
    /// The feed at `url`.
    #[must_use]
    pub const fn new(name: String, url: Url) -> Self {
        Self { name, url }
    }

    /// The source's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The feed's address.
    #[must_use]
    pub fn address(&self) -> &str {
        self.url.as_str()
    }

    pub(super) async fn poll(&self, fetcher: &Fetcher, before: &Before) -> Result<Found, Cause> {
        match fetcher.get(&self.url, Format::Feed, &before.validators).await? {
            Fetched::Unchanged => Ok(Found { polled: None, validators: before.validators.clone() }),
            Fetched::Page(page) => {
                let vacancies = self.parse(&page)?;
                // A feed shows its newest items only.
                Ok(Found { polled: Some(Polled { vacancies, complete: false }), validators: page.validators })
            }
        }
    }

    fn parse(&self, page: &Page) -> Result<Vec<Vacancy>, Cause> {
        // An item without an id would get a random one at every poll; empty, it can be told from a real one.
        let parser =
            parser::Builder::new().base_uri(Some(page.url.as_str())).id_generator(|_, _, _| String::new()).build();
        let feed = parser
            .parse(page.bytes.as_slice())
            .map_err(|error| Cause::Unexpected(format!("gave no RSS, Atom or JSON feed: {error}")))?;
        let channel = feed.title.as_ref().map(text).unwrap_or_default();
        let listed = feed.entries.len();
        let vacancies: Vec<Vacancy> =
            feed.entries.iter().filter_map(|entry| self.vacancy(entry, &channel, &page.url)).collect();
        if vacancies.len() < listed {
            let refused = listed - vacancies.len();
            tracing::debug!(
                source = self.name,
                refused,
                listed,
                "items without identity or of other bodies are left out"
            );
        }
        Ok(vacancies)
    }

    fn vacancy(&self, entry: &Entry, channel: &str, base: &Url) -> Option<Vacancy> {
        let link = link(entry, base);
        let key = feed_key(Some(&entry.id), link.as_ref())?;
        // An id that is an address serves as the link, as RSS means it.
        let page = link.clone().or_else(|| Url::parse(&entry.id).ok().filter(is_web))?;
        let title = filled(text(entry.title.as_ref()?))?;
        let body = body(entry);
        let authors: Vec<String> = entry.authors.iter().filter_map(|author| author.name.as_deref()).map(line).collect();
        let labels: Vec<String> = entry.categories.iter().map(|category| line(&category.term)).collect();
        let organization = authors.iter().chain(&labels).find(|name| is_full_name(name)).or(authors.first()).cloned();
        let claim = Claim {
            organizations: organization.iter().map(String::as_str).collect(),
            texts: [title.as_str(), body.as_str(), channel]
                .into_iter()
                .chain(labels.iter().map(String::as_str))
                .collect(),
            link: Some(&page),
        };
        may_be_iom(&claim).then(|| Vacancy {
            source: self.name.clone(),
            key,
            title,
            organization: organization.and_then(filled),
            posted: entry.published.and_then(day),
            deadline: deadline::in_text(&body).map(|date| Deadline::day(date, Basis::Text)),
            url: plain_link(&page).into(),
            ..Vacancy::default()
        })
    }
}

/// The link for people: the first alternate one that leads to the web. `updated` is no link's business, `self` is the
/// item as data and `enclosure` a file.
fn link(entry: &Entry, base: &Url) -> Option<Url> {
    entry
        .links
        .iter()
        .filter(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"))
        .filter_map(|link| base.join(link.href.trim()).ok())
        .find(is_web)
}

/// The day in UTC. `updated` does not stand in for it: feeds re-date old notices.
fn day(moment: impl Into<std::time::SystemTime>) -> Option<Date> {
    let moment = jiff::Timestamp::try_from(moment.into()).ok()?;
    Some(moment.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// A text as one line. RSS titles say nothing of their type: one that still holds entities was escaped as HTML.
fn text(text: &Text) -> String {
    let is_plain = text.content_type.subty() == "plain" && !has_entities(&text.content);
    if is_plain { line(&text.content) } else { line_of_html(&text.content) }
}

/// Summary and content, as text.
fn body(entry: &Entry) -> String {
    let summary = entry.summary.as_ref().map(|summary| plain(&summary.content));
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref()).map(plain);
    [summary, content].into_iter().flatten().collect::<Vec<_>>().join("\n")
}
