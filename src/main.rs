//! iom-bot, from the command line.

fn main() {}
