//! Files of work orders: photos of what is broken, offers, invoices.
//!
//! Promises:
//! - What a file is, its first bytes say; its name is a claim, and only its last part is kept, for whoever downloads it.
//! - Nothing that a browser could run is taken, and whatever is no picture is downloaded, never shown.
//! - A file is as visible as its order, wherever its bytes stand (see [`platform::files`]). Whoever may work on the order may
//!   add and remove files, also when it is over: invoices come late.
//! - What was removed can be taken back for [`KEPT_DAYS`]; then it goes for good.
//!
//! Events: `work_order.file_added`, `work_order.file_removed`, `work_order.file_restored`.

mod actions;
mod api;
mod routes;
pub(in crate::work) mod store;
mod work;

pub use actions::add;
pub(in crate::work) use api::calls;
pub use routes::routes;
pub use work::Forget;

/// How long a removed file can be taken back (days).
pub const KEPT_DAYS: i64 = 7;
