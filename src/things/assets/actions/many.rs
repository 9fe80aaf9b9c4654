//! Many assets at once, each with all that is to become of it: made, described, standing, being somewhere, handed over. For
//! files and for bulk edits, which judge every asset by itself first. What is written is what the verbs for one write, and so
//! is what is told.

use super::super::events::Event;
use super::super::model::{Asset, Handover, Known, NewAsset, Return, To, Values, expected};
use super::super::{asking, policy, store, values};
use super::custody::{ask, put_back};
use super::edit::{changes, keyed, told_of, veiled, wanted};
use crate::catalogue::categories::{self, Defaults, TagPattern};
use crate::catalogue::labels::State;
use crate::catalogue::{fields, vendors};
use crate::locations;
use chrono::NaiveDate;
use kernel::db::Tx;
use kernel::{Error, Problems, Result};
use people::contacts;
use platform::events::{Telling, record_many};
use platform::{Perm, Scope};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What is to become of an asset.
#[derive(Debug, Clone)]
pub struct Wish {
    /// It as it stands, with what its own fields hold; none: it is new.
    pub before: Option<(Asset, Values)>,
    /// How it is to be described; none: as it is.
    pub new: Option<NewAsset>,
    /// State and label; none: as it stands.
    pub standing: Option<(State, Option<Uuid>)>,
    /// Of what is disposed of, what became of it.
    pub disposal: String,
    /// Where it is; none: where it was, or belongs.
    pub location: Option<Uuid>,
    /// Whose it becomes.
    pub handover: Option<Handover>,
    /// Is it taken back first?
    pub comes_back: bool,
    /// When it is expected back from whoever has it, or never; none: as it was said.
    pub due: Option<Option<NaiveDate>>,
    /// Does it go back to somebody who had it before? Nobody signs a second time for that.
    pub is_restored: bool,
}

/// What became of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Became {
    /// Which.
    pub id: Uuid,
    /// Its tag.
    pub tag: String,
    /// The version that it has now.
    pub version: i64,
}

/// What speaks against a wish, before anything is written: rights, and the life that assets have. What another asset has
/// already is for whoever looks at all of them together.
pub fn refusals(scope: &Scope, wish: &Wish) -> Problems {
    let mut problems = Problems::new();
    let manage = scope.reach(Perm::AssetsManage);
    let lend = scope.reach(Perm::AssetsLend);
    if let Some(new) = &wish.new {
        let belongs = (new.home, new.category);
        let stays = wish.before.as_ref().is_some_and(|(asset, _)| (asset.home_id, asset.category_id) == belongs);
        if let (false, Err((field, message))) = (stays, policy::may_belong(&manage, new.home, new.category)) {
            problems.add(field, message);
        }
    }
    let category = wish.new.as_ref().map(|new| new.category);
    let category = category.or(wish.before.as_ref().map(|(asset, _)| asset.category_id));
    if wish.location.is_some_and(|place| !lend.holds(&[Some(place)], category)) {
        problems.add("location", "You may not put assets there.");
    }
    let Some((asset, _)) = &wish.before else {
        if wish.handover.is_some() && wish.standing.is_some_and(|(state, _)| state != State::InStock) {
            problems.add("holder", "What is not in stock cannot be checked out.");
        }
        return problems;
    };
    let touches = wish.new.is_some() || wish.standing.is_some();
    if touches && !asset.is_within(&manage) {
        problems.add("tag", "You may not change this asset.");
    }
    let moves = wish.location.is_some() || wish.handover.is_some() || wish.comes_back || wish.due.is_some();
    if moves && !asset.is_within(&lend) {
        problems.add("tag", "You may not hand over or move this asset.");
    }
    if (wish.comes_back || wish.due.is_some()) && asset.custody_id.is_none() {
        problems.add("holder", "Nobody has this asset.");
    }
    let mut then = asset.clone();
    if wish.comes_back {
        then.custody_id = None;
        if then.state == State::Assigned {
            then.state = State::InStock;
        }
    }
    if let Some((state, _)) = wish.standing {
        match policy::may_become(&then, state) {
            Ok(()) => then.state = state,
            Err(Error::Conflict(rule)) => problems.add("status", sentence(&rule)),
            Err(error) => problems.add("status", error.to_string()),
        }
        if state == State::Disposed && asset.state != State::Disposed && wish.disposal.is_empty() {
            problems.add("note", "Say what became of it: sold, lost, recycled, given away.");
        }
    }
    if let Some(handover) = &wish.handover {
        if then.custody_id.is_some() {
            problems.add("holder", "Somebody has this asset. Check it in first.");
        } else if then.state != State::InStock || (wish.standing.is_none() && !asset.may_leave) {
            problems.add("holder", "This asset is not in stock.");
        } else if handover.to == To::Asset(asset.id) {
            problems.add("holder", "An asset is not put into itself.");
        }
    }
    problems
}

