//! The slash commands, one file each: what it is called, what its options mean, and what it replies.
//!
//! A command takes typed arguments and returns a [`Reply`]; it never sends one. Failures have two audiences: what the
//! asker may read is a [`Trouble`]; the rest goes to the log once, under a reference that the asker sees too.

mod about;
mod alerts;
mod contact;
mod faq;

use std::sync::Arc;

use serenity::all::{
    CommandOptionType, CreateCommand, CreateCommandOption, InstallationContext, InteractionContext, UserId,
};

use crate::discord::interactions::Handler;
use crate::discord::invocation::Invocation;
use crate::discord::rest::Rest;
use crate::language::Language;
use crate::replies::trouble::{Trouble, our_fault};
use crate::replies::{Reply, help};
use crate::search::Current;
use crate::settings::Answers;
use crate::store::Store;

/// Why there is no reply.
#[derive(Debug)]
pub enum Failure {
    /// Something that the asker can do something about.
    Asker(Trouble),
    /// Something for the log.
    Operator(anyhow::Error),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Asker(trouble)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Operator(error)
    }
}

/// What the commands stand on.
pub struct Commands {
    /// The corpus with its index and completions.
    pub desk: Arc<Current>,
    /// Subscriptions and vacancies.
    pub store: Store,
    /// Discord's API.
    pub rest: Arc<Rest>,
    /// The bot's own user.
    pub me: UserId,
    /// How questions are answered.
    pub answers: Answers,
    /// The names of the vacancy sources.
    pub sources: Vec<String>,
}

/// The commands as Discord shows them.
#[must_use]
pub fn definitions() -> Vec<CreateCommand> {
    let iom = CreateCommand::new("iom")
        .description("Careers at IOM, the UN migration agency: ask, look up, be told")
        .integration_types(vec![InstallationContext::Guild])
        .contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
        .add_option(faq::definition())
        .add_option(contact::definition())
        .add_option(alerts::definition())
        .add_option(subcommand("help", "What I can do, with examples"))
        .add_option(subcommand("about", "What this bot is, its sources and their dates, and what it keeps"));
    vec![iom]
}

fn subcommand(name: &str, description: &str) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::SubCommand, name, description)
}

impl Commands {
    async fn reply(&self, invocation: &Invocation) -> Result<Reply, Failure> {
        let path: Vec<&str> = invocation.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["faq"] => faq::run(self, faq::parse(invocation)?).await,
            ["contact"] => contact::run(self, invocation.text("office")),
            ["alerts", action] => alerts::run(self, alerts::parse(action, invocation)?).await,
            ["help"] => Ok(help::help(&self.answers.careers_url)),
            ["about"] => about::run(self).await,
            _ => Err(Trouble::UnknownCommand.into()),
        }
    }
}

#[serenity::async_trait]
impl Handler for Commands {
    fn is_private(&self, invocation: &Invocation) -> bool {
        match invocation.path.first().map(String::as_str) {
            Some("faq") => invocation.flag("private"),
            Some("contact") => false,
            _ => true,
        }
    }

    async fn run(&self, invocation: Invocation) -> Reply {
        match self.reply(&invocation).await {
            Ok(reply) => reply,
            Err(Failure::Asker(trouble)) => {
                tracing::info!(command = invocation.path.join(" "), ?trouble, "refused");
                trouble.reply()
            }
            Err(Failure::Operator(error)) => {
                let reference = reference();
                let command = invocation.path.join(" ");
                tracing::error!(command, reference, error = format!("{error:#}"), "a command failed");
                our_fault(&reference)
            }
        }
    }

    async fn complete(&self, invocation: Invocation) -> Vec<String> {
        let typed = invocation.focused.as_deref().and_then(|option| invocation.text(option)).unwrap_or_default();
        match invocation.path.first().map(String::as_str) {
            Some("faq") => faq::complete(self, typed, invocation.language()),
            Some("contact") => contact::complete(&self.desk.get().library.corpus, typed),
            _ => Vec::new(),
        }
    }

    fn broken(&self) -> Reply {
        our_fault(&reference())
    }
}

/// A few letters that tie what an asker saw to a line of the log.
fn reference() -> String {
    format!("{:04x}", fastrand::u16(..))
}

/// The language of replies; other languages come with their words.
const REPLIES: Language = Language::En;
