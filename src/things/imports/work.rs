//! The work behind an import: the dry run, the deed, and taking it back. Each goes through the file part by part; a part is
//! one transaction together with the position, so whoever comes after an interruption goes on where that stopped.

use super::events::Event;
use super::judge::{Judge, Judged};
use super::model::{Counts, Import, Outcome, Part, Sample, Stage, Verdict};
use super::{missing, store};
use crate::assets::actions::{Wish, hold_many, write_many};
use chrono::Duration;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::jobs::Job;
use platform::{House, Scope, context};
use serde::{Deserialize, Serialize};
use std::time::Duration as StdDuration;
use uuid::Uuid;

/// How long an attempt may take.
const ATTEMPT: StdDuration = StdDuration::from_secs(30 * 60);
/// How often a part is tried again that somebody else was in the way of.
const TRIES: usize = 5;
/// How long rows are kept, and imports can be taken back (days).
pub const KEPT_DAYS: i64 = 30;

/// Finds out what a file would do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Check {
    pub(super) org: Uuid,
    pub(super) import: Uuid,
    pub(super) turn: i64,
}

/// Does it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Run {
    pub(super) org: Uuid,
    pub(super) import: Uuid,
    pub(super) turn: i64,
}

/// Takes it back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Undo {
    pub(super) org: Uuid,
    pub(super) import: Uuid,
    pub(super) turn: i64,
}

/// Forgets rows that were kept for long enough. Runs every night.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Forget;

impl Job for Forget {
    const NAME: &'static str = "imports.forget";

    async fn run(&self, house: &House) -> Result<()> {
        store::forget(&house.db, house.now() - Duration::days(KEPT_DAYS)).await.map(drop)
    }
}

impl Job for Check {
    const NAME: &'static str = "imports.check";
    const TIMEOUT: StdDuration = ATTEMPT;

    async fn run(&self, house: &House) -> Result<()> {
        let Some((scope, import)) = entered(house, self.org, self.import, self.turn, Stage::Checking).await? else {
            return Ok(());
        };
        check(&scope, &import).await
    }
}

impl Job for Run {
    const NAME: &'static str = "imports.run";
    const TIMEOUT: StdDuration = ATTEMPT;

    async fn run(&self, house: &House) -> Result<()> {
        let Some((scope, import)) = entered(house, self.org, self.import, self.turn, Stage::Running).await? else {
            return Ok(());
        };
        run(&scope, import).await
    }
}

impl Job for Undo {
    const NAME: &'static str = "imports.undo";
    const TIMEOUT: StdDuration = ATTEMPT;

    async fn run(&self, house: &House) -> Result<()> {
        let Some((scope, import)) = entered(house, self.org, self.import, self.turn, Stage::Undoing).await? else {
            return Ok(());
        };
        super::undo::undo(&scope, import).await
    }
}

/// The request in which an import does its work: what is told of it bears this.
pub(super) fn request_of(import: Uuid) -> String {
    format!("import-{import}")
}

