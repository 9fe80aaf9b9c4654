//! The first run: an empty house gets its operator and its first organisation.
//!
//! Words: the *set-up code* is printed in the log when the program starts on an empty database; whoever reads the log
//! may set up the house, and nobody else.
//!
//! Promises: there is no default password anywhere; of two people who set up the house at once, one does; the code
//! works once, and guessing at it is slowed down.

mod actions;
mod model;
mod routes;
mod store;

pub use actions::{offer_set_up, set_up};
pub use model::NewSetUp;
pub(crate) use model::SetUpForm;
pub use routes::routes;
