//! Sending: the report is read with the rights of its owner, and one transaction writes the letters and the next day.

use super::events::Event;
use super::link;
use super::model::{Pause, Recipient, Schedule, Sending};
use super::{policy, store};
use crate::reports::Report;
use crate::views::schedules::mail;
use chrono::{NaiveDate, TimeDelta};
use kernel::{Error, Result, text};
use platform::context::{self, Actor, rounds};
use platform::events::record;
use platform::files::{self, NewRow};
use platform::jobs::Job;
use platform::once::{Claim, claim_for};
use platform::post::{self, Draft};
use platform::{House, Perm, Scope};
use serde::{Deserialize, Serialize};
use std::time::Duration as StdDuration;
use uuid::Uuid;

/// The largest file that goes along (bytes): many mail servers refuse a letter of ten megabytes, and a file grows by a third
/// on its way.
pub const FILE_MAX: usize = 2 * 1024 * 1024;
/// Lines that stand in the letter itself.
pub const LINES_MAX: usize = 20;
/// Schedules looked up at once.
const AT_ONCE: i64 = 200;
/// So often one is sent by hand in [`RATE_WINDOW`].
const RATE: u32 = 3;
/// The window of the rate.
const RATE_WINDOW: TimeDelta = TimeDelta::hours(1);

/// Sends what has come due, in every organisation. Runs every hour.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Send;

impl Job for Send {
    const NAME: &'static str = "reports.send";
    /// Each report is a transaction of its own: what was cut off goes on with those that are left.
    const TIMEOUT: StdDuration = StdDuration::from_secs(30 * 60);

    async fn run(&self, house: &House) -> Result<()> {
        let orgs = store::orgs(&house.db).await?;
        rounds::in_each_by_day(house, orgs, "reports by mail", |scope| Box::pin(send_due(scope))).await
    }
}

/// Sends what has come due in an organisation. One that cannot be sent holds up no other.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(scope: &Scope) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let due = store::due(scope.db(), scope.org_id(), scope.today(), after, AT_ONCE).await?;
        for id in &due {
            after = *id;
            if let Err(error) = send(scope, *id, None).await {
                tracing::error!(%error, schedule = %id, "a report could not be sent");
            }
        }
        if due.len() < AT_ONCE as usize {
            return Ok(());
        }
    }
}

/// Sends one now, because the viewer asks for it; its next day stays. The key makes a second click nothing. Answers what
/// was sent.
///
/// # Errors
/// [`Error::NotFound`] for what the viewer may not see; `report_schedule_no_rights` and `report_schedule_nobody` where it was
/// paused instead; [`Error::TooMany`] for whoever insists.
pub async fn send_now(scope: &Scope, id: Uuid, key: &str) -> Result<Sending> {
    let schedule = store::by_id(scope.db(), scope.org_id(), id).await?;
    policy::demand(scope, &schedule)?;
    if schedule.archived_at.is_some() {
        return Err(Error::NotFound);
    }
    match send(scope, id, Some(key)).await? {
        Outcome::Sent(sending) => store::sending(scope.db(), scope.org_id(), id, sending).await,
        Outcome::Paused(Pause::Nobody) => Err(Error::conflict("report_schedule_nobody")),
        Outcome::Paused(_) => Err(Error::conflict("report_schedule_no_rights")),
        Outcome::Changed => Err(Error::conflict("report_schedule_changed")),
    }
}

/// What came of it.
enum Outcome {
    /// Letters were written, now or by the first click.
    Sent(Uuid),
    /// None: it is paused.
    Paused(Pause),
    /// None: it is not what it was, or somebody else has sent it.
    Changed,
}

/// `key`: by hand, with the key of the click.
async fn send(scope: &Scope, id: Uuid, key: Option<&str>) -> Result<Outcome> {
    let org = scope.org_id();
    let seen = store::by_id(scope.db(), org, id).await?;
    let read = match with_rights_of(scope, seen.owner_id).await? {
        Ok(owner) => read(&owner, &seen).await?,
        Err(why) => return pause(scope, &seen, why).await,
    };
    // Safe before there is a row of it; without one it is swept.
    let safe = match &read.file {
        Some(bytes) => Some(files::keep_bytes(&scope.house, org, bytes.clone()).await?),
        None => None,
    };
    let mut tx = scope.db().begin().await?;
    let sending = scope.id();
    if let Some(key) = key {
        if let Claim::Done(sent) = claim_for(&mut tx, scope, key, &format!("send report {id}"), sending).await? {
            return Ok(Outcome::Sent(sent));
        }
        scope.house.limits.spend(format!("report:{id}"), RATE, RATE_WINDOW, scope.now)?;
    }
    // Of two nodes the second one waits here, and finds another version.
    let held = store::hold(&mut tx, org, id).await?;
    if held.version != seen.version || (key.is_none() && held.next_on > scope.today()) {
        return Ok(Outcome::Changed);
    }
    let mut to = store::recipients(&mut tx, org, [id], scope.now).await?;
    to.retain(Recipient::is_written_to);
    if to.is_empty() {
        drop(tx);
        return pause(scope, &seen, Pause::Nobody).await;
    }
    let file = safe.as_ref().map(|_| scope.id());
    if let (Some(id), Some(safe)) = (file, safe) {
        let row = NewRow { id, mime: held.paper().mime(), is_public: false };
        files::insert(&mut tx, org, row, safe, scope.now).await?;
    }
    let letters = i64::try_from(to.len()).unwrap_or(i64::MAX);
    let lines = i64::try_from(read.report.lines.len()).unwrap_or(i64::MAX);
    let asked_by = key.and(scope.user_id());
    let noted = store::NewSending { id: sending, asked_by, letters, lines, file };
    let next_on = match key {
        None => held.rhythm().after(scope.today()),
        Some(_) => held.next_on,
    };
    if !store::add_sending(&mut tx, org, id, noted, (scope.today(), scope.now)).await? {
        drop(tx);
        return step_over(scope, &held, next_on).await;
    }
    store::step(&mut tx, org, id, (next_on, scope.now)).await?;
    let drafts = to.iter().map(|one| draft(scope, &held, &read, (one, sending, file))).collect();
    post::queue(&mut tx, scope, drafts).await?;
    record(&mut tx, scope, Event::Sent(&held, scope.today(), letters)).await?;
    tx.commit().await?;
    Ok(Outcome::Sent(sending))
}

