//! What assets are sorted by and described with. An organisation makes its own words here, before or while it counts
//! what it owns.
//!
//! *Category*: a tree of kinds; what one leaves open is said by what it stands in. *Field*: something of the
//! organisation's own that is kept about every asset of a category and all below it. *Model*: a thing one can buy more
//! than once. *Vendor*: who makes things, sells them, or both. *Label*: a word for how an asset stands, on one of its four
//! states. *Depreciation scheme*: the rules by which what was paid becomes less.
//!
//! Promises: siblings have different names; nothing in use is taken away, it is archived; a field's kind never changes,
//! so what it holds can always be read; serials and fields that are unique are so for everything they hold for, also when
//! that is decided late.

pub mod categories;
mod event;
pub mod fields;
pub mod labels;
pub mod models;
mod pages;
pub mod schemes;
pub mod vendors;

pub use event::{Event, Noun};

use platform::web::Routes;
use platform::web::api::Api;

/// The longest name (characters).
pub const NAME_MAX: usize = 80;
/// The longest note (characters).
pub const NOTE_MAX: usize = 1_000;
/// The longest life (months): a hundred years.
pub const MONTHS_MAX: i64 = 1_200;

/// The rows of the catalogue.
pub fn routes() -> Routes {
    categories::routes()
        .and(models::routes())
        .and(vendors::routes())
        .and(labels::routes())
        .and(fields::routes())
        .and(schemes::routes())
}

/// The calls of the catalogue.
pub fn api() -> Api {
    categories::api().and(models::api()).and(vendors::api()).and(labels::api()).and(fields::api()).and(schemes::api())
}

/// Months of life as typed; nothing typed says nothing.
fn months(typed: &str) -> Result<Option<i64>, String> {
    match typed.trim() {
        "" => Ok(None),
        typed => match typed.parse() {
            Ok(months @ 1..=MONTHS_MAX) => Ok(Some(months)),
            _ => Err(format!("Give whole months, 1 to {MONTHS_MAX}, or leave it empty.")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::months;

    #[test]
    fn a_life_is_whole_months_or_not_said() {
        assert_eq!(months(" "), Ok(None));
        assert_eq!(months(" 36 "), Ok(Some(36)));
        for typed in ["0", "-1", "1201", "3.5", "three", "99999999999999999999"] {
            assert!(months(typed).is_err(), "{typed}");
        }
    }
}
