//! Taking an import back, from its end: what it made and nobody touched since goes; what it changed and nobody changed again
//! becomes what it was.

use super::events::Event;
use super::judge::turned;
use super::model::{Import, Outcome, Part, Sample, Stage, Verdict};
use super::work::{refusal, request_of};
use super::{store, unmake};
use crate::assets::actions::{Wish, hold_many, refusals, remove_many, write_many};
use crate::assets::{
    Asset, AssetForm, Handover, Known, NewAsset, To, Values, fields_of, known, opened, store as assets,
};
use crate::catalogue::labels::State;
use chrono::NaiveDate;
use kernel::db::Tx;
use kernel::time::parse_day;
use kernel::{Error, Result};
use platform::Scope;
use platform::events::record;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What an undo left that a page names.
const TOLD: usize = 200;
/// Why something is left that something happened to.
const TOUCHED: &str = "Something happened to it since.";
/// Why a field is left that was changed again.
const CHANGED: &str = "Changed again since";

/// Why an import was taken back by itself.
const NOT_WHOLE: &str = "Some rows turned out to be wrong while it ran, and all or nothing was asked for.";

/// What an undo left, by tag.
type Left = Vec<(String, String)>;

pub(super) async fn undo(scope: &Scope, import: Import) -> Result<()> {
    let org = scope.org_id();
    for number in (0..import.position).rev() {
        match undo_part(scope, &import, number, None).await {
            Ok(()) => {}
            Err(Error::Busy | Error::Conflict(_) | Error::Invalid(_) | Error::NotFound | Error::Forbidden) => {
                undo_singly(scope, &import, number).await?;
            }
            Err(error) => return Err(error),
        }
    }
    let made = store::sample(scope.db(), scope, import.id).await?.made;
    let stays = unmake::put_away(scope, &made).await?;
    let now = store::by_id(scope.db(), org, import.id).await?;
    let why = if now.options.is_whole && now.counts.wrong > 0 { NOT_WHOLE } else { "" };
    let mut tx = scope.db().begin().await?;
    if store::end(&mut tx, org, (import.id, import.turn), Stage::Undone, why, scope.now).await? {
        tell(&mut tx, scope, &import, stays).await?;
        record(&mut tx, scope, Event::Undone(import.id, now.counts.0)).await?;
    }
    tx.commit().await
}

/// Takes back a part, or the rows of it that are named, in one transaction with the position.
async fn undo_part(scope: &Scope, import: &Import, number: i64, only: Option<usize>) -> Result<()> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let Some((id, mut part)) = store::part(&mut tx, scope, import.id, number).await? else { return Ok(()) };
    if only.is_none() && !store::advance(&mut tx, org, (import.id, import.turn), number + 1, number).await? {
        return Ok(());
    }
    let ask: Vec<usize> = (0..part.outcomes.len()).filter(|at| only.is_none_or(|one| one == *at)).collect();
    let left = taken_back(&mut tx, scope, import, &mut part, &ask).await?;
    store::write_part(&mut tx, scope, id, &part).await?;
    tell(&mut tx, scope, import, left).await?;
    tx.commit().await
}

async fn undo_singly(scope: &Scope, import: &Import, number: i64) -> Result<()> {
    let org = scope.org_id();
    let Some((_, part)) = store::part(scope.db(), scope, import.id, number).await? else { return Ok(()) };
    for at in (0..part.outcomes.len()).rev() {
        let why = match undo_part(scope, import, number, Some(at)).await {
            Ok(()) => continue,
            Err(Error::Conflict(rule)) => refusal(scope, &rule),
            Err(Error::Invalid(problems)) => problems.iter().map(|(_, told)| told).collect::<Vec<_>>().join(" "),
            Err(Error::NotFound | Error::Forbidden) => "It is not there any more, or not yours.".to_owned(),
            Err(error) => return Err(error),
        };
        let mut tx = scope.db().begin().await?;
        let Some((id, mut part)) = store::part(&mut tx, scope, import.id, number).await? else { return Ok(()) };
        let outcome = &mut part.outcomes[at];
        outcome.version = 0;
        let left = vec![(outcome.title.0.clone(), why)];
        store::write_part(&mut tx, scope, id, &part).await?;
        tell(&mut tx, scope, import, left).await?;
        tx.commit().await?;
    }
    let mut tx = scope.db().begin().await?;
    store::advance(&mut tx, org, (import.id, import.turn), number + 1, number).await?;
    tx.commit().await
}

