//! The verbs of kits and their templates.

use super::events::{Event, told};
use super::model::{Fate, Kit, Line, NewTemplate, Part, Returned, Template};
use super::store;
use crate::assets::actions::{check_in_in, check_out_many_in, held as held_assets, lose, stay_out_in};
use crate::assets::{Handover, Return, To};
use crate::catalogue::labels::State;
use crate::difference::difference;
use crate::stock::{self, Act, Other, Wish};
use chrono::NaiveDate;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{Claim, claim_for};
use platform::{Perm, Scope};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The most templates of an organisation.
const TEMPLATES_MAX: i64 = 500;

/// Makes a template. The key makes a second click nothing.
///
/// # Errors
/// Forbidden where the viewer may not change things everywhere; a problem at `name` where another has it.
pub async fn create(scope: &Scope, new: &NewTemplate, key: &str) -> Result<Uuid> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let (org, id) = (scope.org_id(), scope.id());
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = claim_for(&mut tx, scope, key, &format!("kit template {new:?}"), id).await? {
        return Ok(made);
    }
    if store::count_templates(&mut tx, org).await? >= TEMPLATES_MAX {
        return Err(Error::invalid("name", format!("There are {TEMPLATES_MAX} templates already.")));
    }
    demand_known(&mut tx, scope, new).await?;
    store::insert_template(&mut tx, org, id, new, scope.now).await.map_err(refused)?;
    let template = store::template(&mut tx, org, id).await?;
    let after = as_told(&template, &store::lines(&mut tx, org, vec![id]).await?);
    record(&mut tx, scope, Event::TemplateCreated { id, name: &new.name, after }).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a template: its kits lack, or do not lack, something else from now on.
///
/// # Errors
/// `kit_template_changed` where somebody was quicker; as [`create`].
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewTemplate) -> Result<()> {
    let org = scope.org_id();
    let (mut tx, before) = held(scope, id, version, false).await?;
    demand_known(&mut tx, scope, new).await?;
    let was = as_told(&before, &store::lines(&mut tx, org, vec![id]).await?);
    store::update_template(&mut tx, org, id, new).await.map_err(refused)?;
    let after = store::template(&mut tx, org, id).await?;
    let is = as_told(&after, &store::lines(&mut tx, org, vec![id]).await?);
    let (before, after) = difference(was, is);
    record(&mut tx, scope, Event::TemplateChanged { id, name: &new.name, before, after }).await?;
    tx.commit().await
}

/// Nothing is put into a template that is not there.
async fn demand_known(tx: &mut Tx, scope: &Scope, new: &NewTemplate) -> Result<()> {
    for (nth, line) in new.lines.iter().enumerate() {
        if !store::is_known(tx, scope.org_id(), line.what).await? {
            let sentence = format!("Line {}: this is not there any more. Choose something else.", nth + 1);
            return Err(Error::invalid("lines", sentence));
        }
    }
    Ok(())
}

fn as_told(template: &Template, lines: &[Line]) -> serde_json::Value {
    let lines: Vec<(String, i64)> = lines.iter().map(|line| (line.name.clone(), line.quantity)).collect();
    told(&template.name, &template.note, &lines)
}

/// Puts a template away, or takes it out again.
///
/// # Errors
/// `kit_template_changed`; `kit_template_in_use` while kits are made by it; `kit_templates_org_id_name_key`.
pub async fn set_archived(scope: &Scope, id: Uuid, version: i64, away: bool) -> Result<Template> {
    let (mut tx, _) = held(scope, id, version, !away).await?;
    // Counted now that nobody makes another kit by it.
    let template = store::template(&mut tx, scope.org_id(), id).await?;
    if away && template.kits > 0 {
        return Err(Error::conflict("kit_template_in_use"));
    }
    store::archive_template(&mut tx, scope.org_id(), id, away.then_some(scope.now)).await?;
    record(&mut tx, scope, Event::TemplateArchived { id, name: &template.name, away }).await?;
    tx.commit().await?;
    Ok(template)
}

/// A template in this version, put away or not, held for a change.
async fn held(scope: &Scope, id: Uuid, version: i64, is_archived: bool) -> Result<(Tx, Template)> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    let template = store::hold_template(&mut tx, scope.org_id(), id).await?;
    if template.version != version || template.archived_at.is_some() != is_archived {
        return Err(Error::conflict("kit_template_changed"));
    }
    Ok((tx, template))
}

