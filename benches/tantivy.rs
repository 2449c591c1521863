//! What the engine costs over bare tantivy, on the same text.
//!
//! `cargo bench --bench tantivy` measures 100 and 10,000 passages, `cargo bench --bench tantivy -- --million` a million
//! too, for which it needs some GB of memory and of temporary files. The passages are made up from the English ones of
//! the shipped corpus: about 80 words each, some of them exchanged, and one that no other passage has. They come
//! without lines of what people ask, and there is no encoder. Bare tantivy has the same words of headings and texts in
//! one segment, as the engine has; but neither groups of letters nor anything that forgives a typo.
//!
//! Prints for each size how long it takes until the index is open, in seconds, and the median time of a question's ten
//! best passages by its words alone, in microseconds; each for both, with the ratio and the target for it.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use fastrand::Rng;
use iom_bot::answers::Question;
use iom_bot::asking;
use iom_bot::corpus::{Corpus, Passage};
use iom_bot::encoder::Lazy;
use iom_bot::language::Language;
use iom_bot::search::Library;
use tantivy::collector::TopDocs;
use tantivy::directory::MmapDirectory;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language as Stemming, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
    TokenizerManager,
};
use tantivy::{Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term};
use tempfile::TempDir;

/// How many passages there are at first, and with [`MILLION`].
const SIZES: [usize; 2] = [100, 10_000];
const LARGEST: usize = 1_000_000;
const MILLION: &str = "--million";

/// The most that the engine may take, bare tantivy being 1.
const BUILD_TARGET: f64 = 1.2;
const QUERY_TARGET: f64 = 1.5;

/// How often an index is built: the time of a short build is mostly noise. That of the largest is not.
const BUILDS: usize = 5;

/// How many questions there are, with how many words, and how often each is asked after a first time that does not
/// count.
const QUESTIONS: usize = 200;
const QUESTION_WORDS: std::ops::RangeInclusive<usize> = 3..=8;
const ROUNDS: usize = 3;

/// How many passages are asked for.
const DEPTH: usize = 10;

/// How many words a passage has.
const PASSAGE_WORDS: std::ops::RangeInclusive<usize> = 60..=100;

/// Of so many words of a passage one is exchanged.
const EXCHANGED: usize = 5;

/// What all chance begins with, so that every run measures the same.
const SEED: u64 = 1;

/// As the engine has them.
const BUILD_MEMORY: usize = 64 << 20;
const LONGEST_WORD: usize = 40;
const ANALYZER: &str = "passage";

fn main() -> anyhow::Result<()> {
    let is_million = std::env::args().any(|argument| argument == MILLION);
    let shipped = Corpus::shipped();
    let source = Source::new(&shipped);
    SIZES.into_iter().chain(is_million.then_some(LARGEST)).try_for_each(|size| measure(&source, size))
}

fn measure(source: &Source<'_>, size: usize) -> anyhow::Result<()> {
    let mut random = Rng::with_seed(SEED);
    let passages = (0..size).map(|number| source.passage(number, &mut random)).collect();
    let corpus = Arc::new(Corpus { passages, ..Corpus::default() });
    let questions = questions(&corpus, &mut random);
    println!("{size} passages");
    let builds = if size < LARGEST { BUILDS } else { 1 };
    let mut both = Both::build(&corpus)?;
    let mut seconds = vec![both.seconds];
    for _ in 1..builds {
        both = Both::build(&corpus)?;
        seconds.push(both.seconds);
    }
    print("build", "s", seconds, 1.0, BUILD_TARGET);
    print("question", "µs", both.ask(&questions)?, 1e6, QUERY_TARGET);
    Ok(())
}

