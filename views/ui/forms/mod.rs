//! Fields of forms: label above, hint and error below, the typed value kept. An input's id is its name, so that the
//! problem summary can lead to it.
//!
//! ```ignore
//! form method="post" action=(action) #form novalidate {
//!     (problem_summary(&problems))
//!     (text(&Field::new("name", "Name").hint("As on the door").error(problems.of("name")).required(), &typed.name))
//!     (submit_row(primary_button(None, "Save"), "/o/harbour/resources"))
//! }
//! ```

mod choices;
mod field;
mod inputs;
mod summary;

pub use choices::{Tile, checkbox, checkboxes, radio_tiles, select, switch};
pub use field::{Field, field, fields};
pub use inputs::{
    Input, colour, date, datetime, email, file, hidden, input, number, password, tel, text, textarea, time,
};
pub use summary::{named_problems, problem_summary, submit_row};
