//! Making and changing assets.

use super::super::events::Event;
use super::super::model::{Asset, Known, NOTE_MAX, NewAsset, Values};
use super::super::{policy, store, values};
use super::held;
use crate::catalogue::categories::{self, Defaults, TagPattern};
use crate::catalogue::{fields, vendors};
use crate::difference::difference;
use crate::locations;
use kernel::db::Tx;
use kernel::{Error, Result, text};
use platform::events::record;
use platform::once::{Claim, claim_for};
use platform::{Perm, Scope};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// How often an action is tried again that the database asked to try again, or whose next tag was taken meanwhile.
const TRIES: usize = 5;
/// The rules of the schema that a tag, a serial and a field's value are of one asset.
const LEGACY_KNOWN: &str = "assets_org_id_legacy_id_key";
/// A tag is no further code of any asset.
const CODE_KNOWN: &str = "asset_code_known";
pub(super) const TAG_KNOWN: &str = "assets_org_id_tag_key_key";
pub(super) const SERIAL_KNOWN: &str = "assets_org_id_serial_key_key";
pub(super) const VALUE_KNOWN: &str = "asset_values_org_id_field_id_unique_key_key";

/// Makes an asset, in stock. The key makes a second click nothing.
///
/// # Errors
/// Forbidden where the viewer may not put it; a problem at `tag`, `serial` or a field when another asset has that already.
pub async fn create(scope: &Scope, new: &NewAsset, known: &Known, key: &str) -> Result<Uuid> {
    demand_belonging(scope, new.home, new.category)?;
    for _ in 0..TRIES {
        match create_once(scope, new, known, key).await {
            Err(Error::Busy) => continue,
            // Somebody stuck the next tag onto something else a moment ago: the one after it is free.
            Err(error) if (error.is_conflict(TAG_KNOWN) || error.is_conflict(CODE_KNOWN)) && new.tag.is_none() => {
                continue;
            }
            made => return made.map_err(told),
        }
    }
    Err(Error::Busy)
}

async fn create_once(scope: &Scope, new: &NewAsset, known: &Known, key: &str) -> Result<Uuid> {
    let (org, id) = (scope.org_id(), scope.id());
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(id) = claim_for(&mut tx, scope, key, &format!("asset {new:?}"), id).await? {
        return Ok(id);
    }
    hold_home(&mut tx, scope, new.home).await?;
    let said = hold_catalogue(&mut tx, scope, new, known, None).await?;
    let tag = match &new.tag {
        Some(tag) => tag.clone(),
        None => next_tag(&mut tx, org, &said.tag_pattern).await?,
    };
    let serial_key = keyed(new, &said);
    let marks = (tag.as_str(), serial_key.as_deref());
    store::insert(&mut tx, org, id, new, marks, &scope.org.currency, scope.now).await?;
    write_values(&mut tx, scope, id, new, known).await?;
    let asset = store::by_id(&mut tx, org, id).await?;
    let after = veiled(told_of(&asset, &wanted(new), known), known);
    record(&mut tx, scope, Event::Created { id, tag: &tag, after }).await?;
    tx.commit().await?;
    Ok(id)
}

/// The next tag of a pattern that no asset has.
async fn next_tag(tx: &mut Tx, org: Uuid, pattern: &str) -> Result<String> {
    let shape = TagPattern::parse(pattern).map_err(Error::broken)?;
    loop {
        let tag = shape.tag(store::next(&mut *tx, org, pattern, &shape).await?);
        if !store::is_taken(&mut *tx, org, &tag).await? {
            return Ok(tag);
        }
    }
}

