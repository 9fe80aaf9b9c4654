//! Items, what is on hand of them, what came and went, and what people type.

mod entry;
mod filter;
mod item;

pub use entry::{Act, Entry, EntryForm, Kind, NOTE_MAX, Other, QUANTITY_MAX, Wish, counted};
pub use filter::{COLUMNS, Column, Filter, ItemQuery, filed, shown};
pub use item::{Item, ItemForm, Known, Level, NewItem, Shortage};
