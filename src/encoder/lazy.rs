//! The encoder of a corpus folder, opened when it is first needed.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{Encoder, Vectors, fingerprint};

/// The folder of the encoder's files inside the corpus folder.
pub const FOLDER: &str = "encoder";

/// The vectors of the shipped corpus.
const VECTORS: &str = "vectors";

/// The encoder of a corpus folder, if it has one.
pub struct Lazy {
    folder: PathBuf,
    fingerprint: Option<String>,
    encoder: OnceLock<Option<Encoder>>,
}

impl Lazy {
    /// The encoder in the corpus folder `corpus`.
    #[must_use]
    pub fn new(corpus: &Path) -> Self {
        let folder = corpus.join(FOLDER);
        Self { fingerprint: fingerprint(&folder), folder, encoder: OnceLock::new() }
    }

    /// No encoder at all.
    #[must_use]
    pub fn none() -> Self {
        Self { folder: PathBuf::new(), fingerprint: None, encoder: OnceLock::new() }
    }

    /// Tells this encoder's vectors from those of any other; none where there is no encoder.
    #[must_use]
    pub fn fingerprint(&self) -> Option<&str> {
        self.fingerprint.as_deref()
    }

    /// The encoder; the first call opens it, which takes some tenths of a second. None where there is none that works;
    /// what is wrong with it is said once in the log.
    #[must_use]
    pub fn get(&self) -> Option<&Encoder> {
        self.fingerprint.as_ref()?;
        let open = || {
            let opened = Encoder::open(&self.folder);
            opened.inspect_err(|error| tracing::warn!("answering without the sentence encoder: {error:#}")).ok()
        };
        self.encoder.get_or_init(open).as_ref()
    }

    /// The vectors that came with it.
    #[must_use]
    pub fn vectors(&self) -> Vectors {
        let path = self.folder.join(VECTORS);
        self.fingerprint().map(|fingerprint| Vectors::read(&path, fingerprint)).unwrap_or_default()
    }
}