/// Changes what describes an asset, and keeps why, where somebody says it.
///
/// # Errors
/// `asset_changed` when this version is not the present one any more; a problem at `reason`; as [`create`].
pub async fn change(
    scope: &Scope,
    (id, version): (Uuid, i64),
    new: &NewAsset,
    known: &Known,
    reason: &str,
) -> Result<()> {
    let org = scope.org_id();
    let note = &text::optional_line(reason, NOTE_MAX).map_err(|told| Error::invalid("reason", told))?;
    let mut tx = scope.db().begin().await?;
    let before = held(&mut tx, scope, &[id], Perm::AssetsManage).await?.remove(0);
    if (before.home_id, before.category_id) != (new.home, new.category) {
        demand_belonging(scope, new.home, new.category)?;
    }
    if before.home_id != new.home {
        hold_home(&mut tx, scope, new.home).await?;
    }
    let tag = new.tag.clone().unwrap_or_else(|| before.tag.clone());
    let serial_key = keyed(new, &hold_catalogue(&mut tx, scope, new, known, Some(&before)).await?);
    let marks = (tag.as_str(), serial_key.as_deref());
    if !store::update(&mut tx, org, (id, version), new, marks, scope.now).await.map_err(told)? {
        return Err(Error::conflict("asset_changed"));
    }
    let held = values::opened(scope, &store::of(&mut tx, org, id).await?);
    write_changed(&mut tx, scope, id, new, known, &held).await.map_err(told)?;
    let after = store::by_id(&mut tx, org, id).await?;
    if let Some((was, is)) = changes((&before, &held), (&after, &wanted(new)), known) {
        record(&mut tx, scope, Event::Changed { asset: &after, before: was, after: is, note }).await?;
    }
    tx.commit().await
}

/// What is different about an asset, as it was and as it is, in the words of its history.
pub(super) fn changes(
    (before, held): (&Asset, &Values),
    (after, wanted): (&Asset, &[(Uuid, Option<String>)]),
    known: &Known,
) -> Option<(Value, Value)> {
    let mut held_now = held.clone();
    for (field, value) in wanted {
        match value {
            Some(value) => held_now.insert(*field, value.clone()),
            None => held_now.remove(field),
        };
    }
    let as_told = |values: &Values| values.iter().map(|(id, value)| (*id, Some(value.clone()))).collect::<Vec<_>>();
    let (was, is) = difference(told_of(before, &as_told(held), known), told_of(after, &as_told(&held_now), known));
    (was != json!({}) || is != json!({})).then(|| (veiled(was, known), veiled(is, known)))
}

/// Holds still what the asset is described with until the transaction ends, and refuses what is not as it was read; answers
/// what its category says now.
async fn hold_catalogue(
    tx: &mut Tx,
    scope: &Scope,
    new: &NewAsset,
    known: &Known,
    before: Option<&Asset>,
) -> Result<Defaults> {
    let org = scope.org_id();
    let gone = "This is not there any more. Choose another one.";
    let category = categories::store::hold(&mut *tx, org, new.category).await?;
    if category.archived_at.is_some() && before.is_none_or(|before| before.category_id != new.category) {
        return Err(Error::invalid("category", gone));
    }
    if fields::store::hold(&mut *tx, org).await? != known.fields {
        return Err(Error::conflict("asset_fields_changed"));
    }
    if let Some(supplier) = new.supplier.filter(|id| before.is_none_or(|before| before.supplier_id != Some(*id)))
        && vendors::store::hold(&mut *tx, org, supplier).await?.archived_at.is_some()
    {
        return Err(Error::invalid("supplier", gone));
    }
    let tree = categories::store::tree_with_archived(tx, org).await?;
    Ok(categories::defaults(&tree, new.category))
}

/// What the serial is compared by, where it has to differ from all others.
pub(super) fn keyed(new: &NewAsset, said: &Defaults) -> Option<String> {
    said.unique_serials.then(|| categories::serial_key(&new.serial)).flatten()
}

/// Refuses a place that was put away; from here to the end of the transaction nobody puts it away.
async fn hold_home(tx: &mut Tx, scope: &Scope, home: Option<Uuid>) -> Result<()> {
    let Some(home) = home else { return Ok(()) };
    match locations::store::hold(tx, scope.org_id(), home).await?.archived_at {
        None => Ok(()),
        Some(_) => Err(Error::invalid("home", "This location is not there any more. Choose another one.")),
    }
}

/// Refuses what the viewer could not change any more: their rights hold at some places, or for some categories.
fn demand_belonging(scope: &Scope, home: Option<Uuid>, category: Uuid) -> Result<()> {
    match policy::may_belong(&scope.reach(Perm::AssetsManage), home, category) {
        Err(("home", _)) if home.is_some() => Err(Error::Forbidden),
        Err((field, message)) => Err(Error::invalid(field, message)),
        Ok(()) => Ok(()),
    }
}

