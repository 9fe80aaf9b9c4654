//! What happens to stock. None of it names a person: an event can never be cut; who they were stands beside it.

use super::model::{Entry, Item, Kind};
use super::store::Crossing;
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// An item was added.
    Created {
        /// Which one.
        id: Uuid,
        /// What it is called.
        name: &'a str,
        /// As it was wanted, field by field.
        after: Value,
    },
    /// What describes it changed.
    Changed {
        /// Which one.
        id: Uuid,
        /// What it is called now.
        name: &'a str,
        /// The fields that changed, as they were.
        before: Value,
        /// The same fields, as they are.
        after: Value,
    },
    /// It was put away.
    Archived {
        /// Which one.
        id: Uuid,
        /// What it is called.
        name: &'a str,
    },
    /// It was taken out again.
    Restored {
        /// Which one.
        id: Uuid,
        /// What it is called.
        name: &'a str,
    },
    /// Something came or went.
    Written {
        /// Of which item.
        item: &'a Item,
        /// What its entries belong to.
        act: Uuid,
        /// What it was.
        kind: Kind,
        /// How much; of a count, how much more or less than was thought.
        quantity: i64,
        /// What the place is called.
        place: &'a str,
        /// For colleagues; none where it stands beside the fact.
        note: Option<&'a str>,
    },
    /// An entry was made up for.
    Reversed {
        /// Of which item.
        item: &'a Item,
        /// What the new entries belong to.
        act: Uuid,
        /// The one that was.
        entry: &'a Entry,
    },
    /// Somebody said how much there should be.
    MinimumSet {
        /// Of which item, or category.
        id: Uuid,
        /// What that is called.
        name: &'a str,
        /// What the place is called; none for a category.
        location: Option<&'a str>,
        /// How much; none: nothing is said any more.
        minimum: Option<i64>,
    },
    /// There is too little.
    Low {
        /// Of what, and where.
        crossing: &'a Crossing,
    },
}

/// What happened, as it is kept.
impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let fact = |kind, subject, data| Fact { kind, subject_kind: "stock_item", subject, data };
        match event {
            Event::Created { id, name, after } => {
                fact("stock_item.created", id, json!({ "name": name, "after": after }))
            }
            Event::Changed { id, name, before, after } => {
                fact("stock_item.changed", id, json!({ "name": name, "before": before, "after": after }))
            }
            Event::Archived { id, name } => fact("stock_item.archived", id, json!({ "name": name })),
            Event::Restored { id, name } => fact("stock_item.restored", id, json!({ "name": name })),
            Event::Written { item, act, kind, quantity, place, note } => {
                let kind = match kind {
                    Kind::Receive => "stock.received",
                    Kind::Issue => "stock.issued",
                    Kind::Return => "stock.returned",
                    Kind::Adjust => "stock.adjusted",
                    Kind::Transfer => "stock.transferred",
                };
                let mut data = json!({ "name": item.name, "act": act, "quantity": quantity, "unit": item.unit, "location": place });
                if let Some(note) = note {
                    data["note"] = json!(note);
                }
                fact(kind, item.id, data)
            }
            Event::Reversed { item, act, entry } => {
                let data = json!({
                    "name": item.name, "act": act, "entry": entry.id, "kind": entry.kind.name(), "quantity": -entry.quantity,
                    "unit": item.unit, "location": entry.location_name,
                });
                fact("stock.reversed", item.id, data)
            }
            Event::MinimumSet { id, name, location: Some(place), minimum } => {
                fact("stock.minimum_set", id, json!({ "name": name, "location": place, "minimum": minimum }))
            }
            Event::MinimumSet { id, name, location: None, minimum } => Fact {
                kind: "stock.minimum_set",
                subject_kind: "asset_category",
                subject: id,
                data: json!({ "name": name, "minimum": minimum }),
            },
            Event::Low { crossing } => {
                let data = json!({
                    "name": crossing.item_name, "location": crossing.location_name, "location_id": crossing.location_id,
                    "on_hand": crossing.on_hand, "minimum": crossing.minimum, "unit": crossing.unit,
                });
                fact("stock.low", crossing.item_id, data)
            }
        }
    }
}
