//! What assets look like to programs.

use crate::Bookings;
use crate::assets::model::{Asset, AssetForm, Known, Values, fields_of};
use crate::catalogue::fields::Field;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Error;
use kernel::money::Money;
use platform::events::Happening;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A thing owned.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Asset")]
pub struct Shown {
    /// Its id.
    id: Uuid,
    /// As it stands on its label; no other asset has it.
    tag: String,
    /// What it is called.
    name: String,
    /// Its category.
    category_id: Uuid,
    /// Its model.
    model_id: Option<Uuid>,
    /// The maker's; may be empty.
    serial: String,
    /// `in_stock`, `assigned`, `in_maintenance` or `disposed`.
    state: String,
    /// The organisation's word for it.
    label_id: Option<Uuid>,
    /// Where it belongs.
    home_location_id: Option<Uuid>,
    /// Where it is.
    location_id: Option<Uuid>,
    /// Who has it.
    custody: Option<Custody>,
    /// Who sold it.
    supplier_id: Option<Uuid>,
    /// The day of purchase.
    purchased_on: Option<NaiveDate>,
    /// What it cost, in minor units.
    cost_minor: Option<i64>,
    /// Of the cost.
    currency: String,
    /// Of the order; may be empty.
    order_number: String,
    /// The last day of its warranty.
    warranty_until: Option<NaiveDate>,
    /// The end of its life.
    ends_on: Option<NaiveDate>,
    /// For colleagues.
    note: String,
    /// Its id in the system it came from: `/hardware/{id}` leads here.
    legacy_id: Option<String>,
    /// When somebody saw it last in an audit.
    audited_on: Option<NaiveDate>,
    /// What fields of the organisation's own hold, by their names. What is kept encrypted is left out.
    fields: BTreeMap<String, String>,
    /// Since when it is known.
    created_at: DateTime<Utc>,
    /// When something about it changed last.
    updated_at: DateTime<Utc>,
    /// Since when it is not owned any more.
    disposed_at: Option<DateTime<Utc>>,
    /// What became of it.
    disposal: String,
    /// Grows with every change.
    pub version: i64,
}

/// Who has an asset, since when and until when.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AssetCustody")]
struct Custody {
    /// The hand-over's id.
    id: Uuid,
    /// To what it went.
    to: To,
    /// Since when.
    out_at: Option<DateTime<Utc>>,
    /// Expected back, where the organisation is; null: for good.
    due_on: Option<NaiveDate>,
}

/// To what an asset goes.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetHolder")]
pub(super) struct To {
    /// What that is.
    #[schemars(extend("enum" = ["contact", "location", "asset"]))]
    pub kind: String,
    /// Which one.
    pub id: Uuid,
}

impl Shown {
    /// An asset with what its own fields hold.
    pub fn of(asset: Asset, fields: BTreeMap<String, String>) -> Shown {
        let to = [("contact", asset.contact_id), ("location", asset.place_id), ("asset", asset.holder_id)];
        let to = to.into_iter().find_map(|(kind, id)| id.map(|id| To { kind: kind.to_owned(), id }));
        let custody =
            asset.custody_id.zip(to).map(|(id, to)| Custody { id, to, out_at: asset.out_at, due_on: asset.due_on });
        Shown {
            id: asset.id,
            tag: asset.tag,
            name: asset.name,
            category_id: asset.category_id,
            model_id: asset.model_id,
            serial: asset.serial,
            state: asset.state.name().to_owned(),
            label_id: asset.label_id,
            home_location_id: asset.home_id,
            location_id: asset.location_id,
            custody,
            supplier_id: asset.supplier_id,
            purchased_on: asset.purchased_on,
            cost_minor: asset.cost_minor,
            currency: asset.currency,
            order_number: asset.order_number,
            warranty_until: asset.warranty_until,
            ends_on: asset.ends_on,
            note: asset.note,
            legacy_id: asset.legacy_id,
            audited_on: asset.audited_on,
            fields,
            created_at: asset.created_at,
            updated_at: asset.updated_at,
            disposed_at: asset.disposed_at,
            disposal: asset.disposal,
            version: asset.version,
        }
    }
}

