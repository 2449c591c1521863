//! The shelves of all languages in the index folder, kept true to the corpus.
//!
//! Every build gets a folder of its own inside the index folder; the file `current` names the one in use and is
//! replaced in one step, so that a reader never sees half an index. What is there can be deleted at any time.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use sha2::{Digest as _, Sha256};

use super::shelf::Shelf;
use crate::answers::Words as _;
use crate::corpus::Corpus;
use crate::language::Language;

/// Counts the changes of schema and analysis: an index of another number is outdated.
const SCHEMA: u32 = 3;

/// The file that names the index in use.
const CURRENT: &str = "current";

/// The file that a process locks while it builds.
const LOCK: &str = "lock";

/// How the names of our own folders begin; nothing else in the index folder is ever touched.
const BUILD: &str = "build-";

/// The corpus and its index.
pub struct Library {
    /// What the passages say.
    pub corpus: Arc<Corpus>,
    shelves: Vec<Shelf>,
    built_at: Option<jiff::Timestamp>,
}

/// How an index came to be open.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Opened {
    /// It was there, and true to the corpus.
    Found,
    /// It was built, for this reason.
    Built(&'static str),
}

impl Library {
    /// Opens the index of `corpus` in `folder`; builds it first when it is missing, outdated or damaged.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written.
    pub fn open(folder: &Path, corpus: Arc<Corpus>) -> anyhow::Result<(Self, Opened)> {
        match Self::existing(folder, &corpus) {
            Ok(library) => Ok((library, Opened::Found)),
            Err(reason) => Ok((Self::build(folder, corpus)?, Opened::Built(reason))),
        }
    }

    /// Builds the index of `corpus` aside in `folder`, checks that it opens, and swaps it in.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written; an index that was there stays in use.
    pub fn build(folder: &Path, corpus: Arc<Corpus>) -> anyhow::Result<Self> {
        let at = || format!("building the index in `{}`", folder.display());
        std::fs::create_dir_all(folder).with_context(at)?;
        let _alone = lock(folder).with_context(at)?;
        let build = folder.join(format!("{BUILD}{}-{:08x}", std::process::id(), fastrand::u32(..)));
        let built = write(&build, &corpus).and_then(|()| read(&build, corpus));
        let library = match built.with_context(at) {
            Ok(library) => library,
            Err(error) => {
                let _ = std::fs::remove_dir_all(&build);
                return Err(error);
            }
        };
        swap_in(folder, &build).with_context(at)?;
        Ok(library)
    }

    /// The index in use, or in a few words why it cannot be used.
    fn existing(folder: &Path, corpus: &Arc<Corpus>) -> Result<Self, &'static str> {
        let name = std::fs::read_to_string(folder.join(CURRENT)).map_err(|_| "there was none")?;
        let build = folder.join(name.trim());
        if !name.trim().starts_with(BUILD) || !build.is_dir() {
            return Err("there was none");
        }
        match std::fs::read_to_string(build.join(FINGERPRINT)) {
            Ok(text) if text == fingerprint(corpus) => {}
            Ok(_) => return Err("the corpus or the program changed"),
            Err(_) => return Err("it was damaged"),
        }
        read(&build, Arc::clone(corpus)).map_err(|error| {
            tracing::debug!(error = format!("{error:#}"), "the index cannot be opened");
            "it was damaged"
        })
    }

    /// When the index was built, where the file system tells.
    #[must_use]
    pub fn built_at(&self) -> Option<jiff::Timestamp> {
        self.built_at
    }

    /// The shelf of a language, where that has passages.
    #[must_use]
    pub fn shelf(&self, language: Language) -> Option<&Shelf> {
        self.shelves.iter().find(|shelf| shelf.language() == language)
    }
}

/// The file of a build that says what it was built from.
const FINGERPRINT: &str = "fingerprint";

/// What an index depends on: every word of the corpus, the schema, and the version of the program.
fn fingerprint(corpus: &Corpus) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{SCHEMA} {} {}", env!("CARGO_PKG_VERSION"), corpus.fingerprint()));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Waits until no other process builds in `folder`; the lock ends with the file.
fn lock(folder: &Path) -> io::Result<File> {
    let file = File::create(folder.join(LOCK))?;
    file.lock()?;
    Ok(file)
}

/// Writes the shelves of all languages, each on a thread of its own: learning from the lines is the slow part.
fn write(build: &Path, corpus: &Corpus) -> anyhow::Result<()> {
    std::fs::create_dir_all(build)?;
    std::thread::scope(|threads| {
        let shelves: Vec<_> =
            languages(corpus).map(|language| threads.spawn(move || write_shelf(build, language, corpus))).collect();
        shelves
            .into_iter()
            .try_for_each(|shelf| shelf.join().unwrap_or_else(|_| Err(anyhow!("building a shelf broke"))))
    })?;
    std::fs::write(build.join(FINGERPRINT), fingerprint(corpus))?;
    Ok(())
}

fn write_shelf(build: &Path, language: Language, corpus: &Corpus) -> anyhow::Result<()> {
    let shelf = build.join(language.code());
    std::fs::create_dir_all(&shelf)?;
    Shelf::build(&shelf, language, &corpus.passages)?;
    Shelf::learn(&shelf, language, &corpus.passages)?;
    Ok(())
}

fn read(build: &Path, corpus: Arc<Corpus>) -> anyhow::Result<Library> {
    let shelves = languages(&corpus)
        .map(|language| Shelf::open(&build.join(language.code()), language, &corpus.passages))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let built_at = std::fs::metadata(build.join(FINGERPRINT))?.modified().ok();
    Ok(Library { corpus, shelves, built_at: built_at.and_then(|at| at.try_into().ok()) })
}

/// The languages that have passages.
fn languages(corpus: &Corpus) -> impl Iterator<Item = Language> {
    Language::ALL.into_iter().filter(|language| corpus.passages.iter().any(|passage| passage.language == *language))
}

/// Makes `build` the index in use and clears away the others.
fn swap_in(folder: &Path, build: &Path) -> io::Result<()> {
    let name = build.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let pointer = folder.join(format!("{name}.{CURRENT}"));
    std::fs::write(&pointer, &name)?;
    std::fs::rename(&pointer, folder.join(CURRENT))?;
    for entry in std::fs::read_dir(folder)?.flatten() {
        let other = entry.file_name().to_string_lossy().into_owned();
        if other.starts_with(BUILD) && other != name {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}