fn sentence(rule: &str) -> &'static str {
    let known = super::super::REFUSALS.iter().find(|(known, _)| *known == rule);
    known.map_or("This asset cannot come to stand so.", |(_, sentence)| sentence)
}

/// Holds still what assets are described with until the transaction ends.
///
/// # Errors
/// `asset_fields_changed` when fields or categories are not as they were read; whoever asks reads them again.
pub async fn hold_many(tx: &mut Tx, scope: &Scope, wishes: &[Wish], known: &Known) -> Result<()> {
    let org = scope.org_id();
    let stale = || Error::conflict("asset_fields_changed");
    let new: Vec<&NewAsset> = wishes.iter().filter_map(|wish| wish.new.as_ref()).collect();
    let kinds: BTreeSet<Uuid> = new.iter().map(|new| new.category).collect();
    for kind in kinds {
        categories::store::hold(&mut *tx, org, kind).await?;
    }
    if fields::store::hold(&mut *tx, org).await? != known.fields
        || categories::store::tree_with_archived(&mut *tx, org).await? != known.categories
    {
        return Err(stale());
    }
    let suppliers: BTreeSet<Uuid> = new.iter().filter_map(|new| new.supplier).collect();
    for supplier in suppliers {
        let is_kept = |wish: &Wish| wish.before.as_ref().is_some_and(|(asset, _)| asset.supplier_id == Some(supplier));
        if vendors::store::hold(&mut *tx, org, supplier).await?.archived_at.is_some()
            && !wishes
                .iter()
                .filter(|wish| wish.new.as_ref().is_some_and(|new| new.supplier == Some(supplier)))
                .all(is_kept)
        {
            return Err(stale());
        }
    }
    let kept = wishes.iter().filter_map(|wish| wish.before.as_ref()).map(|(asset, _)| asset);
    let kept: BTreeSet<Uuid> = kept.flat_map(|asset| [asset.home_id, asset.location_id]).flatten().collect();
    let to = |wish: &Wish| match wish.handover.as_ref().map(|handover| handover.to) {
        Some(To::Location(id)) => Some(id),
        _ => None,
    };
    let places: BTreeSet<Uuid> = wishes
        .iter()
        .flat_map(|wish| [wish.new.as_ref().and_then(|new| new.home), wish.location, to(wish)])
        .flatten()
        .collect();
    for place in places {
        if locations::store::hold(&mut *tx, org, place).await?.archived_at.is_some() && !kept.contains(&place) {
            return Err(stale());
        }
    }
    if wishes.iter().any(|wish| matches!(&wish.handover, Some(Handover { to: To::Asset(_), .. }))) {
        store::hold_nesting(tx, org).await?;
    }
    Ok(())
}

