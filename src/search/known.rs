//! Questions that are known word for word: every heading and every line that somebody wrote down.

use std::io;
use std::path::Path;

use crate::answers::folded_words;
use crate::corpus::Passage;
use crate::fnv::fnv1a;
use crate::language::Language;

/// The file of a shelf that holds them.
const FILE: &str = "known";

/// The bytes of an entry in the file: a hash, and the number of the passage within its language.
const HASH: usize = 8;
const PASSAGE: usize = 4;

/// All lines of a language by the hashes of their words. Of two passages with the same line the first has it.
#[derive(Debug)]
pub(super) struct Known(Vec<(u64, u32)>);

impl Known {
    /// The headings and lines of the passages of a language.
    pub fn of(passages: &[Passage], language: Language) -> Self {
        let passages = passages.iter().filter(|passage| passage.language == language).zip(0..);
        let lines = passages.flat_map(|(passage, number)| {
            passage.lines().into_iter().chain([passage.heading.as_str()]).map(move |line| (hash(line), number))
        });
        let mut known: Vec<(u64, u32)> = lines.collect();
        known.sort_unstable();
        known.dedup_by_key(|(hash, _)| *hash);
        Self(known)
    }

    /// The number within its language of the passage that a question is known for.
    pub fn place(&self, question: &str) -> Option<usize> {
        let at = self.0.binary_search_by_key(&hash(question), |(hash, _)| *hash).ok()?;
        self.0.get(at).map(|(_, number)| *number as usize)
    }

    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let bytes: Vec<u8> = self
            .0
            .iter()
            .flat_map(|(hash, number)| hash.to_le_bytes().into_iter().chain(number.to_le_bytes()))
            .collect();
        std::fs::write(folder.join(FILE), bytes)
    }

    pub fn read(folder: &Path) -> io::Result<Self> {
        let bytes = std::fs::read(folder.join(FILE))?;
        let (entries, rest) = bytes.as_chunks::<{ HASH + PASSAGE }>();
        if !rest.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a damaged list of known questions"));
        }
        let entry = |entry: &[u8; HASH + PASSAGE]| {
            let [a, b, c, d, e, f, g, h, number @ ..] = *entry;
            (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u32::from_le_bytes(number))
        };
        Ok(Self(entries.iter().map(entry).collect()))
    }
}

/// The hash of a line's words, whatever their case, accents and punctuation.
fn hash(line: &str) -> u64 {
    fnv1a(folded_words(line).iter().flat_map(|word| word.bytes().chain([0])))
}
