//! People: the first run, signing in, the account, organisations and their teams, contacts.

mod account;
mod certification;
mod clients;
mod clients_races;
pub mod contacts;
pub mod contacts_edit;
mod contacts_erasure;
mod contacts_import;
mod contacts_merge;
mod contacts_undo;
mod first_run;
mod history;
mod hosts;
mod invitations;
mod new_house;
mod password_reset;
mod review;
mod roles;
mod roles_given;
mod roles_races;
mod settings;
mod sign_in;
mod suspension;
mod team;
mod web;
