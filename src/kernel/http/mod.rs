//! The one client for addresses that tenants give: webhooks, chats, calendars to import.
//!
//! Whoever may name an address that this house then calls could make it call its own insides: the database beside it,
//! the cloud's metadata, the printer in the office. So every such call goes through [`Client`], and nothing else does.
//!
//! *Target*: an address that was read and may be called as far as one can tell without asking the network.
//! *Allowance*: an address or name that the operator lets be called although it is not public.
//!
//! Promises: only public addresses are called, but for allowances; the name is resolved once for a connection and the
//! connection goes to exactly the address that was judged, so a name that changes its mind gains nothing; TLS is
//! checked against the name; plain `http` only reaches allowances; redirects are answers, never followed; an address
//! carries no credentials; connecting, waiting and reading end in time, and what is read ends at a size. The outcome
//! says whether the request can have arrived.

mod address;
mod allowance;
mod client;
mod outcome;
mod pool;
mod resolver;
mod target;
pub(crate) mod tls;

pub use address::is_public;
pub use allowance::Allowance;
pub use client::{Call, Caps, Client, Rules, certificates};
pub use hyper::body::Bytes;
pub use hyper::http::{HeaderMap, Method};
pub use outcome::{Outcome, Refusal, Reply};
pub use resolver::{Look, Resolver};
pub use target::Target;
