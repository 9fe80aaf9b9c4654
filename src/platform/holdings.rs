//! What each wing keeps about a contact.
//!
//! Contacts stand high in the house, and what is kept about them (bookings, later invoices, letters, visits) further down,
//! where contacts may not look. So every wing that keeps something lends its *holding*: a few functions, listed in the
//! registry. The page of a contact shows the sections of all of them; an export hands all of it out; an erasure cuts all
//! of it, and a merge moves all of it, each in one transaction with the contact itself.

use crate::Scope;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::Tx;
use maud::Markup;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Looks at what is kept about a contact.
pub type Look<T> = for<'a> fn(&'a Scope, Uuid) -> BoxFuture<'a, Result<T>>;
/// Cuts what tells of a contact, in the transaction that erases them.
pub type Cut = for<'a> fn(&'a mut Tx, &'a Scope, Uuid) -> BoxFuture<'a, Result<Vec<Kept>>>;
/// Moves what is kept from one contact to another, in the transaction that merges them.
pub type Move = for<'a> fn(&'a mut Tx, &'a Scope, Uuid, Uuid) -> BoxFuture<'a, Result<Vec<Moved>>>;
/// Moves some of it back again, in the transaction that undoes the merge.
pub type GiveBack = for<'a> fn(&'a mut Tx, &'a Scope, Uuid, Uuid, &'a [Moved]) -> BoxFuture<'a, Result<u64>>;

/// What a wing keeps about a contact.
#[derive(Clone, Copy)]
pub struct Holding {
    /// What it is called in an export: `bookings`.
    pub name: &'static str,
    /// Its part of the contact's page, as far as the viewer may see it.
    pub section: Look<Markup>,
    /// All of it, for the contact to take along.
    pub hand_out: Look<Value>,
    /// Cuts what tells of the person. Answers what stays.
    pub erase: Cut,
    /// What an erasure would leave, without cutting anything.
    pub would_keep: Look<Vec<Kept>>,
    /// Moves it from one contact to another. Answers what that was.
    pub move_over: Move,
    /// Moves what went over from the second contact back to the first, but for what is not any more what it was, or whose.
    /// Answers how much it was.
    pub give_back: GiveBack,
}

/// Something that a merge moved from one contact to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub id: Uuid,
    /// What is another number as soon as somebody changed it.
    pub stamp: i64,
}

/// What stays of a person after they were erased, and why. Holds nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What it is, with its number: `3 bookings`.
    pub what: String,
    /// Why it stays.
    pub why: String,
}

impl Kept {
    /// So much of this stays, for this reason.
    pub fn new(what: impl Into<String>, why: impl Into<String>) -> Kept {
        Kept { what: what.into(), why: why.into() }
    }
}
