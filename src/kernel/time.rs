//! Time itself: the clock, spans of time, and the wall clocks of the world's zones.
//!
//! An *instant* is a `DateTime<Utc>`: the same moment for everybody. A *wall time* is a `NaiveDateTime`: what the clock on
//! the wall of one zone shows. Opening hours and forms speak wall time; everything stored or compared is an instant.
//! Twice a year the two disagree in most zones: a wall time may be skipped or come twice. [`resolve`] says which.
//!
//! Nothing here reads the machine's clock but [`Clock::system`]; every other function takes the time as an argument.

mod clock;
mod format;
mod span;
mod text;
mod zone;

pub use clock::Clock;
pub use format::{form_value, ical_local, ical_utc, minutes_value, parse_day, parse_form, parse_minutes, rfc3339};
pub use span::{EmptySpan, Span, merged, without};
pub use text::{clock_text, day_text, span_text, times_text, zone_letters};
pub use zone::{
    DAY_MINUTES, Resolved, after, day_span, day_start, nominal_minutes, parse_zone, resolve, wall, zone_abbreviation,
};
