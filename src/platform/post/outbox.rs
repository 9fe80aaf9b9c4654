//! The rows of outgoing messages: reading them, leasing the next one, noting what became of it.

use crate::context::{self, Scope};
use crate::events::{self, Fact};
use crate::files::{self, Stored};
use crate::metrics::Counter;
use crate::{House, quarantine};
use chrono::{DateTime, Duration, Utc};
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// A lane that is silent for longer than this has lost its message (seconds). Longer than any SMTP conversation.
pub(super) const LEASE_SECONDS: i64 = 600;
/// A message that could not leave for this long does not leave any more: news this old does harm.
pub const STALE_DAYS: i64 = 3;
/// The pause after the first deferral (seconds); it doubles with each one.
const FIRST_PAUSE: i64 = 30;
/// The longest pause (seconds).
const LONGEST_PAUSE: i64 = 60 * 60;

/// What has become of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Waits for its turn, or for a mail server.
    Queued,
    /// A lane has it.
    Sending,
    /// The server took it.
    Sent,
    /// Not now.
    Deferred,
    /// Not ever.
    Failed,
    /// The server may have it.
    Uncertain,
}

/// A message as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Outgoing {
    /// Also the left part of its Message-ID.
    pub id: Uuid,
    /// Of this organisation.
    pub org_id: Option<Uuid>,
    /// `booking.confirmation`.
    pub kind: String,
    /// What it is about.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Option<Uuid>,
    /// Whose name it comes in.
    pub from_name: String,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// Who receives it.
    pub to_name: String,
    /// At which address.
    pub to_address: String,
    /// Its subject line.
    pub subject: String,
    /// For those who read text.
    pub text_body: String,
    /// For the others.
    pub html_body: String,
    /// An iTIP object.
    pub calendar: Option<String>,
    /// `request` or `cancel`.
    pub calendar_method: Option<String>,
    /// Where one click ends letters of this kind.
    pub unsubscribe: Option<String>,
    /// What has become of it.
    pub status: Status,
    /// How often it was tried.
    pub attempts: i64,
    /// Not tried before this.
    pub due_at: DateTime<Utc>,
    /// The last SMTP answer, or why there is none.
    pub answer: Option<String>,
    /// When it was decided.
    pub queued_at: DateTime<Utc>,
    /// When the server took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// A file that goes along.
    pub file_id: Option<Uuid>,
    /// What that is called.
    pub file_name: Option<String>,
    /// Grows with every lease.
    pub(super) fence: i64,
}

/// A message in a list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Summary {
    /// Its id.
    pub id: Uuid,
    /// `booking.confirmation`.
    pub kind: String,
    /// Who receives it.
    pub to_name: String,
    /// At which address.
    pub to_address: String,
    /// Its subject line.
    pub subject: String,
    /// What has become of it.
    pub status: Status,
    /// The last SMTP answer, or why there is none.
    pub answer: Option<String>,
    /// When it was decided.
    pub queued_at: DateTime<Utc>,
}

