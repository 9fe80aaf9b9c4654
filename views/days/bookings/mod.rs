//! Bookings as people see them: the calendar, the list, one booking, the forms, the public pages, the letters.

pub mod calendar;
pub mod contact;
pub mod form;
pub mod index;
pub mod mail;
pub mod manage;
pub mod mine;
pub mod parts;
pub mod public;
pub mod public_why;
pub mod show;
pub mod why;
