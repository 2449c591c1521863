//! How well the engine answers public collections of questions, in the form of the BEIR benchmark.
//!
//! `cargo bench --bench collection -- FOLDER...`: each folder holds `corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl`
//! (`_id`, `text`, optionally `metadata.kind`) and `qrels.tsv` (query, document, grade). Documents become passages without a single
//! line of what people ask; index, encoder and ranking are those of the bot, with the same settings for all collections.
//!
//! Prints nDCG at 10 and success at 1 over the judged questions. Where a collection has questions of kind `other_article`,
//! which its documents do not answer, it also prints the best Matthews correlation of answering and the share of judged
//! questions that are answered where 5 % of the others are.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use iom_bot::answers::Question;
use iom_bot::asking;
use iom_bot::corpus::{Corpus, PLAIN, Passage};
use iom_bot::encoder::Lazy;
use iom_bot::language::Language;
use iom_bot::search::Library;
use serde::Deserialize;

/// How many passages of an answer count.
const DEPTH: usize = 10;

/// The kind of questions that are about something else.
const OTHER: &str = "other_article";

/// The share of them that may be answered.
const FALSE_ANSWERS: f64 = 0.05;

#[derive(Deserialize)]
struct Document {
    _id: String,
    #[serde(default)]
    title: String,
    text: String,
}

#[derive(Deserialize)]
struct Query {
    _id: String,
    text: String,
    #[serde(default)]
    metadata: About,
}

#[derive(Default, Deserialize)]
struct About {
    #[serde(default)]
    kind: String,
}

fn main() -> anyhow::Result<()> {
    let folders: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if folders.is_empty() {
        println!("give the folders of one or more collections: cargo bench --bench collection -- FOLDER...");
    }
    folders.iter().try_for_each(|folder| measure(Path::new(folder)).with_context(|| folder.clone()))
}

fn measure(folder: &Path) -> anyhow::Result<()> {
    let documents: Vec<Document> = lines(&folder.join("corpus.jsonl"))?;
    let queries: Vec<Query> = lines(&folder.join("queries.jsonl"))?;
    let relevant = relevant(&folder.join("qrels.tsv"))?;
    let language = language_of(&documents);
    let passages = documents.iter().map(|document| passage(document, language)).collect();
    let corpus = Arc::new(Corpus { passages, ..Corpus::default() });
    let index = std::env::temp_dir().join(format!("iom-bot-bench-{}", std::process::id()));
    let encoder = Arc::new(Lazy::new(Path::new("corpus")));
    let library = Library::build(&index, corpus, encoder, &|_, _, _| ())?;
    let (mut gain, mut first, mut judged, mut certain) = (0.0, 0, 0, Vec::new());
    for query in &queries {
        let Ok(question) = Question::parse(&shortened(&query.text)) else { continue };
        let grades = relevant.get(&query._id);
        if grades.is_none() && query.metadata.kind != OTHER {
            continue;
        }
        let answer = asking::ask_in(&library, &question, language, DEPTH)?;
        certain.push((answer.confidence, grades.is_some()));
        let Some(grades) = grades else { continue };
        let grade = |place: usize| grades.get(&library.corpus.passages[place].id).copied().unwrap_or(0.0);
        let found: Vec<f64> = answer.passages.iter().map(|ranked| grade(ranked.passage)).collect();
        let mut ideal: Vec<f64> = grades.values().copied().collect();
        ideal.sort_by(|a, b| b.total_cmp(a));
        gain += discounted(&found) / discounted(&ideal);
        first += usize::from(found.first().is_some_and(|grade| *grade > 0.0));
        judged += 1;
    }
    std::fs::remove_dir_all(&index)?;
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let count = f64::from(judged.max(1));
    println!("{name}: {} documents, {judged} questions", documents.len());
    println!("  nDCG@10 {:.3}   success@1 {:.3}", gain / count, first as f64 / count);
    if certain.iter().any(|(_, answerable)| !answerable) {
        let (correlation, answered) = refusals(certain);
        println!(
            "  best Matthews correlation {correlation:.3}; {answered:.3} answered at {FALSE_ANSWERS} false answers"
        );
    }
    Ok(())
}

fn passage(document: &Document, language: Language) -> Passage {
    Passage {
        id: document._id.clone(),
        document: document._id.clone(),
        topic: PLAIN.to_owned(),
        language,
        heading: document.title.clone(),
        text: document.text.clone(),
        asked_as: Vec::new(),
        sources: Vec::new(),
    }
}

/// English, French or Spanish, whichever most of the first documents look like.
fn language_of(documents: &[Document]) -> Language {
    let mut counts: HashMap<Language, usize> = HashMap::new();
    for document in documents.iter().take(50) {
        let first = iom_bot::answers::languages_of(&document.text, Language::En).first().copied();
        *counts.entry(first.unwrap_or_default()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(language, _)| language).unwrap_or_default()
}

/// A question is at most 500 characters long.
fn shortened(text: &str) -> String {
    text.chars().take(iom_bot::answers::LONGEST_QUESTION).collect()
}

/// Discounted cumulative gain (Järvelin and Kekäläinen 2002) of the first [`DEPTH`] grades.
fn discounted(grades: &[f64]) -> f64 {
    grades.iter().take(DEPTH).zip(2_u32..).map(|(grade, rank)| grade / f64::from(rank).log2()).sum()
}

/// The best Matthews correlation over all bounds of the confidence, and the share of answerable questions that are answered
/// at the bound where only so many of the others are.
fn refusals(mut certain: Vec<(f32, bool)>) -> (f64, f64) {
    certain.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = certain.iter().filter(|(_, answerable)| *answerable).count() as f64;
    let others = certain.len() as f64 - all;
    let (mut right, mut wrong, mut best, mut answered) = (0.0, 0.0, 0.0_f64, 0.0);
    for (_, answerable) in certain {
        if answerable {
            right += 1.0
        } else {
            wrong += 1.0
        }
        let (missed, refused) = (all - right, others - wrong);
        let spread = ((right + wrong) * all * others * (refused + missed)).sqrt();
        if spread > 0.0 {
            best = best.max((right * refused - wrong * missed) / spread);
        }
        if wrong <= others * FALSE_ANSWERS {
            answered = right / all;
        }
    }
    (best, answered)
}

fn lines<T: for<'a> Deserialize<'a>>(path: &Path) -> anyhow::Result<Vec<T>> {
    let file = BufReader::new(File::open(path).with_context(|| path.display().to_string())?);
    let line = |line: std::io::Result<String>| Ok(serde_json::from_str(&line?)?);
    file.lines().map(line).collect()
}

/// The grades of the documents that answer each question.
fn relevant(path: &Path) -> anyhow::Result<HashMap<String, HashMap<String, f64>>> {
    let mut relevant: HashMap<String, HashMap<String, f64>> = HashMap::new();
    for line in std::fs::read_to_string(path).with_context(|| path.display().to_string())?.lines() {
        let mut cells = line.split('\t');
        let (Some(query), Some(document), Some(grade)) = (cells.next(), cells.next(), cells.next()) else { continue };
        // The first line names the columns.
        if let Ok(grade) = grade.parse::<f64>() {
            relevant.entry(query.to_owned()).or_default().insert(document.to_owned(), grade);
        }
    }
    Ok(relevant)
}
