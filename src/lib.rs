//! Steward, put together: what the wings bring ([`registry`]), the application around it ([`app`]), what an operator may
//! set ([`settings`]), and how it is served ([`serve`]). `main.rs` is verbs only.

pub mod app;
pub mod demo;
pub mod registry;
pub mod serve;
pub mod settings;
