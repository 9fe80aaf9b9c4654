//! Imports: files of assets, as other programs and people write them.
//!
//! A *change of many* assets, made on their list, goes the same way: a dry run, the deed, and taking it back.
//!
//! Words: a file has *columns*, each of which is *read as* something about an asset. A *dry run* finds out what every row
//! would do; nothing changes before somebody says so. A row *makes* an asset, *changes* the one with its tag (or serial),
//! says *nothing new*, or is *wrong*. What an import did can be taken back for a month.
//!
//! Promises:
//! - A row is judged by the rules, and by the rights of whoever imports, as if they typed it themselves; it is judged again
//!   when it is written.
//! - A wrong row holds up no other, unless all or nothing was asked for: then nothing stays.
//! - Whatever stops the work, no row is written twice, and none of the good ones is lost: it goes on where it stopped.
//! - An empty cell changes nothing; what was exported and comes back says nothing new.
//! - Taking back removes what the import made if nothing happened to it since, and puts back what it changed if that was
//!   not changed again; it tells what it leaves. What was made for its rows is put away where nobody changed it and nothing
//!   uses it; people stay.
//! - An asset that is not as its change was shown is left out.
//! - Rows are kept locked, and not for longer than taking back is possible; the file itself until it is applied, so that it
//!   can be read in another encoding.
//!
//! Events: `import.run`, `import.undone`, and those of the assets, each by itself.

pub mod actions;
mod api;
mod bulk_routes;
mod bytes;
mod events;
mod holding;
mod judge;
mod missing;
mod model;
mod policy;
mod routes;
mod store;
mod undo;
mod unmake;
pub mod work;

pub use api::api;
pub use events::Event;
pub use holding::HOLDING;
pub use model::{
    Change, ChangeForm, Counts, DayOrder, Import, Missing, Options, Outcome, Part, Sample, Stage, Target, Turn, Verdict,
};
pub use routes::routes;
pub use store::SEALED;

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("import_is_busy", "This import is being worked on. Wait until that is over."),
    (
        "import_has_wrong_rows",
        "Some rows are wrong, and all or nothing was asked for. Correct them, or let the others go on.",
    ),
    ("import_is_over", "This import was done already. Load the page again."),
    ("import_was_forgotten", "The rows of this import are not kept any more."),
];
