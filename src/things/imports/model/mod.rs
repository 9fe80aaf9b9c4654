//! What columns mean, what cells say, and what becomes of rows. Pure.

mod cells;
mod change;
mod import;
mod target;

pub use cells::{DayOrder, Meant, amount, day, is_shortened, meant, number};
pub use change::{Change, ChangeForm};
pub use import::{Counts, Import, Made, Missing, Options, Outcome, Part, Sample, Stage, Turn, Verdict};
pub use target::{Target, guessed};
