//! `iom-bot check`: everything that can be known before the bot is started, good and bad.

use std::process::ExitCode;
use std::sync::Arc;

use super::output::{contents, counted};
use super::{WRONG_USE, output};
use crate::corpus::Corpus;
use crate::search::{Library, Opened};
use crate::settings::{Problem, Settings};
use crate::store::Store;

/// A line of the report: what was looked at, and how it is.
enum Finding {
    Fine(String),
    Think(String),
    Wrong(String),
}

/// Reports on everything; the exit code is 0 when all is fine, 2 for wrong settings, 1 for anything else that is wrong.
pub(super) fn run(loaded: Result<Settings, Vec<Problem>>) -> ExitCode {
    let (findings, wrong_use) = match loaded {
        Err(problems) => (problems.iter().map(|problem| Finding::Wrong(problem.to_string())).collect(), true),
        Ok(settings) => (look(&settings), false),
    };
    let mut text = String::new();
    let mut wrong = 0;
    for finding in &findings {
        let (mark, line) = match finding {
            Finding::Fine(line) => ("ok     ", line),
            Finding::Think(line) => ("note   ", line),
            Finding::Wrong(line) => ("WRONG  ", line),
        };
        wrong += usize::from(matches!(finding, Finding::Wrong(_)));
        text.push_str(&format!("{mark}{line}\n"));
    }
    text.push_str(&match wrong {
        0 => "Everything is fine.\n".to_owned(),
        1 => "One thing is to be mended.\n".to_owned(),
        number => format!("{number} things are to be mended.\n"),
    });
    let printed = output::print(&text);
    match wrong {
        _ if printed.is_err() => ExitCode::FAILURE,
        0 => ExitCode::SUCCESS,
        _ if wrong_use => ExitCode::from(WRONG_USE),
        _ => ExitCode::FAILURE,
    }
}

fn look(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![Finding::Fine(format!("settings: {}", counted(settings.sources.len(), "vacancy source")))];
    findings.extend(settings.warnings.iter().cloned().map(Finding::Think));
    findings.push(match &settings.discord.token {
        Some(_) => Finding::Fine(format!("token: set, sent only to {}", settings.discord.api_url)),
        None => Finding::Wrong(NO_TOKEN.to_owned()),
    });
    look_at_corpus(settings, &mut findings);
    findings.push(match open_store(settings) {
        Ok(()) => Finding::Fine("store: the database opens, and its tables are up to date".to_owned()),
        Err(error) => Finding::Wrong(format!("store: {error:#}")),
    });
    findings
}

fn open_store(settings: &Settings) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        Store::open(&settings.store_url).await?.close().await;
        Ok(())
    })
}

/// What to do without a token.
pub(super) const NO_TOKEN: &str =
    "token: not set; set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to the path of a file that holds it";

fn look_at_corpus(settings: &Settings, findings: &mut Vec<Finding>) {
    let corpus = Corpus::load(&settings.corpus_dir);
    let folder = settings.corpus_dir.display();
    for problem in &corpus.problems {
        findings.push(Finding::Wrong(format!("corpus: {folder}/{problem}")));
    }
    if let Some(first) = corpus.unread.first() {
        let files = counted(corpus.unread.len(), "file");
        let what = format!("corpus: {files} not read, such as {folder}/{first}: documents are Markdown, text or HTML");
        findings.push(Finding::Think(what));
    }
    let place = if settings.corpus_dir.is_dir() { format!("in `{folder}`") } else { "inside the program".to_owned() };
    findings.push(if !corpus.passages.is_empty() {
        Finding::Fine(format!("corpus: {}, {place}", contents(&corpus)))
    } else {
        Finding::Wrong(format!("corpus: no passage {place}"))
    });
    findings.push(match Library::open(&settings.index_dir, Arc::new(corpus), super::index::encoder(settings)) {
        Ok((_, Opened::Found)) => {
            Finding::Fine(format!("index: true to the corpus, in `{}`", settings.index_dir.display()))
        }
        Ok((_, Opened::Built(reason))) => {
            Finding::Fine(format!("index: built in `{}`: {reason}", settings.index_dir.display()))
        }
        Err(error) => Finding::Wrong(format!("index: {error:#}")),
    });
}
