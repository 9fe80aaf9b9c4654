//! Settings, team, invitations, and the choice among organisations.

pub(crate) mod accept;
pub(crate) mod choose;
pub(crate) mod fields;
pub(crate) mod former;
pub(crate) mod grant;
pub(crate) mod host;
pub(crate) mod invitation;
pub(crate) mod mail;
pub(crate) mod member;
pub(crate) mod permissions;
pub(crate) mod settings;
pub(crate) mod team;
pub(crate) mod web;