/// An asset as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetInput")]
pub(super) struct Input {
    /// As it stands on its label; without, the next one of its category.
    #[serde(default)]
    tag: Option<String>,
    /// What it is called; without, as its model.
    #[serde(default)]
    name: String,
    /// Its category.
    category_id: Uuid,
    /// Its model.
    #[serde(default)]
    model_id: Option<Uuid>,
    /// The maker's.
    #[serde(default)]
    serial: String,
    /// Of a new one: a label of what is in stock.
    #[serde(default)]
    label_id: Option<Uuid>,
    /// Where it belongs.
    #[serde(default)]
    home_location_id: Option<Uuid>,
    /// Who sold it.
    #[serde(default)]
    supplier_id: Option<Uuid>,
    /// The day of purchase.
    #[serde(default)]
    purchased_on: Option<NaiveDate>,
    /// What it cost, in minor units of the organisation's currency.
    #[serde(default)]
    #[schemars(range(min = 0))]
    cost_minor: Option<i64>,
    /// Of the order.
    #[serde(default)]
    order_number: String,
    /// The last day of its warranty.
    #[serde(default)]
    warranty_until: Option<NaiveDate>,
    /// The end of its life; without, as its model and category say.
    #[serde(default)]
    ends_on: Option<NaiveDate>,
    /// For colleagues.
    #[serde(default)]
    note: String,
    /// Its id in the system it came from: no other asset has it, and the address on its old label, `/hardware/{id}`, leads here.
    #[serde(default)]
    legacy_id: Option<String>,
    /// What fields of the organisation's own are to hold, by their names; null and what is not named hold nothing.
    #[serde(default)]
    fields: BTreeMap<String, Option<String>>,
    /// Why it is changed, for its history. Of a new one it says nothing.
    #[serde(default)]
    pub reason: String,
}

impl Input {
    /// As it is.
    pub fn of(asset: &Asset, values: &Values, fields: &[&Field]) -> Input {
        let own = fields.iter().filter_map(|field| Some((field.name.clone(), Some(values.get(&field.id)?.clone()))));
        Input {
            tag: Some(asset.tag.clone()),
            name: asset.name.clone(),
            category_id: asset.category_id,
            model_id: asset.model_id,
            serial: asset.serial.clone(),
            label_id: asset.label_id,
            home_location_id: asset.home_id,
            supplier_id: asset.supplier_id,
            purchased_on: asset.purchased_on,
            cost_minor: asset.cost_minor,
            order_number: asset.order_number.clone(),
            warranty_until: asset.warranty_until,
            ends_on: asset.ends_on,
            note: asset.note.clone(),
            legacy_id: asset.legacy_id.clone(),
            fields: own.collect(),
            reason: String::new(),
        }
    }

    /// The form that says the same.
    ///
    /// # Errors
    /// A problem for a cost below nothing, and for a field that its category does not have.
    pub fn form(self, known: &Known, existing: Option<&Asset>) -> Result<AssetForm, Error> {
        if self.cost_minor.is_some_and(|cost| cost < 0) {
            return Err(Error::invalid("cost_minor", "A cost is not below nothing."));
        }
        let own = fields_of(known, self.category_id);
        let mut fields = BTreeMap::new();
        for (name, value) in self.fields {
            let Some(field) = own.iter().find(|field| field.name == name) else {
                return Err(Error::invalid(format!("fields.{name}"), "Assets of this category have no such field."));
            };
            fields.insert(field.input(), value.unwrap_or_default());
        }
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let currency = existing.map_or(known.currency.as_str(), |asset| asset.currency.as_str());
        Ok(AssetForm {
            tag: self.tag.unwrap_or_default(),
            name: self.name,
            category: self.category_id.to_string(),
            model: id(self.model_id),
            serial: self.serial,
            label: id(self.label_id),
            home: id(self.home_location_id),
            supplier: id(self.supplier_id),
            purchased_on: day(self.purchased_on),
            cost: self.cost_minor.map(|minor| Money::new(minor, currency).plain()).unwrap_or_default(),
            order_number: self.order_number,
            warranty_until: day(self.warranty_until),
            ends_on: day(self.ends_on),
            note: self.note,
            legacy_id: self.legacy_id.unwrap_or_default(),
            fields,
            ..AssetForm::default()
        })
    }
}

/// Several assets as somebody wants them.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetBatch")]
pub(super) struct Batch {
    /// One to a hundred.
    #[schemars(length(min = 1, max = 100))]
    pub assets: Vec<Input>,
}

