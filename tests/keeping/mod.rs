//! Keeping the house: backup under load, restore into quarantine, verify, move, retention, overload.

mod archive;
mod drill;
mod harness;
mod moving;
mod quarantine;
mod retention;
mod schedule;
mod seals;
mod verify;
