//! The letters of one person: shown, handed out, and emptied when the person is erased.

use super::draft::NOBODYS_DOMAIN;
use super::outbox::{Outgoing, Summary};
use kernel::Result;
use kernel::db::{Db, Tx, batches, sql};
use uuid::Uuid;

/// Letters shown or handed out.
const LETTERS_MAX: i64 = 2_000;

/// The newest letters to these addresses.
pub async fn summaries_of(db: &Db, org: Uuid, addresses: &[String], limit: i64) -> Result<Vec<Summary>> {
    sql("select id, kind, to_name, to_address, subject, status, answer, queued_at from messages where org_id = $1")
        .bind(org)
        .with_list(" and to_address in ", addresses.iter().cloned())
        .with(" order by queued_at desc, id desc limit ", limit)
        .all(db)
        .await
}

/// All of every letter to these addresses.
pub async fn letters_of(db: &Db, org: Uuid, addresses: &[String]) -> Result<Vec<Outgoing>> {
    sql("select id, org_id, kind, subject_kind, subject_id, from_name, reply_to, to_name, to_address, subject, text_body, html_body,
                calendar, calendar_method, unsubscribe, status, attempts, due_at, answer, queued_at, sent_at, file_id, file_name, fence
           from messages where org_id = $1")
        .bind(org)
        .with_list(" and to_address in ", addresses.iter().cloned())
        .with(" order by queued_at, id limit ", LETTERS_MAX)
        .all(db)
        .await
}

/// Empties the letters to these addresses. That they were sent, and when, stays; what still waits does not leave any more.
/// Answers how many.
pub async fn erase(tx: &mut Tx, org: Uuid, addresses: &[String]) -> Result<u64> {
    sql("update messages set to_name = '', to_address = 'nobody' || $2, subject = 'Erased', text_body = '', html_body = '', calendar = null,
            calendar_method = null, unsubscribe = null, answer = null, file_id = null, file_name = null, status = case when status in ('queued', 'deferred') then 'failed' else status end
          where org_id = $1")
        .bind(org)
        .bind(NOBODYS_DOMAIN.to_owned())
        .with_list(" and to_address in ", addresses.iter().cloned())
        .run(tx)
        .await
}

/// Empties what letters about these things say, whoever got them: they name the person too. Answers how many.
pub async fn erase_about(tx: &mut Tx, org: Uuid, subjects: Vec<Uuid>) -> Result<u64> {
    let mut emptied = 0;
    for batch in batches(subjects) {
        emptied += sql("update messages set subject = 'Erased', text_body = '', html_body = '', calendar = null, calendar_method = null,
                unsubscribe = null, file_id = null, file_name = null, status = case when status in ('queued', 'deferred') then 'failed' else status end
              where org_id = $1")
            .bind(org)
            .with_list(" and subject_id in ", batch)
            .run(tx)
            .await?;
    }
    Ok(emptied)
}

/// Keeps back letters of one kind to these addresses that have not left yet. Answers how many.
pub async fn keep_back(tx: &mut Tx, org: Uuid, kind: &'static str, addresses: &[String]) -> Result<u64> {
    sql("update messages set status = 'failed', answer = $3 where org_id = $1 and kind = $2 and status in ('queued', 'deferred')")
        .bind(org)
        .bind(kind)
        .bind(UNWANTED)
        .with_list(" and to_address in ", addresses.iter().cloned())
        .run(tx)
        .await
}

/// What is noted with a letter that nobody wants any more.
const UNWANTED: &str = "Kept back: they do not want such letters any more.";
