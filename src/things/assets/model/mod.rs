//! Assets, what people type to make them, and what lists ask for.

mod asset;
mod condition;
mod filter;
mod form;
mod handover;
mod person;
mod tag;

#[cfg(test)]
pub(super) use asset::any;
pub use asset::{Asset, Contents, Custody, Holder, Stored, Values};
pub use condition::{ATTRIBUTES, About, Condition, Edge, Sort, Test, is_condition};
pub use filter::{AssetQuery, COLUMNS, Column, Filter, Order, Sorting, shown};
pub use form::{AssetForm, Known, NewAsset, fields_of};
pub use handover::{CheckInForm, CheckOutForm, Handover, NOTE_MAX, Return, StatusForm, To, expected};
pub use person::{Person, name_and_address};
pub use tag::{TAG_MAX, parse_tag};
