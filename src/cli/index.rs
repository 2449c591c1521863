//! `iom-bot index`, and opening the index for other commands.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::output;
use crate::corpus::Corpus;
use crate::encoder::Lazy;
use crate::search::{Library, Opened};
use crate::settings::Settings;

/// Builds the index anew and says what is in it.
pub(super) fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let corpus = Arc::new(load(settings));
    let bar = Bar::default();
    let progress = |what: &str, done: usize, of: usize| bar.show(what, done, of);
    let library = Library::build(&settings.index_dir, corpus, encoder(settings), &progress)?;
    bar.end();
    let folder = settings.index_dir.display();
    let corpus = &library.corpus;
    output::print(&format!("Indexed {} in `{folder}`.\n", output::contents(corpus)))?;
    Ok(if corpus.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The corpus and its index, with all that can be learned; says in one line when the index had to be built.
pub(super) fn open(settings: &Settings) -> anyhow::Result<Library> {
    finish(settings, open_at_once(settings)?)
}

/// The corpus and its index as it is within a second or two, for one question; [`finish`] does the rest.
pub(super) fn open_at_once(settings: &Settings) -> anyhow::Result<Library> {
    let (library, opened) = Library::open(&settings.index_dir, Arc::new(load(settings)), encoder(settings))?;
    if let Opened::Built(reason) = opened {
        let passages = output::counted(library.corpus.passages.len(), "passage");
        output::tell(&format!("Built the index of {passages}: {reason}."));
    }
    Ok(library)
}

/// Learns from the lines of the corpus, where that was not done yet.
pub(super) fn finish(settings: &Settings, library: Library) -> anyhow::Result<Library> {
    if library.is_learned() {
        return Ok(library);
    }
    let bar = Bar::default();
    let learned = library.learn(&settings.index_dir, &|what, done, of| bar.show(what, done, of))?;
    bar.end();
    // Another process was faster, and its index is as good.
    learned.map_or_else(|| open_at_once(settings), Ok)
}

/// The sentence encoder of the corpus folder.
pub(super) fn encoder(settings: &Settings) -> Arc<Lazy> {
    Arc::new(Lazy::new(&settings.corpus_dir))
}

/// The corpus; says on standard error what is wrong with it.
fn load(settings: &Settings) -> Corpus {
    let corpus = Corpus::load(&settings.corpus_dir);
    for problem in &corpus.problems {
        output::complain(&format!("{}/{problem}", settings.corpus_dir.display()));
    }
    corpus
}

/// How far the work is, on one line of a terminal; nothing elsewhere.
#[derive(Default)]
struct Bar {
    /// The last percentage shown, plus one.
    shown: AtomicUsize,
}

impl Bar {
    fn show(&self, what: &str, done: usize, of: usize) {
        let percent = done * 100 / of.max(1);
        if self.shown.swap(percent + 1, Ordering::Relaxed) != percent + 1 && std::io::stderr().is_terminal() {
            anstream::eprint!("\r{what} {percent:3} % of {of}   ");
        }
    }

    fn end(&self) {
        if self.shown.load(Ordering::Relaxed) > 0 && std::io::stderr().is_terminal() {
            anstream::eprint!("\r{:40}\r", "");
        }
    }
}
