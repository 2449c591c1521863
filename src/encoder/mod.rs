//! Sentences as vectors: near in meaning, near in direction.
//!
//! A small transformer (multilingual-e5-small, tuned on the lines of the corpus, 8 bits) runs in process, on one thread;
//! its files are in the folder `encoder` of the corpus. Without them the bot answers by words and letters alone.

mod lazy;
mod vectors;

pub use lazy::{FOLDER, Lazy};
pub use vectors::Vectors;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, anyhow};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use sha2::{Digest as _, Sha256};
use tokenizers::{Tokenizer, TruncationParams};

use crate::answers::meaning::{Vector, normalized};
use crate::fnv::fnv1a;

/// The model and its tokenizer.
const MODEL: &str = "model.onnx";
const TOKENIZER: &str = "tokenizer.json";

/// The most tokens of a text that are read, as many as the model has places for; about 180 words.
const LONGEST: usize = 256;

/// How every text begins for this model; it was trained that way.
const PREFIX: &str = "query: ";

/// How many bytes of the model's hash tell it from others.
const FINGERPRINT: usize = 8;

/// Turns texts into vectors.
pub struct Encoder {
    model: Model,
    input: NodeId,
    tokenizer: Tokenizer,
    /// One thread each: as many texts as there are processors are encoded at once.
    threads: Vec<Arc<ThreadPool>>,
    /// Counts the texts, which take the threads in turn.
    turn: AtomicUsize,
}

impl Encoder {
    /// The encoder in `folder`.
    ///
    /// # Errors
    ///
    /// When a file is missing, or is not what it should be.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(MODEL);
        let opened = || format!("loading `{}`", path.display());
        let model = ModelOptions::with_all_ops().prepack_weights(false).load_file(&path).with_context(opened)?;
        let input = *model.input_ids().first().context("it has no input").with_context(opened)?;
        let path = folder.join(TOKENIZER);
        let tokenizer = tokenizer(&path).map_err(|error| anyhow!("loading `{}`: {error}", path.display()))?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = (0..processors).map(|_| Arc::new(ThreadPool::with_num_threads(1))).collect();
        Ok(Self { model, input, tokenizer, threads, turn: AtomicUsize::new(0) })
    }

    /// Whether a word is so usual, in any of its languages, that the model knows it as a whole.
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        self.tokenizer.encode_fast(word, false).is_ok_and(|tokens| tokens.len() == 1)
    }

    /// The vector of a text. CPU work: some milliseconds for a question.
    ///
    /// # Errors
    ///
    /// When the model fails, or gives a vector of another length than [`crate::answers::meaning::DIMENSIONS`].
    pub fn embed(&self, text: &str) -> anyhow::Result<Vector> {
        let tokens = self.tokenizer.encode_fast(format!("{PREFIX}{text}"), true);
        let tokens = tokens.map_err(|error| anyhow!("splitting a text: {error}"))?;
        let ids: Vec<i32> = tokens.get_ids().iter().map(|id| id.cast_signed()).collect();
        let ids = NdTensor::from_data([1, ids.len()], ids);
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.threads.len();
        let options = RunOptions::default().with_thread_pool(self.threads.get(turn).cloned());
        let outputs = self.model.run(vec![(self.input, ids.view().into())], self.model.output_ids(), Some(options));
        let vector = outputs.context("running the encoder")?.into_iter().next().context("the encoder gave nothing")?;
        let vector: NdTensor<f32, 2> = vector.try_into().map_err(|_| anyhow!("the encoder gave no vector"))?;
        let vector: Vector = vector.to_vec().try_into().map_err(|_| anyhow!("a vector of another length"))?;
        anyhow::ensure!(vector.iter().all(|value| value.is_finite()), "the encoder gave no numbers");
        Ok(normalized(vector))
    }
}

/// Tells the model in a folder from any other; none where there is none.
fn fingerprint(folder: &Path) -> Option<String> {
    let mut hash = Sha256::new();
    std::io::copy(&mut std::fs::File::open(folder.join(MODEL)).ok()?, &mut hash).ok()?;
    Some(crate::hex::hex(hash.finalize().get(..FINGERPRINT)?))
}

fn tokenizer(path: &Path) -> tokenizers::Result<Tokenizer> {
    let mut tokenizer = Tokenizer::from_file(path)?;
    tokenizer.with_padding(None);
    tokenizer.with_truncation(Some(TruncationParams { max_length: LONGEST, ..TruncationParams::default() }))?;
    Ok(tokenizer)
}

/// Whether a line was kept from the encoder's training: one in five, by its hash (see [`crate::fnv`]). What is measured on
/// lines has to be measured on these; the training program draws the same ones.
#[must_use]
pub fn is_held_out(line: &str) -> bool {
    (fnv1a(line.bytes()) >> 32).is_multiple_of(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(FOLDER)
    }

    fn cosine(a: &Vector, b: &Vector) -> f32 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn a_question_is_nearer_to_its_like_in_another_language_than_to_a_stranger() {
        let encoder = Encoder::open(&folder()).unwrap();
        let vector = |text| encoder.embed(text).unwrap();
        let asked = vector("how much do they pay");
        let (like, stranger) = (vector("¿cuánto se gana ahí?"), vector("the colour of the sea at night"));
        assert!(cosine(&asked, &like) > cosine(&asked, &stranger) + 0.2);
        assert!((cosine(&asked, &asked) - 1.0).abs() < 1e-4);
    }

    #[test]
    fn a_text_of_any_length_has_a_vector() {
        let encoder = Encoder::open(&folder()).unwrap();
        for text in ["", "?", "\u{1F600}", &"long ".repeat(5_000)] {
            assert!(encoder.embed(text).unwrap().iter().all(|value| value.is_finite()), "{text:.10}");
        }
    }

    #[test]
    fn a_damaged_model_is_no_encoder_and_says_so_once() {
        let dir = tempfile::tempdir().unwrap();
        let broken = dir.path().join(FOLDER);
        std::fs::create_dir(&broken).unwrap();
        std::fs::write(broken.join(MODEL), "no model").unwrap();
        std::fs::copy(folder().join(TOKENIZER), broken.join(TOKENIZER)).unwrap();
        let error = Encoder::open(&broken).err().map(|error| format!("{error:#}")).unwrap_or_default();
        assert!(error.contains("model.onnx"), "{error}");
        assert!(Lazy::new(dir.path()).get().is_none());
        assert!(Lazy::new(&dir.path().join("nowhere")).fingerprint().is_none());
    }

    #[test]
    fn one_line_in_five_is_held_out() {
        let lines = (0..5_000).map(|number| format!("line {number}"));
        let held_out = lines.filter(|line| is_held_out(line)).count();
        assert!((900..1_100).contains(&held_out), "{held_out}");
    }
}
