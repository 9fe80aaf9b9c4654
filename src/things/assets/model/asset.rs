//! An asset as it stands, with the words of everything it refers to.

use crate::catalogue::fields::Content;
use crate::catalogue::labels::State;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::money::Money;
use platform::Reach;
use std::collections::HashMap;
use uuid::Uuid;

/// A thing owned.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Asset {
    /// Its id.
    pub id: Uuid,
    /// As it stands on its label.
    pub tag: String,
    /// What it is called.
    pub name: String,
    /// Of which kind.
    pub category_id: Uuid,
    /// What that is called.
    pub category_name: String,
    /// Of which model.
    pub model_id: Option<Uuid>,
    /// What that is called.
    pub model_name: Option<String>,
    /// Who makes it.
    pub maker_name: Option<String>,
    /// The maker's; may be empty.
    pub serial: String,
    /// Where in its life.
    pub state: State,
    /// The organisation's word for it.
    pub label_id: Option<Uuid>,
    /// The word.
    pub label_name: Option<String>,
    /// Its colour.
    pub label_tone: Option<String>,
    /// May it be checked out, as far as its label says?
    pub may_leave: bool,
    /// Where it belongs.
    pub home_id: Option<Uuid>,
    /// What that is called.
    pub home_name: Option<String>,
    /// Where it is.
    pub location_id: Option<Uuid>,
    /// What that is called.
    pub location_name: Option<String>,
    /// Who sold it.
    pub supplier_id: Option<Uuid>,
    /// What they are called.
    pub supplier_name: Option<String>,
    /// When it was bought.
    pub purchased_on: Option<NaiveDate>,
    /// What it cost, in minor units of its currency.
    pub cost_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// Of the order; may be empty.
    pub order_number: String,
    /// The last day of the warranty.
    pub warranty_until: Option<NaiveDate>,
    /// The end of its life.
    pub ends_on: Option<NaiveDate>,
    /// For colleagues.
    pub note: String,
    /// Its id in the system it came from, which its old label says.
    pub legacy_id: Option<String>,
    /// When somebody saw it last in an audit.
    pub audited_on: Option<NaiveDate>,
    /// For optimistic locking.
    pub version: i64,
    /// Since when it is known.
    pub created_at: DateTime<Utc>,
    /// When something about it changed last.
    pub updated_at: DateTime<Utc>,
    /// Since when it is not owned any more.
    pub disposed_at: Option<DateTime<Utc>>,
    /// Why, and what became of it.
    pub disposal: String,
    /// Under which hand-over somebody has it.
    pub custody_id: Option<Uuid>,
    /// The person who has it.
    pub contact_id: Option<Uuid>,
    /// What they are called; empty where nobody knows.
    pub contact_name: Option<String>,
    /// Their address.
    pub contact_email: Option<String>,
    /// The place that has it.
    pub place_id: Option<Uuid>,
    /// What that is called.
    pub place_name: Option<String>,
    /// The asset that has it.
    pub holder_id: Option<Uuid>,
    /// The tag of that.
    pub holder_tag: Option<String>,
    /// What that is called.
    pub holder_name: Option<String>,
    /// When it is expected back.
    pub due_on: Option<NaiveDate>,
    /// Since when somebody has it.
    pub out_at: Option<DateTime<Utc>>,
}

/// Who has an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A person: id and name.
    Contact(Uuid, String),
    /// A place: id and name.
    Location(Uuid, String),
    /// Another asset: id, and tag with name.
    Asset(Uuid, String),
}

impl Asset {
    /// What it cost.
    pub fn cost(&self) -> Option<Money> {
        self.cost_minor.map(|minor| Money::new(minor, self.currency.clone()))
    }

    /// Who has it.
    pub fn holder(&self) -> Option<Holder> {
        if let Some(id) = self.contact_id {
            let name = self.contact_name.clone().filter(|name| !name.is_empty());
            return Some(Holder::Contact(id, name.or_else(|| self.contact_email.clone()).unwrap_or_default()));
        }
        if let Some(id) = self.place_id {
            return Some(Holder::Location(id, self.place_name.clone().unwrap_or_default()));
        }
        let id = self.holder_id?;
        let (tag, name) = (self.holder_tag.as_deref().unwrap_or(""), self.holder_name.as_deref().unwrap_or(""));
        Some(Holder::Asset(id, format!("{tag} {name}")))
    }

