//! Operators are told what is wrong with the house and when it is over: each incident once, and its end once.
//!
//! An incident begins when a look finds something wrong of a kind of which nothing was, and ends when a look finds nothing
//! of it; what lies between does neither, so that nobody is told of the same thing every minute. Alarms go by mail: one
//! about mail arrives when mail leaves again. The light in the console and the rules for Prometheus tell it at once.

use super::events::Event;
use super::health::{self, MailServer, Vitals};
use super::model::{Incident, Trouble};
use super::store::incidents as store;
use crate::views::console::mail;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::Result;
use kernel::db::Tx;
use platform::jobs::Job;
use platform::{Errand, House, events, post, quarantine};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What could leave and waits for longer is held up …
const HELD_UP: TimeDelta = TimeDelta::minutes(10);
/// … as is a message that was tried in vain for longer, while no other has left …
const IN_VAIN: TimeDelta = TimeDelta::minutes(30);
/// … and is not any more when nothing waits for as long as this.
const FLOWING: TimeDelta = TimeDelta::minutes(1);

/// Looks whether anything is wrong. Runs every minute.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Look;

impl Job for Look {
    const NAME: &'static str = "console.look";
    // The next look is in a minute.
    const MAX_ATTEMPTS: i64 = 1;

    async fn run(&self, house: &House) -> Result<()> {
        let (signs, errand) = (read(house).await?, Errand::unattended(house, quarantine::by_clock(house).await?));
        let open = store::open(&house.db).await?;
        for kind in Trouble::ALL {
            let incident = open.iter().find(|incident| incident.kind == kind);
            match (verdict(kind, &signs, errand.is_look()), incident) {
                (Verdict::Wrong(what), None) => begin(&errand, kind, &what).await?,
                (Verdict::Well, Some(incident)) => end(&errand, incident).await?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// What the house is judged by.
struct Signs {
    vitals: Vitals,
    failed_backup: Option<(DateTime<Utc>, String)>,
    /// So many files lack in the newest backup.
    lacking: Option<i64>,
    /// Since when a message waits that was tried in vain.
    tried_in_vain: Option<DateTime<Utc>>,
    last_dead: Option<String>,
}

async fn read(house: &House) -> Result<Signs> {
    Ok(Signs {
        vitals: health::measure(house).await?,
        failed_backup: store::failed_backup(&house.db).await?,
        lacking: platform::backups::lacking(&house.db).await?.map(|(_, files)| files),
        tried_in_vain: store::tried_in_vain(&house.db).await?,
        last_dead: store::last_dead(&house.db).await?,
    })
}

/// What a look finds of one kind.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// This is wrong.
    Wrong(String),
    /// Neither.
    Between,
    /// Nothing is.
    Well,
}

/// What a look finds. That nothing leaves a house that is held is no trouble of it, and what its last backup came to is for
/// the next one to say.
fn verdict(kind: Trouble, signs: &Signs, is_held: bool) -> Verdict {
    match kind {
        Trouble::Mail | Trouble::Stream if is_held => Verdict::Well,
        Trouble::Backup if is_held => Verdict::Between,
        _ => judge(kind, signs),
    }
}

fn judge(kind: Trouble, signs: &Signs) -> Verdict {
    match kind {
        Trouble::Backup => match (&signs.failed_backup, signs.lacking) {
            (Some((_, why)), _) => Verdict::Wrong(mail::backup_failed(why)),
            (None, Some(files)) => Verdict::Wrong(mail::backup_lacks(files)),
            (None, None) => Verdict::Well,
        },
        Trouble::Jobs => match (&signs.last_dead, signs.vitals.jobs.dead) {
            (Some(name), dead @ 1..) => Verdict::Wrong(mail::jobs_dead(dead, name)),
            _ => Verdict::Well,
        },
        Trouble::Mail => judge_mail(signs),
        Trouble::Stream => judge_stream(&signs.vitals),
    }
}

fn judge_mail(signs: &Signs) -> Verdict {
    let vitals = &signs.vitals;
    if !matches!(vitals.server, MailServer::Set) {
        return Verdict::Well;
    }
    // One address that is tried in vain is its own trouble; that nothing has left since is the house's.
    let last_sent = vitals.post.last_sent.as_ref().map(|(at, _)| *at);
    let in_vain = signs.tried_in_vain.filter(|since| last_sent.is_none_or(|at| at < *since));
    let in_vain = in_vain.map_or(TimeDelta::zero(), |since| vitals.now - since);
    match vitals.message_age() {
        age if age > HELD_UP => Verdict::Wrong(mail::mail_held_up(age)),
        _ if in_vain > IN_VAIN => Verdict::Wrong(mail::mail_held_up(in_vain)),
        age if age.max(in_vain) < FLOWING => Verdict::Well,
        _ => Verdict::Between,
    }
}

fn judge_stream(vitals: &Vitals) -> Verdict {
    let Some(state) = &vitals.stream else { return Verdict::Well };
    match vitals.stream_lag() {
        age if age > HELD_UP => {
            Verdict::Wrong(mail::stream_lags(age, state.trouble.as_ref().map(|(_, why)| why.as_str())))
        }
        _ if state.aside > 0 => Verdict::Wrong(mail::stream_put_aside(state.aside)),
        age if age < FLOWING => Verdict::Well,
        _ => Verdict::Between,
    }
}

async fn begin(errand: &Errand, kind: Trouble, what: &str) -> Result<()> {
    let (now, id) = (errand.now, errand.id());
    let mut tx = errand.db().begin().await?;
    if store::begin(&mut tx, id, kind, what, now).await? {
        let incident = Incident { id, kind, what: what.to_owned(), began_at: now, ended_at: None };
        tell(&mut tx, errand, &incident).await?;
        let event = Event::Raised(id, kind, what.to_owned());
        events::record_in_house(&mut tx, errand, event).await?;
    }
    tx.commit().await
}

async fn end(errand: &Errand, incident: &Incident) -> Result<()> {
    let now = errand.now;
    let mut tx = errand.db().begin().await?;
    if store::end(&mut tx, incident.id, now).await? {
        tell(&mut tx, errand, &Incident { ended_at: Some(now), ..incident.clone() }).await?;
        let event = Event::Cleared(incident.id, incident.kind);
        events::record_in_house(&mut tx, errand, event).await?;
    }
    tx.commit().await
}

/// A letter to each operator who wants one.
async fn tell(tx: &mut Tx, errand: &Errand, incident: &Incident) -> Result<()> {
    let house = &errand.house;
    for watcher in store::watchers(&mut *tx).await? {
        let mut draft = mail::alarm(incident, &watcher, &house.url("/console"), &house.url("/account"));
        draft.dedupe_key = dedupe_key(incident, watcher.id);
        post::queue_for_house(&mut *tx, errand, draft).await?;
    }
    Ok(())
}

fn dedupe_key(incident: &Incident, watcher: Uuid) -> String {
    let which = if incident.ended_at.is_some() { "ended" } else { "began" };
    format!("incident {} {which} {watcher}", incident.id)
}