/// Its day was sent already, whatever the schedule says: only the next one is written down.
async fn step_over(scope: &Scope, seen: &Schedule, next_on: NaiveDate) -> Result<Outcome> {
    let mut tx = scope.db().begin().await?;
    let held = store::hold(&mut tx, scope.org_id(), seen.id).await?;
    if held.version == seen.version {
        store::step(&mut tx, scope.org_id(), seen.id, (next_on, held.sent_at.unwrap_or(scope.now))).await?;
        tx.commit().await?;
    }
    Ok(Outcome::Changed)
}

/// The same scope with the rights that somebody has now; why there are none otherwise. What is recorded in it is still done
/// by whoever did it.
async fn with_rights_of(scope: &Scope, owner: Uuid) -> Result<std::result::Result<Scope, Pause>> {
    let viewer = match context::enter(scope.db(), &scope.org.slug, owner, scope.now).await {
        Ok((_, viewer)) => viewer,
        Err(Error::NotFound) => return Ok(Err(Pause::OwnerGone)),
        Err(error) => return Err(error),
    };
    let theirs = Scope { viewer, acting: Some(Actor::System), ..scope.clone() };
    Ok(if theirs.may(Perm::AssetsRead) { Ok(theirs) } else { Err(Pause::NoRight) })
}

/// A report as it is sent.
struct Read {
    report: Report,
    /// Its address, with the days that it was read for.
    path: String,
    /// What its file is called.
    file_name: String,
    /// Its file; none where that is too large.
    file: Option<Vec<u8>>,
}

async fn read(owner: &Scope, schedule: &Schedule) -> Result<Read> {
    let (which, paper, today) = (schedule.which(), schedule.paper(), owner.today());
    let mut query = which.sent_on(today, &schedule.filters());
    let report = which.read(owner, &mut query).await?;
    let path = owner.org.path(&format!("/reports/{}", which.address(&query)));
    let file_name = format!("{}-{today}.{}", text::slug(&schedule.name), paper.extension());
    let heads: Vec<String> = report.heads.iter().map(|head| head.label.to_owned()).collect();
    let rows: Vec<Vec<String>> = report.lines.iter().map(|line| line.clone().plain()).collect();
    // Writing a long file takes a while: others are served meanwhile.
    let written = tokio::task::spawn_blocking(move || paper.write(which.name(), &heads, rows.into_iter())).await;
    let bytes = written.map_err(Error::broken)??;
    let file = Some(bytes).filter(|bytes| bytes.len() <= FILE_MAX);
    Ok(Read { report, path, file_name, file })
}

fn draft(
    scope: &Scope,
    schedule: &Schedule,
    read: &Read,
    (to, sending, file): (&Recipient, Uuid, Option<Uuid>),
) -> Draft {
    let (house, org) = (&scope.house, &scope.org);
    let unsubscribe = link::url(house, org, to.id);
    let letter = mail::Letter {
        org,
        schedule,
        report: &read.report,
        to,
        lines_max: LINES_MAX,
        page: house.url(&read.path),
        file: file.map(|_| read.file_name.as_str()),
        ends: &unsubscribe,
        today: scope.today(),
    };
    Draft {
        subject_kind: "report_sending",
        subject_id: Some(sending),
        dedupe_key: format!("report:{sending}:{}", to.id),
        file: file.map(|file| (file, read.file_name.clone())),
        unsubscribe: Some(unsubscribe.clone()),
        ..mail::letter(&letter)
    }
}

/// Pauses what cannot be sent, unless somebody has changed it meanwhile.
async fn pause(scope: &Scope, seen: &Schedule, why: Pause) -> Result<Outcome> {
    let mut tx = scope.db().begin().await?;
    let held = store::hold(&mut tx, scope.org_id(), seen.id).await?;
    if held.version == seen.version && held.paused_because != Some(why) {
        store::set_paused(&mut tx, scope.org_id(), seen.id, (Some((scope.now, why)), held.next_on)).await?;
        record(&mut tx, scope, Event::Paused(&held, why)).await?;
        tx.commit().await?;
    }
    Ok(Outcome::Paused(why))
}
