//! Steward, put together: what the wings bring ([`registry`]), the application around it ([`app`]), what an operator may
//! set ([`settings`]), what happens when too much is asked ([`overload`]), how it is served ([`serve`]), and
//! who may trace it ([`traces`]). `main.rs` is verbs only.

pub mod app;
pub mod demo;
pub mod overload;
pub mod registry;
pub mod serve;
pub mod settings;
pub mod traces;
