//! The command line.

mod ask;
mod check;
mod eval;
mod index;
mod lint;
mod output;
mod run;
mod why;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::settings::{self, Settings};

/// The exit code for wrong use: arguments and settings.
const WRONG_USE: u8 = 2;

/// Answers questions about careers at IOM, the UN migration agency, and posts its new vacancies to Discord.
#[derive(Parser)]
#[command(name = "iom-bot", version, about, max_term_width = 100)]
struct Arguments {
    /// The settings file [default: iom-bot.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the bot: connect to Discord, answer, and post new vacancies
    Run,
    /// Answer a question here, without Discord
    Ask(AskArguments),
    /// Explain an answer: its language, scores, matching words and lines, and how sure it is
    Why(WhyArguments),
    /// Measure the answers to a file of questions
    Eval(EvalArguments),
    /// Look after the documents
    #[command(subcommand)]
    Corpus(CorpusCommand),
    /// Build the search index anew
    Index,
    /// Check settings, corpus, index, database and token, and say what to mend
    Check,
}

#[derive(Args)]
struct AskArguments {
    /// The question
    #[arg(value_name = "WORDS")]
    question: Vec<String>,

    /// Write one JSON object instead of text
    #[arg(long)]
    json: bool,

    /// Read one JSON object a line, {"id", "question", "locale"}, and write one a line
    #[arg(long, requires = "json", conflicts_with = "question")]
    batch: bool,

    /// How many passages to give
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=10))]
    passages: u8,
}

#[derive(Args)]
struct WhyArguments {
    /// The question
    #[arg(value_name = "WORDS", required = true)]
    question: Vec<String>,

    /// The reader's locale, for example fr
    #[arg(long, default_value = "en")]
    locale: String,

    /// Write one JSON object instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct EvalArguments {
    /// One JSON object a line: {"id", "question", "lang", "kind", "answerable", "expect", "expect_any"}
    #[arg(value_name = "FILE")]
    questions: PathBuf,

    /// Write one JSON object instead of text
    #[arg(long)]
    json: bool,

    /// Say what changed since a run that was saved with --json; the exit code is 1 when a figure dropped
    #[arg(long, value_name = "SAVED")]
    compare: Option<PathBuf>,

    /// How many of the worst misses to list
    #[arg(long, value_name = "N", default_value_t = 10)]
    misses: usize,
}

#[derive(Subcommand)]
enum CorpusCommand {
    /// Say what to mend in the documents; the exit code is 1 when there are errors
    Lint,
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let loaded = Settings::load(arguments.config.as_deref(), &settings::environment());
    if let Command::Check = arguments.command {
        return check::run(loaded);
    }
    let settings = match loaded {
        Ok(settings) => settings,
        Err(problems) => {
            for problem in problems {
                output::complain(&problem.to_string());
            }
            return ExitCode::from(WRONG_USE);
        }
    };
    let outcome = match arguments.command {
        Command::Run => run::run(settings),
        Command::Ask(ask) => ask::run(&settings, &ask),
        Command::Why(why) => why::run(&settings, &why),
        Command::Eval(eval) => eval::run(&settings, &eval),
        Command::Corpus(CorpusCommand::Lint) => lint::run(&settings),
        Command::Index => index::run(&settings),
        Command::Check => return ExitCode::FAILURE,
    };
    outcome.unwrap_or_else(|error| {
        output::complain(&format!("{error:#}"));
        ExitCode::FAILURE
    })
}
