//! The edge to Discord: requests under rate limits ([`rest`]), replies as messages ([`present`]).

pub mod present;
pub mod rest;
