//! Fetching, over real HTTP.
