//! Pages of the wing `insight`: the front page of an organisation, its outgoing mail, and its ties to other systems.

pub mod feeds;
pub mod front;
pub mod inbox;
pub mod messages;
pub mod notifications;
pub mod parts;
pub mod webhooks;
pub mod when;