fn whole() -> Sql {
    sql("select id, org_id, kind, subject_kind, subject_id, from_name, reply_to, to_name, to_address, subject, text_body, html_body,
                calendar, calendar_method, unsubscribe, status, attempts, due_at, answer, queued_at, sent_at, file_id, file_name, fence
           from messages")
}

fn summaries() -> Sql {
    sql("select id, kind, to_name, to_address, subject, status, answer, queued_at from messages")
}

/// The messages about one thing, the oldest first.
pub async fn of_subject(db: &Db, org: Uuid, subject: Uuid) -> Result<Vec<Summary>> {
    summaries()
        .with(" where org_id = ", org)
        .with(" and subject_id = ", subject)
        .push(" order by queued_at, id")
        .all(db)
        .await
}

/// The iTIP objects in the messages about these things, the oldest first.
pub async fn calendars_about(
    on: impl Into<On<'_>>,
    org: Uuid,
    subjects: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<(Uuid, String)>> {
    sql("select subject_id, calendar from messages where calendar is not null")
        .with(" and org_id = ", org)
        .with_list(" and subject_id in ", subjects)
        .push(" order by queued_at, id")
        .all(on)
        .await
}

/// One message.
pub async fn maybe_by_id(db: &Db, org: Uuid, id: Uuid) -> Result<Option<Outgoing>> {
    whole().with(" where org_id = ", org).with(" and id = ", id).maybe(db).await
}

/// Leases the message that has waited longest.
pub(super) async fn lease(house: &House) -> Result<Option<Outgoing>> {
    let now = house.now();
    let stale = now - Duration::days(STALE_DAYS); // what is older fails, in [`release`]
    // Look before taking SQLite's only writer.
    let any: Option<(i64,)> =
        sql("select cast(1 as bigint) from messages
          where status in ('queued', 'deferred') and due_at <= $1 and queued_at > $2
            and (org_id is null or org_id not in (select id from organisations where suspended_at is not null)) limit 1")
            .bind(now)
            .bind(stale)
            .maybe(&house.db)
            .await?;
    if any.is_none() || quarantine::holds(house).await? {
        return Ok(None);
    }
    let mut tx = house.db.begin().await?;
    let leased = sql("update messages set status = 'sending', attempts = attempts + 1, fence = fence + 1, leased_until = $2
          where id in (select id from messages
                        where status in ('queued', 'deferred') and due_at <= $1 and queued_at > $3
                          and (org_id is null or org_id not in (select id from organisations where suspended_at is not null))
                        order by due_at, id limit 1")
        .bind(now)
        .bind(now + Duration::seconds(LEASE_SECONDS))
        .bind(stale)
        .push(Either { sqlite: ")", postgres: " for update skip locked)" })
        .push(
            " returning id, org_id, kind, subject_kind, subject_id, from_name, reply_to, to_name, to_address, subject, text_body, html_body,
                calendar, calendar_method, unsubscribe, status, attempts, due_at, answer, queued_at, sent_at, file_id, file_name, fence",
        )
        .maybe(&mut tx)
        .await?;
    tx.commit().await?;
    Ok(leased)
}

/// What the file is that goes along with a message: its media type, and how many bytes it has. None where it is gone.
pub async fn file_kind(db: &Db, org: Uuid, file: Uuid) -> Result<Option<(String, i64)>> {
    sql("select mime, size from files where org_id = $1 and id = $2").bind(org).bind(file).maybe(db).await
}

/// The file that goes along with a message. None where it is gone.
pub async fn file(db: &Db, org: Uuid, file: Uuid) -> Result<Option<Stored>> {
    match files::found(db, org, file).await {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What has become of a leased message.
#[derive(Clone, Copy)]
pub(super) enum Verdict {
    Sent,
    Later,
    Failed,
    Uncertain,
}

impl Verdict {
    /// In one word.
    pub(super) fn name(self) -> &'static str {
        match self {
            Verdict::Sent => "sent",
            Verdict::Later => "deferred",
            Verdict::Failed => "failed",
            Verdict::Uncertain => "uncertain",
        }
    }
}

/// Notes what has become of a message, if the lease is still ours.
pub(super) async fn note(house: &House, message: &Outgoing, verdict: Verdict, answer: String) -> Result<()> {
    let now = house.now();
    let pause = (FIRST_PAUSE << message.attempts.clamp(1, 12).saturating_sub(1)).min(LONGEST_PAUSE);
    let too_old = now + Duration::seconds(pause) > message.queued_at + Duration::days(STALE_DAYS);
    let outcome = match verdict {
        Verdict::Sent => "sent",
        Verdict::Later if !too_old => "deferred",
        Verdict::Later | Verdict::Failed => "failed",
        Verdict::Uncertain => "uncertain",
    };
    house.metrics.count(Counter::MailOutcomes, outcome);
    let (status, sent_at) = match verdict {
        Verdict::Sent => (Status::Sent, Some(now)),
        Verdict::Later if too_old => (Status::Failed, None),
        Verdict::Later => (Status::Deferred, None),
        Verdict::Failed => (Status::Failed, None),
        Verdict::Uncertain => (Status::Uncertain, None),
    };
    let mut tx = house.db.begin().await?;
    let lost: Vec<Lost> = sql("update messages set status = $3, answer = $4, due_at = $5, sent_at = $6, leased_until = null where id = $1 and fence = $2
          returning id, org_id, kind, subject_kind, subject_id, subject, status")
        .bind(message.id)
        .bind(message.fence)
        .bind(status)
        .bind(answer)
        .bind(now + Duration::seconds(pause))
        .bind(sent_at)
        .all(&mut tx)
        .await?;
    tell(&mut tx, house, lost).await?;
    tx.commit().await
}

/// What a message that may not have arrived was.
#[derive(Debug, sqlx::FromRow)]
struct Lost {
    id: Uuid,
    org_id: Option<Uuid>,
    kind: String,
    subject_kind: String,
    subject_id: Option<Uuid>,
    subject: String,
    status: Status,
}

/// Records that messages failed, or that nobody knows: somebody should know. To whom they went is not told, so that it
/// can be erased.
async fn tell(tx: &mut Tx, house: &House, lost: Vec<Lost>) -> Result<()> {
    let mut scope: Option<Scope> = None;
    for Lost { id, org_id, kind, subject_kind, subject_id, subject, status } in lost {
        let (Some(org), Status::Failed | Status::Uncertain) = (org_id, status) else { continue };
        if scope.as_ref().is_none_or(|known| known.org_id() != org) {
            scope = Some(Scope::unattended(house, context::org_by_id(&mut *tx, org).await?, "post"));
        }
        let Some(scope) = &scope else { continue };
        let data = json!({ "kind": kind, "subject": subject, "status": status, "about": { "kind": subject_kind, "id": subject_id } });
        events::record(tx, scope, Fact { kind: "message.failed", subject_kind: "message", subject: id, data }).await?;
    }
    Ok(())
}

/// Messages whose lane went silent become uncertain; messages that are too old fail. Answers how many changed.
pub async fn release(house: &House) -> Result<u64> {
    if quarantine::holds(house).await? {
        return Ok(0); // what waits for an operator does not grow old meanwhile
    }
    let now = house.now();
    // Without a mail server messages are kept for as long as there is none.
    let keeps = house.settings.smtp.is_none();
    let stale = if keeps { DateTime::<Utc>::UNIX_EPOCH } else { now - Duration::days(STALE_DAYS) };
    let any: Option<(i64,)> = sql("select cast(1 as bigint) from messages
          where (status = 'sending' and leased_until < $1)
             or (status in ('queued', 'deferred') and queued_at < $2
                 and (org_id is null or org_id not in (select id from organisations where suspended_at is not null))) limit 1")
        .bind(now)
        .bind(stale)
        .maybe(&house.db)
        .await?;
    if any.is_none() {
        return Ok(0);
    }
    let mut tx = house.db.begin().await?;
    let mut lost: Vec<Lost> = sql("update messages set status = 'uncertain', fence = fence + 1, answer = 'The house stopped while this was being sent. It may have arrived.'
          where status = 'sending' and leased_until < $1 returning id, org_id, kind, subject_kind, subject_id, subject, status")
        .bind(now)
        .all(&mut tx)
        .await?;
    let old: Vec<Lost> =
        sql("update messages set status = 'failed', answer = 'Not sent: it had waited for more than three days.'
          where status in ('queued', 'deferred') and queued_at < $1
            and (org_id is null or org_id not in (select id from organisations where suspended_at is not null))
          returning id, org_id, kind, subject_kind, subject_id, subject, status")
        .bind(stale)
        .all(&mut tx)
        .await?;
    lost.extend(old);
    let changed = lost.len() as u64;
    tell(&mut tx, house, lost).await?;
    tx.commit().await?;
    Ok(changed)
}
