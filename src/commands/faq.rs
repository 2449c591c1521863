//! `/iom faq`: the best passage for a question.

use std::sync::Arc;

use serenity::all::{CommandOptionType, CreateCommandOption};

use super::{Commands, Failure, subcommand};
use crate::answers::{LONGEST_QUESTION, Question};
use crate::asking;
use crate::discord::invocation::Invocation;
use crate::language::Language;
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
    let library = Arc::clone(&bot.library);
    // Searching is CPU work: it stays off the threads that keep the connection alive.
    let searching = tokio::task::spawn_blocking(move || asking::ask(&library, &faq.question, faq.reader, PASSAGES));
    let answer = searching.await.map_err(anyhow::Error::from)??;
    Ok(replies::answer::answer(&answer, &bot.library.corpus, &bot.answers.careers_url, faq.private))
}

/// Completions of what is being typed; where none fits letter by letter, headings of what a search finds.
pub(super) fn complete(bot: &Commands, typed: &str, reader: Language) -> Vec<String> {
    let suggestions = bot.suggestions.get(&reader).or_else(|| bot.suggestions.get(&Language::En));
    let mut completions: Vec<String> = suggestions
        .map(|suggestions| suggestions.complete(typed, COMPLETIONS))
        .unwrap_or_default()
        .into_iter()
        .map(str::to_owned)
        .collect();
    if completions.is_empty()
        && let Ok(question) = Question::parse(typed)
        && let Ok(answer) = asking::ask_in(&bot.library, &question, reader, PASSAGES)
    {
        let passages = answer.passages.iter().filter_map(|ranked| bot.library.corpus.passages.get(ranked.passage));
        completions.extend(passages.map(|passage| passage.heading.clone()));
    }
    completions
}
