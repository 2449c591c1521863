//! Builds an index aside and swaps it in.
//!
//! Every build gets a folder of its own inside the index folder; the file `current` names the one in use and is
//! replaced in one step, so that a reader never sees half an index. What is there can be deleted at any time.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use sha2::{Digest as _, Sha256};

use super::learn::{self, JUDGES};
use super::library::Library;
use super::remembered::Remembered;
use super::senses::{self, Subjects};
use super::shelf::Shelf;
use crate::answers::meaning::{Head, Meaning};
use crate::corpus::Corpus;
use crate::encoder::{Lazy, Vectors};
use crate::hex::hex;
use crate::language::Language;

/// Is told what is being done, and how much of it is.
pub type Progress<'a> = dyn Fn(&str, usize, usize) + Sync + 'a;

/// Counts the changes of schema and analysis: an index of another number is outdated.
const SCHEMA: u32 = 5;

/// The file that names the index in use.
const CURRENT: &str = "current";

/// The file that a process locks while it builds.
const LOCK: &str = "lock";

/// How the names of our own folders begin, those in use and those being made; nothing else in the index folder is ever
/// touched.
const BUILD: &str = "build-";
const ASIDE: &str = "aside-";

/// A build that has not ended after this was left by a process that died.
const ABANDONED: Duration = Duration::from_secs(3600);

/// The file of a build that says what it was built from.
const FINGERPRINT: &str = "fingerprint";

/// The file of a build that is there when all was learned that can be.
const LEARNED: &str = "learned";

/// The files of a build with the vectors of all texts, and what was learned from them.
const VECTORS: &str = "vectors";
const HEAD: &str = "meaning";

/// How many texts are encoded before an index is in use; the others follow when it learns.
const AT_ONCE: usize = 100;

/// An index that is to be built.
pub(super) struct Built<'a> {
    pub folder: &'a Path,
    pub corpus: Arc<Corpus>,
    pub encoder: Arc<Lazy>,
    /// Whether to learn from the lines, which takes longer than all the rest.
    pub is_learned: bool,
    /// The build that it may take the place of; any where none is named. What was learned of an older corpus must not take
    /// the place of a newer one.
    pub replaces: Option<&'a str>,
}

impl Built<'_> {
    /// Builds it and swaps it in; with `reuse`, what the index in use has is kept where the passages did not change, if it
    /// still opens. Nobody waits for a build but those who want to swap in theirs. `None` where [`Self::replaces`] forbids it.
    pub fn build(&self, reuse: bool, progress: &Progress<'_>) -> anyhow::Result<Option<Library>> {
        std::fs::create_dir_all(self.folder).with_context(|| self.at())?;
        let name = format!("{}-{:08x}", std::process::id(), fastrand::u32(..));
        let aside = self.folder.join(format!("{ASIDE}{name}"));
        let made = self.make(&aside, reuse, progress).and_then(|library| self.swap_in(&aside, library, &name));
        if !matches!(made, Ok(Some(_))) {
            let _ = std::fs::remove_dir_all(&aside);
        }
        made.with_context(|| self.at())
    }

    fn at(&self) -> String {
        format!("building the index in `{}`", self.folder.display())
    }

    fn make(&self, aside: &Path, reuse: bool, progress: &Progress<'_>) -> anyhow::Result<Library> {
        let make = |old: Option<&Path>| self.write(aside, old, progress).and_then(|()| self.read(aside));
        match in_use(self.folder).filter(|old| reuse && is_whole(old)) {
            Some(old) => make(Some(&old)).or_else(|_| {
                std::fs::remove_dir_all(aside)?;
                make(None)
            }),
            None => make(None),
        }
    }

    /// Makes what was built aside the index in use; `None` where it may not take that one's place.
    fn swap_in(&self, aside: &Path, library: Library, name: &str) -> anyhow::Result<Option<Library>> {
        let _alone = lock(self.folder)?;
        let replaced = in_use(self.folder).and_then(|build| build.file_name().map(OsStr::to_owned));
        if self.replaces.is_some_and(|name| replaced.is_none_or(|replaced| replaced != name)) {
            return Ok(None);
        }
        let name = format!("{BUILD}{name}");
        swap_in(self.folder, aside, &name)?;
        Ok(Some(Library { name, ..library }))
    }

    fn read(&self, build: &Path) -> anyhow::Result<Library> {
        read(build, Arc::clone(&self.corpus), Arc::clone(&self.encoder))
    }

    fn write(&self, build: &Path, old: Option<&Path>, progress: &Progress<'_>) -> anyhow::Result<()> {
        std::fs::create_dir_all(build)?;
        let corpus = &*self.corpus;
        write_shelves(build, corpus, old, self.is_learned)?;
        if let Some(model) = self.encoder.fingerprint() {
            let mut known = self.encoder.vectors();
            known.extend(old.map(|old| Vectors::read(&old.join(VECTORS), model)).unwrap_or_default());
            let most = if self.is_learned { usize::MAX } else { AT_ONCE };
            let vectors = senses::encode(corpus, &known, &self.encoder, most, progress);
            drop(known);
            vectors.write(&build.join(VECTORS), model)?;
            if self.is_learned {
                let head = Head::train(&Subjects::new(corpus).texts(corpus, &vectors));
                std::fs::write(build.join(HEAD), head.map(|head| head.to_bytes()).unwrap_or_default())?;
            }
        }
        if self.is_learned {
            let judges = learn::judges(build, corpus, &self.encoder, progress)?;
            std::fs::write(build.join(JUDGES), serde_json::to_vec(&judges)?)?;
            std::fs::write(build.join(LEARNED), "all that can be learned\n")?;
        } else if let Some(old) = old.filter(|old| has_same_passages(old, corpus)) {
            // Until it learns anew, what was learned of the same passages before they were edited serves.
            for file in [HEAD, JUDGES] {
                let _ = std::fs::copy(old.join(file), build.join(file));
            }
        }
        std::fs::write(build.join(PASSAGES), passages(corpus))?;
        std::fs::write(build.join(FINGERPRINT), fingerprint(corpus, &self.encoder))?;
        Ok(std::fs::write(build.join(CHECKSUMS), checksums(build)?)?)
    }
}

