//! Delivering.
