//! Sentences as vectors: near in meaning, near in direction.
//!
//! A small transformer (all-MiniLM-L6-v2, tuned on the lines of the corpus, 8 bits) runs in process, on one thread; its
//! files are in the folder `encoder` of the corpus. Without them the bot answers by words and letters alone.

mod vectors;

pub use vectors::Vectors;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use sha2::{Digest as _, Sha256};
use tokenizers::Tokenizer;

/// The folder of the encoder's files inside the corpus folder.
pub const FOLDER: &str = "encoder";

/// The model and its tokenizer.
const MODEL: &str = "model.onnx";
const TOKENIZER: &str = "tokenizer.json";

/// The length of a vector.
pub const DIMENSIONS: usize = 384;

/// The most tokens of a text that are read; a question of 500 characters has about 120.
const LONGEST: usize = 128;

/// A vector of a text, of length 1.
pub type Vector = [f32; DIMENSIONS];

/// Turns texts into vectors.
pub struct Encoder {
    model: Model,
    tokenizer: Tokenizer,
    inputs: [NodeId; 3],
    threads: Arc<ThreadPool>,
    fingerprint: String,
}

impl Encoder {
    /// The encoder in `folder`.
    ///
    /// # Errors
    ///
    /// When a file is missing, or is not what it should be.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(MODEL);
        let bytes = std::fs::read(&path).with_context(|| format!("reading `{}`", path.display()))?;
        let fingerprint = Sha256::digest(&bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load(bytes)
            .with_context(|| format!("loading `{}`", path.display()))?;
        let input = |name: &str| model.node_id(name).with_context(|| format!("the model has no input `{name}`"));
        let inputs = [input("input_ids")?, input("attention_mask")?, input("token_type_ids")?];
        let path = folder.join(TOKENIZER);
        let tokenizer = tokenizer(&path).map_err(|error| anyhow!("loading `{}`: {error}", path.display()))?;
        Ok(Self { model, tokenizer, inputs, threads: Arc::new(ThreadPool::with_num_threads(1)), fingerprint })
    }

    /// Tells this model's vectors from those of any other.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The vector of a text. CPU work: some milliseconds.
    ///
    /// # Errors
    ///
    /// When the model fails, or gives something else than vectors of [`DIMENSIONS`].
    pub fn embed(&self, text: &str) -> anyhow::Result<Vector> {
        let tokens = self.tokenizer.encode(text, true).map_err(|error| anyhow!("splitting a text: {error}"))?;
        let ids: Vec<i32> = tokens.get_ids().iter().map(|id| id.cast_signed()).collect();
        let shape = [1, ids.len()];
        let (ids, mask, kind) =
            (NdTensor::from_data(shape, ids), NdTensor::full(shape, 1_i32), NdTensor::full(shape, 0_i32));
        let [of_ids, of_mask, of_kind] = self.inputs;
        let inputs =
            vec![(of_ids, ids.view().into()), (of_mask, mask.view().into()), (of_kind, kind.view().into())];
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.threads)));
        let outputs = self.model.run(inputs, self.model.output_ids(), Some(options)).context("running the encoder")?;
        let states = outputs.into_iter().next().context("the encoder gave nothing")?;
        let states: Tensor<f32> = states.try_into().map_err(|_| anyhow!("the encoder gave no numbers"))?;
        let values = states.to_vec();
        anyhow::ensure!(!values.is_empty() && values.len().is_multiple_of(DIMENSIONS), "vectors of another length");
        Ok(mean(&values))
    }
}

fn tokenizer(path: &Path) -> tokenizers::Result<Tokenizer> {
    let mut tokenizer = Tokenizer::from_file(path)?;
    // The file pads every text to 128 tokens, which would take as long as a text of that length.
    tokenizer.with_padding(None);
    tokenizer.with_truncation(Some(tokenizers::TruncationParams { max_length: LONGEST, ..Default::default() }))?;
    Ok(tokenizer)
}

/// The mean of the vectors of all tokens, of length 1.
fn mean(states: &[f32]) -> Vector {
    let mut mean = [0.0; DIMENSIONS];
    for state in states.chunks_exact(DIMENSIONS) {
        for (sum, value) in mean.iter_mut().zip(state) {
            *sum += value;
        }
    }
    normalized(mean)
}

/// The vector in the same direction, of length 1; zero stays zero.
pub(crate) fn normalized(mut vector: Vector) -> Vector {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|value| *value /= length);
    }
    vector
}
