//! All SQL of resources.

mod absences;
mod hold;
mod hours;
mod owned;
mod photos;
mod read;
mod write;

pub use absences::absences;
pub use hold::{by_ids, hold, is_as_judged};
pub use hours::{WeeklyRow, hours, weekly};
pub use owned::{OwnedBlackout, OwnedException, blackouts, exceptions};
pub(super) use owned::{delete_blackout, delete_exception, insert_blackout, insert_exception};
pub use photos::photos;
pub(super) use photos::{delete_photo, insert_photo, make_cover};
pub use read::{Edge, after, amenities, by_id, by_slug, count, count_present, list, page};
pub(super) use write::{
    archive, archive_below, insert, lower_units, replace_amenities, replace_hours, restore, restore_below, touch,
    update,
};
