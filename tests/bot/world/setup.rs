//! What a test wants of its bot: corpus, vacancy source, further settings.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::standin::Standin;
use crate::standin::state::TOKEN;
use crate::vacancies::Portal;

/// The name of the settings file.
pub const FILE: &str = "iom-bot.toml";

/// The name of the database.
pub const DATABASE: &str = "iom-bot.db";

/// The folder of a corpus that belongs to one world.
pub const OWN_CORPUS: &str = "corpus";

/// A small corpus of invented documents, which makes starts fast.
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/corpus");

/// How the bot reads the vacancies of the world's portal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    Oracle,
    Rss,
    Atom,
}

/// What a test wants of its bot.
#[derive(Clone, Debug)]
pub struct Setup {
    corpus: Vec<(String, String)>,
    shipped: bool,
    sources: Vec<Source>,
    lines: String,
    pub(super) token: String,
}

impl Default for Setup {
    fn default() -> Self {
        let (corpus, sources) = (Vec::new(), Vec::new());
        Self { corpus, shipped: false, sources, lines: String::new(), token: TOKEN.to_owned() }
    }
}

impl Setup {
    /// With a corpus of its own: a document, by its path below the corpus folder.
    pub fn document(mut self, path: &str, text: &str) -> Self {
        self.corpus.push((path.to_owned(), text.to_owned()));
        self
    }

    /// With the corpus that ships with the program.
    pub fn shipped_corpus(self) -> Self {
        Self { shipped: true, ..self }
    }

    /// With the portal as a vacancy source, polled every second.
    pub fn source(mut self, source: Source) -> Self {
        self.sources.push(source);
        self
    }

    /// With a further setting, for example `answers.careers_url = "…"`.
    pub fn setting(mut self, line: &str) -> Self {
        self.lines.push_str(line);
        self.lines.push('\n');
        self
    }

    /// With another token than the one that Discord knows.
    pub fn token(self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self }
    }

    /// Writes the settings file and the corpus into a folder.
    pub fn write(&self, dir: &Path, discord: &Standin, portal: &Portal) {
        // Dotted keys stand above the first table.
        let mut settings = self.lines.clone();
        let here = |name: &str| dir.join(name).display().to_string();
        let _ = writeln!(settings, "discord.api_url = {:?}", discord.address());
        let _ = writeln!(settings, "store.url = {:?}", format!("sqlite://{}", here(DATABASE)));
        // Longer than any test waits: what only goes on because the bot has given up on Discord does not pass unnoticed.
        if !settings.contains("discord.timeout") {
            settings.push_str("discord.timeout = \"60s\"\n");
        }
        settings.push_str("fetch.allow_private = true\nfetch.spacing = \"0s\"\n");
        // Where there is no folder, the shipped corpus serves.
        let (corpus, index) = match self.corpus.is_empty() && !self.shipped {
            true => (CORPUS.to_owned(), shared_index().display().to_string()),
            false if self.shipped => (here("nowhere"), in_target("shipped-index").display().to_string()),
            false => (here(OWN_CORPUS), here("index")),
        };
        let _ = writeln!(settings, "corpus.dir = {corpus:?}\nindex.dir = {index:?}");
        for source in &self.sources {
            settings.push_str(&source.table(portal));
        }
        if self.sources.is_empty() {
            settings.push_str("sources = []\n");
        }
        for (path, text) in &self.corpus {
            write_document(dir, path, text);
        }
        fs::write(dir.join(FILE), settings).expect("a writable folder");
    }
}

/// Writes a document of a world's own corpus.
pub fn write_document(dir: &Path, path: &str, text: &str) {
    let file = dir.join(OWN_CORPUS).join(path);
    fs::create_dir_all(file.parent().expect("a file in a folder")).expect("a writable folder");
    fs::write(file, text).expect("a writable folder");
}

/// A folder that is kept from run to run.
fn in_target(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The index of [`CORPUS`], built once for all worlds.
fn shared_index() -> &'static Path {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX.get_or_init(|| {
        let index = in_target("index");
        let mut build = Command::new(env!("CARGO_BIN_EXE_iom-bot"));
        build.arg("index").current_dir(env!("CARGO_TARGET_TMPDIR"));
        build.env("IOM_BOT__CORPUS__DIR", CORPUS).env("IOM_BOT__INDEX__DIR", &index);
        let built = build.output().expect("a program that starts");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        index
    })
}

impl Source {
    fn table(self, portal: &Portal) -> String {
        let (name, kind, url) = match self {
            Self::Oracle => ("portal", "oracle", portal.address().to_owned()),
            Self::Rss => ("rss", "feed", portal.rss()),
            Self::Atom => ("atom", "feed", portal.atom()),
        };
        let site = if self == Self::Oracle { format!("site = {:?}\n", crate::vacancies::SITE) } else { String::new() };
        format!("\n[[sources]]\nname = {name:?}\nkind = {kind:?}\nurl = {url:?}\n{site}every = \"1s\"\n")
    }
}
