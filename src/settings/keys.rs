//! Every setting that is one value: its name, what is expected of it, and where it goes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use config::Value;
use secrecy::SecretString;
use url::Url;

use super::Settings;

/// What a bot token must be. Its form is Discord's own affair, and other servers have other forms.
pub(super) const TOKEN: &str = "a bot token without white space";

/// One setting.
pub(super) struct Key {
    /// Section and name, with a dot.
    pub name: &'static str,
    /// What is expected, as the end of a sentence.
    pub expected: &'static str,
    /// Whether its value must not be shown.
    pub secret: bool,
    /// Takes a value; `None` when it is not what is expected. The path is the folder that relative paths start from.
    pub set: fn(&mut Settings, &Value, &Path) -> Option<()>,
}

/// All of them, in the order of iom-bot.example.toml.
pub(super) const KEYS: &[Key] = &[
    key("discord.api_url", "an address with scheme and host only, such as `https://discord.com`", |s, v, _| {
        s.discord.api_url = host(&text(v)?)?;
        Some(())
    }),
    Key {
        name: "discord.token",
        expected: TOKEN,
        secret: true,
        set: |s, v, _| {
            s.discord.token = Some(token(&text(v)?)?);
            Some(())
        },
    },
    key("discord.timeout", "a time from `1s` to `60s`", |s, v, _| {
        s.discord.timeout = time(v, 1, 60)?;
        Some(())
    }),
    key("answers.careers_url", "an http(s) address", |s, v, _| {
        s.answers.careers_url = web(&text(v)?)?.into();
        Some(())
    }),
    key("answers.old_after", "a time from `1d` to `100y`", |s, v, _| {
        s.answers.old_after = time(v, 86_400, 100 * 31_557_600)?;
        Some(())
    }),
    key("corpus.dir", "the path of a folder", |s, v, base| {
        s.corpus_dir = path(v, base)?;
        Some(())
    }),
    key("index.dir", "the path of a folder", |s, v, base| {
        s.index_dir = path(v, base)?;
        Some(())
    }),
    Key {
        name: "store.url",
        expected: "the address of a database file, such as `sqlite://iom-bot.db`",
        secret: true,
        set: |s, v, base| {
            let url = text(v)?;
            let file = url.strip_prefix("sqlite://").filter(|file| !file.is_empty())?;
            s.store_url = SecretString::from(format!("sqlite://{}", base.join(file).display()));
            Some(())
        },
    },
    key("fetch.allow_private", "`true` or `false`", |s, v, _| {
        s.fetch.allow_private = v.clone().into_bool().ok()?;
        Some(())
    }),
    key("fetch.contact", "a mailbox or the address of a page, in one line", |s, v, _| {
        s.fetch.contact = text(v)?;
        // It becomes part of an HTTP header.
        s.fetch.contact.chars().all(|c| c.is_ascii_graphic() || c == ' ').then_some(())
    }),
    key("fetch.timeout", "a time from `1s` to `5m`", |s, v, _| {
        s.fetch.timeout = time(v, 1, 300)?;
        Some(())
    }),
    key("fetch.max_bytes", "a number of bytes from 10000 to 100000000", |s, v, _| {
        let bytes = usize::try_from(v.clone().into_int().ok()?).ok()?;
        s.fetch.max_bytes = Some(bytes).filter(|bytes| (10_000..=100_000_000).contains(bytes))?;
        Some(())
    }),
    key("fetch.spacing", "a time from `0s` to `5m`", |s, v, _| {
        s.fetch.spacing = time(v, 0, 300)?;
        Some(())
    }),
    key("log.filter", "log levels, such as `info` or `warn,iom_bot=debug`", |s, v, _| {
        s.log_filter = text(v)?;
        tracing_subscriber::EnvFilter::try_new(&s.log_filter).ok().map(drop)
    }),
];

const fn key(name: &'static str, expected: &'static str, set: fn(&mut Settings, &Value, &Path) -> Option<()>) -> Key {
    Key { name, expected, secret: false, set }
}

/// A value as text; numbers and truth values are text too, as they are in the environment.
pub(super) fn text(value: &Value) -> Option<String> {
    value.clone().into_string().ok()
}

/// A token in the only form that can be checked: not empty, no white space, fit for an HTTP header.
pub(super) fn token(text: &str) -> Option<SecretString> {
    let fits = !text.is_empty() && text.chars().all(|character| character.is_ascii_graphic());
    fits.then(|| SecretString::from(text))
}

/// An http(s) address.
pub(super) fn web(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// A time such as `30m`, between two numbers of seconds.
pub(super) fn time(value: &Value, least: u64, most: u64) -> Option<Duration> {
    let time = humantime::parse_duration(text(value)?.trim()).ok()?;
    (Duration::from_secs(least)..=Duration::from_secs(most)).contains(&time).then_some(time)
}

/// Scheme, host and port, where nothing else is given.
fn host(text: &str) -> Option<String> {
    let url = web(text)?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    bare.then(|| url.as_str().trim_end_matches('/').to_owned())
}

fn path(value: &Value, base: &Path) -> Option<PathBuf> {
    let path = text(value)?;
    (!path.is_empty()).then(|| base.join(path))
}