/// Writes wishes that nothing speaks against, in the transaction that holds what they were judged by. The schema has the
/// last word, on all of them together.
pub async fn write_many(tx: &mut Tx, scope: &Scope, wishes: Vec<Wish>, known: &Known) -> Result<Vec<Became>> {
    let org = scope.org_id();
    let mut said: HashMap<Uuid, Defaults> = HashMap::new();
    for new in wishes.iter().filter_map(|wish| wish.new.as_ref()) {
        said.entry(new.category).or_insert_with(|| categories::defaults(&known.categories, new.category));
    }
    let tags = tags_for(&mut *tx, org, &wishes, &said).await?;
    let ids: Vec<Uuid> =
        wishes.iter().map(|wish| wish.before.as_ref().map_or_else(|| scope.id(), |(asset, _)| asset.id)).collect();
    insert(&mut *tx, scope, &wishes, (&ids, &tags), &said).await?;
    for (wish, id) in wishes.iter().zip(&ids) {
        if let (Some((before, _)), Some(new)) = (&wish.before, &wish.new) {
            let serial_key = said.get(&new.category).and_then(|said| keyed(new, said));
            let tag = new.tag.as_deref().unwrap_or(&before.tag);
            let marks = (tag, serial_key.as_deref());
            if !store::update(&mut *tx, org, (*id, before.version), new, marks, scope.now).await? {
                return Err(Error::conflict("asset_changed"));
            }
        }
    }
    write_contents(&mut *tx, scope, &wishes, &ids, known).await?;
    let mut facts = described(&mut *tx, scope, &wishes, &ids, known).await?;
    let mut standing = Standing { tx: &mut *tx, scope, facts: &mut facts, names: HashMap::new(), handed: Vec::new() };
    for (wish, id) in wishes.iter().zip(&ids) {
        standing.settle(wish, *id).await?;
    }
    let handed = standing.handed;
    because_of(scope, &mut facts);
    record_many(&mut *tx, scope, facts).await?;
    if known.categories.iter().any(|category| category.asks_acceptance == Some(true)) {
        ask_each(&mut *tx, scope, &handed).await?;
    }
    let now: HashMap<Uuid, (String, i64)> = store::versions(&mut *tx, org, &ids).await?;
    Ok(ids
        .into_iter()
        .filter_map(|id| now.get(&id).map(|(tag, version)| Became { id, tag: tag.clone(), version: *version }))
        .collect())
}

/// Asks each person who got something to sign for it, once for all of it.
async fn ask_each(tx: &mut Tx, scope: &Scope, handed: &[Handed]) -> Result<()> {
    let org = scope.org_id();
    let ids: Vec<Uuid> = handed.iter().map(|(_, _, asset)| *asset).collect();
    let assets = store::by_ids(&mut *tx, org, &ids).await?;
    let mut each: BTreeMap<Uuid, Vec<(Uuid, &Asset)>> = BTreeMap::new();
    for (person, custody, id) in handed {
        let asset = assets.iter().find(|asset| asset.id == *id);
        each.entry(*person).or_default().extend(asset.map(|asset| (*custody, asset)));
    }
    for (person, handed) in each {
        let person = contacts::store::living(&mut *tx, org, person).await?;
        ask(&mut *tx, scope, &person, &handed).await?;
    }
    Ok(())
}

/// Facts that an import, or a change of many, is the reason of say so.
fn because_of(scope: &Scope, facts: &mut [Telling]) {
    let Some(import) = scope.request_id.strip_prefix("import-") else { return };
    for (fact, _) in facts {
        fact.data["import_id"] = json!(import);
    }
}

