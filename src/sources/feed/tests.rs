//! Parsing feeds of invented content in the shapes that occur.

use expect_test::{Expect, expect};

use super::*;

fn read(bytes: &[u8], at: &str) -> Result<Vec<Vacancy>, Cause> {
    let url = Url::parse(at).unwrap();
    parse("board", &Page { bytes: bytes.to_vec(), validators: Default::default(), url })
}

fn check(bytes: &[u8], expected: &Expect) {
    let vacancies = read(bytes, "https://jobs.example.org/feed").unwrap();
    let show = |vacancy: &Vacancy| {
        let date = |date: Option<Date>| date.map_or_else(|| "-".to_owned(), |date| date.to_string());
        format!(
            "{}\n  {}\n  posted {}, closes {}, by {}\n",
            vacancy.title,
            vacancy.url,
            date(vacancy.posted),
            date(vacancy.deadline.as_ref().map(|deadline| deadline.date)),
            vacancy.organization.as_deref().unwrap_or("-"),
        )
    };
    expected.assert_eq(&vacancies.iter().map(show).collect::<String>());
}

/// A feed of one item.
fn rss(item: &str) -> Vec<Vacancy> {
    let feed = format!("<rss version=\"2.0\"><channel><title>Jobs</title><item>{item}</item></channel></rss>");
    read(feed.as_bytes(), "https://jobs.example.org/feed").unwrap()
}

#[test]
fn an_atom_feed_gives_its_vacancies() {
    check(
        include_bytes!("../../../tests/data/vacancies/feed.atom"),
        &expect![[r#"
        Field Coordinator, Pemba
          https://jobs.example.org/notices/801
          posted 2026-11-17, closes 2026-12-06, by International Organization for Migration
        Chargé(e) de l’accueil & médiation
          https://jobs.example.org/notices/802
          posted 2026-11-14, closes 2026-12-02, by International Organization for Migration
        Auxiliar de Almacén
          https://jobs.example.org/es/803
          posted -, closes -, by -
        @everyone <b>Clerk</b> <@&223344556677889900>
          https://jobs.example.org/notices/804
          posted -, closes 2026-11-28, by -
        Payroll Assistant
          https://jobs.example.org/notices/790
          posted 2026-09-08, closes 2026-09-20, by -
    "#]],
    );
}

#[test]
fn an_rss_feed_in_its_own_encoding_gives_its_vacancies() {
    check(
        include_bytes!("../../../tests/data/vacancies/feed.rss"),
        &expect![[r#"
        Chargé de projet & suivi (P2), Conakry
          https://jobs.example.org/job/901/charge-de-projet
          posted 2026-11-16, closes 2026-12-05, by International Organization for Migration
        No guid, but a relative link
          https://jobs.example.org/job/902
          posted -, closes -, by -
    "#]],
    );
}

#[test]
fn a_json_feed_gives_its_vacancies() {
    check(
        include_bytes!("../../../tests/data/vacancies/feed.json"),
        &expect![[r#"
        Data Analyst
          https://jobs.example.org/job/951
          posted 2026-11-16, closes 2026-12-03, by -
        Nurse
          https://jobs.example.org/job/952
          posted -, closes -, by -
    "#]],
    );
}

#[test]
fn the_keys_of_a_feed_do_not_change_from_poll_to_poll() {
    let bytes = include_bytes!("../../../tests/data/vacancies/feed.rss");
    let keys = || -> Vec<String> {
        read(bytes, "https://jobs.example.org/feed").unwrap().into_iter().map(|vacancy| vacancy.key).collect()
    };
    assert_eq!(keys(), keys());
    assert_eq!(keys().len(), 2);
}

#[test]
fn an_edited_title_keeps_its_key() {
    let with_title =
        |title| rss(&format!("<title>{title}</title><link>https://jobs.example.org/1</link>"))[0].key.clone();
    assert_eq!(with_title("Nurse"), with_title("Senior Nurse"));
}

#[test]
fn an_item_without_a_title_or_a_link_for_people_is_left_out() {
    assert_eq!(rss("<link>https://jobs.example.org/1</link>"), []);
    assert_eq!(rss("<title> &#160; </title><link>https://jobs.example.org/1</link>"), []);
    assert_eq!(rss("<title>Nurse</title><guid>7</guid><link>javascript:alert(1)</link>"), []);
    assert_eq!(rss("<title>Nurse</title><guid>7</guid><comments>https://jobs.example.org/talk</comments>"), []);
}

#[test]
fn who_typed_an_item_in_is_not_its_employer() {
    let link = "<title>Nurse</title><link>https://jobs.example.org/1</link>";
    let creator = format!("{link}<dc:creator xmlns:dc=\"http://purl.org/dc/elements/1.1/\">admin</dc:creator>");
    assert_eq!(rss(&creator)[0].organization, None);
    let address = format!("{link}<author>web@jobs.example.org (Web Editor)</author>");
    assert_eq!(rss(&address)[0].organization, None);
}

#[test]
fn a_link_to_the_portal_gives_the_reference_number() {
    let link = "https://portal.example.org/hcmUI/CandidateExperience/en/sites/CX_1001/job/70411/?utm_source=board";
    let vacancy = &rss(&format!("<title>Nurse</title><link>{link}</link>"))[0];
    assert_eq!(vacancy.reference.as_deref(), Some("70411"));
    assert!(vacancy.url.ends_with("/job/70411/"));
}

#[test]
fn what_is_no_feed_is_an_error() {
    for bytes in ["", "hello", "<html><body>Closed</body></html>", "{\"items\": 3}", "<rss version=\"2.0\"><chan"] {
        let error = read(bytes.as_bytes(), "https://jobs.example.org/feed").unwrap_err().to_string();
        assert!(error.starts_with("gave no RSS, Atom or JSON feed"), "{bytes}: {error}");
    }
}