/// Keeps what is left for the page.
async fn tell(tx: &mut Tx, scope: &Scope, import: &Import, left: Left) -> Result<()> {
    if left.is_empty() {
        return Ok(());
    }
    let mut counts = store::by_id(&mut *tx, scope.org_id(), import.id).await?.counts.0;
    counts.left += left.len() as i64;
    store::set_counts(&mut *tx, scope.org_id(), import.id, counts).await?;
    let mut sample: Sample = store::sample(&mut *tx, scope, import.id).await?;
    let room = TOLD.saturating_sub(sample.left.len());
    sample.left.extend(left.into_iter().take(room));
    store::write_sample(tx, scope, import.id, &sample).await
}

/// Takes back these rows; answers what is left. A row that was taken back has no version any more.
async fn taken_back(tx: &mut Tx, scope: &Scope, import: &Import, part: &mut Part, ask: &[usize]) -> Result<Left> {
    let org = scope.org_id();
    let mut left: Left = Vec::new();
    let done: Vec<usize> = ask.iter().copied().filter(|at| part.outcomes[*at].version > 0).collect();
    let ids: Vec<Uuid> = done.iter().filter_map(|at| part.outcomes[*at].asset).collect();
    if ids.is_empty() {
        return Ok(left);
    }
    let there: HashMap<Uuid, Asset> =
        assets::hold(&mut *tx, org, &ids).await?.into_iter().map(|asset| (asset.id, asset)).collect();
    let touched = assets::touched(&mut *tx, org, &ids, &request_of(import.id)).await?;
    let mut stored = assets::of_each(&mut *tx, org, &ids).await?;
    let known = known(scope).await?;
    let (mut gone, mut patterns, mut wishes) = (Vec::new(), BTreeSet::new(), Vec::new());
    for at in done {
        let outcome = &mut part.outcomes[at];
        let asset = outcome.asset.and_then(|id| there.get(&id));
        match (asset, outcome.verdict) {
            (None, _) => {}
            (Some(asset), Verdict::Create) if is_untouched(asset, outcome, &touched) => {
                gone.push((asset.id, asset.tag.clone()));
                if !outcome.numbered_by.is_empty() {
                    patterns.insert(outcome.numbered_by.clone());
                }
            }
            (Some(asset), Verdict::Create) => left.push((asset.tag.clone(), TOUCHED.to_owned())),
            (Some(asset), _) => {
                let held = opened(scope, &stored.remove(&asset.id).unwrap_or_default());
                let (wish, kept) = restored(scope, asset, held, outcome, &known);
                left.extend(kept.into_iter().map(|why| (asset.tag.clone(), why)));
                wishes.extend(wish);
            }
        }
        outcome.version = 0;
    }
    hold_many(&mut *tx, scope, &wishes, &known).await?;
    write_many(&mut *tx, scope, wishes, &known).await?;
    if !gone.is_empty() {
        remove_many(&mut *tx, scope, &gone).await?;
        // Numbers that were given out go back.
        assets::recount(tx, org, &patterns.into_iter().collect::<Vec<_>>()).await?;
    }
    Ok(left)
}

fn is_untouched(asset: &Asset, outcome: &Outcome, touched: &HashSet<Uuid>) -> bool {
    asset.version == outcome.version && !touched.contains(&asset.id)
}

