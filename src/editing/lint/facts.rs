//! Numbers of the same thing that differ between two passages of a language, where the older one does not say how old it
//! is: `174 member States` here, `175 member States` there.
//!
//! What counts as the same thing is told from words alone, so the rules are strict: rather nothing than something wrong.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Finding, Gravity, Rule, findings::place};
use crate::answers::folded_words;
use crate::corpus::{Corpus, Passage, sentences};
use crate::language::Language;

/// The least number that is looked at: smaller ones count too many different things.
const LEAST: u64 = 10;

/// A word is a content word from so many letters on.
const CONTENT: usize = 4;

/// Where only one word says what is counted, at least this share of the other content words must be common.
const COMMON: f32 = 1.0 / 3.0;

/// What is not a thing that is counted, folded: times, money, and words that tie sentences together.
const NOT_COUNTED: &str = "january february march april june july august september october november december \
    janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre \
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre \
    days week weeks month months year years hour hours minute minutes working calendar \
    jour jours semaine semaines mois annee annees heure heures ouvrables \
    dias semana semanas meses anos hora horas minutos habiles \
    dollars euros francs dolares francos million millions billion billions mille milliard milliards millon millones \
    cent ciento per pour para from with that which were than more less dans avec entre desde hasta sobre where when";

/// How words begin that say that a passage speaks of what was before, folded.
const FORMER: [&str; 9] =
    ["older", "earlier", "former", "previous", "ancien", "anterieur", "precedent", "antigu", "anterior"];

/// A number of things that a passage tells.
struct Fact<'a> {
    passage: &'a Passage,
    /// The date of the passage's newest source.
    as_of: Date,
    sentence: &'a str,
    number: u64,
    /// The one or two words after the number, folded.
    thing: Vec<String>,
    /// Number and words as they are written.
    shown: String,
}

/// Looks for facts that a newer source contradicts; each is reported once, against the newest.
pub(super) fn look(corpus: &Corpus, findings: &mut Vec<Finding>) {
    let mut facts: BTreeMap<(Language, String), Vec<Fact<'_>>> = BTreeMap::new();
    for fact in corpus.passages.iter().flat_map(facts_of) {
        if let Some(first) = fact.thing.first() {
            facts.entry((fact.passage.language, first.clone())).or_default().push(fact);
        }
    }
    for facts in facts.values() {
        for old in facts.iter().filter(|fact| !fact.tells_its_age()) {
            let newer = facts.iter().filter(|new| new.contradicts(old, facts)).max_by_key(|new| new.as_of);
            findings.extend(newer.map(|new| old.finding(new)));
        }
    }
}

fn facts_of(passage: &Passage) -> Vec<Fact<'_>> {
    let Some(as_of) = passage.sources.iter().map(|source| source.as_of).max() else { return Vec::new() };
    let mut facts = Vec::new();
    for sentence in sentences(&passage.text).into_iter().filter_map(|place| passage.text.get(place)) {
        let words: Vec<&str> = sentence.split([' ', '\n']).collect();
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let Some((number, length)) = number(rest) else {
                at += 1;
                continue;
            };
            at += length;
            let thing = thing(words.get(at..).unwrap_or_default());
            if number >= LEAST && !thing.is_empty() {
                let shown = words.get(at - length..at + thing.len()).unwrap_or_default().join(" ");
                let shown = shown.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
                facts.push(Fact { passage, as_of, sentence, number, thing, shown });
            }
        }
    }
    facts
}

/// The number that words begin with, and how many of them it takes; a year is none.
fn number(words: &[&str]) -> Option<(u64, usize)> {
    let first = words.first()?.trim_start_matches('(');
    let groups: Vec<&str> = first.split([',', '.', '\u{a0}', '\u{202f}']).collect();
    let (head, thousands) = groups.split_first()?;
    let is_plain = thousands.is_empty();
    let is_year = is_plain && head.len() == 4 && head.starts_with(['1', '2']);
    if !is_digits(head)
        || is_year
        || !thousands.iter().all(|group| is_thousands(group))
        || (!is_plain && head.len() > 3)
    {
        return None;
    }
    // `20 000`, with spaces between the groups.
    let more = words.iter().skip(1).take_while(|next| head.len() <= 3 && is_thousands(next)).count();
    let digits = groups.concat() + &words.get(1..=more).unwrap_or_default().concat();
    Some((digits.parse().ok()?, 1 + more))
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_thousands(word: &str) -> bool {
    word.len() == 3 && is_digits(word)
}

/// The one or two content words that words begin with, folded; none where they say nothing that is counted.
fn thing(words: &[&str]) -> Vec<String> {
    let mut thing = Vec::new();
    for word in words.iter().take(2) {
        let folded = folded_words(word);
        let [only] = folded.as_slice() else { break };
        let is_word = only.chars().count() >= CONTENT && only.chars().all(char::is_alphabetic);
        if !is_word || word.starts_with(['(', '«', '"']) {
            break;
        }
        if NOT_COUNTED.split_whitespace().any(|other| other == only) {
            return if thing.is_empty() { Vec::new() } else { thing };
        }
        thing.push(only.clone());
        if !word.ends_with(char::is_alphanumeric) {
            break;
        }
    }
    thing
}

/// The years that a text names.
fn years(text: &str) -> impl Iterator<Item = i16> {
    let is_year = |year: &i16| (1900..=2100).contains(year);
    text.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.parse().ok()).filter(is_year)
}

impl Fact<'_> {
    /// Whether its passage says from when it is, or that it is a thing of the past.
    fn tells_its_age(&self) -> bool {
        let Passage { heading, text, .. } = self.passage;
        let is_former = |word: &String| FORMER.iter().any(|start| word.starts_with(start));
        years(self.sentence).next().is_some()
            || years(heading).chain(years(text)).any(|year| year == self.as_of.year())
            || folded_words(text).iter().any(is_former)
    }

    /// Whether it is the newer word on the same thing as `old`. A passage that holds both numbers knows of both.
    fn contradicts(&self, old: &Self, facts: &[Self]) -> bool {
        let holds = |fact: &Self, number: u64| {
            facts.iter().any(|other| std::ptr::eq(other.passage, fact.passage) && other.number == number)
        };
        let is_current = years(self.sentence).max().is_none_or(|year| year >= self.as_of.year() - 1);
        self.as_of > old.as_of
            && is_current
            && !holds(self, old.number)
            && !holds(old, self.number)
            && self.is_same_thing(old)
    }

    fn is_same_thing(&self, other: &Self) -> bool {
        match (self.thing.get(1), other.thing.get(1)) {
            (Some(second), Some(others)) => second == others,
            _ => self.common(other) >= COMMON,
        }
    }

    /// The share of the content words around one fact that are around the other too.
    fn common(&self, other: &Self) -> f32 {
        let words = |fact: &Self| -> BTreeSet<String> {
            let words = folded_words(&fact.passage.heading).into_iter().chain(folded_words(fact.sentence));
            words.filter(|word| word.chars().count() >= CONTENT && !self.thing.contains(word)).collect()
        };
        let (a, b) = (words(self), words(other));
        let least = a.len().min(b.len());
        if least > 0 { a.intersection(&b).count() as f32 / least as f32 } else { 0.0 }
    }

    fn finding(&self, new: &Self) -> Finding {
        let what = format!(
            "`{}` as of {}, but `{}` as of {} in {}; mend it, or say how old it is",
            self.shown,
            self.as_of,
            new.shown,
            new.as_of,
            place(new.passage)
        );
        Finding { rule: Rule::Facts, gravity: Gravity::Note, place: place(self.passage), what }
    }
}
