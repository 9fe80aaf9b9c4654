//! The laws of the house: what ARCHITECTURE says must hold everywhere, held by tests that read the whole of it.
//!
//! `order` (who may use whom), `statements` (every SQL text, on both engines), `schema` (what the catalogue says),
//! `migrations`, `routes` and `api` (who may go where), `reach` (what a keeper may not see), `pages` (what the HTML may not contain), `dependencies` (whose code we run).
//!
//! Some laws keep a list beside them. `STEWARD_BLESS=1` writes these lists anew; what changed is then read in the diff.
//! Lists of exceptions (`*_exceptions.txt`) are written by hand, and should only ever shrink.

mod api;
mod dependencies;
mod lists;
mod migrations;
mod order;
mod pages;
mod reach;
mod reading;
mod routes;
pub mod rows;
mod schema;
pub mod sources;
mod statements;
