//! Reports about what an organisation owns: each a table with a chart above it, and the same as a file and for programs.
//!
//! A *report* is read from rows of other domains whenever it is asked for; nothing is kept. A *line* leads to the rows
//! behind its figures. Promise: a viewer whose rights hold at some places gets figures of what is or belongs there.

mod api;
mod audits;
mod custody;
mod journal;
mod known;
mod model;
mod owned;
mod ownership;
mod query;
mod routes;
mod schedule;
mod store;
mod which;
mod worth;

pub use api::api;
pub use known::Known;
pub use model::{Bar, Cell, Chart, Head, Line, Report};
pub use query::ReportQuery;
pub use routes::routes;
pub use which::Which;
