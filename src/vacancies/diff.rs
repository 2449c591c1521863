//! What a poll changed: a pure comparison of what is known of a source with what it lists now.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Deadline, Vacancy};

/// What is known of one source.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Whether it was never polled with success.
    pub first_poll: bool,
    /// Every vacancy that it ever listed, by key.
    pub vacancies: BTreeMap<String, KnownVacancy>,
}

/// A vacancy seen before.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KnownVacancy {
    /// As it was last seen.
    pub vacancy: Vacancy,
    /// Whether the last complete poll did not list it.
    pub absent: bool,
}

/// What a source lists now.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Polled {
    /// Its vacancies, in its order (newest first, as portals and feeds do).
    pub vacancies: Vec<Vacancy>,
    /// Whether these are all that it has: a feed shows only its newest items, and then absence says nothing.
    pub complete: bool,
}

/// What is different. Each vacancy of a poll is in at most one list.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Changes {
    /// Never seen before: to be announced, oldest first.
    pub new: Vec<Vacancy>,
    /// Never seen before, but to be recorded only: the source's first poll, or its deadline has passed.
    pub recorded: Vec<Vacancy>,
    /// Seen before, with other facts now. An update of a notice, not a new one.
    pub changed: Vec<Vacancy>,
    /// Keys that were absent and are listed again: not new.
    pub reappeared: Vec<String>,
    /// Keys that a complete poll lists no longer. They stay known, so that they are not new when they return.
    pub absent: Vec<String>,
}

/// Compares what a source lists with what is known of it. The rules, and why:
///
/// 1. New is a key never seen before, whatever its dates say: notices are re-posted with old dates, and feeds re-date
///    old notices.
/// 2. The first poll of a source announces nothing: it would post every open vacancy at once.
/// 3. A vacancy whose deadline has passed is never announced.
/// 4. A known vacancy with another title, deadline, grade … is `changed`. A fact that this poll does not give is kept:
///    the list says less than the detail that was read when the vacancy was new.
/// 5. An empty poll concludes nothing, and only a complete one makes a vacancy absent: outages look like empty lists.
/// 6. A key that a poll lists twice counts once: a vacancy posted between two pages shifts the rows.
#[must_use]
pub fn diff(known: &Known, polled: Polled, now: Timestamp) -> Changes {
    let mut changes = Changes::default();
    let mut listed = BTreeSet::new();
    for vacancy in polled.vacancies {
        if !listed.insert(vacancy.key.clone()) {
            continue;
        }
        match known.vacancies.get(&vacancy.key) {
            None if known.first_poll || is_closed(&vacancy, now) => changes.recorded.push(vacancy),
            None => changes.new.push(vacancy),
            Some(before) => compare(before, vacancy, &mut changes),
        }
    }
    if polled.complete && !listed.is_empty() {
        let gone = known.vacancies.iter().filter(|(key, known)| !known.absent && !listed.contains(*key));
        changes.absent = gone.map(|(key, _)| key.clone()).collect();
    }
    changes.new.reverse();
    changes.new.sort_by_key(|vacancy| vacancy.posted);
    changes
}

fn is_closed(vacancy: &Vacancy, now: Timestamp) -> bool {
    vacancy.deadline.as_ref().is_some_and(|deadline| deadline.has_passed(now))
}

fn compare(before: &KnownVacancy, now: Vacancy, changes: &mut Changes) {
    if before.absent {
        changes.reappeared.push(now.key.clone());
    }
    let merged = merge(&before.vacancy, now);
    if merged != before.vacancy {
        changes.changed.push(merged);
    }
}

/// The vacancy as polled, with the facts that only an earlier poll knew.
fn merge(before: &Vacancy, now: Vacancy) -> Vacancy {
    let earlier = before.clone();
    Vacancy {
        reference: now.reference.or(earlier.reference),
        organization: now.organization.or(earlier.organization),
        stations: if now.stations.is_empty() { earlier.stations } else { now.stations },
        grade: now.grade.or(earlier.grade),
        contract: now.contract.or(earlier.contract),
        category: now.category.or(earlier.category),
        vacancy_type: now.vacancy_type.or(earlier.vacancy_type),
        posted: now.posted.or(earlier.posted),
        deadline: more_trusted(earlier.deadline, now.deadline),
        list_url: now.list_url.or(earlier.list_url),
        ..now
    }
}

