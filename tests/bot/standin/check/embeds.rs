//! Rules for embeds.

use serde_json::Value;

use super::Checker;

/// The most code points over all embeds of a message.
const SUM: usize = 6_000;

const WEB: &[&str] = &["http", "https"];

const KEYS: &[&str] = &[
    "type",
    "url",
    "title",
    "color",
    "timestamp",
    "description",
    "author",
    "image",
    "thumbnail",
    "footer",
    "fields",
    "provider",
    "video",
];

pub fn check(checker: &mut Checker, embeds: &Value) {
    checker.list(embeds, 0..=10, embed);
    let sum: usize = embeds.as_array().into_iter().flatten().map(size).sum();
    if sum > SUM {
        checker.refuse("MAX_EMBED_SIZE_EXCEEDED", format!("Embed size exceeds maximum size of {SUM}: {sum}."));
    }
}

fn embed(checker: &mut Checker, embed: &Value) {
    checker.keys(embed, KEYS);
    checker.key(embed, "title", |checker, title| checker.text(title, 0..=256));
    checker.key(embed, "description", |checker, text| checker.text(text, 0..=4_096));
    checker.key(embed, "url", |checker, url| checker.url(url, 2_048, WEB));
    checker.key(embed, "color", |checker, colour| {
        if colour.as_u64().is_none_or(|colour| colour > 0xFF_FF_FF) {
            checker.refuse("NUMBER_TYPE_MAX", "not a colour");
        }
    });
    checker.key(embed, "timestamp", |checker, time| {
        if time.as_str().is_none_or(|time| time.parse::<jiff::Timestamp>().is_err()) {
            checker.refuse("DATE_TIME_TYPE_PARSE", "not a time");
        }
    });
    checker.key(embed, "footer", |checker, footer| {
        checker.keys(footer, &["text", "icon_url"]);
        checker.required(footer, "text", |checker, text| checker.text(text, 0..=2_048));
        checker.key(footer, "icon_url", |checker, url| checker.url(url, 2_048, WEB));
    });
    checker.key(embed, "author", |checker, author| {
        checker.keys(author, &["name", "url", "icon_url"]);
        checker.required(author, "name", |checker, name| checker.text(name, 1..=256));
        for key in ["url", "icon_url"] {
            checker.key(author, key, |checker, url| checker.url(url, 2_048, WEB));
        }
    });
    for key in ["image", "thumbnail"] {
        checker.key(embed, key, |checker, image| {
            checker.required(image, "url", |checker, url| checker.url(url, 2_048, WEB));
        });
    }
    checker.key(embed, "fields", |checker, fields| checker.list(fields, 0..=25, field));
    let shows =
        |key: &&str| !matches!(&embed[*key], Value::Null) && embed[*key] != "" && embed[*key] != Value::Array(vec![]);
    if !["title", "description", "author", "image", "thumbnail", "footer", "fields"].iter().any(shows) {
        checker.empty();
    }
}

fn field(checker: &mut Checker, field: &Value) {
    checker.keys(field, &["name", "value", "inline"]);
    checker.required(field, "name", |checker, name| checker.text(name, 1..=256));
    checker.required(field, "value", |checker, value| checker.text(value, 1..=1_024));
}

/// The code points of an embed that count towards the sum.
fn size(embed: &Value) -> usize {
    let count = |value: &Value| value.as_str().map_or(0, |text| text.chars().count());
    let fields = embed["fields"].as_array().into_iter().flatten();
    let fields: usize = fields.map(|field| count(&field["name"]) + count(&field["value"])).sum();
    let single = [&embed["title"], &embed["description"], &embed["footer"]["text"], &embed["author"]["name"]];
    single.into_iter().map(count).sum::<usize>() + fields
}
