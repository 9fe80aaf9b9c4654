//! The API: tokens, the protocol around every call, the calls of each noun, and its description, judged by other programs.

mod account;
mod bookings;
mod catalogue;
mod description;
mod examples;
mod intake;
mod lists;
mod people;
mod protocol;
mod races;
mod things;
mod ties;
mod tokens;