/// Prints the medians of what bare tantivy and the engine took.
fn print(what: &str, unit: &str, seconds: Vec<[f64; 2]>, scale: f64, target: f64) {
    let [bare, ours] = [0, 1].map(|which| median(seconds.iter().map(|both| both[which] * scale).collect()));
    let ratio = ours / bare;
    println!("  {what:8}  tantivy {bare:9.3} {unit:2}  ours {ours:9.3} {unit:2}  ratio {ratio:5.2} (target {target})");
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What passages are made from.
struct Source<'a> {
    /// The headings, each with the place in `running` where its text begins.
    headings: Vec<(&'a str, usize)>,
    /// The words of all texts.
    running: Vec<&'a str>,
    /// Each of them once.
    vocabulary: Vec<&'a str>,
}

impl<'a> Source<'a> {
    fn new(corpus: &'a Corpus) -> Self {
        let (mut headings, mut running) = (Vec::new(), Vec::new());
        for passage in corpus.passages.iter().filter(|passage| passage.language == Language::En) {
            headings.push((passage.heading.as_str(), running.len()));
            running.extend(passage.text.split_whitespace());
        }
        let vocabulary: BTreeSet<&str> = running.iter().copied().collect();
        Self { headings, vocabulary: vocabulary.into_iter().collect(), running }
    }

    /// A passage that begins like one of the shipped ones, in turn, and runs on into the next where that is too short.
    fn passage(&self, number: usize, random: &mut Rng) -> Passage {
        let (heading, start) = self.headings[number % self.headings.len()];
        let words = self.running[start..].iter().chain(&self.running).take(random.usize(PASSAGE_WORDS));
        let text = self.changed(words.copied(), random);
        let id = format!("p{number}");
        Passage {
            document: id.clone(),
            // Any topic but that of plain documents, whose sentences count as lines.
            topic: "made-up".to_owned(),
            language: Language::En,
            heading: self.changed(heading.split_whitespace(), random),
            text: format!("{text} unique{number}"),
            asked_as: Vec::new(),
            sources: Vec::new(),
            id,
        }
    }

    fn changed(&self, words: impl Iterator<Item = &'a str>, random: &mut Rng) -> String {
        let change = |word| {
            let other = if random.usize(..EXCHANGED) == 0 { random.choice(&self.vocabulary).copied() } else { None };
            other.unwrap_or(word)
        };
        words.map(change).collect::<Vec<_>>().join(" ")
    }
}

/// Questions, each with words of one passage.
fn questions(corpus: &Corpus, random: &mut Rng) -> Vec<Question> {
    let mut questions = Vec::new();
    while questions.len() < QUESTIONS {
        let text = random.choice(&corpus.passages).map(|passage| passage.text.as_str()).unwrap_or_default();
        let count = random.usize(QUESTION_WORDS);
        let words = random.choose_multiple(text.split_whitespace(), count);
        // Words that are all signs are no question.
        questions.extend(Question::parse(&words.join(" ")));
    }
    questions
}

/// The same passages in both indexes.
struct Both {
    bare: Bare,
    ours: Library,
    /// How long it took to build and open each.
    seconds: [f64; 2],
    /// Dropped last: the files are in use until then.
    _folders: [TempDir; 2],
}

impl Both {
    fn build(corpus: &Arc<Corpus>) -> anyhow::Result<Self> {
        let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
        let (bare, bare_seconds) = timed(|| Bare::build(folders[0].path(), &corpus.passages))?;
        let encoder = Arc::new(Lazy::none());
        let (opened, our_seconds) = timed(|| Library::open(folders[1].path(), Arc::clone(corpus), encoder))?;
        Ok(Self { bare, ours: opened.0, seconds: [bare_seconds, our_seconds], _folders: folders })
    }

    /// How long each takes for each question.
    fn ask(&self, questions: &[Question]) -> anyhow::Result<Vec<[f64; 2]>> {
        let mut seconds = Vec::with_capacity((1 + ROUNDS) * questions.len());
        for round in 0..=ROUNDS {
            for (at, question) in questions.iter().enumerate() {
                // Each is the first in turn, so that what else the machine does hits both.
                let took = if (round + at).is_multiple_of(2) {
                    let bare = self.ask_bare(question)?;
                    [bare, self.ask_ours(question)?]
                } else {
                    let ours = self.ask_ours(question)?;
                    [self.ask_bare(question)?, ours]
                };
                seconds.push(took);
            }
        }
        // The first round brought the files into memory.
        Ok(seconds.split_off(questions.len()))
    }

    fn ask_bare(&self, question: &Question) -> anyhow::Result<f64> {
        let (found, seconds) = timed(|| self.bare.search(question.as_str()))?;
        anyhow::ensure!(black_box(found) > 0, "tantivy finds nothing for `{}`", question.as_str());
        Ok(seconds)
    }

    fn ask_ours(&self, question: &Question) -> anyhow::Result<f64> {
        let (found, seconds) = timed(|| asking::by_words(&self.ours, question, Language::En, DEPTH))?;
        anyhow::ensure!(!black_box(found).is_empty(), "the engine finds nothing for `{}`", question.as_str());
        Ok(seconds)
    }
}

fn timed<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(T, f64)> {
    let start = Instant::now();
    let done = work()?;
    Ok((done, start.elapsed().as_secs_f64()))
}

/// An index of tantivy alone.
struct Bare {
    searcher: Searcher,
    fields: [Field; 2],
    analyzer: TextAnalyzer,
}

impl Bare {
    fn build(folder: &Path, passages: &[Passage]) -> anyhow::Result<Self> {
        let mut builder = Schema::builder();
        let fields = ["heading", "text"].map(|name| builder.add_text_field(name, options()));
        let tokenizers = TokenizerManager::new();
        tokenizers.register(ANALYZER, analyzer());
        let mut writer = Index::builder()
            .schema(builder.build())
            .tokenizers(tokenizers)
            .single_segment_index_writer::<TantivyDocument>(MmapDirectory::open(folder)?, BUILD_MEMORY)?;
        for passage in passages {
            let mut document = TantivyDocument::new();
            document.add_text(fields[0], &passage.heading);
            document.add_text(fields[1], &passage.text);
            writer.add_document(document)?;
        }
        let index = writer.finalize()?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { searcher: reader.searcher(), fields, analyzer: analyzer() })
    }

    /// How many passages are found, [`DEPTH`] at most.
    fn search(&self, question: &str) -> anyhow::Result<usize> {
        let mut terms = BTreeSet::new();
        let mut analyzer = self.analyzer.clone();
        analyzer.token_stream(question).process(&mut |token| {
            terms.insert(token.text.clone());
        });
        let clauses = terms.iter().flat_map(|term| self.fields.map(|field| clause(field, term))).collect();
        let top = TopDocs::with_limit(DEPTH).order_by_score();
        Ok(black_box(self.searcher.search(&BooleanQuery::new(clauses), &top)?).len())
    }
}

fn clause(field: Field, term: &str) -> (Occur, Box<dyn Query>) {
    let term = Term::from_field_text(field, term);
    (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
}

fn options() -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(ANALYZER);
    TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqs))
}

/// What the engine does to English.
fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(Stemmer::new(Stemming::English))
        .filter(AsciiFoldingFilter)
        .build()
}
