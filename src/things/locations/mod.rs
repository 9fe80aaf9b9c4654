//! Where things are: a tree of places.
//!
//! *Site*: an address, the root of a tree; it carries the zone of everything in it. *Building*, *floor*, *area*: what
//! stands in it; an area may stand in an area.
//!
//! Promises: the tree has no circles; a location's path, site and zone agree with what it stands in; nothing live stands
//! in a location that was put away; siblings have different names. Grants may be limited to a subtree, and hours and
//! blackouts of a location hold for everything in it.

pub mod actions;
pub mod api;
mod event;
mod model;
mod policy;
pub(crate) mod routes;
pub mod store;

pub use api::api;
pub use event::Event;
pub use model::{ADDRESS_MAX, DEPTH_MAX, Kind, Location, LocationForm, NAME_MAX, NewLocation, Place, lineage};
pub use routes::routes;
