//! Settings from the command line: wrong ones stop every command, with what to mend.

use crate::shell::Shell;

#[test]
fn an_unknown_setting_stops_every_command_and_names_the_nearest() {
    let shell = Shell::new().set("DISCORD_TOKEN", "a-token-of-no-value");
    shell.write("iom-bot.toml", "[discord]\ntimout = \"5s\"\n");
    for command in [&["ask", "hq"][..], &["index"], &["run"]] {
        let ran = shell.run(command);
        assert_eq!(ran.code, Some(2), "{command:?}");
        let told =
            "iom-bot: `discord.timout` in `iom-bot.toml`: there is no such setting; did you mean `discord.timeout`?\n";
        assert_eq!(ran.err, told, "{command:?}");
    }
}

#[test]
fn an_unknown_variable_is_refused_with_the_nearest_setting() {
    let ran = Shell::new().set("IOM_BOT__INDEX__DIRR", "x").run(&["ask", "hq"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("the variable IOM_BOT__INDEX__DIRR: there is no such setting; did you mean `index.dir`?"));
}

#[test]
fn a_settings_file_that_is_named_must_be_there() {
    let ran = Shell::new().run(&["ask", "--config", "nowhere.toml", "hq"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("iom-bot: the settings file `nowhere.toml` cannot be read: "), "{}", ran.err);
}

#[test]
fn a_settings_file_that_is_no_toml_is_told_with_its_line() {
    let shell = Shell::new();
    shell.write("iom-bot.toml", "[index]\ndir = \"index\"\n[discord\n");
    let ran = shell.run(&["ask", "hq"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("iom-bot: the settings file `iom-bot.toml` is not valid TOML: "), "{}", ran.err);
    assert!(ran.err.contains("line 3"), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}

#[test]
fn paths_in_a_settings_file_start_from_its_folder() {
    let shell = Shell::new();
    shell.write("iom-bot.toml", "[corpus]\ndir = \"corpus\"\n[index]\ndir = \"other-index\"\n");
    std::fs::create_dir(shell.path("elsewhere")).unwrap();
    let mut command = shell.command(&["ask", "--config", "../iom-bot.toml", "retirement age"]);
    let output = command.current_dir(shell.path("elsewhere")).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("Age limit\n"));
    assert!(shell.path("other-index/current").is_file());
}

#[test]
fn the_careers_site_is_the_one_in_the_settings() {
    let shell = Shell::indexed().set("IOM_BOT__ANSWERS__CAREERS_URL", "https://jobs.example.org/");
    let answer = shell.run(&["ask", "retirement age"]).fine();
    assert!(answer.ends_with("Official careers site: https://jobs.example.org/\n"), "{answer}");
}

#[cfg(unix)]
#[test]
fn settings_can_come_from_a_pipe() {
    let ran = Shell::indexed().feed(
        &["ask", "--config", "/dev/stdin", "retirement age"],
        "[answers]\ncareers_url = \"https://jobs.example.org/\"\n",
    );
    assert!(ran.out.ends_with("Official careers site: https://jobs.example.org/\n"), "{ran:?}");
}

#[test]
fn a_bot_without_a_token_is_wrong_use() {
    let ran = Shell::new().run(&["run"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("iom-bot: token: not set; set DISCORD_TOKEN"), "{}", ran.err);
}

#[test]
fn a_token_that_cannot_be_one_is_not_shown() {
    let ran = Shell::new().set("DISCORD_TOKEN", "not a token").run(&["run"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.err, "iom-bot: DISCORD_TOKEN: expected a bot token without white space\n");
}

#[test]
fn a_store_in_a_folder_that_is_not_there_is_told() {
    let shell = Shell::indexed().set("DISCORD_TOKEN", "x").set("IOM_BOT__STORE__URL", "sqlite://nowhere/iom-bot.db");
    let shell = shell.set("IOM_BOT__DISCORD__API_URL", "http://127.0.0.1:9").set("IOM_BOT__LOG__FILTER", "off");
    let ran = shell.run(&["run"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("the folder") && ran.err.contains("nowhere does not exist"), "{}", ran.err);
}
