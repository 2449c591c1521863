//! The index: built when it is missing, outdated or damaged, in one line, and never in the way of an answer.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{PASSAGES, Ran, Shell, copy};

/// Asks, and gives what was told on standard error; the answer must be right.
fn told(shell: &Shell) -> String {
    let Ran { code, out, err } = shell.run(&["ask", "retirement age"]);
    assert!(code == Some(0) && out.starts_with("Age limit\n"), "{code:?}\n{out}\n{err}");
    err
}

fn built(reason: &str) -> String {
    format!("Built the index of {PASSAGES} passages: {reason}.\n")
}

/// The files of the index, by what it is that they hold.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files
}

/// A folder whose corpus is English alone, with its index: fewer files to damage.
fn small() -> (Shell, String) {
    let shell = Shell::new();
    fs::remove_dir_all(shell.path("corpus/fr")).unwrap();
    fs::remove_file(shell.path("corpus/contacts.toml")).unwrap();
    let told = shell.run(&["index"]).fine();
    let passages = told.split(' ').nth(1).unwrap().to_owned();
    (shell, format!("Built the index of {passages} passages: "))
}

/// Damages each file of the index in turn; the next question must be answered, after a new build where it matters.
fn damage(spoil: impl Fn(&Path)) {
    let (shell, line) = small();
    let (index, saved) = (shell.path("index"), shell.path("saved"));
    copy(&index, &saved);
    for file in files(&saved) {
        fs::remove_dir_all(&index).unwrap();
        copy(&saved, &index);
        let file = file.strip_prefix(&saved).unwrap();
        spoil(&index.join(file));
        let err = told(&shell);
        let name = file.file_name().unwrap().to_string_lossy();
        // Locks hold nothing, and what .managed.json lists is only needed for tidying up.
        let matters = !name.ends_with("lock") && name != ".managed.json";
        let rebuilt = err.starts_with(&line) && err.lines().count() == 1;
        assert!(rebuilt || (!matters && err.is_empty()), "{}: {err:?}", file.display());
        assert_eq!(told(&shell), "", "{}: it is built once", file.display());
    }
}

#[test]
fn an_index_is_built_and_counted() {
    let out = Shell::new().run(&["index"]).fine();
    assert_eq!(out, format!("Indexed {PASSAGES} passages of 7 documents in `index`.\n"));
}

#[test]
fn one_passage_is_counted_as_one() {
    let shell = Shell::empty();
    shell.write("corpus/keys.md", "# Keys\n\nKeys are at the desk.\n");
    assert_eq!(shell.run(&["ask", "keys"]).err, "Built the index of 1 passage: there was none.\n");
    assert_eq!(shell.run(&["index"]).fine(), "Indexed 1 passage of 1 document in `index`.\n");
}

#[test]
fn a_missing_index_is_built_at_the_first_question() {
    let shell = Shell::new();
    assert_eq!(told(&shell), built("there was none"));
    assert_eq!(told(&shell), "");
}

#[test]
fn an_index_of_another_corpus_is_built_anew() {
    let shell = Shell::indexed();
    let document = fs::read_to_string(shell.path("corpus/en/applying.md")).unwrap();
    shell.write("corpus/en/applying.md", document.replace("65 years", "66 years"));
    assert_eq!(told(&shell), built("the corpus or the program changed"));
    assert!(shell.run(&["ask", "retirement age"]).fine().contains("66 years"));
}

#[test]
fn an_index_is_not_built_anew_for_a_corpus_that_says_the_same() {
    let shell = Shell::indexed();
    let document = fs::read(shell.path("corpus/en/applying.md")).unwrap();
    shell.write("corpus/en/applying.md", document);
    shell.write("corpus/notes.pdf", "not a document");
    assert_eq!(told(&shell), "");
}

#[test]
fn a_document_that_is_removed_is_no_longer_an_answer() {
    let shell = Shell::indexed();
    fs::remove_file(shell.path("corpus/en/applying.md")).unwrap();
    let ran = shell.run(&["ask", "retirement age"]);
    assert!(ran.out.starts_with("I don't know.") || !ran.out.contains("65 years"), "{}", ran.out);
    assert!(ran.err.ends_with("the corpus or the program changed.\n"), "{}", ran.err);
}