/// The import with the rights that its user has now, while it is at this turn still. Whoever holds nothing any more can do
/// nothing: every row is refused.
async fn entered(house: &House, org: Uuid, import: Uuid, turn: i64, stage: Stage) -> Result<Option<(Scope, Import)>> {
    let import = store::by_id(&house.db, org, import).await?;
    if import.turn != turn || import.stage != stage {
        return Ok(None);
    }
    let org = context::org_by_id(&house.db, org).await?;
    let mut scope = Scope::unattended(house, org, &request_of(import.id));
    if let Some(user) = import.user_id {
        match context::enter(&house.db, &scope.org.slug, user, scope.now).await {
            Ok((_, viewer)) => scope.viewer = viewer,
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some((scope, import)))
}

async fn check(scope: &Scope, import: &Import) -> Result<()> {
    let org = scope.org_id();
    let mut judge = Judge::new(scope, &import.options, true).await?;
    let (mut counts, mut sample) = (Counts::default(), Sample::default());
    for number in 0..import.parts {
        let Some((id, mut part)) = store::part(scope.db(), scope, import.id, number).await? else { return Ok(()) };
        let mut tx = scope.db().begin().await?;
        let judged = judge.part(&mut tx, &part.rows, &[]).await?;
        part.outcomes = judged.into_iter().map(|judged| judged.outcome).collect();
        for outcome in &part.outcomes {
            counts.add(outcome.verdict);
            sample.add(&veiled(outcome, &judge));
        }
        // What a new asset is set to is only shown.
        part.outcomes.iter_mut().for_each(Outcome::forget_new);
        store::write_part(&mut tx, scope, id, &part).await?;
        // An attempt before may have come further: it is the same work.
        let now = store::by_id(&mut tx, org, import.id).await?;
        if now.turn != import.turn {
            return Ok(());
        }
        store::advance(&mut tx, org, (import.id, import.turn), now.position, number + 1).await?;
        tx.commit().await?;
    }
    sample.missing = std::mem::take(&mut judge.missing);
    let mut tx = scope.db().begin().await?;
    store::set_counts(&mut tx, org, import.id, counts).await?;
    store::write_sample(&mut tx, scope, import.id, &sample).await?;
    store::end(&mut tx, org, (import.id, import.turn), Stage::Checked, "", scope.now).await?;
    tx.commit().await
}

/// What a page may show of a row: nothing of what is sealed, and what would be made by its name.
fn veiled(outcome: &Outcome, judge: &Judge<'_>) -> Outcome {
    let is_sealed = |name: &str| judge.known.fields.iter().any(|field| field.is_sealed && field.input() == name);
    let mut outcome = outcome.clone();
    for turn in outcome.turns.iter_mut().filter(|turn| is_sealed(&turn.field)) {
        let sealed = |word: &str| if word.is_empty() { String::new() } else { "sealed".to_owned() };
        (turn.before, turn.after) = (sealed(&turn.before), sealed(&turn.after));
    }
    for turn in &mut outcome.turns {
        if let Some(name) = turn.after.parse().ok().and_then(|id: Uuid| judge.imagined.get(&id)) {
            turn.after.clone_from(name);
        }
    }
    outcome
}

async fn run(scope: &Scope, import: Import) -> Result<()> {
    let org = scope.org_id();
    let mut sample = store::sample(scope.db(), scope, import.id).await?;
    if import.position == 0 && import.options.makes_missing {
        sample.made = missing::make(scope, import.id, &sample.missing, import.options.places_in).await?;
        let mut tx = scope.db().begin().await?;
        store::write_sample(&mut tx, scope, import.id, &sample).await?;
        tx.commit().await?;
    }
    let mut judge = Judge::new(scope, &import.options, false).await?;
    for number in import.position..import.parts {
        for attempt in 1..=TRIES {
            match run_part(scope, &import, &mut judge, number).await {
                Ok(()) => break,
                // The catalogue, or an asset, changed meanwhile: look again.
                Err(Error::Busy | Error::Conflict(_)) if attempt < TRIES => {
                    judge = Judge::new(scope, &import.options, false).await?;
                }
                // One of them cannot be written with the others: alone, it holds up nobody.
                Err(Error::Busy | Error::Conflict(_) | Error::Invalid(_) | Error::NotFound | Error::Forbidden) => {
                    run_singly(scope, &import, number).await?;
                    break;
                }
                Err(error) => return Err(error),
            }
        }
    }
    finish(scope, &import).await?;
    let done = store::by_id(scope.db(), org, import.id).await?;
    if done.options.is_whole && done.counts.wrong > 0 && done.stage == Stage::Done {
        super::actions::undo(scope, &done).await?;
    }
    Ok(())
}

/// Writes a part: all of its good rows, the outcomes, and the position.
async fn run_part(scope: &Scope, import: &Import, judge: &mut Judge<'_>, number: i64) -> Result<()> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let Some((id, mut part)) = store::part(&mut tx, scope, import.id, number).await? else { return Ok(()) };
    if !store::advance(&mut tx, org, (import.id, import.turn), number, number + 1).await? {
        return Ok(());
    }
    let judged = judge.part(&mut tx, &part.rows, &part.outcomes).await?;
    part.outcomes = written(&mut tx, scope, judged, judge).await?;
    store::write_part(&mut tx, scope, id, &part).await?;
    tx.commit().await
}

/// Writes what was judged; answers what became of each row.
async fn written(tx: &mut Tx, scope: &Scope, judged: Vec<Judged>, judge: &Judge<'_>) -> Result<Vec<Outcome>> {
    let (mut outcomes, mut wishes, mut whose): (Vec<Outcome>, Vec<Wish>, Vec<usize>) = Default::default();
    for (at, Judged { outcome, wish }) in judged.into_iter().enumerate() {
        outcomes.push(outcome);
        outcomes[at].forget_new();
        if let Some(wish) = wish {
            wishes.push(wish);
            whose.push(at);
        }
    }
    hold_many(&mut *tx, scope, &wishes, &judge.known).await?;
    for (became, at) in write_many(tx, scope, wishes, &judge.known).await?.into_iter().zip(whose) {
        let outcome = &mut outcomes[at];
        outcome.asset = Some(became.id);
        outcome.version = became.version;
        outcome.title.0 = became.tag;
    }
    Ok(outcomes)
}

/// Writes a part row by row, each in a transaction of its own with its outcome.
async fn run_singly(scope: &Scope, import: &Import, number: i64) -> Result<()> {
    let org = scope.org_id();
    let Some((_, part)) = store::part(scope.db(), scope, import.id, number).await? else { return Ok(()) };
    for at in 0..part.rows.len() {
        let failed = match run_row(scope, import, number, at).await {
            Ok(()) => continue,
            Err(Error::Invalid(problems)) => {
                problems.iter().map(|(field, told)| (field.to_owned(), told.to_owned())).collect()
            }
            Err(Error::Conflict(rule)) => vec![(String::new(), refusal(scope, &rule))],
            Err(Error::NotFound | Error::Forbidden) => {
                vec![(String::new(), "This is not there any more, or not yours.".to_owned())]
            }
            Err(error) => return Err(error),
        };
        let mut tx = scope.db().begin().await?;
        let Some((id, mut part)) = store::part(&mut tx, scope, import.id, number).await? else { return Ok(()) };
        if let Some(outcome) = part.outcomes.get_mut(at) {
            (outcome.verdict, outcome.problems) = (Verdict::Wrong, failed);
        }
        store::write_part(&mut tx, scope, id, &part).await?;
        tx.commit().await?;
    }
    let mut tx = scope.db().begin().await?;
    store::advance(&mut tx, org, (import.id, import.turn), number, number + 1).await?;
    tx.commit().await
}

async fn run_row(scope: &Scope, import: &Import, number: i64, at: usize) -> Result<()> {
    let mut judge = Judge::new(scope, &import.options, false).await?;
    let mut tx = scope.db().begin().await?;
    let Some((id, mut part)) = store::part(&mut tx, scope, import.id, number).await? else { return Ok(()) };
    // Its version tells that it was written already.
    if part.outcomes.get(at).is_none_or(|outcome| outcome.version > 0 || outcome.verdict == Verdict::Wrong) {
        return Ok(());
    }
    let Part { rows, outcomes } = &part;
    let judged = judge.part(&mut tx, &rows[at..=at], &outcomes[at..=at]).await?;
    if let Some(outcome) = written(&mut tx, scope, judged, &judge).await?.pop() {
        part.outcomes[at] = outcome;
    }
    store::write_part(&mut tx, scope, id, &part).await?;
    tx.commit().await
}

/// A rule that refuses, in its words.
pub(super) fn refusal(scope: &Scope, rule: &str) -> String {
    let all = scope.house.wings.refusals.iter().flat_map(|group| group.iter());
    let known = all.into_iter().find(|(known, _)| *known == rule);
    known.map_or_else(|| "This cannot be written.".to_owned(), |(_, sentence)| (*sentence).to_owned())
}

/// Counts what became of all rows, and tells it.
async fn finish(scope: &Scope, import: &Import) -> Result<()> {
    let org = scope.org_id();
    let mut sample = store::sample(scope.db(), scope, import.id).await?;
    let (mut counts, mut shown) = (Counts::default(), Sample::default());
    for number in 0..import.parts {
        let Some((_, part)) = store::part(scope.db(), scope, import.id, number).await? else { break };
        for outcome in &part.outcomes {
            counts.add(outcome.verdict);
            if outcome.verdict == Verdict::Wrong {
                shown.add(outcome);
            }
        }
    }
    sample.wrong = shown.wrong;
    let mut tx = scope.db().begin().await?;
    if !store::end(&mut tx, org, (import.id, import.turn), Stage::Done, "", scope.now).await? {
        return Ok(());
    }
    store::set_counts(&mut tx, org, import.id, counts).await?;
    store::write_sample(&mut tx, scope, import.id, &sample).await?;
    store::forget_file(&mut tx, org, import.id).await?;
    record(&mut tx, scope, Event::Run(import.id, counts)).await?;
    tx.commit().await
}
