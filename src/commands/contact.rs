//! `/iom contact`: how to reach an office.

use serenity::all::{CommandOptionType, CreateCommandOption};

use super::{Commands, Failure, REPLIES, subcommand};
use crate::answers::{Match, compare};
use crate::corpus::{Corpus, Office};
use crate::replies::trouble::Trouble;
use crate::replies::{self, Reply};

/// How many offices are named to somebody who asked for one that is not there.
const NAMED: usize = 10;

pub(super) fn definition() -> CreateCommandOption {
    let office = CreateCommandOption::new(CommandOptionType::String, "office", "An office; headquarters if left out")
        .set_autocomplete(true)
        .max_length(100);
    subcommand("contact", "Addresses and phones of IOM's offices").add_sub_option(office)
}

pub(super) fn run(bot: &Commands, asked: Option<&str>) -> Result<Reply, Failure> {
    let desk = bot.desk.get();
    let offices = &desk.library.corpus.offices;
    let office = match asked.filter(|asked| !asked.trim().is_empty()) {
        None => offices.first().ok_or(Trouble::NoOffices)?,
        Some(asked) => find(offices, asked).ok_or_else(|| {
            Trouble::NoSuchOffice(offices.iter().take(NAMED).map(|office| office.heading(REPLIES)).collect())
        })?,
    };
    Ok(replies::contact::contact(office, REPLIES))
}

/// The office that a text names best: whole, else by words of its name, else by their beginnings.
fn find<'a>(offices: &'a [Office], asked: &str) -> Option<&'a Office> {
    let named = offices.iter().map(|office| (best(office, asked), office)).filter(|(named, _)| *named > Match::None);
    // Of two that are named as well, the first in the file: headquarters stand first.
    named.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, office)| office)
}

fn best(office: &Office, asked: &str) -> Match {
    names(office).iter().map(|name| compare(name, asked)).max().unwrap_or(Match::None)
}

/// All that an office is called.
fn names(office: &Office) -> Vec<String> {
    let mut names = vec![office.id.clone(), office.heading(REPLIES), office.name.get(REPLIES).to_owned()];
    names.extend(office.city.clone());
    names.extend(office.aliases.iter().cloned());
    names
}

/// The offices of which a name begins as typed.
pub(super) fn complete(corpus: &Corpus, typed: &str) -> Vec<String> {
    let fits = |office: &&Office| typed.trim().is_empty() || best(office, typed) > Match::None;
    corpus.offices.iter().filter(fits).map(|office| office.heading(REPLIES)).collect()
}
