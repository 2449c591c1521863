//! The stand-in, driven by serenity as it is and by the bot's own REST client: what the tests of the bot stand on.

mod client;
mod replies;
