//! Which letters contacts want.

use super::super::model::Wanted;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, sql};
use std::collections::HashMap;
use uuid::Uuid;

/// What a contact wants.
pub async fn wanted(on: impl Into<On<'_>>, org: Uuid, contact: Uuid) -> Result<Wanted> {
    let chosen: Option<Wanted> =
        sql("select reminders, thanks from contact_letters where org_id = $1 and contact_id = $2")
            .bind(org)
            .bind(contact)
            .maybe(on)
            .await?;
    Ok(chosen.unwrap_or_default())
}

/// What these contacts want; whoever chooses anew waits until the transaction ends, so that nothing is written against it.
pub async fn wanted_held(tx: &mut Tx, org: Uuid, contacts: Vec<Uuid>) -> Result<HashMap<Uuid, Wanted>> {
    if contacts.is_empty() {
        return Ok(HashMap::new());
    }
    let _held: Vec<(Uuid,)> = sql("select id from contacts where org_id = $1")
        .bind(org)
        .with_list(" and id in ", contacts.clone())
        .push(Either { sqlite: " order by id", postgres: " order by id for share" })
        .all(&mut *tx)
        .await?;
    let rows: Vec<(Uuid, bool, bool)> =
        sql("select contact_id, reminders, thanks from contact_letters where org_id = $1")
            .bind(org)
            .with_list(" and contact_id in ", contacts)
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|(id, reminders, thanks)| (id, Wanted { reminders, thanks })).collect())
}

/// Keeps what a contact wants.
pub async fn choose_letters(tx: &mut Tx, org: Uuid, contact: Uuid, wanted: Wanted, now: DateTime<Utc>) -> Result<()> {
    sql("insert into contact_letters (org_id, contact_id, reminders, thanks, chosen_at) values ($1, $2, $3, $4, $5)
         on conflict (org_id, contact_id) do update
            set reminders = excluded.reminders, thanks = excluded.thanks, chosen_at = excluded.chosen_at")
    .bind(org)
    .bind(contact)
    .bind(wanted.reminders)
    .bind(wanted.thanks)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}