/// What would make an asset what it was, and why something stays as it is.
fn restored(
    scope: &Scope,
    asset: &Asset,
    held: Values,
    outcome: &Outcome,
    known: &Known,
) -> (Option<Wish>, Vec<String>) {
    let now = AssetForm::of(asset, &held, &fields_of(known, asset.category_id));
    let (mut form, mut kept) = (now.clone(), Vec::new());
    let (mut standing, mut location, mut comes_back, mut handover) = (None, None, false, None);
    let mut due = None;
    let stands = asset.label_id.map_or_else(|| asset.state.name().to_owned(), |label| label.to_string());
    for turn in &outcome.turns {
        let slot = match turn.field.as_str() {
            "status" => {
                match stands == turn.after {
                    true => standing = standing_of(&turn.before, known),
                    false => kept.push(format!("{CHANGED}: status")),
                }
                continue;
            }
            "location" => {
                match asset.location_id.map(|id| id.to_string()).unwrap_or_default() == turn.after {
                    true if turn.before.is_empty() => kept.push("Where it was is not known.".to_owned()),
                    true => location = turn.before.parse().ok(),
                    false => kept.push(format!("{CHANGED}: location")),
                }
                continue;
            }
            "holder" => {
                match asset.custody_id.is_some() && asset.version == outcome.version {
                    true => comes_back = true,
                    false => kept.push(format!("{CHANGED}: who has it")),
                }
                continue;
            }
            DUE => {
                match asset.custody_id.is_some() && due_word(asset.due_on) == turn.after {
                    true => due = Some(parse_day(&turn.before)),
                    false => kept.push(format!("{CHANGED}: when it is expected back")),
                }
                continue;
            }
            "returned" => {
                match asset.custody_id.is_none() && asset.version == outcome.version {
                    true => handover = handed(&turn.before),
                    false => kept.push(format!("{CHANGED}: who has it")),
                }
                continue;
            }
            "tag" => &mut form.tag,
            "name" => &mut form.name,
            "category" => &mut form.category,
            "model" => &mut form.model,
            "serial" => &mut form.serial,
            "home" => &mut form.home,
            "supplier" => &mut form.supplier,
            "purchased_on" => &mut form.purchased_on,
            "cost" => &mut form.cost,
            "order_number" => &mut form.order_number,
            "warranty_until" => &mut form.warranty_until,
            "ends_on" => &mut form.ends_on,
            "note" => &mut form.note,
            "legacy_id" => &mut form.legacy_id,
            own => form.fields.entry(own.to_owned()).or_default(),
        };
        match *slot == turn.after {
            true => slot.clone_from(&turn.before),
            false => kept.push(format!("{CHANGED}: {}", label_of(&turn.field, known))),
        }
    }
    form.fields.retain(|_, value| !value.is_empty());
    let new = match turned(&now, &form).is_empty() {
        true => None,
        false => match NewAsset::parse(&form, known, Some(asset)) {
            Ok(new) => Some(new),
            Err(problems) => {
                kept.extend(problems.iter().map(|(_, told)| told.to_owned()));
                None
            }
        },
    };
    let disposal = if matches!(standing, Some((State::Disposed, _))) { asset.disposal.clone() } else { String::new() };
    let stays = standing.is_none() && location.is_none() && handover.is_none() && due.is_none();
    let is_nothing = new.is_none() && stays && !comes_back;
    let wish = Wish {
        before: Some((asset.clone(), held)),
        new,
        standing,
        disposal,
        location,
        handover,
        comes_back,
        due,
        is_restored: true,
    };
    let problems = refusals(scope, &wish);
    if !problems.is_empty() {
        kept.extend(problems.iter().map(|(_, told)| told.to_owned()));
        return (None, kept);
    }
    ((!is_nothing).then_some(wish), kept)
}

/// Who had an asset, as a change of many wrote it down: it goes back to them.
fn handed(word: &str) -> Option<Handover> {
    let mut parts = word.split(':');
    let (kind, id, due) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    let to = match kind {
        "contact" => To::Contact(id),
        "location" => To::Location(id),
        "asset" => To::Asset(id),
        _ => return None,
    };
    Some(Handover { to, due_on: due.parse().ok(), note: String::new() })
}

/// The field of a turn that says when something is expected back.
pub(super) const DUE: &str = "due_on";

/// A day of a turn; none: for good.
pub(super) fn due_word(due_on: Option<NaiveDate>) -> String {
    due_on.map(|day| day.to_string()).unwrap_or_default()
}

/// A state, or a label with its state.
pub(super) fn standing_of(word: &str, known: &Known) -> Option<(State, Option<Uuid>)> {
    match State::parse(word) {
        Some(state) => Some((state, None)),
        None => {
            let id = word.parse().ok()?;
            known.labels.iter().find(|label| label.id == id).map(|label| (label.state, Some(id)))
        }
    }
}

fn label_of(field: &str, known: &Known) -> String {
    let own = known.fields.iter().find(|own| own.input() == field);
    own.map_or_else(|| field.replace('_', " "), |own| own.name.clone())
}
