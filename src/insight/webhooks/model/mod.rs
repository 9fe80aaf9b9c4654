//! Endpoints and deliveries, and the forms and questions about them.

mod delivery;
mod endpoint;

pub use delivery::{Delivery, Listed, LogQuery, Payload, Spot, Status, webhook_id};
pub use endpoint::{DESCRIPTION_MAX, Endpoint, Form, NewEndpoint};