/// The tags of the new ones: their own, or the next of their categories' patterns.
async fn tags_for(tx: &mut Tx, org: Uuid, wishes: &[Wish], said: &HashMap<Uuid, Defaults>) -> Result<Vec<String>> {
    let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
    let pattern = |wish: &Wish| {
        let new = wish.new.as_ref().filter(|new| wish.before.is_none() && new.tag.is_none())?;
        said.get(&new.category).map(|said| said.tag_pattern.as_str())
    };
    for wish in wishes {
        if let Some(pattern) = said_pattern(wish, said) {
            *wanted.entry(pattern).or_default() += 1;
        }
    }
    let mut taken: HashMap<&str, std::vec::IntoIter<String>> = HashMap::new();
    for (pattern, count) in wanted {
        let shape = TagPattern::parse(pattern).map_err(Error::broken)?;
        let mut free = Vec::with_capacity(count);
        while free.len() < count {
            let missing = count - free.len();
            let first = store::next_of(&mut *tx, org, pattern, &shape, missing).await?;
            let next: Vec<String> = (first..).take(missing).map(|number| shape.tag(number)).collect();
            let known = store::taken_of(&mut *tx, org, &next).await?;
            free.extend(next.into_iter().filter(|tag| !known.contains(&tag.to_lowercase())));
        }
        taken.insert(pattern, free.into_iter());
    }
    Ok(wishes
        .iter()
        .map(|wish| match (pattern(wish), &wish.new, &wish.before) {
            (Some(pattern), ..) => taken.get_mut(pattern).and_then(Iterator::next).unwrap_or_default(),
            (None, Some(new), _) if new.tag.is_some() => new.tag.clone().unwrap_or_default(),
            (None, _, Some((asset, _))) => asset.tag.clone(),
            _ => String::new(),
        })
        .collect())
}

/// The pattern by which a new asset without a tag gets one.
fn said_pattern<'a>(wish: &Wish, said: &'a HashMap<Uuid, Defaults>) -> Option<&'a str> {
    let new = wish.new.as_ref().filter(|new| wish.before.is_none() && new.tag.is_none())?;
    said.get(&new.category).map(|said| said.tag_pattern.as_str())
}

async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    wishes: &[Wish],
    (ids, tags): (&[Uuid], &[String]),
    said: &HashMap<Uuid, Defaults>,
) -> Result<()> {
    let mut rows = Vec::new();
    for ((wish, id), tag) in wishes.iter().zip(ids).zip(tags) {
        if let (None, Some(new)) = (&wish.before, &wish.new) {
            let serial_key = said.get(&new.category).and_then(|said| keyed(new, said));
            let (state, label) = wish.standing.unwrap_or((State::InStock, new.label));
            rows.push(store::Fresh {
                id: *id,
                new,
                tag,
                serial_key,
                state,
                // Nobody's word stands on what somebody has.
                label: label.filter(|_| wish.handover.is_none()),
                location: wish.location.or(new.home),
                disposal: wish.disposal.clone(),
            });
        }
    }
    store::insert_many(tx, scope.org_id(), rows, &scope.org.currency, scope.now).await
}

/// What own fields are to hold, where that is not what they hold.
async fn write_contents(tx: &mut Tx, scope: &Scope, wishes: &[Wish], ids: &[Uuid], known: &Known) -> Result<()> {
    let (org, mut fresh) = (scope.org_id(), Vec::new());
    for (wish, id) in wishes.iter().zip(ids) {
        let Some(new) = &wish.new else { continue };
        let held = wish.before.as_ref().map(|(_, held)| held);
        let differs =
            |field: &Uuid, value: Option<&str>| held.and_then(|held| held.get(field)).map(String::as_str) != value;
        let changed = new.contents.iter();
        let changed =
            changed.filter(|(field, content)| differs(field, content.as_ref().map(|content| content.value.as_str())));
        for (field, stored) in values::stored(scope, &known.fields, &changed.cloned().collect()) {
            match stored {
                Some(stored) if held.is_none() => fresh.push((*id, stored)),
                Some(stored) => store::write(&mut *tx, org, *id, &stored).await?,
                None if held.is_some() => store::empty(&mut *tx, org, *id, field).await?,
                None => {}
            }
        }
    }
    store::write_all(tx, org, fresh).await
}

