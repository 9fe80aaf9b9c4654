//! Many rows: what surrounds bookings costs the same with thousands of rows as with a page of them.
//!
//! No clock is asked. A page may run so many statements, each may hand over so many rows, and none may look at every row of a
//! table that grows ([`looks`]).

mod access;
mod assets;
mod contacts;
mod fill;
mod logs;
mod looks;
mod trail;
