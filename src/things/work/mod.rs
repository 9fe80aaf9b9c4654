//! Work orders: what has to be done about an asset or a place, by whom, until when, and what it took.
//!
//! Words: an order has a *number*, `WO-12`. It is *open*, then *in progress*, perhaps *waiting* for something, and in the
//! end *done* or *cancelled*; what ended can be *reopened*. Its *checklist* is ticked step by step. *Parts* are entries of
//! the ledger of stock that name the order. An order may *take its asset out of service*: while work goes on, the asset
//! is in maintenance.
//!
//! An order that says when what it is about *cannot be used* closes that for bookings, until it is over: the asset's resource,
//! one unit of those of its model, or everything at its place. [`crate::changes`] asks about the bookings that it hits.
//!
//! Promises:
//! - Numbers of an organisation have no gaps, however many raise orders at once.
//! - An order goes only from a state to one that follows it; of two who move it, one does.
//! - An asset that work took out of service comes back when no other order keeps it out.
//! - Parts are in the ledger, or not taken at all.
//! - Its [`files`] are as visible as it is; what was removed of them can be taken back for some days.
//! - A viewer whose rights hold at some places sees the orders about what is or belongs there.
//!
//! Events: `work_order.opened`, `.assigned`, `.overdue`, `.changed`, `.started`, `.waiting`, `.done`, `.cancelled`, `.reopened`, `.ticked`,
//! `.commented`, `.file_added`, `.file_removed`, `.file_restored`.

pub mod actions;
pub mod api;
mod events;
pub mod files;
mod model;
pub(crate) mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::{
    COLUMNS, Column, Comment, Filter, Kind, Known, Move, NewOrder, Order, OrderForm, OrderQuery, PartForm, Priority,
    State, Subject, Task,
};
pub use routes::known;
pub(crate) use routes::read;

/// The rows of this domain.
pub fn routes() -> platform::web::Routes {
    routes::routes().and(files::routes())
}

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("work_order_changed", "Somebody else changed this work order in the meantime. Look at it again before you go on."),
    ("work_order_cannot", "The work order does not stand so that this could follow. Load the page again."),
    ("work_order_is_over", "This work order is over. Reopen it first."),
    ("work_orders_org_id_number_key", "Another work order got this number a moment ago. Try again."),
];