    /// Can it be checked out now?
    pub fn may_be_checked_out(&self) -> bool {
        self.state == State::InStock && self.may_leave
    }

    /// Should it have come back before this day, where the organisation is?
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.due_on.is_some_and(|due| due < today)
    }

    /// Do the viewer's rights hold for it: where it is or belongs, and for its category? What has no place belongs to
    /// those whose rights hold everywhere.
    pub fn is_within(&self, reach: &Reach) -> bool {
        reach.holds(&[self.location_id, self.home_id], Some(self.category_id))
    }

    /// How it stands, as the form for another status says it: its label's id, or the name of its state.
    pub fn stands(&self) -> String {
        self.label_id.map_or_else(|| self.state.name().to_owned(), |id| id.to_string())
    }

    /// Maker and model, as people say it.
    pub fn model_label(&self) -> Option<String> {
        let name = self.model_name.as_ref()?;
        Some(match &self.maker_name {
            Some(maker) if !name.starts_with(maker.as_str()) => format!("{maker} {name}"),
            _ => name.clone(),
        })
    }
}

/// What an asset's own fields hold, by field.
pub type Values = HashMap<Uuid, String>;

/// What a field of its own holds, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Stored {
    /// The field.
    pub field_id: Uuid,
    /// What it holds; locked where the field is sealed.
    pub value: String,
    /// What it is compared by.
    pub number: Option<i64>,
    /// What no other asset may have.
    pub unique_key: Option<String>,
    /// What a sealed value is locked for.
    pub sealed_as: Option<Uuid>,
}

/// What its own fields are to hold: none empties a field.
pub type Contents = Vec<(Uuid, Option<Content>)>;

/// Somebody's custody of an asset, over or not.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Custody {
    /// Its id.
    pub id: Uuid,
    /// Of which asset.
    pub asset_id: Uuid,
    /// The person.
    pub contact_id: Option<Uuid>,
    /// What they are called.
    pub contact_name: Option<String>,
    /// The place.
    pub location_id: Option<Uuid>,
    /// What that is called.
    pub location_name: Option<String>,
    /// The other asset.
    pub holder_id: Option<Uuid>,
    /// The tag of that.
    pub holder_tag: Option<String>,
    /// When it was expected back.
    pub due_on: Option<NaiveDate>,
    /// Since when.
    pub out_at: DateTime<Utc>,
    /// What was written when it left.
    pub out_note: String,
    /// Until when.
    pub in_at: Option<DateTime<Utc>>,
    /// What was written when it came back.
    pub in_note: String,
}

/// Any asset that stands so, for tests of rules.
#[cfg(test)]
pub(in crate::assets) fn any(state: State, custody: Option<Uuid>) -> Asset {
    Asset {
        id: Uuid::from_u128(1),
        tag: "NB-00001".to_owned(),
        name: "Laptop".to_owned(),
        category_id: Uuid::from_u128(2),
        category_name: "Laptops".to_owned(),
        model_id: None,
        model_name: None,
        maker_name: None,
        serial: String::new(),
        state,
        label_id: None,
        label_name: None,
        label_tone: None,
        may_leave: true,
        home_id: None,
        home_name: None,
        location_id: None,
        location_name: None,
        supplier_id: None,
        supplier_name: None,
        purchased_on: None,
        cost_minor: None,
        currency: "EUR".to_owned(),
        order_number: String::new(),
        warranty_until: None,
        ends_on: None,
        note: String::new(),
        legacy_id: None,
        audited_on: None,
        version: 1,
        created_at: DateTime::default(),
        updated_at: DateTime::default(),
        disposed_at: None,
        disposal: String::new(),
        custody_id: custody,
        contact_id: None,
        contact_name: None,
        contact_email: None,
        place_id: None,
        place_name: None,
        holder_id: None,
        holder_tag: None,
        holder_name: None,
        due_on: None,
        out_at: None,
    }
}
