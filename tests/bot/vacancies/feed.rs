//! The same vacancies as feeds: RSS 2.0 and Atom 1.0.

use super::serve::Answer;
use super::{Office, SITE, Vacancy, Weather};

pub fn rss(office: &Office) -> Answer {
    let items: String = vacancies(office)
        .map(|vacancy| {
            format!(
                "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid><pubDate>{}</pubDate>\
                 <category>{}</category><description>{}</description></item>",
                escape(&vacancy.title),
                link(office, vacancy),
                key(vacancy),
                vacancy.posted.strftime("%a, %d %b %Y %T +0000"),
                escape(&vacancy.country),
                escape(&vacancy.text),
            )
        })
        .collect();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>Vacancies</title>\
         <link>{}</link><description>Invented vacancies</description>{items}</channel></rss>",
        office.address
    );
    Answer::ok("rss", "application/rss+xml", body)
}

pub fn atom(office: &Office) -> Answer {
    let entries: String = vacancies(office)
        .map(|vacancy| {
            format!(
                "<entry><id>{}</id><title>{}</title><link rel=\"alternate\" href=\"{}\"/><updated>{}</updated>\
                 <published>{}</published><category term=\"{}\"/><summary type=\"html\">{}</summary></entry>",
                key(vacancy),
                escape(&vacancy.title),
                link(office, vacancy),
                vacancy.posted,
                vacancy.posted,
                escape(&vacancy.country),
                escape(&vacancy.text),
            )
        })
        .collect();
    let newest = vacancies(office).map(|vacancy| vacancy.posted).max().unwrap_or_default();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\">\
         <id>{}/feed.atom</id><title>Vacancies</title><updated>{newest}</updated>{entries}</feed>",
        office.address
    );
    Answer::ok("atom", "application/atom+xml", body)
}

fn vacancies(office: &Office) -> impl Iterator<Item = &Vacancy> {
    let blank = matches!(office.weather, Weather::Blank);
    office.vacancies.values().filter(move |_| !blank)
}

fn link(office: &Office, vacancy: &Vacancy) -> String {
    format!("{}/hcmUI/CandidateExperience/en/sites/{SITE}/job/{}", office.address, vacancy.id)
}

fn key(vacancy: &Vacancy) -> String {
    format!("tag:example.org,2020:vacancy/{}", vacancy.id)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