/// What is told of how assets are described now.
async fn described(tx: &mut Tx, scope: &Scope, wishes: &[Wish], ids: &[Uuid], known: &Known) -> Result<Vec<Telling>> {
    let written: Vec<Uuid> = wishes.iter().zip(ids).filter(|(wish, _)| wish.new.is_some()).map(|(_, id)| *id).collect();
    let after: HashMap<Uuid, Asset> =
        store::by_ids(tx, scope.org_id(), &written).await?.into_iter().map(|asset| (asset.id, asset)).collect();
    let mut facts = Vec::new();
    for (wish, id) in wishes.iter().zip(ids) {
        let (Some(new), Some(after)) = (&wish.new, after.get(id)) else { continue };
        match &wish.before {
            None => {
                let told = veiled(told_of(after, &wanted(new), known), known);
                facts.push((Event::Created { id: *id, tag: &after.tag, after: told }.into(), None));
            }
            Some((before, held)) => {
                if let Some((was, is)) = changes((before, held), (after, &wanted(new)), known) {
                    facts.push((Event::Changed { asset: after, before: was, after: is, note: "" }.into(), None));
                }
            }
        }
    }
    Ok(facts)
}

/// Lets assets stand, be and belong to somebody as it is wished, one after another.
struct Standing<'a> {
    tx: &'a mut Tx,
    scope: &'a Scope,
    facts: &'a mut Vec<Telling>,
    /// What places, people and labels are called that were looked up.
    names: HashMap<Uuid, String>,
    /// What was handed to people.
    handed: Vec<Handed>,
}

/// A person, the custody under which they have something, and what.
type Handed = (Uuid, Uuid, Uuid);

