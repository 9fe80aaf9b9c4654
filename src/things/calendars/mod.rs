//! Calendars of days: holidays of a country, or from a file, brought in as a batch that can be renewed and removed.
//!
//! *Calendar*: where days came from, and for what they hold: a location or the whole organisation. Its days are ordinary
//! exceptions, closed all day, and can be changed one by one like any other.
//!
//! Where the days of countries come from: a table that a script writes from the Python package `holidays` ([`countries`]),
//! with the names in their language and the regions apart. No crate has both: `opening-hours` and `holidays-rs` know no
//! regions, and the latter tells the day off after a feast at a weekend instead of the feast; `holidays` stops in 2023; a
//! wrong holiday closes a house that is open. The table ends, and knows no schools: those publish iCalendar files.
//!
//! Promises: a later edition of the same calendar replaces what came from the earlier one and touches nothing else; a day
//! that its owner has said something about already is left alone; removing a calendar removes its days and no others.
//! Bookings that new days hit are decided about first: see [`crate::changes`].
//!
//! Events: `calendar.brought_in`, `calendar.removed`.

pub mod actions;
pub mod countries;
mod event;
mod model;
pub(crate) mod routes;
pub mod store;

pub use event::Event;
pub use model::{CalendarForm, DayCalendar, NewCalendar, ReadForm, State, YEARS_MAX};
pub use routes::routes;
