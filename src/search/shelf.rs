//! The passages of one language as a tantivy index.
//!
//! A passage is four fields: its heading, the lines in which people ask for it, its text, and the groups of three letters
//! of heading and lines. A question is two disjunctions, each scored by BM25 (k1 1.2, b 0.75): its words over the first
//! three fields, with a weight for each, and its groups of letters over the fourth. The letters forgive misspelling and
//! know words of one family; on the corpus's own lines, kept from the index, both together are better than either.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;
use tantivy::collector::TopDocs;
use tantivy::directory::MmapDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer};
use tantivy::{DocAddress, DocSet, Index, ReloadPolicy, Searcher, TERMINATED, TantivyDocument, Term};

use super::analyzer;
use super::known::Known;
use super::sealed::Sealed;
use super::spelling::Spelling;
use crate::answers::{Candidates, Classifier, Hit, Judge, QuestionWord, Word, Words, letter_groups};
use crate::corpus::Passage;
use crate::language::Language;

/// Memory for building one shelf, in bytes.
const BUILD_MEMORY: usize = 64 << 20;

/// How many passages each of the two searches gives.
const CANDIDATES: usize = 200;

/// The fields of words with the weight of each: what people ask matters most.
const FIELDS: [(&str, f32); 3] = [("heading", 0.3), ("asked_as", 1.0), ("text", 0.3)];

/// The file of what was learned from the lines; empty where there was nothing to learn.
const CLASSIFIER: &str = "classifier";

/// The field of groups of letters, and its tokenizer.
const LETTERS: &str = "letters";

/// A word shorter than this is not looked for with a typo in it: too many words are one letter away.
const SHORTEST_TYPO: usize = 4;

/// A word at least this long may have two typos.
const TWO_TYPOS: usize = 8;

/// What a word is worth that was only found by forgiving a typo.
const TYPO_WEIGHT: f32 = 0.8;

/// A word in no more passages than this may be a slip of one that is in so many times as many.
const RARE: u64 = 4;
const USUAL: u64 = 8;

/// The most words that stand in for one with a typo.
const TYPO_WORDS: usize = 3;

/// One language's passages, open for questions.
pub struct Shelf {
    searcher: Searcher,
    fields: Fields,
    splitter: Splitter,
    /// The place in the corpus of each document of the index.
    passages: Vec<usize>,
    /// The questions that are known word for word.
    known: Known,
    spelling: Spelling,
    /// What was learned from the lines, if there was anything to learn, and time for it.
    classifier: Option<Classifier>,
}

/// The fields of the index.
#[derive(Clone, Copy)]
struct Fields {
    /// Heading, lines and text.
    words: [Field; 3],
    letters: Field,
}

fn query(field: Field, term: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs))
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let options = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer);
        TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqs))
    };
    let words = FIELDS.map(|(name, _)| builder.add_text_field(name, options(analyzer::NAME)));
    let letters = builder.add_text_field(LETTERS, options(LETTERS));
    (builder.build(), Fields { words, letters })
}

fn tokenizers(language: Language) -> TokenizerManager {
    let tokenizers = TokenizerManager::new();
    tokenizers.register(analyzer::NAME, analyzer::analyzer(language));
    // The groups of letters are made by us and only need to be told apart.
    tokenizers.register(LETTERS, WhitespaceTokenizer::default());
    tokenizers
}

impl Shelf {
    /// Writes the index of the passages of `language` into the empty folder `folder`.
    pub(super) fn build(folder: &Path, language: Language, passages: &[Passage]) -> tantivy::Result<()> {
        let (schema, Fields { words: [heading, asked_as, text], letters }) = schema();
        let directory = MmapDirectory::open(folder)?;
        let mut writer = Index::builder()
            .schema(schema)
            .tokenizers(tokenizers(language))
            .single_segment_index_writer::<TantivyDocument>(directory, BUILD_MEMORY)?;
        for passage in passages.iter().filter(|passage| passage.language == language) {
            let mut document = TantivyDocument::new();
            document.add_text(heading, &passage.heading);
            let lines = passage.lines().join("\n");
            document.add_text(letters, letter_groups(&format!("{}\n{lines}", passage.heading)).join(" "));
            document.add_text(asked_as, lines);
            document.add_text(text, &passage.text);
            writer.add_document(document)?;
        }
        writer.finalize()?;
        Known::of(passages, language).write(folder)?;
        let passages = passages.iter().filter(|passage| passage.language == language);
        Spelling::of(passages, &Splitter { language, analyzer: analyzer::analyzer(language) }).write(folder)?;
        Ok(())
    }

    /// Learns from the lines of the passages of `language` and writes what was learned into `folder`; slow, some seconds
    /// for 20,000 lines.
    pub(super) fn learn(folder: &Path, language: Language, passages: &[Passage]) -> std::io::Result<()> {
        let passages: Vec<&Passage> = passages.iter().filter(|passage| passage.language == language).collect();
        let lines = passages.iter().enumerate().flat_map(|(class, passage)| {
            let lines = passage.lines().into_iter().chain([passage.heading.as_str()]);
            lines.map(move |line| (line, class))
        });
        let splitter = Splitter { language, analyzer: analyzer::analyzer(language) };
        let learned = Classifier::train(lines, passages.len(), &splitter).map(|learned| learned.to_bytes());
        std::fs::write(folder.join(CLASSIFIER), learned.unwrap_or_default())
    }