#[test]
fn a_flipped_byte_leads_to_a_new_build() {
    damage(|file| {
        let mut bytes = fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 0x55;
            fs::write(file, bytes).unwrap();
        }
    });
}

#[test]
fn a_truncated_file_leads_to_a_new_build() {
    damage(|file| {
        let bytes = fs::read(file).unwrap();
        fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
    });
}

#[test]
fn a_missing_file_leads_to_a_new_build() {
    damage(|file| fs::remove_file(file).unwrap());
}

#[test]
fn garbage_for_the_name_of_the_index_leads_to_a_new_build() {
    let shell = Shell::indexed();
    for garbage in [&b"garbage"[..], b"", b"\xff\xfe\0", b"build-../../corpus", b"/", b"build-0", b"../index"] {
        shell.write("index/current", garbage);
        assert_eq!(told(&shell), built("there was none"), "{garbage:?}");
    }
    assert!(shell.path("corpus/en/applying.md").is_file());
}

#[test]
fn a_build_that_was_broken_off_is_cleared_away_by_the_next() {
    let shell = Shell::indexed();
    shell.write("index/build-1-00000000/en/meta.json", "{}");
    shell.write("index/notes.txt", "kept");
    shell.run(&["index"]).fine();
    assert!(!shell.path("index/build-1-00000000").exists());
    assert!(shell.path("index/notes.txt").is_file(), "what is not ours is left alone");
}

#[test]
fn questions_at_the_same_time_agree_on_one_index() {
    let shell = Shell::new();
    let running: Vec<_> = (0..6).map(|_| shell.command(&["ask", "retirement age"]).spawn().unwrap()).collect();
    for child in running {
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert!(ran.code == Some(0) && ran.out.starts_with("Age limit\n"), "{ran:?}");
    }
    assert_eq!(told(&shell), "");
}

#[test]
fn a_folder_that_cannot_be_made_is_told_with_its_name() {
    let shell = Shell::new();
    shell.write("file", "");
    let shell = shell.set("IOM_BOT__INDEX__DIR", "file/index");
    for command in [&["ask", "hq"][..], &["index"]] {
        let ran = shell.run(command);
        assert_eq!(ran.code, Some(1));
        assert!(ran.err.starts_with("iom-bot: building the index in `file/index`: "), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
}

/// Folders that can be read but not written, and a program that the rule holds for.
#[cfg(unix)]
mod read_only {
    use std::fs;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    use std::path::Path;
    use std::process::Command;

    use crate::shell::{Ran, Shell};

    /// Somebody who is not root, for whom permissions count.
    const NOBODY: u32 = 65_534;

    fn permit(path: &Path, folders: u32) {
        if path.is_dir() {
            fs::read_dir(path).unwrap().for_each(|entry| permit(&entry.unwrap().path(), folders));
            fs::set_permissions(path, fs::Permissions::from_mode(folders)).unwrap();
        } else {
            fs::set_permissions(path, fs::Permissions::from_mode(0o444)).unwrap();
        }
    }

    /// Runs the program in a folder that it can only read; `None` where it cannot be run by anybody but root.
    fn run(shell: &Shell, arguments: &[&str]) -> Option<Ran> {
        permit(&shell.path("."), 0o555);
        let is_root = fs::metadata(shell.path("corpus")).unwrap().uid() == 0;
        let as_nobody = |command: &mut Command| {
            if is_root {
                command.uid(NOBODY).gid(NOBODY);
            }
        };
        let mut command = shell.command(arguments);
        as_nobody(&mut command);
        let output = command.output();
        permit(&shell.path("."), 0o755);
        match output {
            Err(error) if is_root && error.kind() == std::io::ErrorKind::PermissionDenied => None,
            output => Some(Ran::from(output.unwrap())),
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told_with_its_name() {
        let shell = Shell::new();
        let Some(ran) = run(&shell, &["ask", "hq"]) else { return };
        assert_eq!(ran.code, Some(1));
        assert!(ran.err.starts_with("iom-bot: building the index in `index`: "), "{}", ran.err);
        assert!(ran.err.to_lowercase().contains("permission denied"), "{}", ran.err);
    }

    #[test]
    fn an_index_that_is_there_serves_even_where_nothing_can_be_written() {
        let shell = Shell::indexed();
        let Some(ran) = run(&shell, &["ask", "retirement age"]) else { return };
        assert!(ran.fine().starts_with("Age limit\n"));
    }
}
