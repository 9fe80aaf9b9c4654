//! What the form of an asset sends, and the asset that somebody wants.

use super::asset::{Asset, Contents, Values};
use super::tag::parse_tag;
use crate::catalogue::categories::{Category, defaults};
use crate::catalogue::fields::{Field, Kind};
use crate::catalogue::labels::{Label, State};
use crate::catalogue::models::Model;
use crate::catalogue::vendors::Vendor;
use crate::locations::Location;
use chrono::{Months, NaiveDate};
use kernel::money::Money;
use kernel::time::parse_day;
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The longest name (characters).
const NAME_MAX: usize = 120;
/// The longest serial (characters).
const SERIAL_MAX: usize = 120;
/// The longest order number (characters).
const ORDER_MAX: usize = 80;
/// The longest id of another system (characters).
const LEGACY_MAX: usize = 60;
/// The longest note (characters).
const NOTE_MAX: usize = 4_000;

/// What the form of an asset sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct AssetForm {
    /// As it stands on its label; empty: the next one of its category.
    pub tag: String,
    /// What it is called; empty: as its model.
    pub name: String,
    /// Of which kind.
    pub category: String,
    /// Of which model; may be empty.
    pub model: String,
    /// The maker's.
    pub serial: String,
    /// Of a new one: the organisation's word for how it stands.
    pub label: String,
    /// Where it belongs.
    pub home: String,
    /// Who sold it.
    pub supplier: String,
    /// When it was bought.
    pub purchased_on: String,
    /// What it cost, in the organisation's currency.
    pub cost: String,
    /// Of the order.
    pub order_number: String,
    /// The last day of the warranty.
    pub warranty_until: String,
    /// The end of its life; empty: as its model and category say.
    pub ends_on: String,
    /// For colleagues.
    pub note: String,
    /// Its id in the system it came from; may be empty.
    pub legacy_id: String,
    /// Why it is changed, for its history.
    pub reason: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
    /// Fields of the organisation's own, by [`Field::input`].
    #[serde(flatten)]
    pub fields: BTreeMap<String, String>,
}

impl AssetForm {
    /// The form of an asset as it stands.
    pub fn of(asset: &Asset, values: &Values, fields: &[&Field]) -> AssetForm {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let own = fields.iter().filter_map(|field| Some((field.input(), values.get(&field.id)?.clone())));
        AssetForm {
            tag: asset.tag.clone(),
            name: asset.name.clone(),
            category: asset.category_id.to_string(),
            model: id(asset.model_id),
            serial: asset.serial.clone(),
            label: id(asset.label_id),
            home: id(asset.home_id),
            supplier: id(asset.supplier_id),
            purchased_on: day(asset.purchased_on),
            cost: asset.cost().map(|cost| cost.plain()).unwrap_or_default(),
            order_number: asset.order_number.clone(),
            warranty_until: day(asset.warranty_until),
            ends_on: day(asset.ends_on),
            note: asset.note.clone(),
            legacy_id: asset.legacy_id.clone().unwrap_or_default(),
            reason: String::new(),
            version: asset.version,
            key: String::new(),
            fields: own.collect(),
        }
    }
}

/// Everything that a form may choose from.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The tree of kinds.
    pub categories: Vec<Category>,
    /// Those of them that the viewer may use. None: all.
    pub usable: Option<Vec<Uuid>>,
    /// Fields of the organisation's own.
    pub fields: Vec<Field>,
    /// Models.
    pub models: Vec<Model>,
    /// Labels.
    pub labels: Vec<Label>,
    /// Makers and suppliers.
    pub vendors: Vec<Vendor>,
    /// Where things may belong, as far as the viewer may put them there.
    pub places: Vec<Location>,
    /// The organisation's currency.
    pub currency: String,
}

impl Known {
    /// The categories that are offered: those in use that the viewer may use, and the one that something has already.
    pub fn offered(&self, own: Option<Uuid>) -> impl Iterator<Item = &Category> {
        let is_usable = |id: Uuid| self.usable.as_ref().is_none_or(|usable| usable.contains(&id));
        self.categories.iter().filter(move |one| own == Some(one.id) || one.archived_at.is_none() && is_usable(one.id))
    }
}