/// The schema says that templates have different names; people read it at the field.
fn refused(error: Error) -> Error {
    match error.is_conflict("kit_templates_org_id_name_key") || error.is_conflict("kit_templates_org_id_name_key_key") {
        true => Error::invalid("name", "Another template has this name."),
        false => error,
    }
}

/// Makes an asset a kit.
///
/// # Errors
/// Forbidden where the viewer may not change the asset; `kit_known`; a problem at `template` where it is not there any more.
pub async fn make(scope: &Scope, asset: Uuid, template: Uuid) -> Result<()> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let assets = held_assets(&mut tx, scope, &[asset], Perm::AssetsManage).await?;
    if assets.iter().any(|asset| asset.state == State::Disposed) {
        return Err(Error::conflict("asset_is_disposed"));
    }
    let gone = || Error::invalid("template", "This template is not there any more. Choose another one.");
    match store::hold_template(&mut tx, org, template).await {
        Ok(found) if found.archived_at.is_none() => {}
        Ok(_) | Err(Error::NotFound) => return Err(gone()),
        Err(error) => return Err(error),
    }
    if !store::insert_kit(&mut tx, org, asset, template, scope.now).await? {
        return Err(Error::conflict("kit_known"));
    }
    let kit = store::kit(&mut tx, org, asset, &scope.reach(Perm::AssetsRead)).await?;
    record(&mut tx, scope, Event::Made { kit: &kit, is_kit: true }).await?;
    tx.commit().await
}

/// Lets an asset be no kit any more. Its parts stay in it.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Forbidden`] by the viewer's rights.
pub async fn unmake(scope: &Scope, asset: Uuid) -> Result<Kit> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    held_assets(&mut tx, scope, &[asset], Perm::AssetsManage).await?;
    let kit = store::kit(&mut tx, org, asset, &scope.reach(Perm::AssetsRead)).await?;
    store::delete_kit(&mut tx, org, asset).await?;
    record(&mut tx, scope, Event::Made { kit: &kit, is_kit: false }).await?;
    tx.commit().await?;
    Ok(kit)
}

/// A hand-over of a kit as somebody wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Out<'a> {
    /// To whom.
    pub contact: Uuid,
    /// Expected back; none: for good.
    pub due_on: Option<NaiveDate>,
    /// Where its stock is taken from; none: none is.
    pub stock_from: Option<Uuid>,
    /// For colleagues.
    pub note: &'a str,
}

/// Hands a kit over with all its parts, and issues what its template has of stock; all of it, or nothing. The key makes a
/// second click nothing.
///
/// # Errors
/// Forbidden where the viewer may not hand over all that is in it; a problem at `assets` where it is not in stock; at `person` and `stock_from` where these are gone or there is too little.
pub async fn check_out(scope: &Scope, id: Uuid, out: &Out<'_>, key: &str) -> Result<()> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(_) = claim_for(&mut tx, scope, key, &format!("kit {id} out {out:?}"), id).await? {
        return Ok(());
    }
    let kit = store::kit(&mut tx, org, id, &scope.reach(Perm::AssetsRead)).await?;
    let handover = Handover { to: To::Contact(out.contact), due_on: out.due_on, note: out.note.to_owned() };
    check_out_many_in(&mut tx, scope, &[id], &handover).await?;
    let parts = store::parts(&mut tx, org, vec![id]).await?;
    demand_all_of_it(scope, &parts)?;
    if let Some(location) = out.stock_from {
        for line in store::lines(&mut tx, org, vec![kit.template_id]).await? {
            let Some(item) = line.item_id else { continue };
            let act = Act::Issue(line.quantity, Some(Other::Contact(out.contact)));
            let wish = Wish { location, act, note: format!("With {} {}", kit.tag, kit.name) };
            let written = stock::actions::write_in(&mut tx, scope, (item, scope.id()), &wish).await;
            written.map_err(|error| too_little(error, &line))?;
        }
    }
    record(&mut tx, scope, Event::CheckedOut { kit: &kit, parts: &parts }).await?;
    tx.commit().await
}

