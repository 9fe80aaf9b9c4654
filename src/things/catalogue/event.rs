//! What happens to the catalogue: the same four things to each of its nouns.

use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// What it happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// A category of assets.
    Category,
    /// A model.
    Model,
    /// A vendor.
    Vendor,
    /// A label.
    Label,
    /// A field.
    Field,
    /// A depreciation scheme.
    Scheme,
    /// When years of the organisation begin.
    FiscalYear,
}

/// What happened to an entry of the catalogue.
#[derive(Debug, Clone)]
pub enum Event {
    /// It was added.
    Created {
        /// What it is.
        noun: Noun,
        /// Which one.
        id: Uuid,
        /// As it was wanted.
        new: Value,
    },
    /// It was changed.
    Changed {
        /// What it is.
        noun: Noun,
        /// Which one.
        id: Uuid,
        /// What it is called now.
        name: String,
        /// The fields that changed, as they were.
        before: Value,
        /// The same fields, as they are.
        after: Value,
    },
    /// It was put away.
    Archived {
        /// What it is.
        noun: Noun,
        /// Which one.
        id: Uuid,
        /// What it is called.
        name: String,
    },
    /// It was taken out again.
    Restored {
        /// What it is.
        noun: Noun,
        /// Which one.
        id: Uuid,
        /// What it is called.
        name: String,
    },
}

impl Noun {
    /// The subject of its facts, and the kinds of created, changed, archived and restored. They are never renamed.
    fn kinds(self) -> (&'static str, [&'static str; 4]) {
        match self {
            Noun::Category => (
                "asset_category",
                [
                    "asset_category.created",
                    "asset_category.changed",
                    "asset_category.archived",
                    "asset_category.restored",
                ],
            ),
            Noun::Model => (
                "asset_model",
                ["asset_model.created", "asset_model.changed", "asset_model.archived", "asset_model.restored"],
            ),
            Noun::Vendor => ("vendor", ["vendor.created", "vendor.changed", "vendor.archived", "vendor.restored"]),
            Noun::Label => (
                "asset_label",
                ["asset_label.created", "asset_label.changed", "asset_label.archived", "asset_label.restored"],
            ),
            Noun::Scheme => (
                "depreciation_scheme",
                [
                    "depreciation_scheme.created",
                    "depreciation_scheme.changed",
                    "depreciation_scheme.archived",
                    "depreciation_scheme.restored",
                ],
            ),
            Noun::FiscalYear => (
                "fiscal_year",
                ["fiscal_year.created", "fiscal_year.changed", "fiscal_year.archived", "fiscal_year.restored"],
            ),
            Noun::Field => (
                "asset_field",
                ["asset_field.created", "asset_field.changed", "asset_field.archived", "asset_field.restored"],
            ),
        }
    }
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let fact = |noun: Noun, verb: usize, subject, data| {
            let (subject_kind, kinds) = noun.kinds();
            Fact { kind: kinds[verb], subject_kind, subject, data }
        };
        match event {
            Event::Created { noun, id, new } => fact(noun, 0, id, json!({ "after": new })),
            Event::Changed { noun, id, name, before, after } => {
                fact(noun, 1, id, json!({ "name": name, "before": before, "after": after }))
            }
            Event::Archived { noun, id, name } => fact(noun, 2, id, json!({ "name": name })),
            Event::Restored { noun, id, name } => fact(noun, 3, id, json!({ "name": name })),
        }
    }
}
