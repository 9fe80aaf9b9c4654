//! Messages of all organisations, and of the installation itself. What they say is not read.

use crate::console::model::{MailState, MessageRow};
use crate::paging::{PageFrom, Spot};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Sql, Tx, sql};
use platform::post::Status;
use uuid::Uuid;

fn messages() -> Sql {
    sql("select m.id, m.org_id, o.name as org_name, (o.suspended_at is not null and m.status in ('queued', 'deferred')) as held,
                m.kind, m.to_name, m.to_address, m.subject, m.from_name, m.status, m.attempts, m.due_at, m.answer, m.queued_at, m.sent_at
           from messages m left join organisations o on o.id = m.org_id")
}

/// A page of messages, in the order of the way. `org`: some none asks for the installation's own.
pub async fn list(
    db: &Db,
    state: Option<MailState>,
    pattern: Option<String>,
    org: Option<Option<Uuid>>,
    kind: Option<String>,
    from: PageFrom,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    let status = match state {
        Some(MailState::Is(status)) => Some(status),
        _ => None,
    };
    let mut statement = messages()
        .push(" where m.queued_at is not null")
        .with_opt(" and m.status = ", status)
        .push_if(
            state == Some(MailState::Held),
            " and o.suspended_at is not null and m.status in ('queued', 'deferred')",
        )
        .push_if(org == Some(None), " and m.org_id is null")
        .with_opt(" and m.org_id = ", org.flatten())
        .with_opt(" and m.kind = ", kind);
    if let Some(pattern) = pattern {
        statement = statement
            .with(" and (regexp(", pattern.clone())
            .with(", m.to_address) or regexp(", pattern.clone())
            .with(", m.to_name) or regexp(", pattern)
            .push(", m.subject))");
    }
    let statement = match from {
        PageFrom::Newest => statement.push(" order by m.queued_at desc, m.id desc"),
        PageFrom::Before(Spot { at, id }) => statement
            .with(" and (m.queued_at, m.id) < (", at)
            .with(", ", id)
            .push(") order by m.queued_at desc, m.id desc"),
        PageFrom::After(Spot { at, id }) => {
            statement.with(" and (m.queued_at, m.id) > (", at).with(", ", id).push(") order by m.queued_at, m.id")
        }
    };
    statement.with(" limit ", limit).all(db).await
}

/// One message.
pub async fn by_id(db: &Db, id: Uuid) -> Result<MessageRow> {
    messages().with(" where m.id = ", id).one(db).await
}

/// Queues a message once more, if it is still in this state. Answers whether it was.
pub async fn queue_again(tx: &mut Tx, id: Uuid, was: Status, now: DateTime<Utc>) -> Result<bool> {
    let changed: Option<(Uuid, Option<Uuid>)> =
        sql("update messages set status = 'queued', due_at = $3, queued_at = $3, leased_until = null
          where id = $1 and status = $2 returning id, org_id")
        .bind(id)
        .bind(was)
        .bind(now)
        .maybe(tx)
        .await?;
    Ok(changed.is_some())
}

/// Lets a deferred message be tried now. Answers whether it was deferred.
pub async fn release(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed: Option<(Uuid, Option<Uuid>)> =
        sql("update messages set due_at = $2 where id = $1 and status = 'deferred' returning id, org_id")
            .bind(id)
            .bind(now)
            .maybe(tx)
            .await?;
    Ok(changed.is_some())
}
