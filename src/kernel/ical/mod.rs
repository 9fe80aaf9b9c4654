//! Calendar files (RFC 5545): invitations for one event with one guest (RFC 5546), feeds of many events, and the reading
//! of calendars of whole days, such as holidays ([`read_days`]).
//!
//! What mail programs insist on, and this keeps:
//! - METHOD stands in the file, and the mail repeats it on the MIME part (Outlook).
//! - ORGANIZER is the From address of the mail (Gmail shows no card otherwise).
//! - UID never changes, SEQUENCE grows with every change, also with the cancellation; DTSTAMP is in UTC.
//! - A zone is defined in the file itself, by what its clocks really do around the event, in the one form Outlook understands.
//! - No property is empty, no line is longer than 75 octets, no line break or quote comes from what a person typed.

mod days;
mod event;
mod feed;
mod text;
mod zone;

pub use days::{DAYS_MAX, DayList, FILE_MAX, NamedDay, Unreadable, read_days};
pub use event::{CalendarEvent, Method};
pub use feed::{Feed, FeedEvent};
