//! The passages of one language as a tantivy index.
//!
//! A passage is three fields: its heading, the lines in which people ask for it, and its text. A question is a
//! disjunction of its words over the three, scored by BM25 (k1 1.2, b 0.75) with a weight for each field.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::directory::MmapDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{Index, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::analyzer;
use super::sealed::Sealed;
use crate::answers::{Candidates, Hit, QuestionWord, Word, Words};
use crate::corpus::Passage;
use crate::language::Language;

/// Memory for building one shelf, in bytes.
const BUILD_MEMORY: usize = 64 << 20;

/// How many passages are looked at more closely.
const CANDIDATES: usize = 24;

/// The fields with the weight of each; set on held-out lines of the corpus, where the lines matter most.
const FIELDS: [(&str, f32); 3] = [("heading", 0.6), ("asked_as", 1.0), ("text", 0.4)];

/// A word shorter than this is not looked for with a typo in it: too many words are one letter away.
const SHORTEST_TYPO: usize = 4;

/// A word at least this long may have two typos.
const TWO_TYPOS: usize = 8;

/// What a word is worth that was only found by forgiving a typo.
const TYPO_WEIGHT: f32 = 0.8;

/// The most words that stand in for one with a typo.
const TYPO_WORDS: usize = 3;

/// One language's passages, open for questions.
pub struct Shelf {
    language: Language,
    searcher: Searcher,
    fields: [Field; 3],
    analyzer: TextAnalyzer,
    /// The place in the corpus of each document of the index.
    passages: Vec<usize>,
}

fn schema() -> (Schema, [Field; 3]) {
    let mut builder = Schema::builder();
    let indexing =
        TextFieldIndexing::default().set_tokenizer(analyzer::NAME).set_index_option(IndexRecordOption::WithFreqs);
    let options = TextOptions::default().set_indexing_options(indexing);
    let fields = FIELDS.map(|(name, _)| builder.add_text_field(name, options.clone()));
    (builder.build(), fields)
}

fn tokenizers(language: Language) -> TokenizerManager {
    let tokenizers = TokenizerManager::new();
    tokenizers.register(analyzer::NAME, analyzer::analyzer(language));
    tokenizers
}

impl Shelf {
    /// Writes the index of the passages of `language` into the empty folder `folder`.
    pub(super) fn build(folder: &Path, language: Language, passages: &[Passage]) -> tantivy::Result<()> {
        let (schema, [heading, asked_as, text]) = schema();
        let directory = MmapDirectory::open(folder)?;
        let mut writer = Index::builder()
            .schema(schema)
            .tokenizers(tokenizers(language))
            .single_segment_index_writer::<TantivyDocument>(directory, BUILD_MEMORY)?;
        for passage in passages.iter().filter(|passage| passage.language == language) {
            let mut document = TantivyDocument::new();
            document.add_text(heading, &passage.heading);
            document.add_text(asked_as, passage.asked_as.join("\n"));
            document.add_text(text, &passage.text);
            writer.add_document(document)?;
        }
        writer.finalize()?;
        Ok(())
    }

    /// Opens the index in `folder`, which was built from the same passages.
    pub(super) fn open(folder: &Path, language: Language, passages: &[Passage]) -> anyhow::Result<Self> {
        let mut index = Index::open(Sealed::open(folder)?)?;
        let damaged = index.validate_checksum()?;
        anyhow::ensure!(damaged.is_empty(), "damaged files: {damaged:?}");
        let (schema, fields) = schema();
        anyhow::ensure!(index.schema() == schema, "another schema");
        index.set_tokenizers(tokenizers(language));
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
        Ok(Self { language, searcher, fields, analyzer: analyzer::analyzer(language), passages })
    }

    /// The language of its passages.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
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
            for (rank, term) in word.terms.iter().enumerate() {
                let known = word.terms.len() == 1 && rank == 0;
                clauses.extend(self.clauses(term, if known { 1.0 } else { TYPO_WEIGHT }));
            }
        }
        let top = TopDocs::with_limit(CANDIDATES).order_by_score();
        let found = self.searcher.search(&BooleanQuery::new(clauses), &top)?;
        let hits = found.into_iter().filter_map(|(score, address)| {
            let passage = *self.passages.get(address.doc_id as usize)?;
            Some(Hit { passage, score })
        });
        Ok(Candidates { hits: hits.collect(), words })
    }

    fn clauses(&self, term: &str, weight: f32) -> impl Iterator<Item = (Occur, Box<dyn Query>)> {
        self.fields.iter().zip(FIELDS).map(move |(field, (_, field_weight))| {
            let query = TermQuery::new(Term::from_field_text(*field, term), IndexRecordOption::WithFreqs);
            let query: Box<dyn Query> = Box::new(BoostQuery::new(Box::new(query), field_weight * weight));
            (Occur::Should, query)
        })
    }

    fn look_up(&self, term: String) -> tantivy::Result<QuestionWord> {
        let passages = self.passages_with(&term)?;
        if passages > 0 {
            return Ok(QuestionWord { weight: self.inverse_frequency(passages), terms: vec![term] });
        }
        let terms = self.neighbours(&term)?;
        Ok(QuestionWord { weight: self.inverse_frequency(0), terms })
    }

    /// How many passages hold a term, in the field where most do.
    fn passages_with(&self, term: &str) -> tantivy::Result<u64> {
        let mut most = 0;
        for field in self.fields {
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
        for field in self.fields {
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

    fn weight(&self, term: &str) -> f32 {
        // A term that cannot be looked up weighs as much as one that is nowhere.
        self.inverse_frequency(self.passages_with(term).unwrap_or(0))
    }
}
