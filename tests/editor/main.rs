//! An editor's tools, seen from outside: the real binary on a small corpus of its own.
//!
//! * `eval` measures the answers to a file of questions, and compares with a run that was saved;
//! * `why` explains an answer;
//! * `corpus lint` says what to mend.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod desk;
mod eval;
mod lint;
mod why;
