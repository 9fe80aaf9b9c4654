//! One contact: found, remembered, changed, blocked.

use super::super::model::{Contact, FROM_STAFF, NewContact};
use super::CONTACTS;
use chrono::{DateTime, Utc};
use kernel::db::{Db, Either, Later, On, Tx, sql};
use kernel::{Error, Result};
use platform::Reach;
use uuid::Uuid;

/// Steps from a sign to the living contact. One is enough; a merge under way may add one.
const STEPS_MAX: usize = 4;

/// One contact, living or not.
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Contact> {
    sql(CONTACTS).with("", org).with(" and c.id = ", id).one(on).await
}

/// The contact with this address, living or not.
pub async fn by_email(on: impl Into<On<'_>>, org: Uuid, email: &str) -> Result<Option<Contact>> {
    sql(CONTACTS).with("", org).with(" and c.email = ", email.to_owned()).maybe(on).await
}

/// One contact that nobody else may change until the transaction ends.
pub async fn locked(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Contact> {
    let lock = Either { sqlite: "", postgres: " for no key update of c" };
    sql(CONTACTS).with("", org).with(" and c.id = ", id).push(lock).one(tx).await
}

/// The living contact that an id leads to, which nobody merges until the transaction ends.
pub async fn living(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Contact> {
    let mut wanted = id;
    for _ in 0..STEPS_MAX {
        let found = locked(&mut *tx, org, wanted).await?;
        match found.merged_into {
            Some(other) => wanted = other,
            None => return Ok(found),
        }
    }
    Err(Error::broken("a merged contact leads to no living one"))
}

/// The contacts that were merged into this one.
pub async fn signs(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Vec<Contact>> {
    sql(CONTACTS).with("", org).with(" and c.merged_into = ", id).push(" order by c.created_at, c.id").all(on).await
}

/// Has the contact a booking within this reach? Everywhere holds for everybody.
pub async fn is_within(db: &Db, org: Uuid, id: Uuid, reach: &Reach) -> Result<bool> {
    let statement =
        sql("select cast(1 as bigint) from contacts c where c.org_id = $1 and c.id = $2").bind(org).bind(id);
    let found: Option<(i64,)> = super::list::within(statement, reach).maybe(db).await?;
    Ok(found.is_some())
}

/// Keeps a contact, and answers the row as it is now. What is known already stays as it is, gaps included, unless the new
/// name or number comes from staff: anybody can type anybody's address.
pub async fn remember(tx: &mut Tx, contact: Contact) -> Result<Contact> {
    let overrules = contact.source == FROM_STAFF;
    // The update that changes nothing answers the row, and waits for whoever is writing it.
    sql("insert into contacts (id, org_id, email, name, phone, source, created_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (org_id, email) do update set
             name = case when excluded.name <> '' and $8 then excluded.name else contacts.name end,
             phone = case when excluded.phone <> '' and $8 then excluded.phone else contacts.phone end,
             version = contacts.version + case when $8 then 1 else 0 end
         returning id, org_id, email, name, phone, source, version, created_at, updated_at, blocked_at, block_reason, merged_into, erased_at")
    .bind(contact.id)
    .bind(contact.org_id)
    .bind(contact.email)
    .bind(contact.name)
    .bind(contact.phone)
    .bind(contact.source)
    .bind(contact.created_at)
    .bind(overrules)
    .one(tx)
    .await
}

/// The living contact that a known one leads to, for looking.
pub async fn followed(db: &Db, known: Contact) -> Result<Contact> {
    let mut found = known;
    for _ in 0..STEPS_MAX {
        match found.merged_into {
            Some(other) => found = by_id(db, found.org_id, other).await?,
            None => return Ok(found),
        }
    }
    Err(Error::broken("a merged contact leads to no living one"))
}

/// A new contact; the schema refuses an address that is known.
pub fn adding(contact: &Contact) -> Later {
    sql("insert into contacts (id, org_id, email, name, phone, source, created_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(contact.id)
        .bind(contact.org_id)
        .bind(contact.email.clone())
        .bind(contact.name.clone())
        .bind(contact.phone.clone())
        .bind(contact.source.clone())
        .bind(contact.created_at)
        .later()
}

/// The name and number of a contact that is still as it was seen.
pub fn naming(contact: &Contact) -> Later {
    sql("update contacts set name = $4, phone = $5, version = version + 1 where org_id = $1 and id = $2 and version = $3")
        .bind(contact.org_id)
        .bind(contact.id)
        .bind(contact.version)
        .bind(contact.name.clone())
        .bind(contact.phone.clone())
        .later()
}

/// Changes a living contact. Answers false when this version is not the present one.
pub async fn change(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    version: i64,
    wish: &NewContact,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql(
        "update contacts set email = $4, name = $5, phone = $6, source = $7, version = version + 1, updated_at = $8
          where org_id = $1 and id = $2 and version = $3 and merged_into is null and erased_at is null",
    )
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(wish.email.key())
    .bind(wish.name.clone())
    .bind(wish.phone.clone())
    .bind(wish.source.clone())
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// They may not book on the public pages. Answers whether they could until now.
pub async fn block(tx: &mut Tx, org: Uuid, id: Uuid, reason: &str, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update contacts set blocked_at = $3, block_reason = $4, version = version + 1, updated_at = $3
          where org_id = $1 and id = $2 and blocked_at is null and merged_into is null and erased_at is null")
    .bind(org)
    .bind(id)
    .bind(now)
    .bind(reason.to_owned())
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// They may again. Answers whether they could not until now.
pub async fn unblock(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed =
        sql("update contacts set blocked_at = null, block_reason = '', version = version + 1, updated_at = $3
          where org_id = $1 and id = $2 and blocked_at is not null")
        .bind(org)
        .bind(id)
        .bind(now)
        .run(tx)
        .await?;
    Ok(changed == 1)
}
