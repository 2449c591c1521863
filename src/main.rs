//! iom-bot, from the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    iom_bot::cli::main()
}
