//! Stock: what is used up and counted, not told apart: screws, paper, coffee, batteries.
//!
//! Words: an *item* is a thing that is counted in a *unit*. A *level* is how much of it is on hand at a place; its
//! *minimum* is how much there should be, said for the item at that place or by its category. An *entry* of the ledger is
//! what came or went: *receive* (bought), *issue* (to a person, an asset, or used up), *return*, *adjust* (a count found
//! something else), *transfer* (two entries of one *act*). To *reverse* an entry is to write one that makes up for it.
//!
//! Promises:
//! - What is on hand is the sum of the entries, always; the schema keeps it so, whoever writes.
//! - Nothing is taken that is not there.
//! - Entries are never changed and never removed; each is reversed at most once, a transfer as a whole.
//! - That there is too little is told once, and again only after there was enough.
//! - A viewer whose rights hold at some places sees and moves what is there.
//!
//! Events: `stock_item.created`, `.changed`, `.archived`, `.restored`; `stock.received`, `.issued`, `.returned`,
//! `.adjusted`, `.transferred`, `.reversed`, `.minimum_set`, `.low`.

pub mod actions;
mod api;
mod events;
mod holding;
mod known;
mod model;
mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use holding::HOLDING;
pub use known::known;
pub use model::{
    Act, COLUMNS, Column, Entry, EntryForm, Item, ItemForm, ItemQuery, Kind, Known, Level, NewItem, Other,
    QUANTITY_MAX, Shortage, Wish, counted,
};
pub use routes::routes;

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("stock_item_changed", "Somebody else changed this item in the meantime. Look at it again before you go on."),
    ("stock_item_archived", "This item is archived. Restore it first."),
    ("stock_item_on_hand", "Some of it is still on hand. Issue it or count it to nothing first."),
    ("stock_items_org_id_sku_key_key", "Another item has this number now."),
    ("stock_below_nothing", "There is less on hand than that. Load the page again."),
    ("stock_entries_stay", "Entries of the ledger are not changed. Reverse it instead."),
    ("stock_entries_org_id_reverses_id_key", "This entry was reversed already."),
    ("stock_reversal_fits", "An entry that makes up for another one is not reversed itself. Write a new entry."),
];
