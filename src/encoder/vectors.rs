//! Vectors of texts that were encoded before, 8 bits a number, so that no text is encoded twice.
//!
//! The file is a header, the model's fingerprint, and records of equal size: the first eight bytes of the text's SHA-256,
//! then one signed byte for each dimension. A file of another model, or a damaged one, counts as empty.

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::answers::meaning::{DIMENSIONS, Small};

/// Names the form of the file.
const HEADER: &[u8] = b"iom-bot vectors 1\n";

/// The bytes of a key.
const KEY: usize = 8;

/// Vectors by their texts.
#[derive(Clone, Debug, Default)]
pub struct Vectors {
    /// All vectors in one piece of memory, which is given back as one.
    vectors: Vec<Small>,
    /// The place of each text's vector.
    places: HashMap<[u8; KEY], usize>,
}

impl Vectors {
    /// The vectors in a file that were made by the model `fingerprint`.
    #[must_use]
    pub fn read(path: &Path, fingerprint: &str) -> Self {
        let bytes = std::fs::read(path).unwrap_or_default();
        Self::parse(&bytes, fingerprint).unwrap_or_default()
    }

    fn parse(bytes: &[u8], fingerprint: &str) -> Option<Self> {
        let records = bytes.strip_prefix(HEADER)?.strip_prefix(fingerprint.as_bytes())?.strip_prefix(b"\n")?;
        let count = records.len() / (KEY + DIMENSIONS);
        let mut read = Self { vectors: Vec::with_capacity(count), places: HashMap::with_capacity(count) };
        for record in records.chunks(KEY + DIMENSIONS) {
            let (key, values) = record.split_first_chunk::<KEY>()?;
            let values: &[u8; DIMENSIONS] = values.try_into().ok()?;
            read.put(*key, values.map(u8::cast_signed));
        }
        Some(read)
    }

    /// Writes all vectors to a file, in the order of their keys, beside it first and then in its place.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(&self, path: &Path, fingerprint: &str) -> io::Result<()> {
        let aside = path.with_extension("new");
        let mut file = io::BufWriter::new(std::fs::File::create(&aside)?);
        file.write_all(HEADER)?;
        writeln!(file, "{fingerprint}")?;
        let mut records: Vec<_> = self.places.iter().collect();
        records.sort_unstable();
        for (key, place) in records {
            let Some(values) = self.vectors.get(*place) else { continue };
            file.write_all(key)?;
            file.write_all(&values.map(i8::cast_unsigned))?;
        }
        file.into_inner()?.sync_all()?;
        std::fs::rename(aside, path)
    }

    /// The vector of a text, if it is known.
    #[must_use]
    pub fn get(&self, text: &str) -> Option<&Small> {
        self.vectors.get(*self.places.get(&key(text))?)
    }

    /// Keeps the vector of a text.
    pub fn insert(&mut self, text: &str, vector: Small) {
        self.put(key(text), vector);
    }

    fn put(&mut self, key: [u8; KEY], vector: Small) {
        self.places.insert(key, self.vectors.len());
        self.vectors.push(vector);
    }

    /// Takes over what another has.
    pub fn extend(&mut self, other: Self) {
        for (key, place) in other.places {
            if let Some(vector) = other.vectors.get(place) {
                self.put(key, *vector);
            }
        }
    }

    /// How many texts are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether no text is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

fn key(text: &str) -> [u8; KEY] {
    let hash = Sha256::digest(text.as_bytes());
    let mut key = [0; KEY];
    key.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::meaning::{Vector, normalized, small, whole};

    fn vector(seed: u64) -> Vector {
        let mut random = fastrand::Rng::with_seed(seed);
        normalized(std::array::from_fn(|_| random.f32() - 0.5))
    }

    #[test]
    fn what_was_written_is_read_again_nearly_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v");
        let mut vectors = Vectors::default();
        vectors.insert("a", small(&vector(1)));
        vectors.insert("b", small(&vector(2)));
        vectors.write(&path, "m1").unwrap();
        let read = Vectors::read(&path, "m1");
        assert_eq!(read.len(), 2);
        let cosine: f32 = whole(read.get("b").unwrap()).iter().zip(vector(2)).map(|(a, b)| a * b).sum();
        assert!(cosine > 0.999, "{cosine}");
        assert!(read.get("c").is_none());
    }

    #[test]
    fn a_file_of_another_model_or_a_damaged_one_counts_as_empty() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v");
        let mut vectors = Vectors::default();
        vectors.insert("a", small(&vector(1)));
        vectors.write(&path, "m1").unwrap();
        assert!(Vectors::read(&path, "m2").is_empty());
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
        assert!(Vectors::read(&path, "m1").is_empty());
        assert!(Vectors::read(&folder.path().join("none"), "m1").is_empty());
    }
}
