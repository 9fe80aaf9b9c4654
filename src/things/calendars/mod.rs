//! Calendars of days: holidays brought in from a file, as a batch that can be renewed and removed.
//!
//! *Calendar*: where days came from, and for what they hold: a location or the whole organisation. Its days are ordinary
//! exceptions, closed all day, and can be changed one by one like any other.
//!
//! Why only files: the countries publish their holidays as iCalendar files, with the names in their language and the
//! regions apart. The libraries that could be built in know neither (`opening-hours`), or stop in 2023 (`holidays`); a
//! wrong holiday closes a house that is open.
//!
//! Promises: a later edition of the same calendar replaces what came from the earlier one and touches nothing else; a day
//! that its owner has said something about already is left alone; removing a calendar removes its days and no others.
//! Bookings that new days hit are decided about first: see [`crate::changes`].
//!
//! Events: `calendar.brought_in`, `calendar.removed`.

pub mod actions;
mod event;
mod model;
pub(crate) mod routes;
pub mod store;

pub use event::Event;
pub use model::{CalendarForm, DayCalendar, NewCalendar, ReadForm, State, YEARS_MAX};
pub use routes::routes;
