//! The `[[sources]]` of the settings.

use std::collections::HashMap;
use std::time::Duration;

use config::{Value, ValueKind};

use super::keys::{text, time, web};
use super::load::nearest;
use super::{Source, SourceKind};

/// The keys of a source.
const KEYS: [&str; 5] = ["name", "kind", "url", "every", "site"];

/// Polling more often than this is impolite to a server that is not one's own.
const POLITE: Duration = Duration::from_secs(5 * 60);

/// How often a source is polled where its settings do not say.
pub(super) const EVERY: Duration = Duration::from_secs(30 * 60);

/// The longest time between two polls, in seconds: a week.
const LONGEST: u64 = 7 * 24 * 60 * 60;

/// The sources of a list of tables with warnings, or all that is wrong with them.
pub(super) fn read(value: &Value) -> Result<(Vec<Source>, Vec<String>), Vec<String>> {
    let ValueKind::Array(tables) = &value.kind else {
        return Err(vec!["expected [[sources]] tables in the settings file".to_owned()]);
    };
    let mut sources: Vec<Source> = Vec::new();
    let mut problems = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let place = format!("source {}", at + 1);
        match &table.kind {
            ValueKind::Table(table) => match one(table) {
                Ok(source) if sources.iter().any(|other| other.name == source.name) => {
                    problems.push(format!("{place}: the name `{}` is taken by another source", source.name));
                }
                Ok(source) => sources.push(source),
                Err(found) => problems.extend(found.into_iter().map(|what| format!("{place}: {what}"))),
            },
            _ => problems.push(format!("{place}: expected a table")),
        }
    }
    if problems.is_empty() { Ok(with_warnings(sources)) } else { Err(problems) }
}

fn with_warnings(sources: Vec<Source>) -> (Vec<Source>, Vec<String>) {
    let warn = |source: &&Source| source.every < POLITE;
    let warnings = sources.iter().filter(warn).map(|source| {
        let every = humantime::format_duration(source.every);
        format!(
            "source `{}` is polled every {every}; less than 5m is impolite to a server that is not yours",
            source.name
        )
    });
    let warnings = warnings.collect();
    (sources, warnings)
}

fn one(table: &HashMap<String, Value>) -> Result<Source, Vec<String>> {
    let mut problems: Vec<String> = table
        .keys()
        .filter(|key| !KEYS.contains(&key.as_str()))
        .map(|key| format!("there is no key `{key}` in a source{}", nearest(key, KEYS.into_iter())))
        .collect();
    problems.sort();
    let mut need = |key: &str, expected: &str, found: bool| {
        if !found {
            problems.push(format!("`{key}` must be {expected}"));
        }
    };
    let get = |key: &str| table.get(key).and_then(text);
    let name = get("name").filter(|name| is_name(name));
    need("name", "a word of small letters, digits and hyphens", name.is_some());
    let url = get("url").and_then(|url| web(&url));
    need("url", "an http(s) address", url.is_some());
    let every = table.get("every").map_or(Some(EVERY), |every| time(every, 1, LONGEST));
    need("every", "a time from `1s` to `7d`", every.is_some());
    let site = get("site").filter(|site| is_site(site));
    let kind = match get("kind").as_deref() {
        Some("oracle") => {
            need("site", "the site number of the portal, such as `CX_1001`", site.is_some());
            site.map(|site| SourceKind::Oracle { site })
        }
        Some("feed") => {
            need("site", "left out: only sources of the kind `oracle` have one", !table.contains_key("site"));
            Some(SourceKind::Feed)
        }
        _ => {
            need("kind", "`oracle` or `feed`", false);
            None
        }
    };
    match (name, kind, url, every) {
        (Some(name), Some(kind), Some(url), Some(every)) if problems.is_empty() => {
            Ok(Source { name, kind, url, every })
        }
        _ => Err(problems),
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 40
        && name.chars().all(|character| matches!(character, 'a'..='z' | '0'..='9' | '-'))
}

/// A site number goes into an address as it is.
fn is_site(site: &str) -> bool {
    !site.is_empty() && site.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}
