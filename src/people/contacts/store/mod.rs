//! The rows of contacts.

mod around;
mod erased;
mod import;
mod letters;
mod list;
mod merge;
mod one;
mod undo;

pub use around::{
    add_note, add_tag, add_tags, has_note, note_by_id, notes, notes_of, remove_tag, tags, tags_of, tags_used,
};
pub use erased::{
    add_erasure, addresses, cut, erased_contacts, erasure_of, erasures, living_before, pending_imports, was_erased,
    would_cut,
};
pub use import::{add_import, add_new, import_by_id, known_by_emails, known_by_names, settle_import, take_import};
pub use letters::{choose_letters, wanted, wanted_held};
pub use list::{After, PAGE, after, list};
pub use merge::{count_around, distinctions, known, lead_on, move_around, pair_locked, tell_apart, trade_addresses};
pub use one::{
    adding, block, by_email, by_id, change, followed, is_within, living, locked, naming, remember, signs, unblock,
};
pub use undo::{
    add_merge, give_notes_back, give_sessions_back, give_signs_back, merge_by_id, merges, remove_merge, revive,
    step_aside,
};

/// A contact.
const CONTACTS: &str =
    "select c.id, c.org_id, c.email, c.name, c.phone, c.source, c.version, c.created_at, c.updated_at, c.blocked_at,
        c.block_reason, c.merged_into, c.erased_at
   from contacts c where c.org_id = ";
