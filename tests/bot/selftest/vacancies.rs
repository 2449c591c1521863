//! The vacancy servers, as a careful client sees them.

use serde_json::Value;

use crate::vacancies::{Portal, Vacancy};

const LIST: &str = "recruitingCEJobRequisitions?onlyData=true&expand=requisitionList.secondaryLocations&finder=findReqs;siteNumber=CX_1001";

async fn get(portal: &Portal, path: &str) -> (u16, String) {
    let address = format!("{}/hcmRestApi/resources/latest/{path}", portal.address());
    let answer = reqwest::get(address).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// The total and the ids of one page.
async fn page(portal: &Portal, path: &str) -> (u64, Vec<String>) {
    let body: Value = serde_json::from_str(&get(portal, path).await.1).unwrap();
    let search = &body["items"][0];
    let rows = search["requisitionList"].as_array().into_iter().flatten();
    let ids = rows.map(|row| row["Id"].as_str().unwrap().to_owned()).collect();
    (search["TotalJobsCount"].as_u64().unwrap(), ids)
}

async fn three() -> Portal {
    let portal = Portal::start().await;
    let posted = jiff::Timestamp::now();
    for id in ["101", "102", "103"] {
        portal.publish(Vacancy { posted, ..Vacancy::new(id, "Programme Officer") });
    }
    portal
}

#[tokio::test]
async fn pages_follow_the_limit_and_offset_inside_the_finder() {
    let portal = three().await;
    assert_eq!(page(&portal, &format!("{LIST},limit=2,offset=0")).await, (3, vec!["103".into(), "102".into()]));
    assert_eq!(page(&portal, &format!("{LIST},limit=2,offset=2")).await, (3, vec!["101".into()]));
    assert_eq!(page(&portal, &format!("{LIST}&limit=1&offset=2")).await.1.len(), 3);
    portal.page_size(1);
    assert_eq!(page(&portal, &format!("{LIST},limit=50,offset=1")).await.1, ["102"]);
}

#[tokio::test]
async fn rows_come_only_when_they_are_expanded() {
    let portal = three().await;
    let plain = "recruitingCEJobRequisitions?finder=findReqs;siteNumber=CX_1001,limit=25,offset=0";
    assert_eq!(page(&portal, plain).await, (3, Vec::new()));
}

#[tokio::test]
async fn details_come_by_id_until_the_vacancy_is_withdrawn() {
    let portal = three().await;
    let path = "recruitingCEJobRequisitionDetails?expand=all&onlyData=true&finder=ById;Id=%22102%22,siteNumber=CX_1001";
    let items = |body: String| serde_json::from_str::<Value>(&body).unwrap()["items"].as_array().unwrap().len();
    assert_eq!(items(get(&portal, path).await.1), 1);
    portal.withdraw("102");
    assert_eq!(items(get(&portal, path).await.1), 0);
}

#[tokio::test]
async fn an_outage_is_a_page_for_people() {
    let portal = three().await;
    portal.outage();
    let (status, body) = get(&portal, &format!("{LIST},limit=25,offset=0")).await;
    assert_eq!(status, 503);
    assert!(body.contains("scheduled maintenance"), "{body}");
    portal.blank();
    assert_eq!(page(&portal, &format!("{LIST},limit=25,offset=0")).await, (0, Vec::new()));
    portal.recover();
    assert_eq!(page(&portal, &format!("{LIST},limit=25,offset=0")).await.0, 3);
}

#[tokio::test]
async fn feeds_hold_the_same_vacancies_and_know_when_nothing_changed() {
    let portal = three().await;
    for feed in [portal.rss(), portal.atom()] {
        let client = reqwest::Client::new();
        let first = client.get(&feed).send().await.unwrap();
        let tag = first.headers()["etag"].clone();
        let parsed = feed_rs::parser::parse(&first.bytes().await.unwrap()[..]).unwrap();
        assert_eq!(parsed.entries.len(), 3);
        assert!(
            parsed.entries.iter().all(|entry| entry.published.is_some() && entry.links[0].href.contains("/job/10"))
        );
        let again = client.get(&feed).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!(again.status(), 304);
        portal.publish(Vacancy::new("200", "Data Clerk"));
        let changed = client.get(&feed).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!(changed.status(), 200);
        portal.withdraw("200");
    }
}

#[tokio::test]
async fn two_polls_are_waited_for() {
    let portal = three().await;
    portal.page_size(2);
    let poll = || async {
        page(&portal, &format!("{LIST},limit=25,offset=0")).await;
        page(&portal, &format!("{LIST},limit=25,offset=2")).await;
    };
    poll().await;
    let mut waiting = std::pin::pin!(portal.polls());
    assert!(futures_util::poll!(&mut waiting).is_pending());
    poll().await;
    assert!(futures_util::poll!(&mut waiting).is_pending());
    poll().await;
    waiting.await;
}

#[tokio::test]
async fn a_request_is_held_until_the_gate_lets_it_go() {
    let portal = three().await;
    let gate = portal.hold("feed.rss");
    let held = tokio::spawn(reqwest::get(portal.rss()));
    gate.arrived().await;
    portal.publish(Vacancy::new("200", "Data Clerk"));
    gate.release();
    assert!(held.await.unwrap().unwrap().text().await.unwrap().contains("Data Clerk"));
}

#[tokio::test]
async fn a_connection_is_closed_once_when_it_is_to_be() {
    let portal = three().await;
    portal.hang_up("feed.rss");
    assert!(reqwest::get(portal.rss()).await.is_err());
    assert!(reqwest::get(portal.rss()).await.is_ok());
}
