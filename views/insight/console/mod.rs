//! The pages of the console. Times are told in UTC, because organisations live in many zones.

pub(crate) mod found;
pub(crate) mod health;
pub(crate) mod jobs;
pub(crate) mod mail;
pub(crate) mod messages;
pub(crate) mod organisations;
pub(crate) mod schedules;
pub(crate) mod users;
mod words;
