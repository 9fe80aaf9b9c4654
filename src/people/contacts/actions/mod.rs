//! What happens to contacts.

mod block;
mod edit;
mod erase;
mod import;
mod merge;
mod remember;

pub use block::{block, unblock};
pub use edit::{add_tag, change, create, note, remove_tag};
pub use erase::{disclose, erase, erased, outlook, replay_erasures};
pub use import::{apply, keep_file, preview};
pub use merge::{merge, tell_apart};
pub use remember::{ADDRESS_KNOWN, Remembered, remember, remembering};
