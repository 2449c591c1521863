//! `iom-bot run`: the bot.

use std::process::ExitCode;

use anyhow::Context as _;

use super::{WRONG_USE, check, output};
use crate::app;
use crate::settings::Settings;

/// Runs the bot until it is stopped.
pub(super) fn run(mut settings: Settings) -> anyhow::Result<ExitCode> {
    let Some(token) = settings.discord.token.take() else {
        output::complain(check::NO_TOKEN);
        return Ok(ExitCode::from(WRONG_USE));
    };
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log_filter).context("reading log.filter")?;
    let colours = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
    for warning in &settings.warnings {
        tracing::warn!("settings: {warning}");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("starting threads")?;
    let ran = runtime.block_on(app::run(settings, token));
    // An index that is being built would hold up the end; it is built aside, and the next build clears it away.
    runtime.shutdown_background();
    ran?;
    Ok(ExitCode::SUCCESS)
}
