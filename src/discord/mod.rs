//! The edge to Discord: the gateway ([`gateway`]), interactions ([`interactions`]), requests under rate limits ([`rest`]),
//! replies as Discord words them ([`present`]) and messages in channels ([`send`]).

pub mod gateway;
pub mod interactions;
pub mod invocation;
mod pause;
pub mod permissions;
pub mod present;
pub mod rest;
pub mod send;
