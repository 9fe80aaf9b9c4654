//! Many readings at once: a table that somebody pastes or sends, or a list of a program.
//!
//! Words: a *line* names an asset by its tag, a meter by its name, what it shows and on which day. Each line is *written*, was
//! there *already*, or is *refused* with a sentence. A *dry run* answers the same and writes nothing.
//!
//! Promises:
//! - A line that is refused keeps nothing from the others; they are written in the order of their days, by the verb that one
//!   reading is written by.
//! - The same table sent twice writes once.
//! - Whoever may not see an asset learns nothing of it: to them its tag is nobody's.

mod actions;
mod api;
mod model;
mod routes;

pub use actions::take;
pub(in crate::meters) use api::calls;
pub use model::{Answered, Line, ROWS_MAX, Said};
pub use routes::routes;
