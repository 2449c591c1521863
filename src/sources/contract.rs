//! The contract that every kind of source keeps.
