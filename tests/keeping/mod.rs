//! Keeping the house: backup under load, restore into quarantine, verify, move, retention, overload.

mod archive;
mod canaries;
mod canaries_ties;
mod dribble;
mod drill;
mod erasures;
mod files;
pub mod harness;
mod moving;
mod nodes;
mod outside;
mod overload;
mod quarantine;
mod quarantine_clock;
mod quarantine_told;
mod retention;
mod schedule;
mod seals;
mod verify;