/// The fields of a category, in their order.
pub fn fields_of(known: &Known, category: Uuid) -> Vec<&Field> {
    known.fields.iter().filter(|field| field.is_of(category, &known.categories)).collect()
}

/// An asset as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAsset {
    /// As it stands on its label. None: the next one of its category.
    pub tag: Option<String>,
    /// What it is called.
    pub name: String,
    /// Of which kind.
    pub category: Uuid,
    /// Of which model.
    pub model: Option<Uuid>,
    /// The maker's; may be empty.
    pub serial: String,
    /// The organisation's word for how it stands, of a new one.
    pub label: Option<Uuid>,
    /// Where it belongs.
    pub home: Option<Uuid>,
    /// Who sold it.
    pub supplier: Option<Uuid>,
    /// When it was bought.
    pub purchased_on: Option<NaiveDate>,
    /// What it cost, in minor units.
    pub cost_minor: Option<i64>,
    /// Of the order; may be empty.
    pub order_number: String,
    /// The last day of the warranty.
    pub warranty_until: Option<NaiveDate>,
    /// The end of its life.
    pub ends_on: Option<NaiveDate>,
    /// For colleagues.
    pub note: String,
    /// Its id in the system it came from.
    pub legacy_id: Option<String>,
    /// What its own fields are to hold, field by field of its category.
    pub contents: Contents,
    /// What it is found by besides its tag: everything about it that is a word, in lower case.
    pub words: String,
}

impl NewAsset {
    /// Reads the form. `existing` is the asset that is changed: what it refers to already may be kept.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &AssetForm, known: &Known, existing: Option<&Asset>) -> Result<NewAsset, Problems> {
        let mut problems = Problems::new();
        let tag = match form.tag.trim() {
            "" => existing.map(|asset| asset.tag.clone()),
            typed => problems.take("tag", parse_tag(typed)),
        };
        let category = match chosen(&form.category, |id| {
            known.categories.iter().any(|category| category.id == id && category.archived_at.is_none())
                || existing.is_some_and(|asset| asset.category_id == id)
        }) {
            Ok(Some(id)) => Some(id),
            Ok(None) => problems.take("category", Err("Choose a category.")),
            Err(gone) => problems.take("category", Err(gone)),
        };
        let model = problems
            .take(
                "model",
                chosen(&form.model, |id| {
                    known.models.iter().any(|model| model.id == id)
                        || existing.is_some_and(|asset| asset.model_id == Some(id))
                }),
            )
            .flatten();
        let model = model
            .and_then(|id| known.models.iter().find(|model| model.id == id))
            .map(|model| (model.id, model))
            .map_or(model.map(|id| (id, None)), |(id, model)| Some((id, Some(model))));
        let name = match text::optional_line(&form.name, NAME_MAX) {
            Ok(name) if name.is_empty() => match model {
                Some((_, Some(model))) => Some(model.label()),
                _ => problems.take("name", Err("Give it a name, or choose a model.")),
            },
            read => problems.take("name", read),
        };
        let serial = problems.take("serial", text::optional_line(&form.serial, SERIAL_MAX));
        let label = problems
            .take(
                "label",
                chosen(&form.label, |id| {
                    existing.is_some()
                        || known.labels.iter().any(|label| label.id == id && label.state == State::InStock)
                }),
            )
            .flatten();
        let home = problems
            .take(
                "home",
                chosen(&form.home, |id| {
                    known.places.iter().any(|place| place.id == id)
                        || existing.is_some_and(|asset| asset.home_id == Some(id))
                }),
            )
            .flatten();
        let supplier = problems
            .take(
                "supplier",
                chosen(&form.supplier, |id| {
                    known.vendors.iter().any(|vendor| vendor.id == id)
                        || existing.is_some_and(|asset| asset.supplier_id == Some(id))
                }),
            )
            .flatten();
        let purchased_on = problems.take("purchased_on", day(&form.purchased_on)).flatten();
        let cost = match form.cost.trim() {
            "" => None,
            typed => {
                problems.take("cost", Money::parse(typed, existing.map_or(&known.currency, |asset| &asset.currency)))
            }
        };
        let order_number = problems.take("order_number", text::optional_line(&form.order_number, ORDER_MAX));
        let warranty_until = problems.take("warranty_until", day(&form.warranty_until)).flatten();
        let ends_on = problems.take("ends_on", day(&form.ends_on)).flatten();
        let note = problems.take("note", text::paragraph(&form.note, NOTE_MAX));
        let legacy_id = problems.take("legacy_id", text::optional_line(&form.legacy_id, LEGACY_MAX));
        if let (Some(bought), Some(until)) = (purchased_on, warranty_until)
            && until < bought
        {
            problems.add("warranty_until", "The warranty cannot end before the purchase.");
        }
        let contents = category.map(|category| contents(form, known, category, &mut problems)).unwrap_or_default();
        let (Some(category), Some(name), Some(serial), Some(order_number), Some(note), true) =
            (category, name, serial, order_number, note, problems.is_empty())
        else {
            return Err(problems);
        };
        let said = defaults(&known.categories, category);
        let life = model.and_then(|(_, model)| model?.life_months).or(said.life_months);
        let months = life.and_then(|months| u32::try_from(months).ok()).map(Months::new);
        let computed = purchased_on.zip(months).and_then(|(bought, months)| bought.checked_add_months(months));
        let words = words(&name, &serial, &order_number, model.and_then(|(_, model)| model), known, &contents);
        Ok(NewAsset {
            tag,
            name,
            category,
            model: model.map(|(id, _)| id),
            serial,
            label,
            home,
            supplier,
            purchased_on,
            cost_minor: cost.map(|cost| cost.minor),
            order_number,
            warranty_until,
            ends_on: ends_on.or(computed),
            note,
            legacy_id: legacy_id.filter(|id| !id.is_empty()),
            contents,
            words,
        })
    }

    /// What it is found by, with this tag.
    pub fn search(&self, tag: &str) -> String {
        format!("{} {}", tag.to_lowercase(), self.words)
    }
}

