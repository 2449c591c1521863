//! iom-bot: answers questions about careers at IOM from a curated corpus, looks up its offices, and posts its new
//! vacancies to Discord channels.
//!
//! The modules stand on floors; a module imports only from the floors below its own:
//!
//! * 4: `app`, `cli`: build everything, own start and stop;
//! * 3: `asking`, `commands`, `jobs`: the flows, one question or one vacancy from end to end;
//! * 2: `search`, `encoder`, `sources`, `store`, `discord`: adapters to tantivy, rten, HTTP, SQL and serenity, where `search`
//!   stands on `encoder`;
//! * 1: `corpus`, `answers`, `editing`, `vacancies`, `replies`: the pure core (no async, clock, environment or network),
//!   where `answers` stands on `corpus`, `editing` on both, and `replies` on all but `editing`;
//! * 0: `settings`, `language`, `hex`, `fnv`, `visible`.

pub mod answers;
pub mod app;
pub mod asking;
pub mod cli;
pub mod commands;
pub mod corpus;
pub mod discord;
pub mod editing;
pub mod encoder;
mod fnv;
mod hex;
pub mod jobs;
pub mod language;
pub mod replies;
pub mod search;
pub mod settings;
pub mod sources;
pub mod store;
#[cfg(test)]
mod testing;
pub mod vacancies;
mod visible;