impl Standing<'_> {
    async fn settle(&mut self, wish: &Wish, id: Uuid) -> Result<()> {
        let (org, now) = (self.scope.org_id(), self.scope.now);
        let asset = match (&wish.before, &wish.handover) {
            (Some((asset, _)), _) => asset.clone(),
            (None, Some(_)) => store::by_id(&mut *self.tx, org, id).await?,
            // New, and nobody's: it was written as it is to stand.
            (None, None) => return Ok(()),
        };
        if wish.comes_back {
            let how = Return { location: wish.location, label: None, note: String::new() };
            put_back(&mut *self.tx, self.scope, &asset, None, &how).await?;
            let back =
                Event::CheckedIn { asset: &asset, note: if asset.contact_id.is_some() { None } else { Some("") } };
            self.facts.push((back.into(), asset.contact_id.map(|contact| (contact, json!({ "note": "" })))));
        }
        if let Some((state, label)) = wish.standing.filter(|_| wish.before.is_some())
            && (state, label) != (asset.state, asset.label_id)
        {
            let disposal = if state == State::Disposed { wish.disposal.as_str() } else { "" };
            store::write_state(&mut *self.tx, org, id, (state, label), disposal, now).await?;
            let word = match label {
                Some(label) => Some(self.label(label).await?),
                None => None,
            };
            let after = (state.name(), word.as_deref());
            self.facts.push((Event::StatusChanged { asset: &asset, after, note: disposal }.into(), None));
        }
        if let Some(place) = wish.location.filter(|place| wish.before.is_some() && asset.location_id != Some(*place))
            && !wish.comes_back
        {
            store::write_place(&mut *self.tx, org, id, Some(place)).await?;
            let to = self.place(place).await?;
            self.facts.push((Event::Moved { asset: &asset, to: &to, note: "" }.into(), None));
        }
        if let (Some(due_on), Some(custody)) = (wish.due, asset.custody_id.filter(|_| !wish.comes_back)) {
            self.expect(&asset, custody, due_on).await?;
        }
        match &wish.handover {
            Some(handover) => self.hand_over(&asset, (handover, !wish.is_restored)).await,
            None => Ok(()),
        }
    }

    /// Expects it back on another day, or never.
    async fn expect(&mut self, asset: &Asset, custody: Uuid, due_on: Option<NaiveDate>) -> Result<()> {
        let due_at = expected(due_on, self.scope.org.zone());
        store::expect_at(&mut *self.tx, self.scope.org_id(), custody, (due_on, due_at), self.scope.now).await?;
        let (before, after) = (json!({ "due_on": asset.due_on }), json!({ "due_on": due_on }));
        self.facts.push((Event::Changed { asset, before, after, note: "" }.into(), None));
        Ok(())
    }

    async fn hand_over(&mut self, asset: &Asset, (handover, asks): (&Handover, bool)) -> Result<()> {
        let (org, now) = (self.scope.org_id(), self.scope.now);
        let custody = (self.scope.id(), asset.id);
        let due_at = handover.due_at(self.scope.org.zone());
        store::open_custody(&mut *self.tx, org, custody, (handover, due_at), self.scope.user_id(), now).await?;
        store::write_state(&mut *self.tx, org, asset.id, (State::Assigned, None), "", now).await?;
        let left = |note| Event::CheckedOut { asset, to: handover.to, due_on: handover.due_on, note };
        match handover.to {
            To::Contact(contact) => {
                let name = self.person(contact).await?;
                if asks {
                    self.handed.push((contact, custody.0, asset.id));
                }
                let words = json!({ "to_name": name, "note": handover.note });
                self.facts.push((left(None).into(), Some((contact, words))));
            }
            To::Location(place) => {
                store::write_place(&mut *self.tx, org, asset.id, Some(place)).await?;
                self.facts.push((left(Some(&handover.note)).into(), None));
            }
            To::Asset(holder) => {
                let mut above = store::chain_above(&mut *self.tx, org, holder).await?;
                above.push(holder);
                if above.contains(&asset.id) {
                    return Err(Error::invalid("holder", "An asset is not put into itself."));
                }
                let held_by = store::by_id(&mut *self.tx, org, holder).await?;
                store::write_place(&mut *self.tx, org, asset.id, held_by.location_id).await?;
                self.facts.push((left(Some(&handover.note)).into(), None));
            }
        }
        Ok(())
    }

    async fn person(&mut self, id: Uuid) -> Result<String> {
        if let Some(name) = self.names.get(&id) {
            return Ok(name.clone());
        }
        let contact = contacts::store::living(&mut *self.tx, self.scope.org_id(), id).await?;
        if contact.erased_at.is_some() || contact.id != id {
            return Err(Error::invalid("holder", "This person is not here any more."));
        }
        let name = contact.label().to_owned();
        Ok(self.names.entry(id).or_insert(name).clone())
    }

    async fn place(&mut self, id: Uuid) -> Result<String> {
        if let Some(name) = self.names.get(&id) {
            return Ok(name.clone());
        }
        let name = locations::store::by_id(&mut *self.tx, self.scope.org_id(), id).await?.name;
        Ok(self.names.entry(id).or_insert(name).clone())
    }

    async fn label(&mut self, id: Uuid) -> Result<String> {
        if let Some(name) = self.names.get(&id) {
            return Ok(name.clone());
        }
        let name = crate::catalogue::labels::store::by_id(&mut *self.tx, self.scope.org_id(), id).await?.name;
        Ok(self.names.entry(id).or_insert(name).clone())
    }
}

/// Takes away assets as if they had never been made, for whoever made them by mistake a moment ago. Whether nothing happened
/// to them since is the caller's to ask; what refers to them is refused by the schema. Their facts stay, with one more.
pub async fn remove_many(tx: &mut Tx, scope: &Scope, gone: &[(Uuid, String)]) -> Result<()> {
    let ids: Vec<Uuid> = gone.iter().map(|(id, _)| *id).collect();
    asking::forget(&mut *tx, scope.org_id(), &ids).await?;
    store::remove(&mut *tx, scope.org_id(), &ids).await?;
    let facts = gone.iter().map(|(id, tag)| (Event::Removed { id: *id, tag }.into(), None)).collect();
    record_many(tx, scope, facts).await
}
