//! The edge to Discord: requests under rate limits ([`rest`]), replies as Discord words them ([`present`]) and messages in
//! channels ([`send`]).

pub mod present;
pub mod rest;
pub mod send;
