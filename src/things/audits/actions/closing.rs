//! Closing an audit: what is decided is done, all of it or nothing.

use super::super::events::Event;
use super::super::model::{Audit, Choice, ClosingForm, Decision, Line, LineFilter};
use super::super::{policy, store};
use super::LINES_MAX;
use crate::assets::{self, Asset, Return};
use crate::catalogue::labels::{self, Label};
use crate::locations::{self, Location};
use kernel::db::Tx;
use kernel::{Error, Problems, Result};
use platform::events::record;
use platform::{Perm, Scope};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Ends an audit: what nobody looked for is missing, and what the choices say is done.
///
/// # Errors
/// `audit_is_closed`; forbidden where the viewer may not change all that it is of; problems at `line-…` for what cannot be
/// done as it is wished.
pub async fn close(scope: &Scope, id: Uuid, form: &ClosingForm) -> Result<()> {
    let org = scope.org_id();
    let reach = scope.reach(Perm::AssetsRead);
    let mut tx = scope.db().begin().await?;
    let audit = store::hold(&mut tx, org, id, &reach).await?;
    if !audit.is_covered(&scope.reach(Perm::AssetsManage)) {
        return Err(Error::Forbidden);
    }
    if audit.closed_at.is_some() {
        return Err(Error::conflict("audit_is_closed"));
    }
    let seen = (&reach, scope.user_id());
    let lines = store::lines(&mut tx, org, (id, LineFilter::All), seen, None, LINES_MAX * 2).await?;
    let wishes: Vec<(&Line, Choice)> = lines
        .iter()
        .filter(|line| line.is_difference())
        .map(|line| (line, policy::fitting(line, form.own(line), form.of_its_kind(line))))
        .collect();
    let done = Doing::new(&mut tx, scope, &audit, &wishes).await?.all(&wishes).await?;
    for (line, choice) in &wishes {
        store::write_decision(&mut tx, org, line.id, line.ending(), *choice).await?;
    }
    store::end_rest(&mut tx, org, id).await?;
    let progress = store::progress(&mut tx, org, id, (&platform::Reach::Everywhere, None)).await?;
    store::close(&mut tx, org, id, (scope.user_id(), scope.now)).await?;
    record(&mut tx, scope, Event::Closed { audit: &audit, progress, done }).await?;
    tx.commit().await
}

/// Does what was decided, and collects what cannot be done.
struct Doing<'a> {
    tx: &'a mut Tx,
    scope: &'a Scope,
    audit: &'a Audit,
    assets: HashMap<Uuid, Asset>,
    places: HashMap<Uuid, Location>,
    labels: HashMap<Uuid, Label>,
    why: String,
}

impl<'a> Doing<'a> {
    /// Holds what it is about to change.
    async fn new(tx: &'a mut Tx, scope: &'a Scope, audit: &'a Audit, wishes: &[(&Line, Choice)]) -> Result<Doing<'a>> {
        let org = scope.org_id();
        let active = || wishes.iter().filter(|(_, choice)| choice.decision != Decision::Leave);
        let mut places = HashMap::new();
        let wanted = active().filter_map(|(line, _)| line.seen_place_id).chain(audit.location_id);
        let wanted: BTreeSet<Uuid> = wanted.collect();
        for place in wanted {
            places.insert(place, locations::store::hold(&mut *tx, org, place).await?);
        }
        let ids: Vec<Uuid> = active().filter_map(|(line, _)| line.asset_id).collect();
        let assets = match ids.is_empty() {
            true => Vec::new(),
            false => assets::store::hold(&mut *tx, org, &ids).await?,
        };
        let labels = labels::store::all(&mut *tx, org).await?.into_iter().map(|label| (label.id, label)).collect();
        let assets = assets.into_iter().map(|asset| (asset.id, asset)).collect();
        Ok(Doing { tx, scope, audit, assets, places, labels, why: audit.why() })
    }

    /// How many were moved, checked in, put back in stock and flagged.
    async fn all(mut self, wishes: &[(&Line, Choice)]) -> Result<[usize; 4]> {
        let (mut problems, mut done) = (Problems::new(), [0; 4]);
        for (line, choice) in wishes {
            let which = match choice.decision {
                Decision::Leave => continue,
                Decision::Move => 0,
                Decision::CheckIn => 1,
                Decision::Restock => 2,
                Decision::Flag => 3,
            };
            match self.one(line, *choice).await {
                Ok(()) => done[which] += 1,
                Err(error) => problems.add(format!("line-{}", line.id), sentence(error, &line.code)?),
            }
        }
        problems.check()?;
        Ok(done)
    }

    async fn one(&mut self, line: &Line, choice: Choice) -> Result<()> {
        let asset = line.asset_id.and_then(|id| self.assets.get(&id)).cloned();
        let asset = asset.ok_or_else(|| told("No asset has this code."))?;
        let (manage, lend) = (self.scope.reach(Perm::AssetsManage), self.scope.reach(Perm::AssetsLend));
        if !asset.is_within(&manage) {
            return Err(told("You may not change it."));
        }
        let place = line.seen_place_id.or(self.audit.location_id).and_then(|id| self.places.get(&id)).cloned();
        let place =
            place.filter(|place| place.archived_at.is_none() && lend.holds(&[Some(place.id)], Some(asset.category_id)));
        let here = || place.clone().ok_or_else(|| told("Nobody said where it was seen."));
        match choice.decision {
            Decision::Leave => Ok(()),
            Decision::Move => {
                let place = here()?;
                match asset.location_id == Some(place.id) {
                    true => Ok(()),
                    false => assets::actions::put(self.tx, self.scope, &asset, &place, &self.why).await,
                }
            }
            Decision::CheckIn if asset.custody_id.is_none() => Err(told("Nobody has it any more.")),
            Decision::CheckIn => {
                let location = place.as_ref().map(|place| place.id);
                let back = Return { location, label: None, note: self.why.clone() };
                assets::actions::take_back(self.tx, self.scope, &asset, None, &back).await
            }
            Decision::Restock => {
                assets::actions::mark(self.tx, self.scope, &asset, None, &self.why).await?;
                match place.filter(|place| asset.location_id != Some(place.id)) {
                    Some(place) => assets::actions::put(self.tx, self.scope, &asset, &place, &self.why).await,
                    None => Ok(()),
                }
            }
            Decision::Flag => {
                let label = choice.label.and_then(|id| self.labels.get(&id));
                let label = label.ok_or_else(|| told("This label is not there any more."))?;
                assets::actions::mark(self.tx, self.scope, &asset, Some(label), &self.why).await
            }
        }
    }
}

fn told(sentence: &str) -> Error {
    Error::invalid("decision", sentence)
}

/// What a rule says about an asset; everything else is no matter of a decision.
fn sentence(error: Error, code: &str) -> Result<String> {
    match &error {
        Error::Invalid(problems) => {
            let said: Vec<&str> = problems.iter().map(|(_, text)| text).collect();
            Ok(format!("{code}: {}", said.join(" ")))
        }
        Error::Conflict(rule) => match assets::REFUSALS.iter().find(|(name, _)| name == rule) {
            Some((_, sentence)) => Ok(format!("{code}: {sentence}")),
            None => Err(error),
        },
        _ => Err(error),
    }
}
