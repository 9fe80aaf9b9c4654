//! Asking people for what they have: a letter with a link to each of them, their answers, and reminders to those who did
//! not answer.
//!
//! The link is the id of their part of the audit, sealed with the house's key: 128 bits nobody can guess, nothing to store,
//! and dead as soon as the audit is closed. Reminders climb the ladder of their audit as those for what is overdue do: by day
//! only, each step once, and one letter where several were missed.

use super::model::{Asked, Audit, Kept, NOTE_MAX, Outcome};
use super::store;
use crate::assets;
use crate::views::audits::mail;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::Tx;
use kernel::{Error, Problems, Result, text};
use people::contacts::{self, Contact};
use platform::context::rounds;
use platform::events::record;
use platform::jobs::Job;
use platform::post::{self, Draft};
use platform::{House, Reach, Scope};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// People looked at in one transaction.
const AT_ONCE: i64 = 200;
/// What the seal is for.
const PURPOSE: &str = "audit-person";

/// The full address of somebody's link.
fn url(scope: &Scope, person: Uuid) -> String {
    scope.org.public_url(&scope.house, &format!("/have/{}", scope.house.key.seal(PURPOSE, person.as_bytes())))
}

/// Whose link it is.
///
/// # Errors
/// [`Error::NotFound`] for anything this house has not sealed.
pub fn opened(house: &House, token: &str) -> Result<Uuid> {
    let bytes = house.key.open(PURPOSE, token).ok_or(Error::NotFound)?;
    Uuid::from_slice(&bytes).map_err(|_| Error::NotFound)
}

/// The letters of those who are asked, once what they are asked for is written down. A part.
pub(super) async fn write_to(tx: &mut Tx, scope: &Scope, audit: &Audit, people: &[(Uuid, Uuid)]) -> Result<()> {
    let mut drafts = Vec::new();
    for (person, contact) in people {
        drafts.extend(letter(&mut *tx, scope, audit, (*person, *contact), None).await?);
    }
    post::queue(tx, scope, drafts).await
}