/// The file of a build with the vectors of all its texts.
pub(super) fn vectors(build: &Path) -> PathBuf {
    build.join(VECTORS)
}

/// The index in use, or in a few words why it cannot be used.
pub(super) fn existing(folder: &Path, corpus: &Arc<Corpus>, encoder: &Arc<Lazy>) -> Result<Library, &'static str> {
    let build = in_use(folder).ok_or("there was none")?;
    match std::fs::read_to_string(build.join(FINGERPRINT)) {
        Ok(text) if text == fingerprint(corpus, encoder) => {}
        Ok(_) => return Err("the corpus or the program changed"),
        Err(_) => return Err("it was damaged"),
    }
    if !is_whole(&build) {
        return Err("it was damaged");
    }
    read(&build, Arc::clone(corpus), Arc::clone(encoder)).map_err(|error| {
        tracing::debug!(error = format!("{error:#}"), "the index cannot be opened");
        "it was damaged"
    })
}

/// The folder of the build in use, where there is one.
pub(super) fn in_use(folder: &Path) -> Option<PathBuf> {
    let name = std::fs::read_to_string(folder.join(CURRENT)).ok()?;
    let build = folder.join(name.trim());
    (name.trim().starts_with(BUILD) && build.is_dir()).then_some(build)
}

/// What an index depends on: every word of its passages, a line for each shelf, with the schema and the program's version;
/// and the encoder.
fn fingerprint(corpus: &Corpus, encoder: &Lazy) -> String {
    let shelves: String = languages(corpus).map(|language| format!("{}\n", line_of(corpus, language))).collect();
    format!("{shelves}encoder {}\n", encoder.fingerprint().unwrap_or("none"))
}

fn line_of(corpus: &Corpus, language: Language) -> String {
    let (version, passages) = (env!("CARGO_PKG_VERSION"), corpus.fingerprint(language));
    format!("{} {SCHEMA} {version} {passages}", language.code())
}

/// The file of a build with the checksums of all others.
const CHECKSUMS: &str = "SHA256SUMS";

/// The checksum of every file in a build but the checksums themselves, a line each in alphabetical order.
fn checksums(build: &Path) -> io::Result<String> {
    let mut sums = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(build.join(&folder))? {
            let (entry, mut hash) = (entry?, Sha256::new());
            let inside = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(inside);
            } else if inside != Path::new(CHECKSUMS) {
                io::copy(&mut File::open(entry.path())?, &mut hash)?;
                sums.insert(inside, hex(&hash.finalize()));
            }
        }
    }
    Ok(sums.iter().map(|(file, sum)| format!("{sum}  {}\n", file.display())).collect())
}

/// Whether every file of a build is as it was written: only then may another build take files over from it.
fn is_whole(build: &Path) -> bool {
    let written = std::fs::read_to_string(build.join(CHECKSUMS));
    written.is_ok_and(|written| checksums(build).is_ok_and(|found| found == written))
}

/// The file of a build that names its passages.
const PASSAGES: &str = "passages";

