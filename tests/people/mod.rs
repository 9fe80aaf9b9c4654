//! People: the first run, signing in, the account, organisations and their teams, contacts.

mod account;
mod contacts;
mod first_run;
mod invitations;
mod password_reset;
mod settings;
mod sign_in;
mod suspension;
mod team;
