//! One asset of a change of many: what becomes of it, and what speaks against that. Judged by the rules of a row.

use super::row::{kept_in, stands, turned};
use super::{Judge, Judged, Mark};
use crate::assets::actions::{Wish, may_stay_in, refusals};
use crate::assets::{Asset, AssetForm, NewAsset, Values, expected, fields_of, opened, store};
use crate::catalogue::categories::{defaults, serial_key};
use crate::catalogue::labels::State;
use crate::imports::model::{Change, Outcome, Turn, Verdict};
use crate::imports::undo::{DUE, due_word, standing_of};
use chrono::{Months, NaiveDate};
use kernel::db::Tx;
use kernel::time::{Span, parse_day, span_text};
use kernel::{Problems, Result};
use platform::Perm;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Why an asset is left out that is not as the preview showed it.
const CHANGED: &str = "Somebody changed it since the preview. Look again to include it.";
/// Bookings in the way of a later return that are named.
const PROMISED: i64 = 5;
/// Why one is left out that is not there.
const GONE: &str = "It is not there any more, or not yours.";

impl Judge<'_> {
    /// Judges some of the assets, held until the transaction ends. Those that were refused before stay so, and those that
    /// are not as the preview showed them are left out.
    pub(super) async fn bulk(
        &mut self,
        tx: &mut Tx,
        rows: &[(u64, Vec<String>)],
        before: &[Outcome],
        change: &Change,
    ) -> Result<Vec<Judged>> {
        let org = self.scope.org_id();
        let ids: Vec<Uuid> = rows.iter().filter_map(|(_, cells)| cells.first()?.parse().ok()).collect();
        let mut there: HashMap<Uuid, Asset> =
            store::hold(&mut *tx, org, &ids).await?.into_iter().map(|asset| (asset.id, asset)).collect();
        let mut stored = store::of_each(&mut *tx, org, &ids).await?;
        let taken = self.serials_taken(&mut *tx, &there, change).await?;
        let tied = match change.due.is_empty() {
            true => Tied::new(),
            false => {
                let tied = store::spoken_for(&mut *tx, org, &ids).await?;
                tied.into_iter().map(|(asset, is_out, is_bookable)| (asset, (is_out, is_bookable))).collect()
            }
        };
        let reach = self.scope.reach(Perm::AssetsRead);
        let mut judged: Vec<Judged> = Vec::with_capacity(rows.len());
        for (at, (line, cells)) in rows.iter().enumerate() {
            let seen = before.get(at);
            if let Some(outcome) = seen.filter(|outcome| outcome.verdict == Verdict::Wrong) {
                judged.push(Judged { outcome: outcome.clone(), wish: None });
                continue;
            }
            let asset = cells.first().and_then(|id| id.parse().ok()).and_then(|id: Uuid| there.remove(&id));
            let Some(asset) = asset.filter(|asset| asset.is_within(&reach)) else {
                let tag = cells.get(1).cloned().unwrap_or_default();
                judged.push(Judged { outcome: refused(*line, tag, GONE), wish: None });
                continue;
            };
            let held = opened(self.scope, &stored.remove(&asset.id).unwrap_or_default());
            let promised = self.promised(&mut *tx, &asset, change, &tied).await?;
            let mut one = self.changed(*line, asset, held, change, (&taken, &tied));
            if let Some(told) = promised.filter(|_| one.outcome.verdict == Verdict::Change) {
                one.refuse(self.called_so(DUE), told);
            }
            if seen.is_some_and(|seen| is_otherwise(seen, &one.outcome)) {
                one.refuse(String::new(), CHANGED.to_owned());
            }
            judged.push(one);
        }
        self.demand_unlike(tx, &mut judged).await?;
        Ok(judged)
    }

    /// Serials that other assets say they are the only ones to have, where the change makes serials unique.
    async fn serials_taken(
        &self,
        tx: &mut Tx,
        there: &HashMap<Uuid, Asset>,
        change: &Change,
    ) -> Result<HashSet<String>> {
        let to = change.fields.get("category").and_then(|id| id.parse().ok());
        if !to.is_some_and(|category| defaults(&self.known.categories, category).unique_serials) {
            return Ok(HashSet::new());
        }
        let serials: Vec<String> = there.values().filter_map(|asset| serial_key(&asset.serial)).collect();
        let others = store::hold_by_marks(tx, self.scope.org_id(), &[], &serials, &[]).await?;
        let others = others.iter().filter(|other| !there.contains_key(&other.id));
        Ok(others.filter_map(|other| serial_key(&other.serial)).collect())
    }

    fn changed(
        &mut self,
        line: u64,
        asset: Asset,
        held: Values,
        change: &Change,
        (taken, tied): (&HashSet<String>, &Tied),
    ) -> Judged {
        let mut problems = Problems::new();
        let before = AssetForm::of(&asset, &held, &fields_of(&self.known, asset.category_id));
        let mut form = before.clone();
        self.describe_all(change, &asset, &mut form, &mut problems);
        let (new, mut turns) = self.read_all(&before, form, &asset, &mut problems);
        if let Some(new) = new.as_ref().filter(|new| new.category != asset.category_id) {
            self.demand_one_serial(line, new, taken, &mut problems);
        }
        let comes_back = change.comes_back && asset.custody_id.is_some();
        let due = change.due().filter(|due| asset.custody_id.is_some() && !comes_back && *due != asset.due_on);
        if let Some(due) = due {
            let (is_handed_out, _) = tied.get(&asset.id).copied().unwrap_or_default();
            problems.extend(self.against(due, is_handed_out));
        }
        let mut turn =
            |field: &str, before: String, after: String| turns.push(Turn { field: field.to_owned(), before, after });
        if comes_back {
            turn("returned", had(&asset), String::new());
        }
        if let Some(due) = due {
            turn(DUE, due_word(asset.due_on), due_word(due));
        }
        let now = match (comes_back, asset.state) {
            (true, State::Assigned) => (State::InStock, None),
            _ => (asset.state, asset.label_id),
        };
        let wanted = match change.status.as_str() {
            "" => None,
            word => match standing_of(word, &self.known) {
                Some(standing) => Some(standing).filter(|standing| *standing != now),
                None => {
                    problems.add("status", "This label is not there any more. Choose another one.");
                    None
                }
            },
        };
        if let Some((state, label)) = wanted {
            turn("status", stands(now.0, now.1), stands(state, label));
        }
        // What comes back goes where it belongs, unless another place is said.
        let place = change.location.or(if comes_back { asset.home_id } else { asset.location_id });
        if place != asset.location_id {
            let word = |place: Option<Uuid>| place.map(|id| id.to_string()).unwrap_or_default();
            turn("location", word(asset.location_id), word(place));
        }
        let is_gone = wanted.is_some_and(|(state, _)| state == State::Disposed);
        let mut outcome = Outcome {
            line,
            verdict: if turns.is_empty() { Verdict::Same } else { Verdict::Change },
            problems: Vec::new(),
            title: (asset.tag.clone(), asset.name.clone()),
            turns,
            asset: Some(asset.id),
            version: 0,
            seen: asset.version,
            numbered_by: String::new(),
        };
        let location = change.location.filter(|place| asset.location_id != Some(*place));
        let wish = Wish {
            before: Some((asset, held)),
            new,
            standing: wanted,
            disposal: if is_gone { change.reason.clone() } else { String::new() },
            location,
            handover: None,
            comes_back,
            due,
            is_restored: false,
        };
        if outcome.verdict == Verdict::Change {
            problems.extend(refusals(self.scope, &wish));
        }
        if !problems.is_empty() {
            outcome.verdict = Verdict::Wrong;
            outcome.problems =
                problems.iter().map(|(field, sentence)| (self.called_so(field), sentence.to_owned())).collect();
            return Judged { outcome, wish: None };
        }
        let wish = (outcome.verdict == Verdict::Change).then_some(wish);
        Judged { outcome, wish }
    }

    /// What speaks against expecting something back then.
    fn against(&self, due: Option<NaiveDate>, is_handed_out: bool) -> Problems {
        let mut problems = Problems::new();
        if due.is_some_and(|due| due < self.scope.today()) {
            problems.add(DUE, "This day is over.");
        } else if is_handed_out {
            problems.add(DUE, "It was handed out for a booking, which says when it comes back.");
        }
        problems
    }

    /// The bookings that are in the way of expecting something back later, told in a sentence: the schema says whether any
    /// are, as it does when it is checked out.
    async fn promised(&self, tx: &mut Tx, asset: &Asset, change: &Change, tied: &Tied) -> Result<Option<String>> {
        let (org, zone) = (self.scope.org_id(), self.scope.org.zone());
        let is_bookable =
            tied.get(&asset.id).is_some_and(|(is_handed_out, is_bookable)| *is_bookable && !is_handed_out);
        let (Some(custody), Some(due), true) = (asset.custody_id, change.due(), is_bookable && !change.comes_back)
        else {
            return Ok(None);
        };
        if may_stay_in(&mut *tx, self.scope, custody, due).await? {
            return Ok(None);
        }
        let from = expected(asset.due_on, zone).map_or(self.scope.now, |before| before.max(self.scope.now));
        let until = expected(due, zone);
        let mut found = store::promised(tx, org, asset.id, (from, until), PROMISED + 1).await?;
        let is_more = found.len() as i64 > PROMISED;
        found.truncate(PROMISED as usize);
        let may_know = self.scope.may(Perm::BookingsRead);
        let told = found.into_iter().filter_map(|(code, starts, ends)| {
            let when = span_text(zone, Span::new(starts, ends).ok()?);
            Some(if may_know { format!("{code}, {when}") } else { when })
        });
        let told: Vec<String> = told.collect();
        let more = if is_more { ", and more" } else { "" };
        Ok(Some(format!(
            "It is promised to bookings before it would be back: {}{more}. Move or cancel them first, or let it be back earlier.",
            told.join("; ")
        )))
    }

    /// Writes what is to change into the form of an asset. Fields of the organisation's own that are not kept about it are
    /// passed over.
    fn describe_all(&self, change: &Change, asset: &Asset, form: &mut AssetForm, problems: &mut Problems) {
        for (name, slot) in [
            ("category", &mut form.category),
            ("model", &mut form.model),
            ("home", &mut form.home),
            ("supplier", &mut form.supplier),
            ("purchased_on", &mut form.purchased_on),
            ("cost", &mut form.cost),
            ("order_number", &mut form.order_number),
            ("ends_on", &mut form.ends_on),
        ] {
            if let Some(value) = change.fields.get(name) {
                slot.clone_from(value);
            }
        }
        for field in fields_of(&self.known, form.category.parse().unwrap_or(asset.category_id)) {
            let input = field.input();
            match change.fields.get(&input) {
                None => continue,
                Some(value) if value.is_empty() => form.fields.remove(&input),
                Some(value) => {
                    // In the form that it is kept in, so that 12.50 is no change of 12.5.
                    let kept = field.read(value, &self.known.currency).ok().flatten();
                    form.fields.insert(input, kept.map_or_else(|| value.clone(), |content| content.value))
                }
            };
        }
        if let Some(months) = change.warranty_months {
            match parse_day(&form.purchased_on).and_then(|bought| bought.checked_add_months(Months::new(months))) {
                Some(until) => form.warranty_until = until.to_string(),
                None => {
                    problems.add("warranty_until", "Nobody knows when it was bought, so nobody knows when that ends.")
                }
            }
        }
        if !change.append.is_empty() {
            form.note = match form.note.trim_end() {
                "" => change.append.clone(),
                note => format!("{note}\n{}", change.append),
            };
        }
    }

    /// The asset as the form wants it, and what that changes.
    fn read_all(
        &self,
        before: &AssetForm,
        mut form: AssetForm,
        asset: &Asset,
        problems: &mut Problems,
    ) -> (Option<NewAsset>, Vec<Turn>) {
        if turned(before, &form).is_empty() {
            return (None, Vec::new());
        }
        match NewAsset::parse(&form, &self.known, Some(asset)) {
            Ok(new) => {
                kept_in(&mut form, &new, &self.known.currency);
                let turns = turned(before, &form);
                ((!turns.is_empty()).then_some(new), turns)
            }
            Err(more) => {
                problems.extend(more);
                (None, turned(before, &form))
            }
        }
    }

    /// Serials that have to differ from now on.
    fn demand_one_serial(&mut self, line: u64, new: &NewAsset, taken: &HashSet<String>, problems: &mut Problems) {
        let said = defaults(&self.known.categories, new.category);
        let Some(key) = serial_key(&new.serial).filter(|_| said.unique_serials) else { return };
        if taken.contains(&key) {
            problems.add("serial", "Another asset has this serial already.");
        } else if self.seen.insert((Mark::Serial, key), line).is_some_and(|other| other != line) {
            problems.add("serial", "Another one of these has this serial too.");
        }
    }
}

/// Assets that were handed out for a booking, and those that can be booked.
type Tied = HashMap<Uuid, (bool, bool)>;

/// Would something else become of an asset than its preview showed?
fn is_otherwise(seen: &Outcome, now: &Outcome) -> bool {
    seen.turns != now.turns || (seen.verdict == Verdict::Change && seen.seen != now.seen)
}

/// Who had an asset and until when, in a word that can be read again.
fn had(asset: &Asset) -> String {
    let due = asset.due_on.map(|day: NaiveDate| day.to_string()).unwrap_or_default();
    match (asset.contact_id, asset.place_id, asset.holder_id) {
        (Some(id), ..) => format!("contact:{id}:{due}"),
        (_, Some(id), _) => format!("location:{id}:{due}"),
        (.., Some(id)) => format!("asset:{id}:{due}"),
        _ => String::new(),
    }
}

fn refused(line: u64, tag: String, why: &str) -> Outcome {
    Outcome {
        line,
        verdict: Verdict::Wrong,
        problems: vec![(String::new(), why.to_owned())],
        title: (tag, String::new()),
        turns: Vec::new(),
        asset: None,
        version: 0,
        seen: 0,
        numbered_by: String::new(),
    }
}