    /// Whether [`Self::learn`] has done its work in `folder`.
    pub(super) fn has_learned(folder: &Path) -> bool {
        folder.join(CLASSIFIER).exists()
    }

    /// A question with its misspelt words mended; none where there are none. See [`Spelling::mended`].
    pub(super) fn mended(
        &self,
        question: &str,
        candidates: &Candidates,
        is_word: impl Fn(&str) -> bool,
    ) -> Option<String> {
        self.spelling.mended(question, candidates, self, is_word)
    }

    /// Whether there is a classifier.
    pub(super) fn has_classifier(&self) -> bool {
        self.classifier.is_some()
    }

    /// The places in the corpus of its passages.
    pub(super) fn passages(&self) -> &[usize] {
        &self.passages
    }

    /// Opens the index in `folder`, which was built from the same passages.
    pub(super) fn open(folder: &Path, language: Language, passages: &[Passage]) -> anyhow::Result<Self> {
        let mut index = Index::open(Sealed::open(folder)?)?;
        let damaged = index.validate_checksum()?;
        anyhow::ensure!(damaged.is_empty(), "damaged files: {damaged:?}");
        let (schema, fields) = schema();
        anyhow::ensure!(index.schema() == schema, "another schema");
        index.set_tokenizers(tokenizers(language));
        // A build never changes: nothing needs to be watched, and no thread outlives its shelf.
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let passages: Vec<usize> =
            (0..passages.len()).filter(|at| passages.get(*at).is_some_and(|p| p.language == language)).collect();
        anyhow::ensure!(
            searcher.num_docs() == passages.len() as u64,
            "{} passages, where {} are expected",
            searcher.num_docs(),
            passages.len()
        );
        let classifier = match std::fs::read(folder.join(CLASSIFIER)) {
            Ok(learned) if !learned.is_empty() => {
                let classifier = Classifier::from_bytes(&learned).filter(|found| found.classes() == passages.len());
                Some(classifier.context("a damaged classifier")?)
            }
            _ => None,
        };
        let known = Known::read(folder)?;
        let spelling = Spelling::read(folder)?;
        let splitter = Splitter { language, analyzer: analyzer::analyzer(language) };
        Ok(Self { searcher, fields, splitter, passages, known, spelling, classifier })
    }

