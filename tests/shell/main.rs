//! Behaviour of the program on the command line: what it prints, where, and with which exit code.
//!
//! Each test has a folder of its own with the small corpus of `tests/data/corpus`, and runs the real binary in it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod ask;
mod batch;
mod check;
mod corpus;
mod documents;
mod index;
mod json;
mod pipes;
mod settings;
mod shell;
mod why;
