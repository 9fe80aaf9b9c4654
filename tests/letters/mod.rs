//! Letters as they leave the house: calendar files, messages and lanes, against judges that are not ours.

mod calendars;
mod lanes;
mod messages;
mod outcomes;
pub mod python;
