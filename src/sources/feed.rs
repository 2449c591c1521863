//! An RSS, Atom or JSON feed of vacancies, as its operator configured it.

use feed_rs::model::{Entry, Text};
use feed_rs::parser;
use jiff::civil::Date;
use url::Url;

use super::fetch::format::Format;
use super::fetch::{Fetched, Fetcher, Page};
use super::{Before, Cause, Found};
use crate::vacancies::diff::Polled;
use crate::vacancies::identity::{feed_key, is_web, oracle_id_of, plain_link};
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
        let page = match fetcher.get(&self.url, Format::Feed, &before.validators).await? {
            Fetched::Unchanged => return Ok(Found { polled: None, validators: before.validators.clone() }),
            Fetched::Page(page) => page,
        };
        let (name, validators) = (self.name.clone(), page.validators.clone());
        // Megabytes of XML and HTML; and whatever a parser trips over there ends here.
        let vacancies = tokio::task::spawn_blocking(move || parse(&name, &page))
            .await
            .map_err(|_| Cause::Unexpected("gave a feed that cannot be parsed".to_owned()))??;
        // A feed shows its newest items only.
        Ok(Found { polled: Some(Polled { vacancies, complete: false }), validators })
    }
}

fn parse(source: &str, page: &Page) -> Result<Vec<Vacancy>, Cause> {
    // An item without an id would get a random one at every poll; an empty one can be told from those that exist.
    let parser = parser::Builder::new().base_uri(Some(page.url.as_str())).id_generator(|_, _, _| String::new()).build();
    let feed = parser
        .parse(page.bytes.as_slice())
        .map_err(|error| Cause::Unexpected(format!("gave no RSS, Atom or JSON feed: {error}")))?;
    let channel = feed.title.as_ref().map(text).unwrap_or_default();
    let vacancies: Vec<Vacancy> =
        feed.entries.iter().filter_map(|entry| vacancy(source, entry, &channel, &page.url)).collect();
    let left_out = feed.entries.len() - vacancies.len();
    if left_out > 0 {
        tracing::debug!(source, left_out, "items without identity, title or link, or of other bodies, are left out");
    }
    Ok(vacancies)
}

fn vacancy(source: &str, entry: &Entry, channel: &str, base: &Url) -> Option<Vacancy> {
    let link = link(entry, base);
    let key = feed_key(Some(&entry.id), link.as_ref())?;
    // An id that is an address serves as the link, as RSS means it.
    let page = link.or_else(|| Url::parse(&entry.id).ok().filter(is_web))?;
    let title = filled(text(entry.title.as_ref()?))?;
    let (body, employer) = (body(entry), Employer::of(entry));
    let mut texts = vec![title.as_str(), body.as_str(), channel];
    texts.extend(employer.others.iter().map(String::as_str));
    let organizations = employer.organization.iter().map(String::as_str).collect();
    may_be_iom(&Claim { organizations, texts, link: Some(&page) }).then(|| Vacancy {
        source: source.to_owned(),
        key,
        reference: oracle_id_of(&page).map(ToOwned::to_owned),
        title: title.clone(),
        organization: employer.organization.clone(),
        posted: entry.published.and_then(day),
        deadline: deadline::in_text(&body).map(|date| Deadline::day(date, Basis::Text)),
        url: plain_link(&page).into(),
        ..Vacancy::default()
    })
}

/// Who an item says it is from.
struct Employer {
    /// An organization, as far as can be told.
    organization: Option<String>,
    /// People and labels: they may speak of an organization, but name none for sure.
    others: Vec<String>,
}

impl Employer {
    /// The agency by its full name wherever it stands (job boards put it among the labels), else the first author that
    /// is not a person: RSS wants the e-mail address of one, and `dc:creator` is who typed the item in.
    fn of(entry: &Entry) -> Self {
        let (people, bodies): (Vec<_>, Vec<_>) = entry
            .authors
            .iter()
            .partition(|author| author.email.is_some() || author.role.as_deref() == Some("creator"));
        let names = |authors: Vec<&feed_rs::model::Person>| -> Vec<String> {
            authors.into_iter().filter_map(|author| filled(line(author.name.as_deref()?))).collect()
        };
        let (people, bodies) = (names(people), names(bodies));
        let labels = entry.categories.iter().map(|category| line(&category.term));
        let others: Vec<String> = people.into_iter().chain(labels).collect();
        let organization = bodies.iter().chain(&others).find(|name| is_full_name(name)).or(bodies.first()).cloned();
        Self { organization, others }
    }
}

/// The link for people: the first alternate one that leads to the web. `self` is the item as data; attachments have a
/// type and no relation; comments have a target.
fn link(entry: &Entry, base: &Url) -> Option<Url> {
    entry
        .links
        .iter()
        .filter(|link| match link.rel.as_deref() {
            Some(rel) => rel == "alternate",
            None => link.media_type.is_none() && link.target.is_none(),
        })
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

#[cfg(test)]
mod tests;
