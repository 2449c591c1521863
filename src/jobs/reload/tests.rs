//! A change is taken when it has stood still, and only when it can be used; what it replaces is freed.

use std::fs;
use std::path::Path;

use super::*;

struct Watched {
    dir: tempfile::TempDir,
    reloader: Reloader,
}

fn document(fact: &str) -> String {
    format!(
        "+++\ntitle = \"T\"\nlanguage = \"en\"\ntopic = \"careers\"\n[[sources]]\nkey = \"a\"\npublisher = \"P\"\n\
         title = \"T\"\nas_of = \"2026-01-31\"\n+++\n\n## Leave\n\n{fact}\n"
    )
}

fn write(dir: &Path, path: &str, text: &str) {
    let file = dir.join("corpus").join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn watched() -> Watched {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "en/leave.md", &document("Thirty days."));
    let (corpus_dir, index_dir) = (dir.path().join("corpus"), dir.path().join("index"));
    let listing = Listing::of(&corpus_dir);
    let encoder = Arc::new(Lazy::none());
    let corpus = Arc::new(Corpus::load(&corpus_dir));
    let (library, _) = Library::open(&index_dir, corpus, Arc::clone(&encoder)).unwrap();
    let current = Arc::new(Current::new(Desk::new(library)));
    Watched { dir, reloader: Reloader::new(corpus_dir, index_dir, encoder, current, listing) }
}

impl Watched {
    fn write(&self, path: &str, text: &str) {
        write(self.dir.path(), path, text);
    }

    /// The look that sees a change, and the one that takes it.
    fn looks(&self) -> [Look; 2] {
        [self.reloader.look(), self.reloader.look()]
    }

    fn texts(&self) -> Vec<String> {
        let desk = self.reloader.current.get();
        desk.library.corpus.passages.iter().map(|passage| passage.text.clone()).collect()
    }

    fn reported(&self) -> usize {
        self.reloader.seen.lock().unwrap().reported.len()
    }
}

#[test]
fn a_folder_that_stays_as_it_is_gives_nothing_to_do() {
    let watched = watched();
    assert_eq!(watched.looks(), [Look::Nothing, Look::Nothing]);
}

#[test]
fn a_change_is_taken_once_it_has_stood_still() {
    let watched = watched();
    watched.write("en/leave.md", &document("Twenty-five days."));
    assert_eq!(watched.reloader.look(), Look::Nothing);
    watched.write("en/leave.md", &document("Twenty-six days, and a half."));
    assert_eq!(watched.looks(), [Look::Nothing, Look::Taken]);
    assert_eq!(watched.texts(), ["Twenty-six days, and a half."]);
    assert_eq!(watched.reloader.look(), Look::Nothing);
}

#[test]
fn a_file_that_is_no_document_is_no_change() {
    let watched = watched();
    watched.write("notes.pdf", "hello");
    watched.write(".leave.md.swp", "hello");
    assert_eq!(watched.looks(), [Look::Nothing, Look::Nothing]);
}

#[test]
fn a_broken_change_is_refused_and_reported_once_until_it_is_mended() {
    let watched = watched();
    watched.write("en/leave.md", "+++\nfront matter without end");
    assert_eq!(watched.looks(), [Look::Nothing, Look::Refused]);
    assert_eq!((watched.reloader.look(), watched.reported()), (Look::Nothing, 1));
    watched.write("en/other.md", &document("Something else."));
    assert_eq!(watched.looks(), [Look::Nothing, Look::Refused]);
    assert_eq!((watched.texts(), watched.reported()), (vec!["Thirty days.".to_owned()], 1));
    watched.write("en/other.md", &document("Something else.").replace("## Leave", "## Other"));
    watched.write("en/leave.md", &document("Forty days."));
    assert_eq!(watched.looks(), [Look::Nothing, Look::Taken]);
    assert_eq!((watched.texts().len(), watched.reported()), (2, 0));
}

#[test]
fn a_corpus_that_is_gone_or_empty_stays_in_use() {
    let watched = watched();
    let corpus = watched.dir.path().join("corpus");
    fs::remove_file(corpus.join("en/leave.md")).unwrap();
    assert_eq!(watched.looks(), [Look::Nothing, Look::Refused]);
    fs::remove_dir_all(&corpus).unwrap();
    assert_eq!(watched.looks(), [Look::Nothing, Look::Refused]);
    assert_eq!((watched.texts().len(), watched.reported()), (1, 2));
}

#[test]
fn a_folder_that_appears_is_a_change() {
    let mut watched = watched();
    let corpus = watched.dir.path().join("corpus");
    // As if the bot had begun with the documents inside the program.
    let nowhere = Listing::of(&watched.dir.path().join("nowhere"));
    watched.reloader.seen.get_mut().unwrap().listing = nowhere;
    fs::remove_dir_all(&corpus).unwrap();
    assert_eq!(watched.looks(), [Look::Nothing, Look::Nothing]);
    fs::create_dir(&corpus).unwrap();
    assert_eq!(watched.looks(), [Look::Nothing, Look::Refused]);
    watched.write("en/leave.md", &document("Seventy days."));
    assert_eq!(watched.looks(), [Look::Nothing, Look::Taken]);
    assert_eq!(watched.texts(), ["Seventy days."]);
}

#[test]
fn an_index_that_cannot_be_built_is_tried_again_later() {
    let watched = watched();
    let index = watched.dir.path().join("index");
    fs::remove_dir_all(&index).unwrap();
    fs::write(&index, "in the way").unwrap();
    watched.write("en/leave.md", &document("Fifty days."));
    assert_eq!(watched.looks(), [Look::Nothing, Look::Refused]);
    fs::remove_file(&index).unwrap();
    let looks = (0..PATIENCE).map(|_| watched.reloader.look()).position(|look| look == Look::Taken);
    assert_eq!(looks, Some(PATIENCE as usize - 1));
}

#[test]
fn what_was_replaced_is_freed_when_its_last_question_is_answered() {
    let watched = watched();
    let under_way = watched.reloader.current.get();
    let old = Arc::downgrade(&under_way);
    watched.write("en/leave.md", &document("Sixty days."));
    assert_eq!(watched.looks(), [Look::Nothing, Look::Taken]);
    let shelf = under_way.library.shelf(crate::language::Language::En).unwrap();
    assert_eq!(shelf.candidates("leave").unwrap().hits.len(), 1);
    drop(under_way);
    assert!(old.upgrade().is_none());
}
