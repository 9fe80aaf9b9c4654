//! Signing in, the account, and the letter for a forgotten password.

pub(crate) mod account;
pub(crate) mod mail;
pub(crate) mod password_reset;
pub(crate) mod sign_in;
