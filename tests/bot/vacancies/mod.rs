//! A stand-in of the servers that publish vacancies: one set of vacancies, in the three shapes that the bot reads.

mod feed;
mod oracle;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{Request, Response};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::standin::bounded;

/// The site number of the portal.
pub const SITE: &str = "CX_1001";

/// The page of a planned outage.
const OUTAGE: &str = "<!DOCTYPE html><html><head><title>Planned Outage</title></head>\
    <body><h1>Planned Outage</h1><p>Down for scheduled maintenance.</p></body></html>";

/// A notice, as far as the servers tell of it.
#[derive(Clone, Debug)]
pub struct Vacancy {
    /// Digits.
    pub id: String,
    pub title: String,
    pub city: String,
    pub country: String,
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    pub grade: String,
    pub contract: String,
    /// `Professional` or `General Service`.
    pub recruiting: String,
    /// HTML.
    pub text: String,
    /// Today by default.
    pub posted: jiff::Timestamp,
    /// Open until filled by default.
    pub closes: Option<jiff::Timestamp>,
}

impl Vacancy {
    /// A professional post in Nairobi.
    pub fn new(id: &str, title: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            city: "Nairobi".to_owned(),
            country: "Kenya".to_owned(),
            country_code: "KE".to_owned(),
            grade: "P-3".to_owned(),
            contract: "Fixed-term (1 year with possibility of extension)".to_owned(),
            recruiting: "Professional".to_owned(),
            text: "<p>An invented notice.</p>".to_owned(),
            posted: jiff::Timestamp::now(),
            closes: None,
        }
    }

    pub fn at(self, city: &str, country: &str, code: &str) -> Self {
        Self { city: city.to_owned(), country: country.to_owned(), country_code: code.to_owned(), ..self }
    }

    pub fn grade(self, grade: &str) -> Self {
        Self { grade: grade.to_owned(), ..self }
    }

    /// Open for so many hours from now.
    pub fn closes_in_hours(self, hours: i64) -> Self {
        Self { closes: Some(jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours)), ..self }
    }
}

/// How the servers are today.
#[derive(Clone, Debug)]
enum Weather {
    Fine,
    /// 503 with a page for people.
    Outage,
    /// 200 without a single vacancy.
    Blank,
    /// Any other answer: status, content type, body.
    Says(u16, &'static str, String),
}

struct Office {
    vacancies: BTreeMap<String, Vacancy>,
    weather: Weather,
    /// The most rows of one page, whatever is asked.
    page: usize,
    /// Every request: path and query.
    requests: Vec<String>,
    /// Whether the address is the server's own, for links.
    address: String,
    begun: usize,
    ended: usize,
}

/// The servers, for one test.
#[derive(Clone)]
pub struct Portal {
    address: String,
    office: Arc<Mutex<Office>>,
    changed: Arc<watch::Sender<()>>,
}

impl Portal {
    /// Starts them on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("a bound socket"));
        let office = Office {
            vacancies: BTreeMap::new(),
            weather: Weather::Fine,
            page: 25,
            requests: Vec::new(),
            address: address.clone(),
            begun: 0,
            ended: 0,
        };
        let portal = Self { address, office: Arc::new(Mutex::new(office)), changed: Arc::new(watch::Sender::new(())) };
        let router = Router::new().fallback(receive).with_state(portal.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        portal
    }

    /// Scheme, host and port: the address of the Oracle site.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn rss(&self) -> String {
        format!("{}/feed.rss", self.address)
    }

    pub fn atom(&self) -> String {
        format!("{}/feed.atom", self.address)
    }

    /// Publishes a vacancy, or the new text of one.
    pub fn publish(&self, vacancy: Vacancy) {
        self.with(|office| office.vacancies.insert(vacancy.id.clone(), vacancy));
    }

    pub fn withdraw(&self, id: &str) {
        self.with(|office| office.vacancies.remove(id));
    }

    /// From now on: 503 with a page for people.
    pub fn outage(&self) {
        self.with(|office| office.weather = Weather::Outage);
    }

