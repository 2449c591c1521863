//! Rules for the commands of an application, as they are registered.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use serde_json::Value;

use super::{Checker, Problem, callback};

/// The most code points of one command: names, descriptions and values of all its parts.
const SIZE: usize = 8_000;

/// The languages of Discord's clients.
const LOCALES: &[&str] = &[
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
];

const COMMAND: &[&str] = &[
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "default_member_permissions",
    "dm_permission",
    "contexts",
    "integration_types",
    "handler",
    "type",
    "id",
    "nsfw",
];

const OPTION: &[&str] = &[
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "required",
    "choices",
    "options",
    "channel_types",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
    "autocomplete",
];

/// The problems of a list of commands.
pub fn check(commands: &Value) -> Vec<Problem> {
    let mut checker = Checker::default();
    checker.list(commands, 0..=130, command);
    unique(&mut checker, commands, |command| format!("{} of type {}", command["name"], command["type"]));
    checker.into_problems()
}

fn command(checker: &mut Checker, command: &Value) {
    checker.keys(command, COMMAND);
    let kind = command["type"].as_u64().unwrap_or(1);
    checker.required(
        command,
        "name",
        |checker, text| if kind == 1 { name(checker, text) } else { checker.text(text, 1..=32) },
    );
    localized(checker, command, "name_localizations", |checker, text| {
        if kind == 1 { name(checker, text) } else { checker.text(text, 1..=32) }
    });
    let length = if kind == 1 { 1..=100 } else { 0..=0 };
    if kind == 1 && command["description"].is_null() {
        checker.refuse("BASE_TYPE_REQUIRED", "a description is needed");
    }
    checker.key(command, "description", |checker, text| checker.text(text, length.clone()));
    localized(checker, command, "description_localizations", |checker, text| checker.text(text, length.clone()));
    checker.key(command, "contexts", |checker, list| numbers(checker, list, 0..=2));
    checker.key(command, "integration_types", |checker, list| numbers(checker, list, 0..=1));
    checker.key(command, "options", options);
    if size(command) > SIZE {
        checker.refuse(
            "APPLICATION_COMMAND_TOO_LARGE",
            format!("Command exceeds maximum size ({SIZE}): {}", size(command)),
        );
    }
}

fn options(checker: &mut Checker, options: &Value) {
    checker.list(options, 0..=25, option);
    unique(checker, options, |option| option["name"].to_string());
    let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
    let first_optional = options.iter().position(|option| option["required"] != true).unwrap_or(options.len());
    if options[first_optional..].iter().any(|option| option["required"] == true) {
        checker.refuse(
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            "Required options must be placed before non-required options",
        );
    }
    let nested = options.iter().filter(|option| is_nested(option)).count();
    if nested != 0 && nested != options.len() {
        checker.refuse(
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        );
    }
}

/// Whether it is a subcommand or a group of them.
fn is_nested(option: &Value) -> bool {
    matches!(option["type"].as_u64(), Some(1 | 2))
}

fn option(checker: &mut Checker, option: &Value) {
    checker.keys(option, OPTION);
    checker.required(option, "name", name);
    localized(checker, option, "name_localizations", name);
    checker.required(option, "description", |checker, text| checker.text(text, 1..=100));
    localized(checker, option, "description_localizations", |checker, text| checker.text(text, 1..=100));
    let kind = option["type"].as_u64().unwrap_or_default();
    let holds = |key: &str| {
        option[key].as_array().is_some_and(|list| !list.is_empty()) || option[key] == true || option[key].is_number()
    };
    let fitting: &[&str] = match kind {
        1 | 2 => &["options"],
        3 => &["required", "choices", "autocomplete", "min_length", "max_length"],
        4 | 10 => &["required", "choices", "autocomplete", "min_value", "max_value"],
        7 => &["required", "channel_types"],
        5..=11 => &["required"],
        _ => return checker.refuse("BASE_TYPE_CHOICES", format!("no such type of option: {kind}")),
    };
    for key in OPTION[5..].iter().filter(|key| holds(key) && !fitting.contains(key)) {
        checker.refuse("UNKNOWN_KEY", format!("`{key}` does not fit an option of type {kind}"));
    }
    if holds("autocomplete") && holds("choices") {
        checker
            .refuse("APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", "Autocomplete and choices exclude each other");
    }
    for (key, least) in [("min_length", 0), ("max_length", 1)] {
        checker.key(option, key, |checker, length| {
            if length.as_u64().is_none_or(|length| !(least..=6_000).contains(&length)) {
                checker.refuse("NUMBER_TYPE_MAX", format!("between {least} and 6000"));
            }
        });
    }
    checker.key(option, "choices", |checker, choices| checker.list(choices, 0..=25, callback::choice));
    if kind == 2 && option["options"].as_array().into_iter().flatten().any(|nested| nested["type"] != 1) {
        checker.refuse("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "a group holds subcommands only");
    }
    if kind == 1 && option["options"].as_array().into_iter().flatten().any(is_nested) {
        checker.refuse("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "a subcommand holds no subcommands");
    }
    checker.key(option, "options", options);
}

/// `^[-_'\p{L}\p{N}]{1,32}$`, in lower case where the script knows case.
fn name(checker: &mut Checker, value: &Value) {
    checker.text(value, 1..=32);
    let text = value.as_str().unwrap_or_default();
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '\'');
    if !text.chars().all(fits) || text.to_lowercase() != text {
        checker.refuse("APPLICATION_COMMAND_INVALID_NAME", format!("Command name is invalid: {value}"));
    }
}

fn localized(checker: &mut Checker, object: &Value, key: &str, mut check: impl FnMut(&mut Checker, &Value)) {
    checker.key(object, key, |checker, texts| {
        checker.keys(texts, LOCALES);
        for locale in texts.as_object().into_iter().flat_map(|texts| texts.keys()) {
            checker.key(texts, locale, &mut check);
        }
    });
}

fn unique(checker: &mut Checker, list: &Value, key: impl Fn(&Value) -> String) {
    let mut seen = HashSet::new();
    let repeated = list.as_array().into_iter().flatten().map(key).find(|key| !seen.insert(key.clone()));
    if let Some(name) = repeated {
        checker.refuse("APPLICATION_COMMANDS_DUPLICATE_NAME", format!("names must be unique: {name}"));
    }
}

fn numbers(checker: &mut Checker, list: &Value, among: RangeInclusive<u64>) {
    checker.list(list, 1..=3, |checker, number| {
        if number.as_u64().is_none_or(|number| !among.contains(&number)) {
            checker.refuse("BASE_TYPE_CHOICES", format!("not among {among:?}"));
        }
    });
}

/// The code points of a command or option with all its parts; of translations the longest counts.
fn size(part: &Value) -> usize {
    let count = |value: &Value| value.as_str().map_or(0, |text| text.chars().count());
    let longest = |key: &str, localized: &str| {
        let translations = part[localized].as_object().into_iter().flat_map(|texts| texts.values());
        translations.map(count).fold(count(&part[key]), usize::max)
    };
    let nested = ["options", "choices"].into_iter().filter_map(|key| part[key].as_array()).flatten();
    longest("name", "name_localizations")
        + longest("description", "description_localizations")
        + count(&part["value"])
        + nested.map(size).sum::<usize>()
}
