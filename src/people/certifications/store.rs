//! The rows of certifications and verdicts.

use super::model::{Certification, Choice, Seen, Verdict};
use crate::orgs::model::Held;
use chrono::{DateTime, Utc};
use kernel::db::{Db, Json, On, Tx, sql};
use kernel::{Error, Result};
use std::collections::HashMap;
use uuid::Uuid;

/// Certifications that are listed: one in a quarter is many.
pub const LISTED_MAX: i64 = 100;

/// A verdict as it is stored.
#[derive(sqlx::FromRow)]
struct Stored {
    grant_id: Uuid,
    verdict: String,
    seal: String,
    seen: Json<Seen>,
    by_name: String,
    given_at: DateTime<Utc>,
    outcome: Option<String>,
}

/// The latest first, the open one before all.
pub async fn list(db: &Db, org: Uuid) -> Result<Vec<Certification>> {
    sql("select c.id, s.name as started_by_name, c.started_at, c.held_by, h.name as held_by_name, c.touched_at,
                c.completed_at, c.abandoned_at, c.note, c.kept, c.ended, c.review_id
           from access_certifications c join users s on s.id = c.started_by join users h on h.id = c.held_by
          where c.org_id = $1 order by c.started_at desc, c.id desc limit $2")
    .bind(org)
    .bind(LISTED_MAX)
    .all(db)
    .await
}

/// The one that is open.
pub async fn open(on: impl Into<On<'_>>, org: Uuid) -> Result<Option<Certification>> {
    sql("select c.id, s.name as started_by_name, c.started_at, c.held_by, h.name as held_by_name, c.touched_at,
                c.completed_at, c.abandoned_at, c.note, c.kept, c.ended, c.review_id
           from access_certifications c join users s on s.id = c.started_by join users h on h.id = c.held_by
          where c.org_id = $1 and c.completed_at is null and c.abandoned_at is null")
    .bind(org)
    .maybe(on)
    .await
}

/// One of them.
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Certification> {
    sql("select c.id, s.name as started_by_name, c.started_at, c.held_by, h.name as held_by_name, c.touched_at,
                c.completed_at, c.abandoned_at, c.note, c.kept, c.ended, c.review_id
           from access_certifications c join users s on s.id = c.started_by join users h on h.id = c.held_by
          where c.org_id = $1 and c.id = $2")
    .bind(org)
    .bind(id)
    .one(on)
    .await
}

/// What was decided so far, by grant.
pub async fn verdicts(on: impl Into<On<'_>>, org: Uuid, certification: Uuid) -> Result<HashMap<Uuid, Verdict>> {
    let rows: Vec<Stored> =
        sql("select v.grant_id, v.verdict, v.seal, v.seen, u.name as by_name, v.given_at, v.outcome
           from access_verdicts v join users u on u.id = v.given_by
          where v.org_id = $1 and v.certification_id = $2")
        .bind(org)
        .bind(certification)
        .all(on)
        .await?;
    let verdict = |row: Stored| {
        let choice = Choice::parse(&row.verdict)
            .ok_or_else(|| Error::broken(format!("unknown verdict {} on {}", row.verdict, row.grant_id)))?;
        let (grant, seen, at) = (row.grant_id, row.seen.0, row.given_at);
        let verdict = Verdict { grant, choice, seal: row.seal, seen, by_name: row.by_name, at, outcome: row.outcome };
        Ok((grant, verdict))
    };
    rows.into_iter().map(verdict).collect()
}

/// Begins one.
///
/// # Errors
/// `access_certifications_open` (on SQLite named by its column) while another one is open.
pub async fn add(tx: &mut Tx, org: Uuid, id: Uuid, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    sql("insert into access_certifications (id, org_id, started_by, started_at, held_by, touched_at)
         values ($1, $2, $3, $4, $3, $4)")
    .bind(id)
    .bind(org)
    .bind(by)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Holds an open certification for its reviewer until the transaction ends; false: it is not theirs, or over.
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid, reviewer: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let held = sql("update access_certifications set touched_at = $4
          where org_id = $1 and id = $2 and held_by = $3 and completed_at is null and abandoned_at is null")
    .bind(org)
    .bind(id)
    .bind(reviewer)
    .bind(now)
    .run(tx)
    .await?;
    Ok(held == 1)
}

/// Gives an open certification to another reviewer, if it is still this one's.
pub async fn hand_over(tx: &mut Tx, org: Uuid, id: Uuid, from: Uuid, to: Uuid) -> Result<bool> {
    let changed = sql("update access_certifications set held_by = $4
          where org_id = $1 and id = $2 and held_by = $3 and completed_at is null and abandoned_at is null")
    .bind(org)
    .bind(id)
    .bind(from)
    .bind(to)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Writes down what was decided about a grant, in the place of what was decided before.
pub async fn decide(
    tx: &mut Tx,
    org: Uuid,
    certification: Uuid,
    held: &Held,
    (choice, seal): (Choice, String),
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into access_verdicts (org_id, certification_id, grant_id, verdict, seal, seen, given_by, given_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (org_id, certification_id, grant_id) do update
            set verdict = excluded.verdict, seal = excluded.seal, seen = excluded.seen,
                given_by = excluded.given_by, given_at = excluded.given_at")
    .bind(org)
    .bind(certification)
    .bind(held.id)
    .bind(choice.name())
    .bind(seal)
    .bind(Json(Seen::of(held)))
    .bind(by)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Notes what became of these grants.
pub async fn note_outcome(
    tx: &mut Tx,
    org: Uuid,
    certification: Uuid,
    grants: &[Uuid],
    outcome: &'static str,
) -> Result<()> {
    // Statements have a limit to their values, and there may be thousands of grants.
    for some in grants.chunks(500) {
        sql("update access_verdicts set outcome = $3 where org_id = $1 and certification_id = $2")
            .bind(org)
            .bind(certification)
            .bind(outcome)
            .with_list(" and grant_id in ", some.iter().copied())
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// How it ended.
#[derive(Debug, Clone)]
pub struct Completion {
    /// Who completed it.
    pub by: Uuid,
    /// What they noted.
    pub note: String,
    /// How many grants stayed.
    pub kept: usize,
    /// How many ended.
    pub ended: usize,
    /// The review it became.
    pub review: Uuid,
}

/// Completes it.
pub async fn complete(tx: &mut Tx, org: Uuid, id: Uuid, how: &Completion, now: DateTime<Utc>) -> Result<()> {
    sql("update access_certifications set completed_at = $3, completed_by = $4, note = $5, kept = $6, ended = $7,
                review_id = $8
          where org_id = $1 and id = $2 and completed_at is null and abandoned_at is null")
    .bind(org)
    .bind(id)
    .bind(now)
    .bind(how.by)
    .bind(how.note.clone())
    .bind(how.kept as i64)
    .bind(how.ended as i64)
    .bind(how.review)
    .run(tx)
    .await
    .map(drop)
}

/// Gives it up, if it is open.
pub async fn abandon(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update access_certifications set abandoned_at = $3
          where org_id = $1 and id = $2 and completed_at is null and abandoned_at is null")
    .bind(org)
    .bind(id)
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}
