//! Pages of the wing `insight`: the front page of an organisation, its outgoing mail, trails, and the console.

pub mod audit;
pub mod console;
pub mod front;
pub mod messages;
pub mod when;
