//! Pages of outgoing mail.

mod index;
pub mod mail;
mod server;
mod show;
mod words;

pub use index::{Index, index};
pub use server::Server;
pub use show::{Attached, Show, show};
pub use words::{KINDS, kind_word, resent, status_badge, status_sentence, status_word, tested};