    /// The passages that have most to do with a question, and what the index knows of its words.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn candidates(&self, question: &str) -> tantivy::Result<Candidates> {
        let terms: BTreeSet<String> = self.words(question).into_iter().map(|word| word.term).collect();
        let words = terms.into_iter().map(|term| self.look_up(term)).collect::<tantivy::Result<Vec<_>>>()?;
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for word in &words {
            let weight = if word.is_guess { TYPO_WEIGHT } else { 1.0 };
            clauses.extend(word.terms.iter().flat_map(|term| self.clauses(term, weight)));
        }
        let letters: BTreeSet<String> = letter_groups(question).into_iter().collect();
        let letters = letters.into_iter().map(|group| (Occur::Should, query(self.fields.letters, &group))).collect();
        let mut hits: BTreeMap<usize, Hit> = BTreeMap::new();
        for (passage, score) in self.best(clauses)? {
            hits.entry(passage).or_insert(Hit::none(passage)).words = score;
        }
        for (passage, score) in self.best(letters)? {
            hits.entry(passage).or_insert(Hit::none(passage)).letters = score;
        }
        // A question that shares nothing with any passage is nobody's, whatever the classifier falls back on.
        if let Some(classifier) = self.classifier.as_ref().filter(|_| !hits.is_empty()) {
            let likelihoods = classifier.probabilities(question, self);
            for (passage, likelihood) in self.passages.iter().zip(likelihoods) {
                hits.entry(*passage).or_insert(Hit::none(*passage)).likelihood = likelihood;
            }
        }
        let known = self.known.place(question).and_then(|at| self.passages.get(at).copied());
        Ok(Candidates { hits: hits.into_values().collect(), words, known, judge: Judge::BY_WORDS })
    }

    /// The passages that match any of the clauses best, with their scores.
    fn best(&self, clauses: Vec<(Occur, Box<dyn Query>)>) -> tantivy::Result<Vec<(usize, f32)>> {
        let top = TopDocs::with_limit(CANDIDATES).order_by_score();
        let found = self.searcher.search(&BooleanQuery::new(clauses), &top)?;
        // Documents are numbered in the order in which they were added: there is one segment.
        let place = |(score, address): (f32, DocAddress)| Some((*self.passages.get(address.doc_id as usize)?, score));
        Ok(found.into_iter().filter_map(place).collect())
    }

    fn clauses(&self, term: &str, weight: f32) -> Vec<(Occur, Box<dyn Query>)> {
        let clause = |(field, (_, field_weight)): (Field, (&str, f32))| -> (Occur, Box<dyn Query>) {
            (Occur::Should, Box::new(BoostQuery::new(query(field, term), field_weight * weight)))
        };
        self.fields.words.into_iter().zip(FIELDS).map(clause).collect()
    }

    fn look_up(&self, term: String) -> tantivy::Result<QuestionWord> {
        let passages = self.passages_with(&term)?;
        if passages > 0 {
            let weight = self.inverse_frequency(passages);
            let meant = if passages <= RARE { self.usual(&term, passages * USUAL)? } else { None };
            let terms = vec![term.clone()];
            return Ok(QuestionWord { weight, passages: self.holding(&terms)?, terms, term, is_guess: false, meant });
        }
        let terms = self.neighbours(&term)?;
        let (weight, meant) = (self.inverse_frequency(0), terms.first().cloned());
        Ok(QuestionWord { weight, passages: self.holding(&terms)?, terms, term, is_guess: true, meant })
    }

    /// A word a slip away from a rare one that at least so many passages hold: people wrote their slips into lines, too.
    fn usual(&self, term: &str, passages: u64) -> tantivy::Result<Option<String>> {
        for word in self.neighbours(term)? {
            if word != term && self.passages_with(&word)? >= passages {
                return Ok(Some(word));
            }
        }
        Ok(None)
    }

    /// The places in the corpus of the passages that hold any of these terms, in order.
    fn holding(&self, terms: &[String]) -> tantivy::Result<Vec<usize>> {
        let mut documents = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            for (field, term) in self.fields.words.iter().flat_map(|field| terms.iter().map(move |term| (field, term)))
            {
                let term = Term::from_field_text(*field, term);
                let postings = segment.inverted_index(*field)?.read_postings(&term, IndexRecordOption::Basic)?;
                let Some(mut postings) = postings else { continue };
                while postings.doc() != TERMINATED {
                    documents.insert(postings.doc());
                    postings.advance();
                }
            }
        }
        // Documents are numbered in the order of the corpus.
        Ok(documents.into_iter().filter_map(|document| self.passages.get(document as usize).copied()).collect())
    }

    /// How many passages hold a term, in the field where most do.
    fn passages_with(&self, term: &str) -> tantivy::Result<u64> {
        let mut most = 0;
        for field in self.fields.words {
            most = most.max(self.searcher.doc_freq(&Term::from_field_text(field, term))?);
        }
        Ok(most)
    }

    /// The inverse document frequency as BM25 has it: ln(1 + (N - n + 0.5) / (n + 0.5)).
    fn inverse_frequency(&self, passages: u64) -> f32 {
        let (all, with) = (self.passages.len() as f32, passages as f32);
        (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln()
    }

    /// The words of the index that are a typo away, the most usual first.
    fn neighbours(&self, term: &str) -> tantivy::Result<Vec<String>> {
        let length = term.chars().count();
        if length < SHORTEST_TYPO || term.chars().any(|character| character.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        for typos in 1..=(if length >= TWO_TYPOS { 2 } else { 1 }) {
            let found = self.within(term, typos)?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// The words of the index at most `typos` letters away.
    fn within(&self, term: &str, typos: u8) -> tantivy::Result<Vec<String>> {
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        for field in self.fields.words {
            let query = FuzzyTermQuery::new(Term::from_field_text(field, term), typos, true);
            for segment in self.searcher.segment_readers() {
                let inverted = segment.inverted_index(field)?;
                let mut stream = inverted.terms().search(query.automaton()?).into_stream()?;
                while let Some((bytes, info)) = stream.next() {
                    let word = String::from_utf8_lossy(bytes).into_owned();
                    let passages = found.entry(word).or_default();
                    *passages = info.doc_freq.max(*passages);
                }
            }
        }
        let mut found: Vec<(String, u32)> = found.into_iter().collect();
        // The first letter is seldom the wrong one.
        found.sort_by_key(|(word, passages)| {
            (word.chars().next() != term.chars().next(), std::cmp::Reverse(*passages), word.clone())
        });
        Ok(found.into_iter().take(TYPO_WORDS).map(|(word, _)| word).collect())
    }
}

impl Words for Shelf {
    fn language(&self) -> Language {
        self.splitter.language
    }

    fn words(&self, text: &str) -> Vec<Word> {
        self.splitter.words(text)
    }
}

/// Splits texts of one language into words as its index does.
struct Splitter {
    language: Language,
    analyzer: TextAnalyzer,
}

impl Words for Splitter {
    fn language(&self) -> Language {
        self.language
    }

    fn words(&self, text: &str) -> Vec<Word> {
        let mut analyzer = self.analyzer.clone();
        let mut stream = analyzer.token_stream(text);
        let mut words = Vec::new();
        while stream.advance() {
            let token = stream.token();
            words.push(Word { term: token.text.clone(), place: token.offset_from..token.offset_to });
        }
        words
    }
}
