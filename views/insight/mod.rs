//! Pages of the wing `insight`: the front page of an organisation, its outgoing mail, and the description of the API.

pub mod front;
pub mod messages;
pub(crate) mod reference;
pub mod when;
