//! Pages and letters of being told.

mod choices;
mod list;
mod log;
pub mod mail;
mod room;
pub mod words;

pub use choices::{Choices, choices, hours_form};
pub use list::{List, all_read, list, list_path};
pub use log::{LOG_HEADS, Log, log, log_cells};
pub use room::room;
