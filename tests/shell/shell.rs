//! A folder with a corpus, and the program in it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The small corpus of invented documents.
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/corpus");

/// How many passages it has, offices in all languages included.
pub const PASSAGES: usize = 19;

/// A folder in which the program runs: settings, corpus and index are there, where its defaults look for them.
pub struct Shell {
    dir: TempDir,
    variables: Vec<(String, String)>,
}

/// What the program did.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Its standard output, of a run that went well and had nothing to complain about.
    pub fn fine(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        self.out
    }
}

impl Shell {
    /// With the small corpus.
    pub fn new() -> Self {
        let shell = Self::empty();
        copy(Path::new(CORPUS), &shell.path("corpus"));
        shell
    }

    /// With the small corpus and its index.
    pub fn indexed() -> Self {
        let shell = Self::new();
        shell.run(&["index"]).fine();
        shell
    }

    /// Without corpus.
    pub fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    /// With an environment variable.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file, in a folder that is made if need be.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The program with these arguments, not started. The environment's own settings of a bot are kept from it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iom-bot"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("IOM_BOT__") || name.to_string_lossy().starts_with("DISCORD_TOKEN") {
                command.env_remove(name);
            }
        }
        command.args(arguments).current_dir(self.dir.path()).envs(self.variables.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }

    /// Runs the program to its end with this on its standard input.
    pub fn feed(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_owned();
        let feeding = std::thread::spawn(move || stdin.write_all(&input));
        let ran = Ran::from(child.wait_with_output().unwrap());
        // A program that ends early does not read all of it.
        let _ = feeding.join().unwrap();
        ran
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
