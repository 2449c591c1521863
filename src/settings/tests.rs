//! Settings are read from defaults, file and environment; whatever is wrong is named with its place and what is expected.

use std::collections::HashMap;
use std::path::PathBuf;

use secrecy::ExposeSecret as _;

use super::{Settings, SourceKind};

const EXAMPLE: &str = include_str!("../../iom-bot.example.toml");

struct Given {
    folder: tempfile::TempDir,
    environment: HashMap<String, String>,
}

fn given(file: &str, environment: &[(&str, &str)]) -> Given {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("iom-bot.toml"), file).unwrap();
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Given { folder, environment }
}

impl Given {
    fn file(&self) -> PathBuf {
        self.folder.path().join("iom-bot.toml")
    }

    fn settings(&self) -> Settings {
        Settings::load(Some(&self.file()), &self.environment).unwrap()
    }

    /// The problems, with the temporary folder left out of them.
    fn problems(&self) -> Vec<String> {
        let folder = format!("{}/", self.folder.path().display());
        let problems = Settings::load(Some(&self.file()), &self.environment).unwrap_err();
        problems.iter().map(|problem| problem.to_string().replace(&folder, "")).collect()
    }
}

/// The example with every setting switched on.
fn whole_example() -> String {
    let switched_on = |line: &str| {
        line.strip_prefix('#').filter(|rest| !rest.is_empty() && !rest.starts_with(' ')).unwrap_or(line).to_owned()
    };
    EXAMPLE.lines().map(switched_on).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_shows_every_setting_and_its_default() {
    let example = given(&whole_example(), &[]);
    let (mut shown, defaults) = (example.settings(), Settings::default());
    assert_eq!(shown.discord.token.take().unwrap().expose_secret(), "your-bot-token");
    let folder = example.folder.path();
    assert_eq!(shown.corpus_dir, folder.join(&defaults.corpus_dir));
    assert_eq!(shown.index_dir, folder.join(&defaults.index_dir));
    assert_eq!(shown.store_url.expose_secret(), format!("sqlite://{}/iom-bot.db", folder.display()));
    (shown.corpus_dir, shown.index_dir) = (defaults.corpus_dir.clone(), defaults.index_dir.clone());
    assert_eq!(format!("{shown:?}"), format!("{defaults:?}"));
    for key in super::keys::KEYS {
        let name = key.name.split('.').next_back().unwrap();
        assert!(EXAMPLE.contains(&format!("\n#{name} = ")), "{} is not in the example", key.name);
    }
}

#[test]
fn the_example_as_it_is_changes_nothing() {
    assert_eq!(format!("{:?}", given(EXAMPLE, &[]).settings()), format!("{:?}", Settings::default()));
}

#[test]
fn the_environment_wins_over_the_file() {
    let given = given("[discord]\ntimeout = \"5s\"\n", &[("IOM_BOT__DISCORD__TIMEOUT", "20s")]);
    assert_eq!(given.settings().discord.timeout.as_secs(), 20);
}

#[test]
fn paths_of_the_file_start_from_its_folder_and_others_from_the_working_directory() {
    let given = given("[index]\ndir = \"i\"\n", &[("IOM_BOT__CORPUS__DIR", "c")]);
    let settings = given.settings();
    assert_eq!(settings.index_dir, given.folder.path().join("i"));
    assert_eq!(settings.corpus_dir, PathBuf::from("c"));
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_known_one() {
    let given = given("[discord]\ntimout = \"5s\"\n[zebra]\nx = 1\n", &[("IOM_BOT__INDEX__DIRR", "x")]);
    assert_eq!(
        given.problems(),
        [
            "`discord.timout` in `iom-bot.toml`: there is no such setting; did you mean `discord.timeout`?",
            "the variable IOM_BOT__INDEX__DIRR: there is no such setting; did you mean `index.dir`?",
            "`zebra.x` in `iom-bot.toml`: there is no such setting; see iom-bot.example.toml for all settings",
        ]
    );
}

#[test]
fn every_wrong_value_is_reported_with_what_was_expected() {
    let given = given(
        "[discord]\ntimeout = \"5 parsecs\"\napi_url = \"https://discord.com/api\"\n[fetch]\nmax_bytes = 1\n",
        &[("IOM_BOT__FETCH__ALLOW_PRIVATE", "perhaps")],
    );
    assert_eq!(
        given.problems(),
        [
            "`discord.api_url` in `iom-bot.toml`: expected an address with scheme and host only, such as \
             `https://discord.com`; found `https://discord.com/api`",
            "`discord.timeout` in `iom-bot.toml`: expected a time from `1s` to `60s`; found `5 parsecs`",
            "the variable IOM_BOT__FETCH__ALLOW_PRIVATE: expected `true` or `false`; found `perhaps`",
            "`fetch.max_bytes` in `iom-bot.toml`: expected a number of bytes from 10000 to 100000000; found `1`",
        ]
    );
}

#[test]
fn a_wrong_source_is_reported_and_named() {
    let given = given(
        "[[sources]]\nname = \"a\"\nkind = \"oracle\"\nurl = \"https://x.org\"\n[[sources]]\nname = \"B\"\nkind = \
         \"rss\"\nurl = \"ftp://x\"\nevrey = \"1h\"\n",
        &[],
    );
    assert_eq!(
        given.problems(),
        [
            "`sources` in `iom-bot.toml`: source 1: `site` must be the site number of the portal, such as `CX_1001`",
            "`sources` in `iom-bot.toml`: source 2: there is no key `evrey` in a source; did you mean `every`?",
            "`sources` in `iom-bot.toml`: source 2: `name` must be a word of small letters, digits and hyphens",
            "`sources` in `iom-bot.toml`: source 2: `url` must be an http(s) address",
            "`sources` in `iom-bot.toml`: source 2: `kind` must be `oracle` or `feed`",
        ]
    );
}

#[test]
fn sources_of_the_file_replace_the_portal_and_frequent_polling_is_warned_of() {
    let given = given("[[sources]]\nname = \"f\"\nkind = \"feed\"\nurl = \"https://x.org/f\"\nevery = \"1s\"\n", &[]);
    let settings = given.settings();
    assert_eq!(settings.sources.len(), 1);
    assert_eq!(settings.sources[0].kind, SourceKind::Feed);
    assert_eq!(
        settings.warnings,
        ["source `f` is polled every 1s; less than 5m is impolite to a server that is not yours"]
    );
}

#[test]
fn a_missing_or_broken_file_is_one_sentence() {
    let missing = Settings::load(Some(&PathBuf::from("/nowhere/iom-bot.toml")), &HashMap::new()).unwrap_err();
    assert_eq!(missing.len(), 1);
    assert!(missing[0].0.starts_with("the settings file `/nowhere/iom-bot.toml` cannot be read: "));
    let broken = given("[discord\n", &[]).problems();
    assert_eq!(broken.len(), 1);
    assert!(broken[0].starts_with("the settings file `iom-bot.toml` is not valid TOML: "), "{}", broken[0]);
}

#[test]
fn a_token_comes_from_a_variable_or_a_file_and_is_never_shown() {
    let token = given("", &[("DISCORD_TOKEN", "s3cret.token")]).settings();
    assert_eq!(token.discord.token.as_ref().unwrap().expose_secret(), "s3cret.token");
    assert!(!format!("{token:?}").contains("s3cret"));

    let given_file = given("", &[]);
    let file = given_file.folder.path().join("token");
    std::fs::write(&file, "from-file\n").unwrap();
    let environment = HashMap::from([("DISCORD_TOKEN_FILE".to_owned(), file.display().to_string())]);
    let settings = Settings::load(None, &environment).unwrap();
    assert_eq!(settings.discord.token.unwrap().expose_secret(), "from-file");
}

#[test]
fn a_bad_secret_is_reported_without_its_value() {
    let given = given(
        "[discord]\ntoken = \"two words\"\n[store]\nurl = \"mysql://root:pw@x\"\n",
        &[("DISCORD_TOKEN", "with space")],
    );
    assert_eq!(
        given.problems(),
        [
            "`discord.token` in `iom-bot.toml`: expected a bot token without white space",
            "`store.url` in `iom-bot.toml`: expected the address of a database file, such as `sqlite://iom-bot.db`",
            "DISCORD_TOKEN: expected a bot token without white space",
        ]
    );
}
