//! The trail of an organisation, for programs: every fact, with who did it and what it was before and after.
//!
//! Pages show parts of it where they belong; a program that keeps a copy reads all of it, in its order, from where it stopped.
//!
//! Promises: facts are never changed or removed, so a cursor never misses one; only those who may change the whole
//! organisation read them all.

mod api;

pub use api::api;
