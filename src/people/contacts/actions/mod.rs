//! What happens to contacts.

mod block;
mod edit;
mod erase;
mod import;
mod letters;
mod merge;
mod remember;
mod undo;

pub use block::{block, unblock};
pub use edit::{add_tag, change, create, note, remove_tag, set_tags};
pub use erase::{disclose, erase, erased, outlook, replay_erasures};
pub use import::{apply, keep_file, preview};
pub use letters::choose_letters;
pub use merge::{merge, tell_apart};
pub use remember::{ADDRESS_KNOWN, Remembered, remember, remembering};
pub use undo::undo;
