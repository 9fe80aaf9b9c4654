//! Pages of the wing `insight`: the front page of an organisation, and its outgoing mail.

pub mod front;
pub mod messages;
pub mod notifications;
pub mod when;