/// A choice that may be left open.
fn chosen(typed: &str, is_known: impl FnOnce(Uuid) -> bool) -> Result<Option<Uuid>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => match typed.parse() {
            Ok(id) if is_known(id) => Ok(Some(id)),
            _ => Err("This is not there any more. Choose another one."),
        },
    }
}

fn day(typed: &str) -> Result<Option<NaiveDate>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => parse_day(typed).map(Some).ok_or("Enter a day as year-month-day, such as 2026-11-26."),
    }
}

fn contents(form: &AssetForm, known: &Known, category: Uuid, problems: &mut Problems) -> Contents {
    let mut contents = Vec::new();
    for field in fields_of(known, category) {
        let input = field.input();
        let typed = form.fields.get(&input).map_or("", String::as_str);
        if let Some(content) = problems.take(input, field.read(typed, &known.currency)) {
            contents.push((field.id, content));
        }
    }
    contents
}

fn words(
    name: &str,
    serial: &str,
    order_number: &str,
    model: Option<&Model>,
    known: &Known,
    contents: &Contents,
) -> String {
    let is_word = |id: &Uuid| {
        let field = known.fields.iter().find(|field| field.id == *id);
        field.is_some_and(|field| !field.is_sealed && !matches!(field.kind, Kind::Person | Kind::Boolean))
    };
    let own = contents.iter().filter(|(id, _)| is_word(id)).filter_map(|(_, content)| content.as_ref());
    let model = model.map(|model| format!("{} {}", model.label(), model.number)).unwrap_or_default();
    let all = [name, serial, order_number, &model].map(str::to_owned).into_iter();
    let all = all.chain(own.map(|content| content.value.clone())).filter(|word| !word.trim().is_empty());
    all.collect::<Vec<_>>().join(" ").to_lowercase()
}
