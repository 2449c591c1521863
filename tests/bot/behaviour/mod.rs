//! What the bot does, one idea a file.
//!
//! The questions and offices of these tests are those of the invented corpus in `tests/data/corpus`.

mod about;
mod alerts;
mod answers;
mod completions;
mod contact;
mod faq;
mod gateway;
mod index;
mod log;
mod permissions;
mod registration;
mod reload;
mod replying;
mod shipped;
mod stopping;
mod vacancies;
