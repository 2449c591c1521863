//! The stand-in, driven by serenity as it is and by the bot's own REST client: what the tests of the bot stand on.

mod checks;
mod client;
mod faults;
mod gateway;
mod permissions;
mod process;
mod replies;
mod rest;
mod vacancies;