/// A less trusted deadline does not replace a more trusted one: the list's day and the detail's moment differ by a day
/// for one and the same notice.
fn more_trusted(before: Option<Deadline>, now: Option<Deadline>) -> Option<Deadline> {
    match (before, now) {
        (Some(before), Some(now)) => Some(if now.basis >= before.basis { now } else { before }),
        (before, now) => now.or(before),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Basis;
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T12:00:00Z".parse().unwrap()
    }

    fn vacancy(id: u32) -> Vacancy {
        Vacancy { key: format!("oracle:{id}"), title: format!("Officer {id}"), ..Vacancy::default() }
    }

    fn closing(id: u32, day: &str) -> Vacancy {
        Vacancy { deadline: Some(Deadline::day(day.parse().unwrap(), Basis::Day)), ..vacancy(id) }
    }

    fn known(vacancies: impl IntoIterator<Item = Vacancy>) -> Known {
        let vacancies = vacancies
            .into_iter()
            .map(|vacancy| (vacancy.key.clone(), KnownVacancy { vacancy, absent: false }))
            .collect();
        Known { first_poll: false, vacancies }
    }

    fn complete(vacancies: impl Into<Vec<Vacancy>>) -> Polled {
        Polled { vacancies: vacancies.into(), complete: true }
    }

    #[test]
    fn the_first_poll_records_everything_and_announces_nothing() {
        let first = Known { first_poll: true, ..Known::default() };
        let changes = diff(&first, complete([vacancy(1), vacancy(2)]), now());
        assert_eq!(changes, Changes { recorded: vec![vacancy(1), vacancy(2)], ..Changes::default() });
    }

    #[test]
    fn a_vacancy_never_seen_is_new_whatever_its_date() {
        let old = Vacancy { posted: Some("2024-01-01".parse().unwrap()), ..vacancy(2) };
        let changes = diff(&known([vacancy(1)]), complete([vacancy(1), old.clone()]), now());
        assert_eq!(changes, Changes { new: vec![old], ..Changes::default() });
    }

    #[test]
    fn new_vacancies_come_oldest_first() {
        let posted = |id, day: &str| Vacancy { posted: Some(day.parse().unwrap()), ..vacancy(id) };
        let newest_first = [posted(4, "2026-11-19"), posted(3, "2026-11-18"), posted(2, "2026-11-18")];
        let changes = diff(&known([vacancy(1)]), complete(newest_first), now());
        let keys: Vec<_> = changes.new.iter().map(|vacancy| vacancy.key.as_str()).collect();
        assert_eq!(keys, ["oracle:2", "oracle:3", "oracle:4"]);
    }

    #[test]
    fn a_vacancy_whose_deadline_has_passed_is_recorded_and_not_announced() {
        let changes = diff(&known([vacancy(1)]), complete([closing(2, "2026-09-22"), vacancy(1)]), now());
        assert_eq!(changes, Changes { recorded: vec![closing(2, "2026-09-22")], ..Changes::default() });
    }

    #[test]
    fn a_vacancy_seen_before_is_not_new_again() {
        assert_eq!(diff(&known([vacancy(1)]), complete([vacancy(1)]), now()), Changes::default());
    }

    #[test]
    fn a_row_that_is_listed_twice_counts_once() {
        let changes = diff(&known([vacancy(1)]), complete([vacancy(2), vacancy(1), vacancy(2)]), now());
        assert_eq!(changes, Changes { new: vec![vacancy(2)], ..Changes::default() });
    }

    #[test]
    fn an_edited_title_is_a_change_and_not_a_new_vacancy() {
        let edited = Vacancy { title: "Senior Officer".into(), ..vacancy(1) };
        let changes = diff(&known([vacancy(1)]), complete([edited.clone()]), now());
        assert_eq!(changes, Changes { changed: vec![edited], ..Changes::default() });
    }

    #[test]
    fn a_fact_that_this_poll_does_not_give_is_kept() {
        let detailed = Vacancy {
            grade: Some("P-3".into()),
            deadline: Some(Deadline::moment("2026-12-05T20:59:00Z".parse().unwrap())),
            ..vacancy(1)
        };
        let listed_again = closing(1, "2026-12-06");
        assert_eq!(diff(&known([detailed]), complete([listed_again]), now()), Changes::default());
    }

    #[test]
    fn a_later_deadline_of_the_same_trust_is_a_change() {
        let changes = diff(&known([closing(1, "2026-12-01")]), complete([closing(1, "2026-12-15")]), now());
        assert_eq!(changes.changed, [closing(1, "2026-12-15")]);
    }

    #[test]
    fn a_vacancy_that_a_complete_poll_lists_no_longer_is_absent_and_not_new_when_it_returns() {
        let mut before = known([vacancy(1), vacancy(2)]);
        assert_eq!(diff(&before, complete([vacancy(1)]), now()).absent, ["oracle:2"]);
        before.vacancies.get_mut("oracle:2").unwrap().absent = true;
        assert_eq!(diff(&before, complete([vacancy(1)]), now()), Changes::default());
        let changes = diff(&before, complete([vacancy(1), vacancy(2)]), now());
        assert_eq!(changes, Changes { reappeared: vec!["oracle:2".into()], ..Changes::default() });
    }

    #[test]
    fn an_empty_poll_concludes_nothing() {
        assert_eq!(diff(&known([vacancy(1), vacancy(2)]), complete([]), now()), Changes::default());
    }

    #[test]
    fn absence_from_a_feed_says_nothing() {
        let partly = Polled { vacancies: vec![vacancy(1)], complete: false };
        assert_eq!(diff(&known([vacancy(1), vacancy(2)]), partly, now()), Changes::default());
    }
}
