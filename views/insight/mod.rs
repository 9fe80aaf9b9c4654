//! Pages of the wing `insight`: the front page of an organisation, its outgoing mail, its ties to other systems, trails,
//! the console, and the description of the API.

pub mod audit;
pub mod console;
pub mod feeds;
pub mod front;
pub mod inbox;
pub mod messages;
pub mod notifications;
pub mod parts;
pub(crate) mod reference;
pub mod reports;
pub mod schedules;
pub mod webhooks;
pub mod when;
