//! Bookings: what is promised holds, whoever asks, however often, and whatever breaks meanwhile.
//!
//! `races` and `verb_races` (many clients at once against the real binary, each with a control that fails when the guard is
//! off), `crash` (kill -9 while people book), and the rest: one theme a file, in process.

mod alternatives;
mod assets;
mod calendar;
mod completion;
mod crash;
pub mod desk;
mod doors;
mod edges;
mod editors;
mod gestures;
pub mod harness;
pub use harness::{drop_guard, morning};
mod impact;
mod letters;
mod list;
mod manage;
mod members;
mod prices;
mod public_page;
mod races;
mod relay;
mod reminders;
mod restore;
mod sweep;
mod verb_races;
mod wishes;
