//! `iom-bot index`, and opening the index for other commands.

use std::process::ExitCode;
use std::sync::Arc;

use super::output;
use crate::corpus::Corpus;
use crate::search::{Library, Opened};
use crate::settings::Settings;

/// Builds the index anew and says what is in it.
pub(super) fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let corpus = load(settings);
    let library = Library::build(&settings.index_dir, Arc::new(corpus))?;
    let folder = settings.index_dir.display();
    let corpus = &library.corpus;
    output::print(&format!("Indexed {} in `{folder}`.\n", output::contents(corpus)))?;
    Ok(if corpus.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The corpus and its index; says in one line when the index had to be built.
pub(super) fn open(settings: &Settings) -> anyhow::Result<Library> {
    let (library, opened) = Library::open(&settings.index_dir, Arc::new(load(settings)))?;
    if let Opened::Built(reason) = opened {
        let passages = output::counted(library.corpus.passages.len(), "passage");
        output::tell(&format!("Built the index of {passages}: {reason}."));
    }
    Ok(library)
}

/// The corpus; says on standard error what is wrong with it.
fn load(settings: &Settings) -> Corpus {
    let corpus = Corpus::load(&settings.corpus_dir);
    for problem in &corpus.problems {
        output::complain(&format!("{}/{problem}", settings.corpus_dir.display()));
    }
    corpus
}
