//! The ground floor: what a program needs before it has any business.
//!
//! Nothing here knows what a booking is, and nothing here serves pages. Every wing above may use every part of it.

pub mod canonical;
pub mod crypto;
pub mod db;
pub mod disk;
pub mod dns;
mod error;
pub mod files;
pub mod http;
pub mod ical;
pub mod id;
pub mod keyset;
pub mod mail;
pub mod money;
pub mod password;
pub mod sheet;
pub mod storage;
pub mod text;
pub mod time;

pub use error::{Error, Problems, Result};
