//! The rows of webhooks.

mod deliveries;
mod endpoints;

pub use deliveries::*;
pub use endpoints::*;
