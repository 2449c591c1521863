//! `/iom faq`: the best passage for a question.

use std::sync::Arc;

use serenity::all::{CommandOptionType, CreateCommandOption};

use super::{Commands, Failure, subcommand};
use crate::answers::{LONGEST_QUESTION, Question};
use crate::asking;
use crate::discord::invocation::Invocation;
use crate::language::Language;
use crate::replies::answer::Told;
use crate::replies::trouble::Trouble;
use crate::replies::{self, Reply};

/// How many passages an answer is made of: the answer, and two that are related.
const PASSAGES: usize = 3;

/// How many completions are offered.
const COMPLETIONS: usize = 25;

/// A question, who asks it, and whether the answer is for the asker alone.
pub(super) struct Faq {
    question: Question,
    reader: Language,
    private: bool,
}

pub(super) fn definition() -> CreateCommandOption {
    let longest = u16::try_from(LONGEST_QUESTION).unwrap_or(u16::MAX);
    let question = CreateCommandOption::new(CommandOptionType::String, "question", "Your question, in your own words")
        .required(true)
        .set_autocomplete(true)
        .min_length(1)
        .max_length(longest);
    let private = CreateCommandOption::new(CommandOptionType::Boolean, "private", "Show the answer to you alone");
    subcommand("faq", "Ask about jobs at IOM, or about IOM itself").add_sub_option(question).add_sub_option(private)
}

pub(super) fn parse(invocation: &Invocation) -> Result<Faq, Failure> {
    let question = Question::parse(invocation.text("question").unwrap_or_default()).map_err(Trouble::Question)?;
    Ok(Faq { question, reader: invocation.language(), private: invocation.flag("private") })
}

pub(super) async fn run(bot: &Commands, faq: Faq) -> Result<Reply, Failure> {
    let desk = bot.desk.get();
    let searched = Arc::clone(&desk);
    // Searching is CPU work: it stays off the threads that keep the connection alive.
    let searching =
        tokio::task::spawn_blocking(move || asking::ask(&searched.library, &faq.question, faq.reader, PASSAGES));
    let answer = searching.await.map_err(anyhow::Error::from)??;
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let told =
        Told { careers_url: &bot.answers.careers_url, old_before: bot.answers.old_before(today), private: faq.private };
    Ok(replies::answer::answer(&answer, &desk.library.corpus, &told))
}

/// Completions of what is being typed; where none fits letter by letter, headings of what a search finds.
pub(super) fn complete(bot: &Commands, typed: &str, reader: Language) -> Vec<String> {
    let desk = bot.desk.get();
    let reader = if desk.library.shelf(reader).is_some() { reader } else { Language::En };
    let mut completions: Vec<String> =
        desk.complete(typed, reader, COMPLETIONS).into_iter().map(str::to_owned).collect();
    if completions.is_empty()
        && let Ok(question) = Question::parse(typed)
        && let Ok(passages) = asking::by_words(&desk.library, &question, reader, PASSAGES)
    {
        completions.extend(passages.into_iter().map(|passage| passage.heading.clone()));
    }
    completions
}
