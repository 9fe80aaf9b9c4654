//! All tests of the house in one binary: one link, shared support, and the whole suite runs on SQLite and on Postgres.
//!
//! `support` is what tests stand on, `laws` hold for everything, the other modules are named after what they test.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod api;
mod bookings;
mod budgets;
mod database;
mod demo;
mod insight;
mod keeping;
mod laws;
mod letters;
mod people;
mod readme;
mod scale;
mod stories;
mod support;
mod things;
mod times;
mod wrong_settings;
