//! The pages on which clients sign in, their profile, and the letter with the code.

pub(crate) mod letters;
pub(crate) mod mail;
pub(crate) mod profile;
pub(crate) mod sign_in;
