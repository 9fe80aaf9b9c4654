//! The letters to guests that leave by themselves, and the page on which they are chosen.

pub mod mail;
pub mod settings;
