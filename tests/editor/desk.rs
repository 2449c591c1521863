//! A folder with a corpus, and the program run in it.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A document of three passages; the last is of a kind that cannot be answered.
const DOCUMENTS: [(&str, &str); 2] = [
    (
        "corpus/en/contracts.md",
        r#"+++
title = "Contracts"
language = "en"
topic = "careers"

[[sources]]
key = "site"
publisher = "IOM"
title = "Contracts"
as_of = "2020-01-31"
+++

## Short-term contracts {#short}

Most short contracts last nine months and can be extended once.

asked as:
- how long does a short contract last
- short jobs

## Pay and allowances {#pay}

Pay is a base salary and an allowance for the city.

asked as:
- how much do they pay
- salary for juniors
"#,
    ),
    (
        "corpus/en/out-of-scope.md",
        r#"+++
title = "Elsewhere"
language = "en"
topic = "out-of-scope"
+++

## Recipes {#recipes}

This bot knows nothing about cooking.

asked as:
- how do i bake bread
"#,
    ),
];

/// The folder of a test.
pub struct Desk {
    dir: TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Desk {
    pub fn new() -> Self {
        let desk = Self { dir: TempDir::new().unwrap() };
        for (path, text) in DOCUMENTS {
            desk.write(path, text);
        }
        desk
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Replaces a part of a file, which must be there.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "`{from}` is not in {path}");
        self.write(path, &text.replace(from, to));
    }

    /// Runs the program in the folder.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iom-bot"));
        let output = command.args(arguments).current_dir(self.dir.path()).output().unwrap();
        Ended {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
