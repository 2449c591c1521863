//! Reading an Oracle candidate site, over real HTTP:
//!
//! * all pages are read, whatever their size, and a row that is repeated counts once;
//! * details are asked for new vacancies only;
//! * a list that says nothing concludes nothing.

use axum::Router;
use axum::http::header;
use axum::routing::get;
use expect_test::expect;

use super::*;
use crate::sources::Source;
use crate::testing::portal::{self, Fault, Portal};
use crate::testing::{fetcher, serve};
use crate::vacancies::{Basis, Station};

const FIRST: Before =
    Before { first_poll: true, keys: BTreeSet::new(), validators: Validators { etag: None, last_modified: None } };

async fn poll(settings: &crate::settings::Source, before: &Before) -> Result<Polled, String> {
    let source = Source::new(settings).unwrap();
    source.poll(&fetcher(), before).await.map(|found| found.polled.unwrap()).map_err(|error| error.to_string())
}

/// A later poll, at which `ids` are known.
fn knowing(ids: &[&str]) -> Before {
    Before { first_poll: false, keys: ids.iter().map(|id| format!("oracle:{id}")).collect(), ..FIRST }
}

fn ids(polled: &Polled) -> Vec<&str> {
    polled.vacancies.iter().filter_map(|vacancy| vacancy.reference.as_deref()).collect()
}

fn find<'a>(polled: &'a Polled, id: &str) -> &'a Vacancy {
    polled.vacancies.iter().find(|vacancy| vacancy.reference.as_deref() == Some(id)).unwrap()
}

