//! Writing many readings: each as far as it goes, in one transaction.

use super::super::model::{Meter, NewReading, number};
use super::super::{actions, store};
use super::model::{Answered, Line, ROWS_MAX, Said};
use crate::assets;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::db::Tx;
use kernel::time::{day_start, parse_day};
use kernel::{Error, Result, text};
use platform::{Perm, Scope};

/// The longest note (characters).
const NOTE_MAX: usize = 400;

/// Writes these readings, or finds out what would become of them; answers each, in their order.
///
/// # Errors
/// A problem at `readings` where there are none or too many.
pub async fn take(scope: &Scope, lines: &[Line], is_dry: bool) -> Result<Vec<Answered>> {
    if lines.is_empty() || lines.len() > ROWS_MAX {
        return Err(Error::invalid("readings", format!("Send 1 to {ROWS_MAX} readings.")));
    }
    let mut tx = scope.db().begin().await?;
    let today = scope.today();
    // A later reading closes the way for those before it.
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|at| (lines.get(*at).and_then(|line| day_of(line, today)).unwrap_or(today), *at));
    let mut answers: Vec<Option<Answered>> = vec![None; lines.len()];
    for at in order {
        let Some(line) = lines.get(at) else { continue };
        let (said, text) = match one(&mut tx, scope, line).await {
            Ok((said, text)) => (said, text),
            Err(error) => (Said::Refused, sentence(scope, error)?),
        };
        if let Some(answer) = answers.get_mut(at) {
            *answer = Some(Answered { line: line.clone(), said, text });
        }
    }
    match is_dry {
        true => tx.rollback().await?,
        false => tx.commit().await?,
    }
    Ok(answers.into_iter().flatten().collect())
}

/// On which day a line was read; none for what is no day.
fn day_of(line: &Line, today: NaiveDate) -> Option<NaiveDate> {
    if line.day.trim().is_empty() { Some(today) } else { parse_day(line.day.trim()) }
}

/// What was read on a day counts at the end of it: so nothing of the day is later.
fn moment(scope: &Scope, day: NaiveDate) -> Option<DateTime<Utc>> {
    match day == scope.today() {
        true => Some(scope.now),
        false => Some(day_start(scope.org.zone(), day.succ_opt()?) - TimeDelta::seconds(1)),
    }
}

async fn one(tx: &mut Tx, scope: &Scope, line: &Line) -> Result<(Said, String)> {
    let value = number(&line.value).map_err(|told| Error::invalid("value", told))?;
    let note = text::optional_line(&line.note, NOTE_MAX).map_err(|told| Error::invalid("note", told))?;
    let day = day_of(line, scope.today());
    let day = day.ok_or_else(|| Error::invalid("day", "Enter a day as year-month-day, such as 2026-03-09."))?;
    let at = moment(scope, day).ok_or_else(|| Error::invalid("day", "This day is out of reach."))?;
    let meter = meter_of(&mut *tx, scope, line).await?;
    let shown = format!("{}: {}", meter.name, meter.shown(value));
    let span = (day_start(scope.org.zone(), day), at);
    if store::is_read(&mut *tx, scope.org_id(), meter.id, value, span).await? {
        return Ok((Said::Already, shown));
    }
    // What the schema refuses ends a transaction on one engine: the others go on from here.
    tx.savepoint().await?;
    let reading = NewReading { note, ..NewReading::now(value, at) };
    match actions::read_in(&mut *tx, scope, (scope.id(), meter.id), &reading).await {
        Ok(()) => Ok((Said::Written, shown)),
        Err(error) => {
            tx.undo_to_savepoint().await?;
            Err(error)
        }
    }
}

/// The meter that a line means, as far as the viewer sees it.
async fn meter_of(tx: &mut Tx, scope: &Scope, line: &Line) -> Result<Meter> {
    let org = scope.org_id();
    let asset = assets::store::by_word(&mut *tx, org, line.tag.trim()).await?;
    let asset = asset.filter(|asset| asset.is_within(&scope.reach(Perm::AssetsRead)));
    let asset = asset.ok_or_else(|| Error::invalid("tag", "There is no asset with this tag."))?;
    let mut meters = store::of_asset(&mut *tx, org, asset.id).await?;
    let wanted = line.meter.trim().to_lowercase();
    match wanted.is_empty() {
        true => meters.retain(|meter| meter.archived_at.is_none()),
        false => meters.retain(|meter| meter.name.to_lowercase() == wanted),
    }
    match (meters.len(), wanted.is_empty()) {
        (1, _) => meters.pop().ok_or(Error::NotFound),
        (0, true) => Err(Error::invalid("meter", format!("{} has no meter.", asset.tag))),
        (_, true) => Err(Error::invalid("meter", format!("{} has several meters. Say which.", asset.tag))),
        (_, false) => Err(Error::invalid("meter", format!("{} has no meter of this name.", asset.tag))),
    }
}

/// What a rule says about a line; everything else is no matter of one.
fn sentence(scope: &Scope, error: Error) -> Result<String> {
    match &error {
        Error::Invalid(problems) => Ok(problems.iter().map(|(_, told)| told).collect::<Vec<_>>().join(" ")),
        Error::Forbidden => Ok("You may look at this asset, and not read its meters.".to_owned()),
        Error::Conflict(rule) if super::super::REFUSALS.iter().any(|(known, _)| known == rule) => {
            Ok(scope.house.refusal(rule).to_owned())
        }
        _ => Err(error),
    }
}