    /// From now on: 200 without a single vacancy.
    pub fn blank(&self) {
        self.with(|office| office.weather = Weather::Blank);
    }

    /// From now on: this answer.
    pub fn says(&self, status: u16, content_type: &'static str, body: &str) {
        self.with(|office| office.weather = Weather::Says(status, content_type, body.to_owned()));
    }

    /// From now on: all is well again.
    pub fn recover(&self) {
        self.with(|office| office.weather = Weather::Fine);
    }

    /// Lets a page hold at most so many rows.
    pub fn page_size(&self, rows: usize) {
        self.with(|office| office.page = rows);
    }

    /// The requests so far whose path and query hold `part`.
    pub fn requests(&self, part: &str) -> Vec<String> {
        self.with(|office| office.requests.iter().filter(|request| request.contains(part)).cloned().collect())
    }

    /// Waits until the bot has seen what is published now, and has done with it: until two polls that began from now on
    /// have ended, for the second begins when the first has been worked through. A refused poll counts as ended.
    pub async fn polls(&self) {
        let begun = self.with(|office| office.begun);
        let mut changes = self.changed.subscribe();
        let two_more = async {
            while self.look(|office| office.ended < begun + 2) {
                changes.changed().await.expect("the sender lives in self");
            }
        };
        bounded("two polls of the vacancy server", two_more).await;
    }

    fn look<T>(&self, act: impl FnOnce(&mut Office) -> T) -> T {
        act(&mut self.office.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Office) -> T) -> T {
        let result = self.look(act);
        self.changed.send_replace(());
        result
    }
}

/// An answer, and whether it is the first or the last of a poll.
struct Answer {
    status: u16,
    content_type: &'static str,
    body: String,
    begins: bool,
    ends: bool,
}

impl Answer {
    fn ok(content_type: &'static str, body: String) -> Self {
        Self { status: 200, content_type, body, begins: true, ends: true }
    }
}

async fn receive(Extract(portal): Extract<Portal>, request: Request<Body>) -> Response<Body> {
    let (path, query) = (request.uri().path().to_owned(), request.uri().query().unwrap_or_default().to_owned());
    let known = request.headers().get(IF_NONE_MATCH).and_then(|tag| tag.to_str().ok()).unwrap_or_default().to_owned();
    portal.with(|office| {
        office.requests.push(format!("{path}?{query}"));
        let answer = match path.as_str() {
            "/feed.rss" => feed::rss(office),
            "/feed.atom" => feed::atom(office),
            path => match path.rsplit('/').next() {
                Some("recruitingCEJobRequisitions") => oracle::list(office, &query),
                Some("recruitingCEJobRequisitionDetails") => oracle::detail(office, &query),
                _ => Answer { status: 404, begins: false, ends: false, ..Answer::ok("text/plain", String::new()) },
            },
        };
        let answer = match office.weather.clone() {
            _ if answer.status == 404 => answer,
            Weather::Fine | Weather::Blank => answer,
            Weather::Outage => Answer {
                status: 503,
                content_type: "text/html",
                body: OUTAGE.to_owned(),
                ends: answer.begins || answer.ends,
                ..answer
            },
            Weather::Says(status, content_type, body) => {
                Answer { status, content_type, body, ends: answer.begins || answer.ends, ..answer }
            }
        };
        office.begun += usize::from(answer.begins);
        office.ended += usize::from(answer.ends);
        respond(&answer, &known)
    })
}

fn respond(answer: &Answer, known: &str) -> Response<Body> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    answer.body.hash(&mut hasher);
    let tag = format!("\"{:x}\"", hasher.finish());
    let is_feed = answer.content_type.ends_with("xml");
    let mut response = Response::builder().header(CONTENT_TYPE, answer.content_type);
    if is_feed {
        response = response.header(ETAG, &tag);
    }
    let unchanged = is_feed && answer.status == 200 && known == tag;
    let (status, body) = if unchanged { (304, Body::empty()) } else { (answer.status, answer.body.clone().into()) };
    response.status(status).body(body).expect("headers without line breaks")
}
