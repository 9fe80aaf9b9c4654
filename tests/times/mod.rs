//! Times, three ways: tables of every oddity we know, a naive implementation that walks minute by minute, and a second
//! implementation in another language with another reader of the zone database (`oracle.py`).
//!
//! `chance` makes the cases, always the same ones, and every second of them near a change of the clock.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod chance;
mod naive;
mod oracle;
mod slots;