/// A letter to somebody, the first one or the reminder of a day after it; none to whoever cannot be written to.
async fn letter(
    tx: &mut Tx,
    scope: &Scope,
    audit: &Audit,
    (person, contact): (Uuid, Uuid),
    day: Option<i64>,
) -> Result<Option<Draft>> {
    let who = match contacts::store::living(&mut *tx, scope.org_id(), contact).await {
        Ok(who) if who.erased_at.is_none() => who,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let items = store::asked_for(tx, scope.org_id(), person).await?;
    let draft = mail::asked(&scope.org, audit, &who, &items, url(scope, person), day.is_some());
    let dedupe_key = format!("audit:{person}:{}", day.unwrap_or(0));
    Ok(Some(Draft { subject_kind: "contact", subject_id: Some(who.id), dedupe_key, ..draft }))
}

/// What the page behind a link is drawn of: the audit, who is asked, and what for.
///
/// # Errors
/// Not found where it is nobody's any more.
pub async fn page_of(scope: &Scope, token: &str) -> Result<(Audit, Contact, Vec<Kept>)> {
    let (db, org) = (scope.db(), scope.org_id());
    let asked = store::asked_by_id(db, org, opened(&scope.house, token)?).await?;
    let audit = store::by_id(db, org, asked.audit_id, &Reach::Everywhere).await?;
    let who = contacts::store::by_id(db, org, asked.contact_id).await?;
    if who.erased_at.is_some() {
        return Err(Error::NotFound);
    }
    Ok((audit, who, store::asked_for(db, org, asked.id).await?))
}

/// Answers by line: do they have it, and what they write.
pub type Answers = BTreeMap<Uuid, (bool, String)>;

/// Reads what the form sends: `has-…` is `yes` or `no`, `note-…` a few words.
///
/// # Errors
/// A problem at each note that is too long.
pub fn read(form: &BTreeMap<String, String>) -> Result<Answers> {
    let (mut answers, mut problems) = (Answers::new(), Problems::new());
    for (name, value) in form {
        let Some(id) = name.strip_prefix("has-") else { continue };
        let (Ok(line), Some(has)) = (id.parse(), ["no", "yes"].iter().position(|word| word == value)) else { continue };
        let note = form.get(&format!("note-{id}")).map_or("", String::as_str);
        if let Some(note) = problems.take(format!("note-{id}"), text::paragraph(note, NOTE_MAX)) {
            answers.insert(line, (has == 1, note));
        }
    }
    problems.check()?;
    Ok(answers)
}

/// Somebody says what they have and what not. What staff saw themselves stays as they saw it.
///
/// # Errors
/// `audit_is_closed`; not found where the link is nobody's any more.
pub async fn answer(scope: &Scope, token: &str, answers: &Answers) -> Result<()> {
    let org = scope.org_id();
    let person = opened(&scope.house, token)?;
    let mut tx = scope.db().begin().await?;
    let asked = store::asked_by_id(&mut tx, org, person).await?;
    let audit = store::share(&mut tx, org, asked.audit_id, &Reach::Everywhere).await?;
    if audit.closed_at.is_some() {
        return Err(Error::conflict("audit_is_closed"));
    }
    let who = contacts::store::living(&mut tx, org, asked.contact_id).await?;
    if who.erased_at.is_some() {
        return Err(Error::NotFound);
    }
    let theirs = scope.acting_as_contact(who.id, &who.name);
    let today = scope.today();
    for line in store::asked_for(&mut tx, org, person).await? {
        let Some((has, note)) = answers.get(&line.id) else { continue };
        store::keep_answer(&mut tx, org, (line.id, person), (*has, note), scope.now).await?;
        let is_seen_by_staff = line.seen_by.is_some() && line.outcome != Some(Outcome::Missing);
        let outcome = if *has { Outcome::Found } else { Outcome::Missing };
        if is_seen_by_staff || line.outcome == Some(outcome) {
            continue;
        }
        store::write_seen(&mut tx, org, line.id, Some(outcome), (None, scope.now, None)).await?;
        if *has {
            let asset = assets::store::by_id(&mut tx, org, line.asset_id).await?;
            assets::store::write_audited(&mut tx, org, asset.id, today).await?;
            let told =
                assets::Event::Audited { asset: &asset, audit: audit.id, name: &audit.name, outcome: outcome.name() };
            record(&mut tx, &theirs, told).await?;
        }
    }
    store::note_answered(&mut tx, org, person, scope.now).await?;
    tx.commit().await
}

/// Reminds those who did not answer, of every organisation. Runs every hour.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Remind;

impl Job for Remind {
    const NAME: &'static str = "audits.remind";

    async fn run(&self, house: &House) -> Result<()> {
        let orgs = store::orgs_that_ask(&house.db).await?;
        rounds::in_each_by_day(house, orgs, "reminders of audits", |scope| Box::pin(remind(scope))).await
    }
}

/// How many steps of a ladder are behind somebody who was asked then.
fn steps(ladder: &[i64], asked: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    ladder.iter().filter(|days| now >= asked + TimeDelta::days(**days)).count() as i64
}

/// Lets an audit remind by its new ladder from now on: what of that is over already is not made up for. A part.
pub(super) async fn begin_ladder(tx: &mut Tx, scope: &Scope, audit: &Audit) -> Result<()> {
    let ladder = audit.ladder();
    for asked in store::unanswered(&mut *tx, scope.org_id(), audit.id).await? {
        let behind = steps(&ladder, asked.asked_at, scope.now);
        store::write_reminded(&mut *tx, scope.org_id(), asked.id, behind).await?;
    }
    Ok(())
}

/// Writes what has come due in an organisation.
///
/// # Errors
/// Only of the database; who cannot be written to is passed over.
pub async fn remind(scope: &Scope) -> Result<()> {
    for audit in store::asking(scope.db(), scope.org_id()).await? {
        remind_of(scope, audit.id).await?;
    }
    Ok(())
}

async fn remind_of(scope: &Scope, id: Uuid) -> Result<()> {
    let org = scope.org_id();
    loop {
        let mut tx = scope.db().begin().await?;
        // Whoever changes the ladder waits for this, and the other way round.
        let audit = store::share(&mut tx, org, id, &Reach::Everywhere).await?;
        let ladder = audit.ladder();
        let reached: Vec<_> = ladder.iter().map(|days| scope.now - TimeDelta::days(*days)).collect();
        let due: Vec<Asked> = store::to_remind(&mut tx, org, id, &reached, AT_ONCE).await?;
        let mut drafts = Vec::new();
        for asked in &due {
            let behind = steps(&ladder, asked.asked_at, scope.now);
            store::write_reminded(&mut tx, org, asked.id, behind).await?;
            let day = ladder.get(usize::try_from(behind - 1).unwrap_or(0)).copied();
            drafts.extend(letter(&mut tx, scope, &audit, (asked.id, asked.contact_id), day).await?);
        }
        post::queue(&mut tx, scope, drafts).await?;
        tx.commit().await?;
        if due.len() < AT_ONCE as usize {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_neither_yes_nor_no_is_no_answer() {
        let line = Uuid::from_u128(7);
        let form = |has: &str| {
            let pairs = [(format!("has-{line}"), has.to_owned()), (format!("note-{line}"), " At home ".to_owned())];
            BTreeMap::from(pairs)
        };
        assert_eq!(read(&form("yes")).unwrap().get(&line), Some(&(true, "At home".to_owned())));
        assert_eq!(read(&form("no")).unwrap().get(&line), Some(&(false, "At home".to_owned())));
        assert!(read(&form("perhaps")).unwrap().is_empty());
    }

    #[test]
    fn reminders_are_told_by_the_days_since_the_letter() {
        let (asked, ladder) = (DateTime::<Utc>::UNIX_EPOCH, [3, 7, 14]);
        assert_eq!([0, 2, 3, 8, 30].map(|days| steps(&ladder, asked, asked + TimeDelta::days(days))), [0, 0, 1, 2, 3]);
        assert_eq!(steps(&[], asked, asked + TimeDelta::days(30)), 0);
    }
}
