//! What people do with resources: one function, one transaction, one event. `create_in` is the part that other
//! transactions may use.

mod closures;
mod photos;
mod resource;

pub use closures::{add_blackout, add_exception, remove_blackout, remove_exception};
pub use photos::{add_photo, make_cover, remove_photo};
pub use resource::{archive, create, create_in, restore, set_hours, update};