/// Whoever hands a kit over, or takes it back, answers for everything that is in it.
fn demand_all_of_it(scope: &Scope, parts: &[Part]) -> Result<()> {
    let (seen, lent) = (scope.reach(Perm::AssetsRead), scope.reach(Perm::AssetsLend));
    match parts.iter().all(|part| part.is_within(&seen) && part.is_within(&lent)) {
        true => Ok(()),
        false => Err(Error::Forbidden),
    }
}

/// What stock says about a quantity belongs to the place it is taken from.
fn too_little(error: Error, line: &Line) -> Error {
    match error {
        Error::Invalid(problems) => {
            let sentence = problems.iter().next().map_or_else(String::new, |(_, message)| message.to_owned());
            Error::invalid("stock_from", format!("{}: {sentence}", line.name))
        }
        error => error,
    }
}

/// Takes a kit back with what is there. What is late stays with whoever had the kit, and is asked for; what is lost is with
/// nobody any more, and disposed of by [`lose_in`] once the bookings it was promised to have made room. The key makes a
/// second click nothing: false. A part.
///
/// # Errors
/// `kit_changed` where its parts are not those that were seen; a problem at `assets` where nobody has it, at `parts` where
/// nobody can be late; Forbidden where something is lost and the viewer may not dispose of it.
pub async fn take_back_in(tx: &mut Tx, scope: &Scope, id: Uuid, returned: &Returned, key: &str) -> Result<bool> {
    let org = scope.org_id();
    // What is there is read from a form by what is in the kit, so a second click may read less.
    let wish = format!("kit {id} back {}", returned.note);
    if let Claim::Done(_) = claim_for(&mut *tx, scope, key, &wish, id).await? {
        return Ok(false);
    }
    let kit = store::kit(&mut *tx, org, id, &scope.reach(Perm::AssetsRead)).await?;
    let back = |note: &str| Return { location: None, label: None, note: note.to_owned() };
    check_in_in(&mut *tx, scope, &[id], &back(&returned.note)).await?;
    let parts = store::parts(&mut *tx, org, vec![id]).await?;
    demand_all_of_it(scope, &parts)?;
    let now: BTreeSet<Uuid> = parts.iter().map(|part| part.asset_id).collect();
    let seen: BTreeSet<Uuid> = returned.there.iter().chain(returned.missing.keys()).copied().collect();
    if now != seen {
        return Err(Error::conflict("kit_changed"));
    }
    let why = missing_from(&kit);
    let (late, lost) = (returned.of(Fate::Late), returned.of(Fate::Lost));
    if !late.is_empty() {
        let Some(contact) = kit.contact_id else {
            return Err(Error::invalid("parts", "Nobody had this kit, so nobody is late with it. Is it lost?"));
        };
        let due_on = kit.due_on.or(Some(scope.today()));
        let stay = Handover { to: To::Contact(contact), due_on, note: why.clone() };
        stay_out_in(&mut *tx, scope, &late, &stay).await?;
    }
    if !lost.is_empty() {
        // Nobody is asked about the bookings of what they may not dispose of.
        held_assets(&mut *tx, scope, &lost, Perm::AssetsManage).await?;
        check_in_in(&mut *tx, scope, &lost, &back(&why)).await?;
    }
    let tagged = |is_there: bool| parts.iter().filter(move |part| returned.there.contains(&part.asset_id) == is_there);
    let there: Vec<&Part> = tagged(true).collect();
    let fate = |part: &Part| returned.missing.get(&part.asset_id).copied().unwrap_or(Fate::Late);
    let missing: Vec<(&Part, Fate)> = tagged(false).map(|part| (part, fate(part))).collect();
    record(tx, scope, Event::Returned { kit: &kit, there: &there, missing: &missing }).await?;
    Ok(true)
}

/// Disposes of what was lost of a kit that was taken back in this transaction. A part.
///
/// # Errors
/// The rule of the policy of assets.
pub async fn lose_in(tx: &mut Tx, scope: &Scope, id: Uuid, lost: &[Uuid]) -> Result<()> {
    if lost.is_empty() {
        return Ok(());
    }
    let kit = store::kit(&mut *tx, scope.org_id(), id, &scope.reach(Perm::AssetsRead)).await?;
    lose(tx, scope, lost, &format!("Lost. {}", missing_from(&kit))).await
}

/// What the history of a part says that did not come back.
fn missing_from(kit: &Kit) -> String {
    format!("Missing when {} {} came back", kit.tag, kit.name)
}
