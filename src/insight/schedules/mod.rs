//! Reports by mail, again and again.
//!
//! Words: a *schedule* is a report with its filters, a *rhythm* (every day, a day of the week, a day of the month), a file
//! (XLSX or CSV) and *recipients*: people who work here, and addresses outside. A *sending* is one time that it was sent, with
//! a letter to each of them. Its *owner* is somebody who works here; whoever may change all assets may *take it over*.
//!
//! Promises:
//! - Figures are read with the rights that the owner has at that moment. Where they have none any more, nothing is sent: the
//!   schedule is paused, and says why.
//! - Days and months are counted from the day it is sent. What was missed while the house was down is sent once.
//! - The letters and the step to the next day are one transaction, and a day of a schedule is sent once, however many nodes
//!   look. It is sent by day only, where the organisation is; an organisation that is suspended sends nothing, nor does a
//!   house that is held.
//! - Whoever gets it ends that by the link in the letter, without signing in; nobody else takes that back.
//! - Nothing in its file is run by a spreadsheet, and what is too large is not attached, but linked.
//!
//! Events: `report_schedule.created`, `report_schedule.changed`, `report_schedule.paused`, `report_schedule.resumed`,
//! `report_schedule.taken_over`, `report_schedule.removed`, `report_schedule.restored`, `report_schedule.sent`,
//! `report_schedule.left`, `report_schedule.rejoined`.

pub mod actions;
mod api;
mod ending;
mod events;
mod holding;
mod input;
mod link;
mod model;
mod policy;
mod retention;
mod rhythm;
mod routes;
pub mod send;
pub mod store;

pub use api::api;
pub use events::Event;
pub use holding::HOLDING;
pub use input::{NewSchedule, ScheduleForm, To, read};
pub use model::{Pause, Recipient, Schedule, Sending, Written};
pub use retention::AGEING;
pub use rhythm::Rhythm;
pub use routes::routes;

/// What people read when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    (
        "report_schedule_changed",
        "Somebody else changed this schedule, or it was sent, while you were at it. Look at it again before you save.",
    ),
    (
        "report_schedule_no_rights",
        "Its owner may not read this report any more, so nothing was sent. Take it over, or remove it.",
    ),
    ("report_schedule_nobody", "Nobody is left who gets it, so nothing was sent. Add somebody first."),
];
