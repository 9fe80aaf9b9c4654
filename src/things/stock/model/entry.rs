//! An entry of the ledger, and what people type to write one.

use chrono::{DateTime, Utc};
use kernel::money::Money;
use kernel::{Problems, text};
use serde::Deserialize;
use uuid::Uuid;

/// The longest note of an entry (characters).
pub const NOTE_MAX: usize = 400;
/// The most that one entry brings or takes, so that no sum ever ends.
pub const QUANTITY_MAX: i64 = 1_000_000_000;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    /// Bought.
    Receive,
    /// Went to somebody or something, or was used up.
    Issue,
    /// Came back.
    Return,
    /// A count found something else.
    Adjust,
    /// Went to, or came from, another place.
    Transfer,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 5] = [Kind::Receive, Kind::Issue, Kind::Return, Kind::Adjust, Kind::Transfer];

    /// How addresses and programs say it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Receive => "receive",
            Kind::Issue => "issue",
            Kind::Return => "return",
            Kind::Adjust => "adjust",
            Kind::Transfer => "transfer",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What came or went.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// Of which item.
    pub item_id: Uuid,
    /// Where.
    pub location_id: Uuid,
    /// What that is called.
    pub location_name: String,
    /// What it is.
    pub kind: Kind,
    /// How much came; below nothing: went.
    pub quantity: i64,
    /// Entries of one act have the same.
    pub act_id: Uuid,
    /// The entry that it makes up for.
    pub reverses_id: Option<Uuid>,
    /// The entry that makes up for it.
    pub reversed_by: Option<Uuid>,
    /// To or from which asset.
    pub asset_id: Option<Uuid>,
    /// The tag of that.
    pub asset_tag: Option<String>,
    /// For which work order.
    pub work_order_id: Option<Uuid>,
    /// The number of that.
    pub work_order_number: Option<i64>,
    /// To or from which person.
    pub contact_id: Option<Uuid>,
    /// What they are called; empty where nobody knows.
    pub contact_name: Option<String>,
    /// What one cost then.
    pub cost_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// For colleagues.
    pub note: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub by_name: Option<String>,
}

impl Entry {
    /// Can it be reversed?
    pub fn may_be_reversed(&self) -> bool {
        self.reverses_id.is_none() && self.reversed_by.is_none()
    }
}

/// To whom something went, or from whom it came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// A person.
    Contact(Uuid),
    /// An asset it was put into.
    Asset(Uuid),
    /// The work it is a part of.
    Work(Uuid),
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// So much was bought, for so much each.
    Receive(i64, Option<i64>),
    /// So much went to somebody; to none: it was used up.
    Issue(i64, Option<Other>),
    /// So much came back.
    Return(i64, Option<Other>),
    /// So much is really there.
    Adjust(i64),
    /// So much goes to this other place.
    Transfer(i64, Uuid),
}

impl Act {
    /// The kind of its entries.
    pub fn kind(&self) -> Kind {
        match self {
            Act::Receive(..) => Kind::Receive,
            Act::Issue(..) => Kind::Issue,
            Act::Return(..) => Kind::Return,
            Act::Adjust(_) => Kind::Adjust,
            Act::Transfer(..) => Kind::Transfer,
        }
    }
}

/// Something to be written into the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Where.
    pub location: Uuid,
    /// What.
    pub act: Act,
    /// For colleagues.
    pub note: String,
}

/// What the form of an entry sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EntryForm {
    /// What is done: see [`Kind`].
    pub kind: String,
    /// Where.
    pub location: String,
    /// How much.
    pub quantity: String,
    /// How much is really there, of a count.
    pub counted: String,
    /// To or from what: `nobody`, `person` or `asset`.
    pub to: String,
    /// A person's address or name.
    pub person: String,
    /// An asset's tag.
    pub holder: String,
    /// What one cost.
    pub cost: String,
    /// The other place, of a transfer.
    pub destination: String,
    /// For colleagues.
    pub note: String,
    /// So that a double click writes it once.
    pub key: String,
}

impl EntryForm {
    /// Reads all but to whom, which has to be looked up: `other` is that.
    pub fn wish(&self, kind: Kind, other: Option<Other>, currency: &str, problems: &mut Problems) -> Option<Wish> {
        let place = |typed: &str| typed.trim().parse::<Uuid>().map_err(|_| "Choose a location.");
        let location = problems.take("location", place(&self.location));
        let note = problems.take("note", text::optional_line(&self.note, NOTE_MAX));
        let quantity = match kind {
            Kind::Adjust => problems.take("counted", counted(&self.counted, 0)),
            _ => problems.take("quantity", counted(&self.quantity, 1)),
        };
        let cost = match self.cost.trim() {
            typed if kind == Kind::Receive && !typed.is_empty() => problems.take("cost", Money::parse(typed, currency)),
            _ => None,
        };
        let destination =
            (kind == Kind::Transfer).then(|| problems.take("destination", place(&self.destination))).flatten();
        if destination.is_some() && destination == location {
            problems.add("destination", "It is there already. Choose another place.");
        }
        let act = match (kind, quantity?) {
            (Kind::Receive, quantity) => Act::Receive(quantity, cost.map(|cost| cost.minor)),
            (Kind::Issue, quantity) => Act::Issue(quantity, other),
            (Kind::Return, quantity) => Act::Return(quantity, other),
            (Kind::Adjust, quantity) => Act::Adjust(quantity),
            (Kind::Transfer, quantity) => Act::Transfer(quantity, destination?),
        };
        Some(Wish { location: location?, act, note: note? }).filter(|_| problems.is_empty())
    }
}

/// A whole number from `least` on.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn counted(typed: &str, least: i64) -> Result<i64, String> {
    match typed.trim().parse::<i64>() {
        Ok(number) if (least..=QUANTITY_MAX).contains(&number) => Ok(number),
        _ => Err(format!("Enter a whole number from {least} on.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_with_an_entry_is_told_at_once() {
        let mut problems = Problems::new();
        let form = EntryForm { quantity: "-3".into(), cost: "dear".into(), ..EntryForm::default() };
        assert_eq!(form.wish(Kind::Receive, None, "EUR", &mut problems), None);
        for field in ["location", "quantity", "cost"] {
            assert!(problems.at(field).is_some(), "{field}");
        }
    }

    #[test]
    fn a_transfer_goes_somewhere_else() {
        let here = Uuid::from_u128(7).to_string();
        let form =
            EntryForm { location: here.clone(), destination: here, quantity: "2".into(), ..EntryForm::default() };
        let mut problems = Problems::new();
        assert_eq!(form.wish(Kind::Transfer, None, "EUR", &mut problems), None);
        assert!(problems.at("destination").is_some());
    }

    #[test]
    fn a_count_may_find_nothing_and_an_issue_may_not() {
        assert_eq!(counted("0", 0), Ok(0));
        assert!(counted("0", 1).is_err() && counted("", 0).is_err() && counted("1000000001", 1).is_err());
    }
}
