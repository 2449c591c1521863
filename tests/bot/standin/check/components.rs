//! Rules for rows of buttons and selects.

use std::collections::HashSet;

use serde_json::Value;

use super::Checker;

const ROW: u64 = 1;
const BUTTON: u64 = 2;
const STRING_SELECT: u64 = 3;
const LINK: u64 = 5;
const PREMIUM: u64 = 6;

pub fn check(checker: &mut Checker, rows: &Value) {
    checker.list(rows, 0..=5, row);
    let parts = rows.as_array().into_iter().flatten().flat_map(|row| row["components"].as_array()).flatten();
    let mut seen = HashSet::new();
    let repeated = parts.filter_map(|part| part["custom_id"].as_str()).find(|id| !seen.insert(*id));
    if let Some(id) = repeated {
        checker.refuse("COMPONENT_CUSTOM_ID_DUPLICATED", format!("Component custom id cannot be duplicated: {id}"));
    }
}

fn row(checker: &mut Checker, row: &Value) {
    checker.keys(row, &["type", "id", "components"]);
    if row["type"].as_u64() != Some(ROW) {
        return checker.refuse("UNION_TYPE_CHOICES", "only rows stand at the top of a message");
    }
    let has_select = row["components"].as_array().into_iter().flatten().any(|part| part["type"] != BUTTON);
    let most = if has_select { 1 } else { 5 };
    checker.required(row, "components", |checker, parts| checker.list(parts, 1..=most, part));
}

fn part(checker: &mut Checker, part: &Value) {
    match part["type"].as_u64() {
        Some(BUTTON) => button(checker, part),
        Some(STRING_SELECT) => {
            select(checker, part);
            checker.required(part, "options", |checker, options| checker.list(options, 1..=25, option));
        }
        // User, role, mentionable and channel selects: Discord fills their options.
        Some(5..=8) => select(checker, part),
        _ => checker.refuse("UNION_TYPE_CHOICES", format!("a component that cannot stand in a row: {}", part["type"])),
    }
}

fn button(checker: &mut Checker, button: &Value) {
    checker.keys(button, &["type", "id", "custom_id", "style", "label", "disabled", "url", "sku_id", "emoji"]);
    checker.key(button, "label", |checker, label| checker.text(label, 1..=80));
    checker.key(button, "custom_id", |checker, id| checker.text(id, 1..=100));
    checker.key(button, "url", |checker, url| checker.url(url, 512, &["http", "https", "discord"]));
    if button["label"].is_null() && button["emoji"].is_null() {
        checker.refuse("BUTTON_COMPONENT_INVALID_LABEL", "a button needs a label or an emoji");
    }
    let (has_url, has_id) = (!button["url"].is_null(), !button["custom_id"].is_null());
    match button["style"].as_u64() {
        Some(LINK) if has_id || !has_url => {
            checker
                .refuse("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "a link has an address and no custom id");
        }
        Some(1..LINK) if has_url || !has_id => {
            checker.refuse("BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "a button has a custom id and no address");
        }
        Some(1..=LINK) => {}
        Some(PREMIUM) => checker.ours("the bot sells nothing"),
        _ => checker.refuse("BASE_TYPE_CHOICES", "no such style"),
    }
}

fn select(checker: &mut Checker, select: &Value) {
    checker.keys(
        select,
        &[
            "type",
            "id",
            "custom_id",
            "options",
            "placeholder",
            "min_values",
            "max_values",
            "disabled",
            "required",
            "default_values",
            "channel_types",
        ],
    );
    checker.required(select, "custom_id", |checker, id| checker.text(id, 1..=100));
    checker.key(select, "placeholder", |checker, text| checker.text(text, 0..=150));
    for (key, least) in [("min_values", 0), ("max_values", 1)] {
        checker.key(select, key, |checker, count| {
            if count.as_u64().is_none_or(|count| !(least..=25).contains(&count)) {
                checker.refuse("NUMBER_TYPE_MAX", format!("between {least} and 25"));
            }
        });
    }
}

fn option(checker: &mut Checker, option: &Value) {
    checker.keys(option, &["label", "value", "description", "default", "emoji"]);
    for key in ["label", "value"] {
        checker.required(option, key, |checker, text| checker.text(text, 1..=100));
    }
    checker.key(option, "description", |checker, text| checker.text(text, 0..=100));
}
