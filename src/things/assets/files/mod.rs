//! Files of assets: photos, manuals, invoices, certificates.
//!
//! Promises:
//! - What a file is, its first bytes say; its name is a claim, and only its last part is kept, for whoever downloads it.
//! - Nothing that a browser could run is taken, and whatever is no picture is downloaded, never shown.
//! - A file is as visible as its asset, wherever its bytes stand (see [`platform::files`]).
//!
//! Events: `asset.file_added`, `asset.file_removed`.

mod actions;
mod api;
mod routes;
pub(in crate::assets) mod store;

pub use actions::add;
pub(in crate::assets) use api::calls;
pub use routes::routes;
