//! A vacancy as people read it in a channel.

use jiff::civil::Date;

use super::text::escape;
use super::{Card, Field, Link, Reply, words};
use crate::language::Language;
use crate::vacancies::{Station, Vacancy};

/// The most duty stations that are written out.
const STATIONS: usize = 8;

/// A new vacancy: one card and where to open it.
#[must_use]
pub fn vacancy(vacancy: &Vacancy) -> Reply {
    let mut links = vec![link("Open vacancy", &vacancy.url)];
    links.extend(vacancy.list_url.as_deref().map(|url| link("All IOM vacancies", url)));
    Reply { cards: vec![card(vacancy)], links, ..Reply::default() }
}

/// A try of a subscription: the latest vacancy as a new one would look, or a line where none is known yet.
#[must_use]
pub fn trial(latest: Option<&Vacancy>) -> Reply {
    let text = match latest {
        Some(_) => "This is a test. New IOM vacancies will be posted in this channel and look like this one:",
        None => "This is a test. New IOM vacancies will be posted in this channel; none is known yet.",
    };
    Reply { text: text.to_owned(), ..latest.map(vacancy).unwrap_or_default() }
}

fn card(vacancy: &Vacancy) -> Card {
    let fields = [
        Some(field("Duty station", &stations(vacancy))).filter(|field| !field.value.is_empty()),
        vacancy.grade.as_deref().map(|grade| field("Grade", grade)),
        vacancy.contract.as_deref().map(|contract| field("Contract", contract)),
        vacancy.posted.map(|posted| field("Posted", &day(posted))),
        Some(field("Closes", &closes(vacancy))),
        vacancy.reference.as_deref().map(|reference| field("Reference number", reference)),
    ];
    Card {
        // An embed's title renders bold, code and links too.
        title: escape(&vacancy.title),
        url: Some(vacancy.url.clone()),
        fields: fields.into_iter().flatten().collect(),
        footer: vacancy.organization.clone(),
        ..Card::default()
    }
}

fn closes(vacancy: &Vacancy) -> String {
    vacancy.deadline.as_ref().map_or_else(|| "see the notice".to_owned(), |deadline| day(deadline.date))
}

/// The duty stations in one line, in the source's order.
fn stations(vacancy: &Vacancy) -> String {
    let mut names: Vec<String> = vacancy.stations.iter().map(station).filter(|name| !name.is_empty()).collect();
    if vacancy.remote {
        names.insert(0, "Remote".to_owned());
    }
    let more = names.len().saturating_sub(STATIONS);
    names.truncate(STATIONS);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join("; ")
}

fn station(station: &Station) -> String {
    let country = station.country.as_deref().or(station.country_code.as_deref());
    match (station.city.as_deref(), country) {
        (Some(city), Some(country)) => format!("{city}, {country}"),
        (Some(place), None) | (None, Some(place)) => place.to_owned(),
        (None, None) => String::new(),
    }
}

/// A date as people read it, for example `4 December 2026`.
fn day(date: Date) -> String {
    words::day(date, Language::En)
}

fn field(name: &str, value: &str) -> Field {
    Field { name: name.to_owned(), value: escape(value), inline: true }
}

fn link(label: &str, url: &str) -> Link {
    Link { label: label.to_owned(), url: url.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vacancies::Deadline;
    use expect_test::expect;

    fn show(vacancy: &Vacancy) -> String {
        let reply = super::vacancy(vacancy);
        let card = &reply.cards[0];
        let mut lines = vec![card.title.clone()];
        lines.extend(card.fields.iter().map(|field| format!("{}: {}", field.name, field.value)));
        lines.extend(card.footer.clone());
        lines.extend(reply.links.iter().map(|link| format!("[{}] {}", link.label, link.url)));
        lines.join("\n")
    }

    #[test]
    fn a_vacancy_is_one_card_with_its_facts() {
        let vacancy = Vacancy {
            reference: Some("70411".into()),
            title: "Programme Officer (Shelter)".into(),
            organization: Some("International Organization for Migration".into()),
            stations: vec![
                Station {
                    city: Some("Juba".into()),
                    country: Some("South Sudan".into()),
                    country_code: Some("SS".into()),
                },
                Station { city: Some("Goma".into()), country: None, country_code: Some("CD".into()) },
            ],
            grade: Some("P-3".into()),
            contract: Some("Fixed-term (1 year)".into()),
            posted: Some("2026-11-16".parse().unwrap()),
            deadline: Some(Deadline::moment("2026-12-04T20:59:00Z".parse().unwrap())),
            url: "https://example.org/job/70411".into(),
            list_url: Some("https://example.org/jobs".into()),
            ..Vacancy::default()
        };
        expect![[r"
            Programme Officer \(Shelter\)
            Duty station: Juba, South Sudan; Goma, CD
            Grade: P-3
            Contract: Fixed-term \(1 year\)
            Posted: 16 November 2026
            Closes: 4 December 2026
            Reference number: 70411
            International Organization for Migration
            [Open vacancy] https://example.org/job/70411
            [All IOM vacancies] https://example.org/jobs"]]
        .assert_eq(&show(&vacancy));
    }

    #[test]
    fn what_is_unknown_is_left_out_and_the_deadline_points_to_the_notice() {
        let vacancy =
            Vacancy { title: "Roster".into(), remote: true, url: "https://example.org/1".into(), ..Vacancy::default() };
        expect![[r"
            Roster
            Duty station: Remote
            Closes: see the notice
            [Open vacancy] https://example.org/1"]]
        .assert_eq(&show(&vacancy));
    }

    #[test]
    fn a_hostile_title_is_shown_and_not_rendered() {
        let vacancy =
            Vacancy { title: "@everyone **Clerk** [here](https://example.org/x)".into(), ..Vacancy::default() };
        let title = super::vacancy(&vacancy).cards[0].title.clone();
        assert_eq!(title, r"\@everyone \*\*Clerk\*\* \[here\]\(https\://example.org/x\)");
    }

    #[test]
    fn a_trial_says_so_and_shows_the_latest_vacancy() {
        let reply = trial(Some(&Vacancy { title: "Nurse".into(), ..Vacancy::default() }));
        assert!(reply.text.starts_with("This is a test."));
        assert_eq!(reply.cards[0].title, "Nurse");
        assert!(trial(None).cards.is_empty() && trial(None).text.ends_with("none is known yet."));
    }

    #[test]
    fn many_duty_stations_are_counted() {
        let station = |n: usize| Station { city: Some(format!("Town {n}")), ..Station::default() };
        let vacancy = Vacancy { stations: (1..=10).map(station).collect(), ..Vacancy::default() };
        assert!(stations(&vacancy).ends_with("Town 8; and 2 more"));
    }
}
