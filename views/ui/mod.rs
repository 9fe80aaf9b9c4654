//! The look of the house: the document around a page and the parts pages are made of.
//!
//! Every part is a pure function from plain values to [`maud::Markup`]: no clock, no database, no permission look-up.
//! Words for people live in the callers; dates and amounts arrive as finished strings.
//! The browser files that give the parts their shape are in `assets/`; `build.rs` embeds them (see [`assets`]).
//!
//! ```text
//! layout   the whole document: house (staff), bare (sign-in, errors), public (a client's branded page)
//! parts    header, card, badge, kpi, notice, table, filter row, pager, dialog, menu, ...
//! forms    labelled fields with hint and error, the problem summary, the row of buttons
//! calendar the frames of the timeline and of the week grid
//! charts   bars, lines, sparkline and heat grid as our own SVG
//! errors   the pages for 403, 404, 409, 422, 429, 500 and 503
//! icons    the pictograms that pages may use
//! ```

mod address;
pub mod assets;
pub mod calendar;
pub mod charts;
pub mod errors;
pub mod forms;
pub mod icons;
pub mod layout;
pub mod mail;
pub mod parts;

pub use address::address;
pub use icons::{Icon, icon};
pub use layout::{
    Banner, Bell, Brand, Chrome, Flash, NavGroup, NavItem, Person, Theme, Tone, Undo, bare, bell, house, house_with,
    public, public_with, reading,
};