async fn write_values(tx: &mut Tx, scope: &Scope, id: Uuid, new: &NewAsset, known: &Known) -> Result<()> {
    write_changed(tx, scope, id, new, known, &Values::new()).await
}

/// Writes what is not as it was; a sealed value that stays the same stays locked as it is.
async fn write_changed(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    new: &NewAsset,
    known: &Known,
    held: &Values,
) -> Result<()> {
    let differs = |field: &Uuid, value: Option<&str>| held.get(field).map(String::as_str) != value;
    let changed = new
        .contents
        .iter()
        .filter(|(field, content)| differs(field, content.as_ref().map(|content| content.value.as_str())));
    for (field, stored) in values::stored(scope, &known.fields, &changed.cloned().collect()) {
        match stored {
            Some(stored) => {
                let written = store::write(tx, scope.org_id(), id, &stored).await;
                written.map_err(|error| match error.is_conflict(VALUE_KNOWN) {
                    true => Error::invalid(input_of(field, known), "Another asset has the same here already."),
                    false => error,
                })?;
            }
            None => store::empty(tx, scope.org_id(), id, field).await?,
        }
    }
    Ok(())
}

pub(super) fn input_of(field: Uuid, known: &Known) -> String {
    known.fields.iter().find(|known| known.id == field).map(|field| field.input()).unwrap_or_default()
}

/// What its own fields are wanted to hold.
pub(super) fn wanted(new: &NewAsset) -> Vec<(Uuid, Option<String>)> {
    new.contents.iter().map(|(id, content)| (*id, content.as_ref().map(|content| content.value.clone()))).collect()
}

/// Of what is sealed, history tells only that it is there.
pub(super) fn veiled(told: Value, known: &Known) -> Value {
    let Value::Object(mut told) = told else { return told };
    for field in known.fields.iter().filter(|field| field.is_sealed) {
        if let Some(value) = told.get_mut(&format!("field:{}", field.name)).filter(|value| !value.is_null()) {
            *value = json!("sealed");
        }
    }
    Value::Object(told)
}

/// An asset in the words of its history, before it is [`veiled`].
pub(super) fn told_of(asset: &Asset, own: &[(Uuid, Option<String>)], known: &Known) -> Value {
    let mut told = Map::new();
    let Asset { tag, name, category_name, serial, home_name, supplier_name, order_number, note, .. } = asset;
    for (field, value) in [
        ("tag", json!(tag)),
        ("name", json!(name)),
        ("category", json!(category_name)),
        ("model", json!(asset.model_label())),
        ("serial", json!(serial)),
        ("home", json!(home_name)),
        ("supplier", json!(supplier_name)),
        ("purchased_on", json!(asset.purchased_on)),
        ("cost", json!(asset.cost().map(|cost| cost.to_string()))),
        ("order_number", json!(order_number)),
        ("warranty_until", json!(asset.warranty_until)),
        ("ends_on", json!(asset.ends_on)),
        ("note", json!(note)),
        ("legacy_id", json!(asset.legacy_id)),
    ] {
        let says_nothing = value.is_null() || value == json!("");
        told.insert(field.to_owned(), if says_nothing { Value::Null } else { value });
    }
    for field in &known.fields {
        let Some((_, Some(value))) = own.iter().find(|(id, _)| *id == field.id) else { continue };
        told.insert(format!("field:{}", field.name), json!(field.shown(value, &asset.currency)));
    }
    Value::Object(told)
}

/// A refusal of the schema at the field it is about.
fn told(error: Error) -> Error {
    match &error {
        Error::Conflict(rule) if rule == TAG_KNOWN => Error::invalid("tag", "Another asset has this tag already."),
        Error::Conflict(rule) if rule == CODE_KNOWN => Error::invalid("tag", "An asset has this as a further code."),
        Error::Conflict(rule) if rule == SERIAL_KNOWN => {
            Error::invalid("serial", "Another asset has this serial already.")
        }
        Error::Conflict(rule) if rule == LEGACY_KNOWN => {
            Error::invalid("legacy_id", "Another asset has this id of another system already.")
        }
        _ => error,
    }
}
