//! How text becomes index terms: split at anything but letters and digits, lower case, accents off, stemmed.
//!
//! Stop words stay in: BM25 weighs them down by itself, and a question such as `who are you` must not become empty.

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language as Stemming, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
};

use crate::language::Language;

/// The name under which each shelf registers its analyzer.
pub(super) const NAME: &str = "passage";

/// The longest word that is indexed, in bytes; anything longer is not a word.
const LONGEST_WORD: usize = 40;

/// The analyzer of a language's passages and questions.
pub(super) fn analyzer(language: Language) -> TextAnalyzer {
    let stemming = match language {
        Language::En => Stemming::English,
        Language::Fr => Stemming::French,
        Language::Es => Stemming::Spanish,
    };
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(Stemmer::new(stemming))
        .filter(AsciiFoldingFilter)
        .build()
}
