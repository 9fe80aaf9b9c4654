//! What people do with resources: one function, one transaction, one event.
//!
//! What could make a booking unfit is a part (`…_in`): it is carried out by [`crate::changes`] inside the transaction that
//! also decides about those bookings.

mod closures;
mod photos;
mod resource;

pub use closures::{add_blackout_in, add_exception_in, exception_of, remove_blackout, remove_exception_in};
pub use photos::{add_photo, make_cover, remove_photo};
pub(crate) use resource::write_in;
pub use resource::{
    archive_below_in, archive_in, create, create_in, lower_units_in, restore, restore_below_in, restore_in,
    set_hours_in, update_in,
};
