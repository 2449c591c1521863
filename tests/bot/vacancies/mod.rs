//! A stand-in of the servers that publish vacancies: one set of vacancies, in the three shapes that the bot reads.

mod feed;
mod oracle;
mod serve;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::standin::PATIENCE;
use crate::standin::faults::Gate;
use crate::standin::line::{Lines, Scissors};

/// The site number of the portal.
pub const SITE: &str = "CX_1001";

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
    /// The server's own, for links.
    address: String,
    /// By source.
    polls: BTreeMap<&'static str, Polls>,
    /// What becomes of the next request whose path holds the text.
    faults: Vec<(String, Fault)>,
}

/// What becomes of a request.
#[derive(Clone, Debug)]
enum Fault {
    /// It waits at the gate, then it is answered as usual.
    Hold(Gate),
    /// The connection is closed.
    HangUp,
}

/// How often a source was polled.
#[derive(Clone, Copy, Default)]
struct Polls {
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
            polls: BTreeMap::new(),
            faults: Vec::new(),
        };
        let portal = Self { address, office: Arc::new(Mutex::new(office)), changed: Arc::new(watch::Sender::new(())) };
        let router = Router::new().fallback(serve::receive).with_state(portal.clone());
        let service = router.into_make_service_with_connect_info::<Scissors>();
        tokio::spawn(async move { axum::serve(Lines(listener), service).await });
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

    /// Holds the next request whose path holds `part` until the gate lets it go.
    pub fn hold(&self, part: &str) -> Gate {
        let gate = Gate::default();
        self.with(|office| office.faults.push((part.to_owned(), Fault::Hold(gate.clone()))));
        gate
    }

    /// Closes the connection of the next request whose path holds `part`.
    pub fn hang_up(&self, part: &str) {
        self.with(|office| office.faults.push((part.to_owned(), Fault::HangUp)));
    }

    /// Lets a page hold at most so many rows.
    pub fn page_size(&self, rows: usize) {
        self.with(|office| office.page = rows);
    }

    /// The requests so far whose path and query hold `part`.
    pub fn requests(&self, part: &str) -> Vec<String> {
        self.with(|office| office.requests.iter().filter(|request| request.contains(part)).cloned().collect())
    }

    /// Waits until the bot has seen what is published now, and has done with it: until two polls of each source that began
    /// from now on have ended, for the second begins when the first has been worked through. A refused poll counts too.
    ///
    /// # Panics
    ///
    /// When they do not come within [`PATIENCE`].
    pub async fn polls(&self) {
        let before = self.look(|office| office.polls.clone());
        let begun = |source: &str| before.get(source).map_or(0, |polls: &Polls| polls.begun);
        let done = |office: &mut Office| {
            let mut ended = office.polls.iter().filter(|(_, polls)| polls.begun > 0).peekable();
            ended.peek().is_some() && ended.all(|(source, polls)| polls.ended >= begun(source) + 2)
        };
        let mut changes = self.changed.subscribe();
        let two_more = async {
            while !self.look(done) {
                changes.changed().await.expect("the sender lives in self");
            }
        };
        if timeout(PATIENCE, two_more).await.is_err() {
            panic!("waited {PATIENCE:?} for two polls; requests: {:#?}", self.requests(""));
        }
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
