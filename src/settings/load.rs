//! Reading settings: built-in defaults, then the settings file, then the environment.
//!
//! Every problem is found, not only the first, and each names its key, where it was set and what is expected.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use config::{Config, Environment, File, FileFormat, Value, ValueKind};
use secrecy::SecretString;

use super::keys::{self, Key};
use super::{Settings, sources};

/// The settings file that is read when none is named, if it is there.
pub const DEFAULT_FILE: &str = "iom-bot.toml";

/// How the names of environment variables begin; `__` divides section and key.
const PREFIX: &str = "IOM_BOT";

/// What `config` calls the environment in the origin of a value.
const ENVIRONMENT: &str = "the environment";

/// Something wrong with the settings, in one sentence for the operator.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem(pub String);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The environment variables of this process that are text.
#[must_use]
pub fn environment() -> HashMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

impl Settings {
    /// The settings in `file`, or in [`DEFAULT_FILE`] if that is there, under those of `environment`.
    ///
    /// Paths in a file are relative to its folder, others to the working directory.
    ///
    /// # Errors
    ///
    /// All problems that were found; there is at least one.
    pub fn load(file: Option<&Path>, environment: &HashMap<String, String>) -> Result<Self, Vec<Problem>> {
        let path = file.unwrap_or(Path::new(DEFAULT_FILE));
        let config = read(path, file.is_some(), environment).map_err(|problem| vec![problem])?;
        let mut reader = Reader { file: path, settings: Self::default(), problems: Vec::new() };
        reader.take(&config.cache);
        reader.take_token(environment);
        if reader.problems.is_empty() { Ok(reader.settings) } else { Err(reader.problems) }
    }
}

fn read(path: &Path, required: bool, environment: &HashMap<String, String>) -> Result<Config, Problem> {
    let shown = path.display();
    // Read once: it may be a pipe.
    let text = match required || path.exists() {
        true => std::fs::read_to_string(path)
            .map_err(|error| Problem(format!("the settings file `{shown}` cannot be read: {error}")))?,
        false => String::new(),
    };
    let ours = environment.iter().filter(|(name, _)| name.starts_with(&format!("{PREFIX}__")));
    let ours = ours.map(|(name, value)| (name.clone(), value.clone())).collect();
    Config::builder()
        .add_source(File::from_str(&text, FileFormat::Toml))
        .add_source(Environment::with_prefix(PREFIX).prefix_separator("__").separator("__").source(Some(ours)))
        .build()
        .map_err(|error| Problem(format!("the settings file `{shown}` is not valid TOML: {}", one_line(&error))))
}

fn one_line(error: &config::ConfigError) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes values one by one into settings.
struct Reader<'a> {
    file: &'a Path,
    settings: Settings,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn take(&mut self, root: &Value) {
        let mut leaves = Vec::new();
        flatten("", root, &mut leaves);
        leaves.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, value) in leaves {
            if name == "sources" {
                self.take_sources(value);
            } else if let Some(key) = keys::KEYS.iter().find(|key| key.name == name) {
                self.take_value(key, value);
            } else {
                self.unknown(&name, value);
            }
        }
    }

    fn take_value(&mut self, key: &Key, value: &Value) {
        let base = if is_environment(value) { None } else { self.file.parent() };
        if (key.set)(&mut self.settings, value, base.unwrap_or(Path::new(""))).is_none() {
            let found = if key.secret { String::new() } else { format!("; found `{}`", shown(value)) };
            let place = self.place(key.name, value);
            self.problems.push(Problem(format!("{place}: expected {}{found}", key.expected)));
        }
    }

    fn take_sources(&mut self, value: &Value) {
        let place = self.place("sources", value);
        match sources::read(value) {
            Ok((sources, warnings)) => {
                self.settings.sources = sources;
                self.settings.warnings.extend(warnings);
            }
            Err(problems) => {
                self.problems.extend(problems.into_iter().map(|what| Problem(format!("{place}: {what}"))));
            }
        }
    }

    fn unknown(&mut self, name: &str, value: &Value) {
        let known = keys::KEYS.iter().map(|key| key.name).chain(["sources"]);
        let place = self.place(name, value);
        self.problems.push(Problem(format!("{place}: there is no such setting{}", nearest(name, known))));
    }

    /// A key and where it was set, for the start of a sentence.
    fn place(&self, name: &str, value: &Value) -> String {
        if is_environment(value) {
            format!("the variable {PREFIX}__{}", name.replace('.', "__").to_uppercase())
        } else {
            format!("`{name}` in `{}`", self.file.display())
        }
    }

    /// The token from its own variables, which win over the settings file.
    fn take_token(&mut self, environment: &HashMap<String, String>) {
        let token = match (environment.get("DISCORD_TOKEN"), environment.get("DISCORD_TOKEN_FILE")) {
            (None, None) => return,
            (Some(_), Some(_)) => Err("set DISCORD_TOKEN or DISCORD_TOKEN_FILE, not both".to_owned()),
            (Some(token), None) => keys::token(token).ok_or(format!("DISCORD_TOKEN: expected {}", keys::TOKEN)),
            (None, Some(file)) => token_in(&PathBuf::from(file)),
        };
        match token {
            Ok(token) => self.settings.discord.token = Some(token),
            Err(what) => self.problems.push(Problem(what)),
        }
    }
}

fn token_in(file: &Path) -> Result<SecretString, String> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("DISCORD_TOKEN_FILE: the file `{shown}` cannot be read: {error}"))?;
    keys::token(text.trim()).ok_or(format!("DISCORD_TOKEN_FILE: expected {} in the file `{shown}`", keys::TOKEN))
}

fn is_environment(value: &Value) -> bool {
    value.origin() == Some(ENVIRONMENT)
}

/// The values of a tree by their dotted names; arrays and everything inside them are one value.
fn flatten<'a>(name: &str, value: &'a Value, leaves: &mut Vec<(String, &'a Value)>) {
    match &value.kind {
        ValueKind::Table(table) => {
            for (key, value) in table {
                let inner = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                flatten(&inner, value, leaves);
            }
        }
        _ => leaves.push((name.to_owned(), value)),
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    crate::replies::text::cut(&text, 60)
}

/// `; did you mean …?` for the known name that is most like `name`, if any is.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    /// Less alike than this is another word, not a slip.
    const ALIKE: f64 = 0.6;
    let likeness = |other: &str| strsim::normalized_damerau_levenshtein(name, other);
    let best = known.map(|other| (likeness(other), other)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((likeness, other)) if likeness >= ALIKE => format!("; did you mean `{other}`?"),
        _ => "; see iom-bot.example.toml for all settings".to_owned(),
    }
}
