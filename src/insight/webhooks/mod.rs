//! Webhooks: what happens in an organisation, told to addresses it chose.
//!
//! *Endpoint*: an address that is told, with the kinds of events it wants and a secret that signs what it is sent.
//! *Delivery*: one fact for one endpoint, a row from the moment the fact is told until long after its outcome is known:
//! *pending* (waits for its first or next attempt), *sending* (a lane has it), *delivered* (answered with 2xx), *failed*
//! (given up), *uncertain* (given up, and an attempt may have arrived).
//!
//! Messages are signed as Standard Webhooks (standardwebhooks.com) has it: `webhook-id`, `webhook-timestamp` and
//! `webhook-signature: v1,…` over `id.timestamp.body`; a replaced secret signs too for a day.
//!
//! Promises: a fact is delivered at least once, with the same `webhook-id` and the same octets in every attempt, so a
//! receiver that keeps ids sees it once; order is not promised; an endpoint that does not answer is asked less and less
//! often, holds up nobody else, and is disabled with a mail to the administrators after five days, or at once when it
//! answers 410; whoever is told a secret holds `IntegrationsManage`; every call goes through the guarded client.
//!
//! Events: `webhook.created`, `webhook.changed`, `webhook.enabled`, `webhook.disabled`, `webhook.rotated`,
//! `webhook.removed`.

pub mod actions;
mod api;
pub mod catalogue;
mod events;
mod lanes;
pub mod model;
pub mod policy;
pub mod reactions;
mod retention;
mod routes;
pub mod signature;
pub mod store;

pub use api::api;
pub use events::Event;
pub use lanes::LANE;
pub use retention::AGEING;
pub use routes::routes;

/// What people read when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("webhook_changed", "Somebody else changed this webhook in the meantime. Look at it again before you go on."),
    ("webhooks_full", "There are as many webhooks as an organisation may have. Remove one that is not needed."),
    ("webhook_disabled", "This webhook is disabled. Enable it before you send anything."),
    ("delivery_on_its_way", "This delivery is on its way already, or has arrived."),
];
