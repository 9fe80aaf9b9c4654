//! What assets are sorted by and described with. An organisation makes its own words here, before or while it counts
//! what it owns.
//!
//! *Category*: a tree of kinds; what one leaves open is said by what it stands in. *Field*: something of the
//! organisation's own that is kept about every asset of a category and all below it. *Model*: a thing one can buy more
//! than once. *Vendor*: who makes things, sells them, or both. *Label*: a word for how an asset stands, on one of its four
//! states.
//!
//! Promises: siblings have different names; nothing in use is taken away, it is archived; a field's kind never changes,
//! so what it holds can always be read.

pub mod categories;
pub mod fields;
pub mod labels;
pub mod models;
pub mod vendors;
