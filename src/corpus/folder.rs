//! Where the corpus comes from: a folder, or the one that is compiled in when there is no folder.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use include_dir::{Dir, include_dir};
use jiff::civil::Date;

use super::{Corpus, Passage, Problem, contacts, document, plain};
use crate::language::Language;

/// The documents and offices that ship with the binary. The sentence encoder does not: it is larger than all the rest.
static SHIPPED: [(&str, Dir<'static>); 3] = [
    ("en", include_dir!("$CARGO_MANIFEST_DIR/corpus/en")),
    ("fr", include_dir!("$CARGO_MANIFEST_DIR/corpus/fr")),
    ("es", include_dir!("$CARGO_MANIFEST_DIR/corpus/es")),
];
static SHIPPED_CONTACTS: &[u8] = include_bytes!("../../corpus/contacts.toml");

/// A folder of the corpus folder that holds no documents: the sentence encoder.
const ENCODER: &str = "encoder";

/// The endings of documents' file names.
const DOCUMENTS: [&str; 4] = ["md", "txt", "html", "htm"];

/// The largest file that is read, in bytes; a book has less.
const LARGEST: u64 = 5_000_000;

/// A file of the corpus: its path inside the folder, the day of its last change where that is known, and its bytes or why
/// they cannot be read.
struct File {
    path: PathBuf,
    changed: Option<Date>,
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
        let shipped = |(language, folder): &'static (&str, Dir<'_>)| {
            folder.files().map(|file| File {
                path: Path::new(language).join(file.path()),
                changed: None,
                bytes: Ok(file.contents().to_vec()),
            })
        };
        let contacts = File { path: contacts::FILE.into(), changed: None, bytes: Ok(SHIPPED_CONTACTS.to_vec()) };
        Self::from_files(SHIPPED.iter().flat_map(shipped).chain([contacts]).collect())
    }

    /// The corpus in `folder`.
    fn read(folder: &Path) -> Self {
        let mut found = Found::default();
        found.collect(folder, Path::new(""));
        let read = |path: PathBuf| {
            let (changed, bytes) = match read(&folder.join(&path)) {
                Ok((changed, bytes)) => (changed, Ok(bytes)),
                Err(what) => (None, Err(what)),
            };
            File { path, changed, bytes }
        };
        let mut corpus = Self::from_files(found.ours.into_iter().map(read).collect());
        found.problems.append(&mut corpus.problems);
        found.unread.sort();
        Self { problems: found.problems, unread: found.unread, ..corpus }
    }

    fn from_files(mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut corpus = Self::default();
        let mut places = BTreeMap::new();
        for file in files.into_iter().filter(|file| is_ours(&file.path)) {
            let path = shown(&file.path);
            let is_contacts = path == contacts::FILE;
            let text = file.bytes.and_then(|bytes| {
                String::from_utf8(bytes).map_err(|error| {
                    let at = error.utf8_error().valid_up_to();
                    format!("not UTF-8 text (the first bad byte is at {at}); save it as UTF-8")
                })
            });
            match text {
                Err(what) => corpus.problems.push(Problem { file: path, line: None, what }),
                Ok(text) if is_contacts => corpus.add_offices(&text),
                Ok(text) => {
                    let text = text.trim_start_matches('\u{feff}');
                    let (passages, mut problems) = if is_written(&file.path, text) {
                        let name = file.path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
                        document::parse(&path, &name.unwrap_or_default(), text)
                    } else {
                        plain::parse(&path, text, file.changed)
                    };
                    corpus.problems.append(&mut problems);
                    corpus.add_passages(&path, passages, &mut places);
                }
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
    fn add_passages(
        &mut self,
        file: &str,
        passages: Vec<(usize, Passage)>,
        places: &mut BTreeMap<(Language, String), String>,
    ) {
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

/// A file's last day of change, in UTC so that it is the same everywhere, and its bytes; or why it cannot be read.
fn read(path: &Path) -> Result<(Option<Date>, Vec<u8>), String> {
    let cannot = |error: std::io::Error| format!("cannot be read: {error}");
    let about = std::fs::metadata(path).map_err(cannot)?;
    // Opening a pipe would wait for its writer.
    if !about.is_file() {
        return Err("cannot be read: it is no file".to_owned());
    }
    let changed = about.modified().ok().and_then(|at| jiff::Timestamp::try_from(at).ok());
    let mut bytes = Vec::new();
    std::fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(cannot)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("more than {} MB; divide it into several documents", LARGEST / 1_000_000));
    }
    Ok((changed.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date()), bytes))
}

/// A path inside the corpus folder, as people read it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Whether a file's name ends in one of these, in large or small letters.
fn ends_in(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Whether a file is part of the corpus, by its path inside the folder.
fn is_ours(path: &Path) -> bool {
    path == Path::new(contacts::FILE) || ends_in(path, &DOCUMENTS)
}

/// Whether a document was written for this bot: Markdown with front matter.
fn is_written(path: &Path, text: &str) -> bool {
    ends_in(path, &["md"]) && document::has_front_matter(text)
}

/// What is in a corpus folder, as paths inside it.
#[derive(Default)]
struct Found {
    /// The corpus's files.
    ours: Vec<PathBuf>,
    /// The others.
    unread: Vec<String>,
    /// The folders that cannot be read.
    problems: Vec<Problem>,
}

impl Found {
    /// Adds what is in `root/inside`, and in its folders, hidden ones left out.
    fn collect(&mut self, root: &Path, inside: &Path) {
        let entries = match std::fs::read_dir(root.join(inside)) {
            Ok(entries) => entries,
            Err(error) => {
                let file = root.join(inside).to_string_lossy().into_owned();
                let what = format!("the folder cannot be read: {error}");
                self.problems.push(Problem { file, line: None, what });
                return;
            }
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            let path = inside.join(&name);
            if path == Path::new(ENCODER) {
                continue;
            }
            // Followed links to folders could lead round in circles; a link to a file is welcome.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                self.collect(root, &path);
            } else if is_ours(&path) {
                self.ours.push(path);
            } else {
                self.unread.push(shown(&path));
            }
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
        let mut found = Found::default();
        let is_there = folder.is_dir();
        if is_there {
            found.collect(folder, Path::new(""));
        }
        let about = |path: &Path| {
            let about = std::fs::metadata(folder.join(path)).ok()?;
            Some((about.len(), about.modified().ok()?))
        };
        let files = found.ours.into_iter().map(|path| (path.clone(), about(&path))).collect();
        Self { is_there, files }
    }
}
