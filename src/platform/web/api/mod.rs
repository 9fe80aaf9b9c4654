//! The JSON API: tables of calls, the guard in front of them, and problem documents for everything that goes wrong.
//!
//! A domain writes its table in `api.rs`:
//!
//! ```ignore
//! pub fn api() -> Api {
//!     Api::inside("Bookings")
//!         .call(get("/bookings", Perm::CalendarRead, list).named("listBookings", "List bookings")
//!             .query::<ListQuery>().answers::<List<Booking>>(200).like(json!({})))
//! }
//! ```
//!
//! *Inside* an organisation every call has two paths and one handler: `/api/v1/orgs/{org}/bookings`, and the short
//! `/api/v1/bookings` for a token that is bound to one organisation or whose user belongs to one only. *Outside* are signing
//! in and what belongs to the user alone.
//!
//! Who calls is told by `Authorization: Bearer …` and by nothing else: cookies are not looked at, so no page of another
//! site can act through a browser. Handlers take a [`Scope`](crate::Scope) or a [`Caller`], and [`Body`], [`Ask`],
//! [`Seen`], [`OnceKey`]; they answer [`Reply`]. The [`edge`] dresses whatever went wrong as `application/problem+json`
//! (RFC 9457), also what never reached a handler.
//!
//! The same rows make the OpenAPI document ([`openapi`]), the readable page, and the tests that walk them.

mod answer;
mod body;
mod caller;
mod cursor;
mod edge;
mod example;
mod headers;
mod merge;
pub mod openapi;
mod problem;
mod table;

pub use answer::{List, Reply, accepted, made, nothing, ok, tagged};
pub use body::{Ask, Body, FileBody, TableBody};
pub use caller::Caller;
pub use cursor::{Cursor, LIMIT, LIMIT_MAX, PageQuery, sorted};
pub use edge::edge;
pub use example::Example;
pub use headers::{OnceKey, Seen};
pub use merge::merged;
pub use problem::{Problem, renamed};
pub use table::{Api, Call, Operation, Placed, delete, get, patch, post, put};

/// What every path of the API begins with.
pub const ROOT: &str = "/api/v1";
