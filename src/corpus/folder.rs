//! Where the corpus comes from: a folder, or the one that is compiled in when there is no folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use include_dir::{Dir, include_dir};

use super::{Corpus, Problem, contacts, document};
use crate::language::Language;

/// The corpus that ships with the binary.
static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/corpus");

/// The ending of a document's file name.
const DOCUMENT: &str = "md";

/// A file of the corpus: its path inside the folder, and its bytes or why they cannot be read.
struct File {
    path: PathBuf,
    bytes: Result<Vec<u8>, String>,
}

impl Corpus {
    /// The corpus in `folder`, or the shipped one when there is no such folder.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        if folder.is_dir() { Self::read(folder) } else { Self::shipped() }
    }

    /// The corpus that is compiled into the binary.
    #[must_use]
    pub fn shipped() -> Self {
        let mut files = Vec::new();
        collect_shipped(&SHIPPED, &mut files);
        Self::from_files(files)
    }

    /// The corpus in `folder`.
    fn read(folder: &Path) -> Self {
        let (mut paths, mut problems) = (Vec::new(), Vec::new());
        collect(folder, Path::new(""), &mut paths, &mut problems);
        let read = |path: PathBuf| {
            let bytes = std::fs::read(folder.join(&path)).map_err(|error| format!("cannot be read: {error}"));
            File { path, bytes }
        };
        let mut corpus = Self::from_files(paths.into_iter().map(read).collect());
        problems.append(&mut corpus.problems);
        corpus.problems = problems;
        corpus
    }

    fn from_files(mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut corpus = Self::default();
        let mut places = BTreeMap::new();
        for file in files.into_iter().filter(|file| is_ours(&file.path)) {
            let path = file.path.to_string_lossy().replace('\\', "/");
            let is_contacts = path == contacts::FILE;
            let text = file.bytes.and_then(|bytes| {
                String::from_utf8(bytes).map_err(|error| {
                    format!("not UTF-8 text (the first bad byte is at {})", error.utf8_error().valid_up_to())
                })
            });
            match text {
                Err(what) => corpus.problems.push(Problem { file: path, line: None, what }),
                Ok(text) if is_contacts => corpus.add_offices(&text),
                Ok(text) => corpus.add_document(&path, &file.path, &text, &mut places),
            }
        }
        corpus
    }

    fn add_offices(&mut self, text: &str) {
        let (offices, mut problems) = contacts::parse(text);
        for language in Language::ALL {
            self.passages.extend(offices.iter().map(|office| office.passage(language)));
        }
        self.offices = offices;
        self.problems.append(&mut problems);
    }

    /// Adds a document's passages; `places` knows where each identity was first seen.
    fn add_document(&mut self, file: &str, path: &Path, text: &str, places: &mut BTreeMap<(Language, String), String>) {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let (passages, mut problems) = document::parse(file, &name, text.trim_start_matches('\u{feff}'));
        self.problems.append(&mut problems);
        for (line, passage) in passages {
            let place = format!("{file}:{line}");
            match places.entry((passage.language, passage.id.clone())) {
                std::collections::btree_map::Entry::Occupied(first) => self.problems.push(Problem {
                    file: file.to_owned(),
                    line: Some(line),
                    what: format!("a second passage with the id `{}`; the first is at {}", passage.id, first.get()),
                }),
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(place);
                    self.passages.push(passage);
                }
            }
        }
    }
}

fn collect_shipped(folder: &Dir<'_>, files: &mut Vec<File>) {
    for file in folder.files() {
        files.push(File { path: file.path().to_owned(), bytes: Ok(file.contents().to_vec()) });
    }
    for folder in folder.dirs() {
        collect_shipped(folder, files);
    }
}

/// Whether a file is part of the corpus, by its path inside the folder.
fn is_ours(path: &Path) -> bool {
    path == Path::new(contacts::FILE) || path.extension().is_some_and(|ending| ending == DOCUMENT)
}

/// Collects the paths of the corpus's files in `root/inside`, and in its folders, hidden ones left out.
fn collect(root: &Path, inside: &Path, paths: &mut Vec<PathBuf>, problems: &mut Vec<Problem>) {
    let entries = match std::fs::read_dir(root.join(inside)) {
        Ok(entries) => entries,
        Err(error) => {
            let file = root.join(inside).to_string_lossy().into_owned();
            problems.push(Problem { file, line: None, what: format!("the folder cannot be read: {error}") });
            return;
        }
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let path = inside.join(&name);
        // Followed links to folders could lead round in circles; a link to a file is welcome.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(root, &path, paths, problems);
        } else if is_ours(&path) {
            paths.push(path);
        }
    }
}

/// What a look at a corpus folder shows without reading its files: another listing means that the corpus may be another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Listing {
    /// Whether there is such a folder.
    pub is_there: bool,
    files: BTreeMap<PathBuf, Option<(u64, SystemTime)>>,
}

impl Listing {
    /// The names, sizes and times of change of the files in `folder`.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let mut paths = Vec::new();
        let is_there = folder.is_dir();
        if is_there {
            collect(folder, Path::new(""), &mut paths, &mut Vec::new());
        }
        let about = |path: &Path| {
            let about = std::fs::metadata(folder.join(path)).ok()?;
            Some((about.len(), about.modified().ok()?))
        };
        let files = paths.into_iter().map(|path| (path.clone(), about(&path))).collect();
        Self { is_there, files }
    }
}