/// Which passages there are, in which order, whatever they say.
fn passages(corpus: &Corpus) -> String {
    corpus.passages.iter().map(|passage| format!("{} {}\n", passage.language.code(), passage.id)).collect()
}

fn has_same_passages(old: &Path, corpus: &Corpus) -> bool {
    std::fs::read_to_string(old.join(PASSAGES)).is_ok_and(|text| text == passages(corpus))
}

/// Waits until no other process swaps an index in; the lock ends with the file.
fn lock(folder: &Path) -> io::Result<File> {
    let file = File::create(folder.join(LOCK))?;
    file.lock()?;
    Ok(file)
}

/// Writes the shelves of all languages, each on a thread of its own: learning from the lines is the slow part.
/// A shelf of `old` whose passages are the same is taken over.
pub(super) fn write_shelves(build: &Path, corpus: &Corpus, old: Option<&Path>, learn: bool) -> anyhow::Result<()> {
    std::thread::scope(|threads| {
        let shelves: Vec<_> = languages(corpus)
            .map(|language| threads.spawn(move || write_shelf(build, language, corpus, old, learn)))
            .collect();
        shelves
            .into_iter()
            .try_for_each(|shelf| shelf.join().unwrap_or_else(|_| Err(anyhow!("building a shelf broke"))))
    })
}

fn write_shelf(
    build: &Path,
    language: Language,
    corpus: &Corpus,
    old: Option<&Path>,
    learn: bool,
) -> anyhow::Result<()> {
    let shelf = build.join(language.code());
    std::fs::create_dir_all(&shelf)?;
    let line = line_of(corpus, language);
    let is_same = |old: &&Path| {
        let built_from = std::fs::read_to_string(old.join(FINGERPRINT)).unwrap_or_default();
        built_from.lines().any(|other| other == line)
    };
    match old.filter(is_same) {
        Some(old) => take_over(&old.join(language.code()), &shelf)?,
        None => Shelf::build(&shelf, language, &corpus.passages)?,
    }
    if learn && !Shelf::has_learned(&shelf) {
        Shelf::learn(&shelf, language, &corpus.passages)?;
    }
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

/// Opens a build.
pub(super) fn read(build: &Path, corpus: Arc<Corpus>, encoder: Arc<Lazy>) -> anyhow::Result<Library> {
    let subjects = Subjects::new(&corpus);
    let meaning = encoder.fingerprint().map(|model| read_meaning(build, &corpus, &subjects, model));
    let shelves = languages(&corpus)
        .map(|language| Shelf::open(&build.join(language.code()), language, &corpus.passages))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let judges = std::fs::read(build.join(JUDGES)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let is_learned = build.join(LEARNED).exists();
    let built_at = std::fs::metadata(build).and_then(|about| about.modified()).ok();
    let out_of_scope = corpus.passages.iter().filter(|passage| passage.is_out_of_scope());
    Ok(Library {
        has_out_of_scope: out_of_scope.map(|passage| passage.language).collect(),
        shelves,
        subjects,
        meaning,
        judges: judges.unwrap_or_default(),
        is_learned,
        remembered: Remembered::new(),
        name: build.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        built_at: built_at.and_then(|at| at.try_into().ok()),
        corpus,
        encoder,
    })
}

fn read_meaning(build: &Path, corpus: &Corpus, subjects: &Subjects, model: &str) -> Meaning {
    let texts = subjects.texts(corpus, &Vectors::read(&build.join(VECTORS), model));
    let head = std::fs::read(build.join(HEAD)).ok().and_then(|bytes| Head::from_bytes(&bytes));
    Meaning { head: head.filter(|head| head.subjects() == texts.subjects()), texts }
}

/// The languages that have passages.
pub(super) fn languages(corpus: &Corpus) -> impl Iterator<Item = Language> {
    Language::ALL.into_iter().filter(|language| corpus.passages.iter().any(|passage| passage.language == *language))
}

/// Makes the build in `aside` the index in use under its new name, and clears away what nobody needs any more.
fn swap_in(folder: &Path, aside: &Path, name: &str) -> io::Result<()> {
    std::fs::rename(aside, folder.join(name))?;
    let pointer = folder.join(format!("{name}.{CURRENT}"));
    std::fs::write(&pointer, name)?;
    std::fs::rename(&pointer, folder.join(CURRENT))?;
    for entry in std::fs::read_dir(folder)?.flatten() {
        let other = entry.file_name().to_string_lossy().into_owned();
        let is_old = || entry.metadata()?.modified()?.elapsed().map_err(io::Error::other).map(|age| age > ABANDONED);
        let is_done = other.starts_with(BUILD) && other != name;
        if is_done || other.starts_with(ASIDE) && is_old().unwrap_or_default() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}
