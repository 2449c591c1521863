//! The candidate site of Oracle Recruiting, in the shape of IOM's portal: a list in pages and details by id.

use serde_json::{Value, json};

use super::serve::Answer;
use super::{Office, SITE, Vacancy, Weather};

/// What a request asks for: `finder=NAME;a=b,c=d` and `expand=…`.
struct Asked {
    expand: String,
    finder: String,
    variables: Vec<(String, String)>,
}

impl Asked {
    fn read(query: &str) -> Self {
        let parameter = |name: &str| {
            let found = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let whole = parameter("finder");
        let (finder, rest) = whole.split_once(';').unwrap_or((&whole, ""));
        let variables = rest.split(',').filter_map(|pair| pair.split_once('='));
        Self {
            expand: parameter("expand"),
            finder: finder.to_owned(),
            variables: variables.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        }
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str, absent: usize) -> usize {
        self.variable(name).and_then(|value| value.parse().ok()).unwrap_or(absent)
    }
}

/// Limit and offset count only inside the finder, rows come only when `expand` asks for them.
pub fn list(office: &Office, query: &str) -> Answer {
    let asked = Asked::read(query);
    if asked.finder != "findReqs" || asked.variable("siteNumber") != Some(SITE) {
        return refused("findReqs with the site number is needed");
    }
    let limit = asked.number("limit", office.page).min(office.page);
    let offset = asked.number("offset", 0);
    let mut vacancies: Vec<&Vacancy> = match office.weather {
        Weather::Blank => Vec::new(),
        _ => office.vacancies.values().collect(),
    };
    vacancies.sort_by(|a, b| b.posted.cmp(&a.posted).then_with(|| b.id.cmp(&a.id)));
    let rows: Vec<Value> = vacancies.iter().skip(offset).take(limit).map(|vacancy| row(vacancy)).collect();
    let ends = offset + rows.len() >= vacancies.len();
    let mut search = json!({
        "SearchId": 1, "Keyword": null, "UseExactKeywordFlag": false, "ExecuteSpellCheckFlag": true, "Radius": 0,
        "RadiusUnit": "MI", "Offset": offset, "Limit": limit, "SortBy": "POSTING_DATES_DESC", "SiteNumber": SITE,
        "TotalJobsCount": vacancies.len(), "HotJobFlag": null,
    });
    if asked.expand.contains("requisitionList") {
        search["requisitionList"] = Value::Array(rows);
    }
    Answer { begins: offset == 0, ends, ..collection(office, "recruitingCEJobRequisitions", vec![search]) }
}

pub fn detail(office: &Office, query: &str) -> Answer {
    let asked = Asked::read(query);
    if asked.finder != "ById" || asked.variable("siteNumber") != Some(SITE) {
        return refused("ById with the site number is needed");
    }
    let id = asked.variable("Id").unwrap_or_default().trim_matches('"');
    let found = office.vacancies.get(id).filter(|_| !matches!(office.weather, Weather::Blank));
    let items = found.map(details).into_iter().collect();
    Answer { begins: false, ends: false, ..collection(office, "recruitingCEJobRequisitionDetails", items) }
}

fn refused(why: &str) -> Answer {
    Answer {
        status: 400,
        begins: false,
        ends: false,
        ..Answer::ok("oracle", "application/json", json!({"title": why}).to_string())
    }
}

fn collection(office: &Office, name: &str, items: Vec<Value>) -> Answer {
    let href = format!("{}/hcmRestApi/resources/latest/{name}", office.address);
    let body = json!({
        "count": items.len(), "items": items, "hasMore": false, "limit": 25, "offset": 0,
        "links": [{"rel": "self", "href": href, "name": name, "kind": "collection"}],
    });
    Answer::ok("oracle", "application/json", body.to_string())
}

fn location(vacancy: &Vacancy) -> String {
    format!("{}, {}", vacancy.city, vacancy.country)
}

fn flex(vacancy: &Vacancy, with_contract: bool) -> Value {
    let mut fields = vec![
        json!({"Prompt": "Vacancy Type", "Value": "Vacancy Notice"}),
        json!({"Prompt": "Recruiting Type", "Value": vacancy.recruiting}),
        json!({"Prompt": "Grade", "Value": vacancy.grade}),
    ];
    if with_contract {
        fields.push(json!({"Prompt": "Contract Type", "Value": vacancy.contract}));
    }
    Value::Array(fields)
}

fn row(vacancy: &Vacancy) -> Value {
    json!({
        "Id": vacancy.id, "Title": vacancy.title, "PostedDate": vacancy.posted.strftime("%F").to_string(),
        "PostingEndDate": null, "Language": "US", "PrimaryLocation": location(vacancy),
        "PrimaryLocationCountry": vacancy.country_code, "GeographyId": 300_000_990_101_u64, "HotJobFlag": false,
        "WorkplaceType": "On-site", "WorkplaceTypeCode": "ORA_ON_SITE", "ContractType": null, "JobFamily": null,
        "ShortDescriptionStr": "", "Distance": 1.79479E+12, "Relevancy": 9, "TrendingFlag": false,
        "BeFirstToApplyFlag": true, "secondaryLocations": [], "otherWorkLocations": [], "workLocation": [],
        "requisitionFlexFields": flex(vacancy, false),
    })
}

fn details(vacancy: &Vacancy) -> Value {
    let time = |time: jiff::Timestamp| time.strftime("%FT%T+00:00").to_string();
    json!({
        "Id": vacancy.id, "Title": vacancy.title, "Category": null, "RequisitionType": "Standard",
        "RequisitionId": 300_009_900_000_000_u64, "ExternalPostedStartDate": time(vacancy.posted),
        "ExternalPostedEndDate": vacancy.closes.map(time), "ContentLocale": "en", "JobSchedule": "Full time",
        "PrimaryLocation": location(vacancy), "PrimaryLocationCountry": vacancy.country_code,
        "WorkplaceType": "", "WorkplaceTypeCode": null, "GeographyId": 300_000_990_101_u64,
        "ShortDescriptionStr": "", "ExternalDescriptionStr": vacancy.text, "ExternalResponsibilitiesStr": "",
        "ExternalQualificationsStr": "", "CorporateDescriptionStr": "<p>Standard text.</p>",
        "OrganizationDescriptionStr": "", "InternalQualificationsStr": "INTERNAL", "InternalResponsibilitiesStr": "",
        "HotJobFlag": false, "TrendingFlag": false, "BeFirstToApplyFlag": false, "secondaryLocations": [],
        "otherWorkLocations": [], "workLocation": [], "media": [], "skills": [], "primaryLocationCoordinates": [],
        "requisitionFlexFields": flex(vacancy, true),
    })
}
