//! The edge to Discord: the gateway ([`gateway`]), interactions ([`interactions`]), requests under rate limits ([`rest`])
//! and replies as messages ([`present`]).

pub mod gateway;
pub mod interactions;
pub mod invocation;
pub mod permissions;
pub mod present;
pub mod rest;
