//! Labels to be printed: of assets, of items of stock, of locations, of resources.
//!
//! Words: a *label* is what one thing shows; a *sheet* is the paper it is printed on, with the places of its labels in
//! millimetres, or the single label of a label printer. A label is laid out once, in *pieces*; the file and the preview
//! draw the same pieces.
//!
//! Promises:
//! - A label stands where its sheet says, to the millimetre, moved by what the printer is off.
//! - Its code names the organisation, so that it leads to the same thing wherever it is read.
//! - Nobody prints what they may not see.

mod actions;
mod api;
mod draw;
mod form;
mod layout;
mod model;
mod routes;
mod sheet;

pub use api::api;
pub use form::{LabelForm, Wish};
pub use layout::{Ink, Piece, laid_out};
pub use model::{Codes, Label, Which};
pub use routes::routes;
pub use sheet::{SHEETS, Sheet};
