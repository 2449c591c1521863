//! The shelves of all languages in the index folder, kept true to the corpus.
//!
//! Every build gets a folder of its own inside the index folder; the file `current` names the one in use and is
//! replaced in one step, so that a reader never sees half an index. What is there can be deleted at any time.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};

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
            Err(reason) => Ok((Self::build_aside(folder, corpus, true)?, Opened::Built(reason))),
        }
    }

    /// Builds the whole index of `corpus` aside in `folder`, checks that it opens, and swaps it in.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written; an index that was there stays in use.
    pub fn build(folder: &Path, corpus: Arc<Corpus>) -> anyhow::Result<Self> {
        Self::build_aside(folder, corpus, false)
    }

    /// The same; with `reuse`, shelves of the index in use are kept whose passages did not change, if they still open.
    fn build_aside(folder: &Path, corpus: Arc<Corpus>, reuse: bool) -> anyhow::Result<Self> {
        let at = || format!("building the index in `{}`", folder.display());
        std::fs::create_dir_all(folder).with_context(at)?;
        let _alone = lock(folder).with_context(at)?;
        let build = folder.join(format!("{BUILD}{}-{:08x}", std::process::id(), fastrand::u32(..)));
        let make = |old: Option<&Path>| write(&build, &corpus, old).and_then(|()| read(&build, Arc::clone(&corpus)));
        let built = match in_use(folder).filter(|_| reuse) {
            Some(old) => make(Some(&old)).or_else(|_| {
                std::fs::remove_dir_all(&build)?;
                make(None)
            }),
            None => make(None),
        };
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
        let build = in_use(folder).ok_or("there was none")?;
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

/// The folder of the build in use, where there is one.
fn in_use(folder: &Path) -> Option<PathBuf> {
    let name = std::fs::read_to_string(folder.join(CURRENT)).ok()?;
    let build = folder.join(name.trim());
    (name.trim().starts_with(BUILD) && build.is_dir()).then_some(build)
}

/// What an index depends on, in a line for each shelf: every word of its passages, the schema, the program's version.
fn fingerprint(corpus: &Corpus) -> String {
    languages(corpus).map(|language| format!("{}\n", line_of(corpus, language))).collect()
}

fn line_of(corpus: &Corpus, language: Language) -> String {
    let (version, passages) = (env!("CARGO_PKG_VERSION"), corpus.fingerprint(language));
    format!("{} {SCHEMA} {version} {passages}", language.code())
}

/// Waits until no other process builds in `folder`; the lock ends with the file.
fn lock(folder: &Path) -> io::Result<File> {
    let file = File::create(folder.join(LOCK))?;
    file.lock()?;
    Ok(file)
}

/// Writes the shelves of all languages, each on a thread of its own: learning from the lines is the slow part.
/// A shelf of `old` whose passages are the same is taken over.
fn write(build: &Path, corpus: &Corpus, old: Option<&Path>) -> anyhow::Result<()> {
    std::fs::create_dir_all(build)?;
    std::thread::scope(|threads| {
        let shelves: Vec<_> = languages(corpus)
            .map(|language| threads.spawn(move || write_shelf(build, language, corpus, old)))
            .collect();
        shelves
            .into_iter()
            .try_for_each(|shelf| shelf.join().unwrap_or_else(|_| Err(anyhow!("building a shelf broke"))))
    })?;
    std::fs::write(build.join(FINGERPRINT), fingerprint(corpus))?;
    Ok(())
}

fn write_shelf(build: &Path, language: Language, corpus: &Corpus, old: Option<&Path>) -> anyhow::Result<()> {
    let shelf = build.join(language.code());
    std::fs::create_dir_all(&shelf)?;
    let line = line_of(corpus, language);
    let is_same = |old: &&Path| {
        let built_from = std::fs::read_to_string(old.join(FINGERPRINT)).unwrap_or_default();
        built_from.lines().any(|other| other == line)
    };
    if let Some(old) = old.filter(is_same) {
        return Ok(take_over(&old.join(language.code()), &shelf)?);
    }
    Shelf::build(&shelf, language, &corpus.passages)?;
    Shelf::learn(&shelf, language, &corpus.passages)?;
    Ok(())
}

/// Puts the files of one folder into another: the files themselves, which are never changed, or copies where the file
/// system cannot share them.
fn take_over(old: &Path, new: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(old)? {
        let file = entry?.file_name();
        let (from, to) = (old.join(&file), new.join(&file));
        std::fs::hard_link(&from, &to).or_else(|_| std::fs::copy(&from, &to).map(drop))?;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(dir: &Path, english: &str) -> Arc<Corpus> {
        for (language, text) in [("en", english), ("fr", "Trente jours.")] {
            let document = format!(
                "+++\ntitle = \"T\"\nlanguage = \"{language}\"\ntopic = \"careers\"\n[[sources]]\nkey = \"a\"\n\
                 publisher = \"P\"\ntitle = \"T\"\nas_of = \"2026-01-31\"\n+++\n\n## Leave\n\n{text}\n"
            );
            std::fs::create_dir_all(dir.join(language)).unwrap();
            std::fs::write(dir.join(language).join("leave.md"), document).unwrap();
        }
        Arc::new(Corpus::load(dir))
    }

    /// When the shelf of a language was made.
    fn made(index: &Path, language: Language) -> std::time::SystemTime {
        let file = in_use(index).unwrap().join(language.code()).join("meta.json");
        std::fs::metadata(file).unwrap().modified().unwrap()
    }

    #[test]
    fn a_language_that_did_not_change_keeps_its_shelf() {
        let dir = tempfile::tempdir().unwrap();
        let (documents, index) = (dir.path().join("corpus"), dir.path().join("index"));
        Library::open(&index, corpus(&documents, "Thirty days.")).unwrap();
        let made_first = [Language::En, Language::Fr].map(|language| made(&index, language));
        let (library, _) = Library::open(&index, corpus(&documents, "Forty days.")).unwrap();
        assert_ne!(made(&index, Language::En), made_first[0]);
        assert_eq!(made(&index, Language::Fr), made_first[1]);
        for (language, word) in [(Language::En, "forty"), (Language::Fr, "trente")] {
            assert_eq!(library.shelf(language).unwrap().candidates(word).unwrap().hits.len(), 1, "{word}");
        }
    }

    #[test]
    fn a_damaged_shelf_is_built_anew_although_its_language_did_not_change() {
        let dir = tempfile::tempdir().unwrap();
        let (documents, index) = (dir.path().join("corpus"), dir.path().join("index"));
        Library::open(&index, corpus(&documents, "Thirty days.")).unwrap();
        std::fs::write(in_use(&index).unwrap().join("fr").join("meta.json"), "{}").unwrap();
        let (library, _) = Library::open(&index, corpus(&documents, "Forty days.")).unwrap();
        assert_eq!(library.shelf(Language::Fr).unwrap().candidates("trente").unwrap().hits.len(), 1);
    }
}