/// Several assets that are to be changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetChanges")]
pub(super) struct Changes {
    /// One to a hundred.
    #[schemars(length(min = 1, max = 100))]
    pub assets: Vec<OneChange>,
}

/// What is to change of one of them: fields of an asset, as its own call has them. Those that are not named stay.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "AssetChange")]
pub(super) struct OneChange {
    /// Which one.
    pub id: Uuid,
    /// The version that was read; another one is refused. Without, the present one is changed.
    pub version: Option<i64>,
    /// The fields.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

/// What became of them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AssetBatchResult")]
pub(super) struct Done {
    /// One each, in their order.
    pub results: Vec<Part>,
}

/// What became of one of them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AssetBatchPart")]
pub(super) struct Part {
    /// As it would have been answered alone: 201 or 200, or why not.
    pub status: u16,
    /// The asset, where it was added or changed.
    pub asset: Option<Shown>,
    /// The problem, where it was not.
    pub problem: Option<Value>,
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// Words, each of which stands somewhere about the asset or in its holder's name.
    pub q: Option<String>,
    /// The one with exactly this tag.
    pub tag: Option<String>,
    /// `in_stock`, `assigned`, `in_maintenance` or `disposed`; without, everything that is owned.
    pub state: Option<String>,
    /// With this label.
    pub label_id: Option<Uuid>,
    /// This category and all below it.
    pub category_id: Option<Uuid>,
    /// Of this model.
    pub model_id: Option<Uuid>,
    /// At this place and all below it.
    pub location_id: Option<Uuid>,
    /// Sold by them.
    pub supplier_id: Option<Uuid>,
    /// Had by this contact.
    pub contact_id: Option<Uuid>,
    /// Expected back before today.
    pub overdue: Option<bool>,
    /// Not seen in an audit for longer than its category says.
    pub audit_overdue: Option<bool>,
    /// Conditions on what an asset says, with `;` between them: `cost-from:500;purchased-until:2026-01-31;note-has:cracked`.
    /// An attribute, a test (`has`, `is`, `not`, `from`, `until`, `blank` with `yes` or `no`) and a value; a field of the
    /// organisation's own is `fields.Memory-from:16`, or `fields.Colour:Red` for exactly this.
    pub filter: Option<String>,
    /// In which order.
    pub sort: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A hand-over.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetCheckOut")]
pub(super) struct OutInput {
    /// To what it goes.
    pub to: To,
    /// Expected back; without, for good.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// For colleagues.
    #[serde(default)]
    pub note: String,
}

/// A return.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetCheckIn")]
pub(super) struct ReturnInput {
    /// Where it is put; without, where it belongs.
    #[serde(default)]
    pub location_id: Option<Uuid>,
    /// A label of what is in stock.
    #[serde(default)]
    pub label_id: Option<Uuid>,
    /// For colleagues.
    #[serde(default)]
    pub note: String,
}

/// How an asset is to stand.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetStatus")]
pub struct StatusInput {
    /// A state, with none of its labels.
    #[serde(default)]
    #[schemars(extend("enum" = ["in_stock", "assigned", "in_maintenance", "disposed", null]))]
    pub state: Option<String>,
    /// A label, which brings its state along.
    #[serde(default)]
    pub label_id: Option<Uuid>,
    /// Why; of what is disposed of, what became of it.
    #[serde(default)]
    pub note: String,
    /// What becomes of bookings that do not fit any more: without, it is refused and they are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookings: Option<Bookings>,
}

/// Where an asset is to be.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetPlace")]
pub(super) struct PlaceInput {
    /// The location.
    pub location_id: Uuid,
}

/// Something that happened to an asset.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AssetHappening")]
pub(super) struct Happened {
    /// Its id.
    id: Uuid,
    /// When.
    at: DateTime<Utc>,
    /// `asset.checked_out`.
    kind: String,
    /// What whoever did it was called then; empty for the house itself.
    actor: String,
    /// What was, what is.
    data: Value,
}

impl From<Happening> for Happened {
    fn from(happening: Happening) -> Happened {
        let Happening { id, at, kind, actor_name: actor, data, .. } = happening;
        Happened { id, at, kind, actor, data: data.0 }
    }
}
