//! What each part of the engine gains.
//!
//! `cargo bench --bench parts -- FILE`: questions in the form that `iom-bot eval` reads, a path that is relative counts
//! from the folder of the project. They are asked of the corpus in `corpus` with ever more parts: its words without a
//! line of what people ask; with these lines; with what is learned from them; with the sentence encoder, but nothing
//! learned; and with all. Where nothing is learned, only texts whose vectors are in `corpus/encoder/vectors` are known
//! by their meaning, and a hundred others.
//!
//! Prints a line for each, in percent: how many answerable questions have the right passage first, or among three, or
//! are refused, and how many unanswerable ones are refused. Learning takes a minute or two for each of the two that
//! learn.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use iom_bot::answers::{Outcome, Question};
use iom_bot::asking;
use iom_bot::corpus::Corpus;
use iom_bot::editing::evaluate::{self, Case, Figures, Judged, Reply};
use iom_bot::encoder::Lazy;
use iom_bot::language::Language;
use iom_bot::search::Library;

/// The folder of the corpus and its encoder.
const CORPUS: &str = "corpus";

/// How many passages of an answer are judged.
const PASSAGES: usize = 3;

/// What an engine is made of.
struct Parts {
    name: &'static str,
    has_lines: bool,
    has_encoder: bool,
    is_learned: bool,
}

const ALL: [Parts; 5] = [
    Parts { name: "words of headings and texts", has_lines: false, has_encoder: false, is_learned: false },
    Parts { name: "words, with lines", has_lines: true, has_encoder: false, is_learned: false },
    Parts { name: "learned from lines", has_lines: true, has_encoder: false, is_learned: true },
    Parts { name: "encoder, nothing learned", has_lines: true, has_encoder: true, is_learned: false },
    Parts { name: "all", has_lines: true, has_encoder: true, is_learned: true },
];

fn main() -> anyhow::Result<()> {
    let Some(path) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        println!("give a file of questions: cargo bench --bench parts -- FILE");
        return Ok(());
    };
    let file = std::fs::read(&path).with_context(|| format!("reading `{path}`"))?;
    let (cases, bad) = evaluate::read(&file);
    bad.iter().for_each(|line| eprintln!("{path}, {line}"));
    anyhow::ensure!(!cases.is_empty(), "no questions in `{path}`");
    let corpus = Corpus::load(Path::new(CORPUS));
    corpus.problems.iter().for_each(|problem| eprintln!("{CORPUS}/{problem}"));
    // Without it the last lines would look like those before, and nobody would know why.
    anyhow::ensure!(Lazy::new(Path::new(CORPUS)).get().is_some(), "no encoder in `{CORPUS}` that works");
    println!("{:30}{:>12}{:>13}{:>9}{:>23}", "", "right first", "among three", "refused", "unanswerable: refused");
    ALL.iter().try_for_each(|parts| measure(parts, &corpus, &cases).with_context(|| parts.name))
}

fn measure(parts: &Parts, corpus: &Corpus, cases: &[Case]) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let library = library(parts, corpus.clone(), folder.path())?;
    let readers = evaluate::readers(cases);
    let judged = cases.iter().zip(readers).map(|(case, reader)| judge(&library, case, reader));
    let judged: Vec<Judged> = judged.collect::<anyhow::Result<_>>()?;
    // No file may be in use when the folder goes.
    drop(library);
    folder.close()?;
    println!("{}", row(parts.name, &Figures::of(&judged)));
    Ok(())
}

fn library(parts: &Parts, mut corpus: Corpus, folder: &Path) -> anyhow::Result<Library> {
    if !parts.has_lines {
        corpus.passages.iter_mut().for_each(|passage| passage.asked_as.clear());
    }
    let corpus = Arc::new(corpus);
    let encoder = Arc::new(if parts.has_encoder { Lazy::new(Path::new(CORPUS)) } else { Lazy::none() });
    if parts.is_learned {
        return Library::build(folder, corpus, encoder, &|_, _, _| ());
    }
    Ok(Library::open(folder, corpus, encoder)?.0)
}

/// Asks one question. What the bot cannot read as a question, it refuses.
fn judge(library: &Library, case: &Case, reader: Language) -> anyhow::Result<Judged> {
    let mut reply = Reply { reader, outcome: Outcome::Unknown, confidence: 0.0, passages: Vec::new() };
    if let Ok(question) = Question::parse(&case.question) {
        let answer = asking::ask(library, &question, reader, PASSAGES)?;
        (reply.outcome, reply.confidence) = (answer.outcome, answer.confidence);
        reply.passages =
            answer.passages.iter().filter_map(|ranked| library.corpus.passages.get(ranked.passage)).collect();
    }
    Ok(evaluate::judge(case, &reply))
}

fn row(name: &str, figures: &Figures) -> String {
    let Figures { answerable, right_first, among_three, refused_wrongly, unanswerable, refused_rightly } = *figures;
    format!(
        "{name:30}{:>12}{:>13}{:>9}{:>23}",
        percent(right_first, answerable),
        percent(among_three, answerable),
        percent(refused_wrongly, answerable),
        percent(refused_rightly, unanswerable),
    )
}

/// A share in percent; nothing where there is nothing to share.
fn percent(part: usize, of: usize) -> String {
    if of == 0 { String::new() } else { format!("{:.1} %", 100.0 * part as f64 / of as f64) }
}