fn stations(vacancy: &Vacancy) -> String {
    let show = |station: &Station| {
        let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".into());
        format!("{}/{}/{}", part(&station.city), part(&station.country), part(&station.country_code))
    };
    vacancy.stations.iter().map(show).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn pages_of_any_size_give_every_vacancy_once() {
    for page in [1, 2, 3, 7, 8, 25, 100] {
        let (_portal, source) = Portal::start(page).await;
        let polled = poll(&source, &FIRST).await.unwrap();
        assert_eq!(ids(&polled), ["70411", "70412", "70415", "70418", "70420", "70423", "70399"], "page {page}");
        assert!(polled.complete, "page {page}");
    }
}

#[tokio::test]
async fn the_offset_grows_by_the_rows_received() {
    let (portal, source) = Portal::start(3).await;
    poll(&source, &FIRST).await.unwrap();
    let asked = portal.asked();
    let offsets: Vec<_> = asked.iter().map(|query| query.split("offset=").nth(1).unwrap()).collect();
    assert_eq!(offsets, ["0,sortBy=POSTING_DATES_DESC", "3,sortBy=POSTING_DATES_DESC", "6,sortBy=POSTING_DATES_DESC"]);
}

#[tokio::test]
async fn the_finder_is_sent_as_it_is_written() {
    let (portal, source) = Portal::start(25).await;
    poll(&source, &knowing(&["70412"])).await.unwrap();
    let asked = portal.asked();
    expect![[r"
        onlyData=true&expand=requisitionList.workLocation,requisitionList.otherWorkLocations,requisitionList.secondaryLocations,requisitionList.requisitionFlexFields&finder=findReqs;siteNumber=CX_1001,limit=100,offset=0,sortBy=POSTING_DATES_DESC
        expand=all&onlyData=true&finder=ById;Id=%2270411%22,siteNumber=CX_1001"]]
    .assert_eq(&asked[..2].join("\n"));
}

#[tokio::test]
async fn details_are_asked_for_new_vacancies_only() {
    let (portal, source) = Portal::start(25).await;
    poll(&source, &knowing(&["70411", "70412", "70418", "70420", "70423", "70399"])).await.unwrap();
    let asked = portal.asked();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[1].contains("70415"));
}

#[tokio::test]
async fn a_new_vacancy_has_the_facts_of_its_detail() {
    let (_portal, source) = Portal::start(25).await;
    let polled = poll(&source, &knowing(&["70399"])).await.unwrap();
    let vacancy = find(&polled, "70411");
    assert_eq!(vacancy.key, "oracle:70411");
    assert_eq!(vacancy.title, "Programme Officer (Shelter)");
    assert_eq!(stations(vacancy), "Juba/South Sudan/SS");
    assert_eq!(vacancy.grade.as_deref(), Some("P-3"));
    assert_eq!(vacancy.contract.as_deref(), Some("Fixed-term (1 year with possibility of extension)"));
    assert_eq!(vacancy.category.as_deref(), Some("Professional"));
    assert_eq!(vacancy.vacancy_type.as_deref(), Some("Vacancy Notice"));
    assert_eq!(vacancy.posted.unwrap().to_string(), "2026-11-16");
    assert!(vacancy.url.ends_with("/hcmUI/CandidateExperience/en/sites/CX_1001/job/70411"), "{}", vacancy.url);
    assert!(vacancy.list_url.as_ref().unwrap().ends_with("/hcmUI/CandidateExperience/en/sites/CX_1001/jobs"));
}

#[tokio::test]
async fn a_deadline_is_taken_from_where_it_is_trusted_most() {
    let (_portal, source) = Portal::start(25).await;
    let polled = poll(&source, &knowing(&["70399"])).await.unwrap();
    let deadline = |id| find(&polled, id).deadline.as_ref().map(|found| (found.date.to_string(), found.basis));
    assert_eq!(deadline("70412"), Some(("2026-12-01".into(), Basis::Moment)));
    assert_eq!(deadline("70399"), Some(("2026-09-21".into(), Basis::Day)), "known before: the row has to do");
    assert_eq!(deadline("70415"), Some(("2026-12-09".into(), Basis::Text)));
    assert_eq!(deadline("70423"), None, "texts for employees and on the employer are not read");
}

#[tokio::test]
async fn every_duty_station_is_read_once() {
    let (_portal, source) = Portal::start(25).await;
    let polled = poll(&source, &FIRST).await.unwrap();
    assert_eq!(stations(find(&polled, "70420")), "Ouagadougou/Burkina Faso/BF Niamey/Niger/NE Gao/Mali/ML Dori/-/BF");
    assert_eq!(stations(find(&polled, "70423")), "");
    assert!(find(&polled, "70423").remote);
}

#[tokio::test]
async fn titles_are_kept_as_they_are_worded() {
    let (_portal, source) = Portal::start(25).await;
    let polled = poll(&source, &FIRST).await.unwrap();
    let title = |id| find(&polled, id).title.as_str();
    assert_eq!(
        title("70418"),
        "@everyone **Registration Clerk** <@&223344556677889900> [apply here](https://example.org/fee) `rm`"
    );
    assert_eq!(title("70423"), "Consultant – Étude d’impact (à distance) – Võru, Ōsaka, Łódź, 京都");
    assert!(title("70420").chars().count() > 256);
}

#[tokio::test]
async fn numbers_are_read_in_every_spelling() {
    let bytes = include_str!("../../../tests/data/vacancies/oracle_list.json");
    assert!(bytes.contains("1E+1") && bytes.contains("\"Id\": 70423"));
    let list = move || async move { ([(header::CONTENT_TYPE, "application/json")], bytes) };
    let url = serve(Router::new().fallback(get(list))).await;
    let polled = poll(&portal::source(url), &FIRST).await.unwrap();
    assert_eq!(polled.vacancies.len(), 7);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_does_not_hide_the_others() {
    let rows = r#"[{"Id": "1/../2", "Title": "Path"}, {"Title": "No id"}, {"Id": "7", "Title": " "}, 5, {"Id": 70500, "Title": "Driver", "PostedDate": 3, "secondaryLocations": {"Name": "x"}, "requisitionFlexFields": [1, {"Prompt": "Grade", "Value": "G-2"}]}]"#;
    let body = format!(r#"{{"items": [{{"TotalJobsCount": 5, "requisitionList": {rows}}}]}}"#);
    let list = move || async move { ([(header::CONTENT_TYPE, "application/json")], body.clone()) };
    let url = serve(Router::new().fallback(get(list))).await;
    let polled = poll(&portal::source(url), &FIRST).await.unwrap();
    assert_eq!(ids(&polled), ["70500"]);
    assert_eq!(polled.vacancies[0].grade.as_deref(), Some("G-2"));
}

#[tokio::test]
async fn a_list_that_says_nothing_concludes_nothing() {
    let (portal, source) = Portal::start(25).await;
    for (fault, said) in [
        (Fault::CountOnly, "counts 8 vacancies but lists none of them"),
        (Fault::Empty, "lists no vacancies at all, although it had some before"),
        (Fault::Outage, "answered HTTP 503 with a web page, as in a planned outage"),
        (Fault::WebPage, "answered with text/html;charset=utf-8, expected JSON"),
        (Fault::CutOff, "gave JSON of another shape than recruitingCEJobRequisitions"),
    ] {
        portal.set(fault);
        let error = poll(&source, &knowing(&["70411"])).await.unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}

#[tokio::test]
async fn a_new_site_may_be_empty() {
    let (portal, source) = Portal::start(25).await;
    portal.set(Fault::Empty);
    assert_eq!(poll(&source, &FIRST).await.unwrap(), Polled { vacancies: vec![], complete: true });
}

#[tokio::test]
async fn another_site_is_not_taken_for_the_configured_one() {
    let (_portal, source) = Portal::start(25).await;
    let kind = crate::settings::SourceKind::Oracle { site: "CX_1".into() };
    let error = poll(&crate::settings::Source { kind, ..source }, &FIRST).await.unwrap_err();
    assert!(error.ends_with("answered for the site CX_1001, expected CX_1"), "{error}");
}

#[tokio::test]
async fn a_site_that_ignores_the_offset_is_read_in_part() {
    let (portal, source) = Portal::start(3).await;
    portal.set(Fault::IgnoredOffset);
    let polled = poll(&source, &FIRST).await.unwrap();
    assert_eq!((ids(&polled).len(), polled.complete), (3, false));
}

#[tokio::test]
async fn a_vacancy_without_its_detail_is_announced_from_the_list() {
    let (portal, source) = Portal::start(25).await;
    portal.set(Fault::BrokenDetails);
    let polled = poll(&source, &knowing(&["70399"])).await.unwrap();
    assert_eq!(find(&polled, "70411").grade.as_deref(), Some("P-3"));
    assert_eq!(find(&polled, "70411").deadline, None);
}

#[tokio::test]
async fn an_outage_between_list_and_detail_puts_the_poll_off() {
    let (portal, source) = Portal::start(25).await;
    portal.set(Fault::OutageOfDetails);
    assert!(poll(&source, &knowing(&["70399"])).await.unwrap_err().contains("HTTP 503"));
}

#[tokio::test]
async fn a_vacancy_that_is_gone_when_its_detail_is_asked_for_is_left_out() {
    let (portal, source) = Portal::start(25).await;
    portal.set(Fault::NoDetails);
    let polled = poll(&source, &knowing(&["70399"])).await.unwrap();
    assert_eq!(ids(&polled), ["70399"]);
}

#[test]
fn a_site_number_cannot_change_the_address() {
    let host = Url::parse("https://portal.example.org/hcmUI/CandidateExperience/en/sites/CX_1001/jobs?x=y").unwrap();
    assert!(Oracle::new("iom".into(), &host, "CX_1001,limit=1").is_err());
    assert!(Oracle::new("iom".into(), &host, "").is_err());
    let oracle = Oracle::new("iom".into(), &host, "CX_1001").unwrap();
    assert_eq!(oracle.address(), "https://portal.example.org/hcmUI/CandidateExperience/en/sites/CX_1001/jobs");
}
