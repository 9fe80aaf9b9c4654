//! The rows of contacts.

use super::model::{Contact, ContactFilter, ContactPage, FROM_STAFF};
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use kernel::{Result, text};
use platform::Reach;
use uuid::Uuid;

/// Contacts on a page.
pub const PAGE: usize = 50;

/// One contact.
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Contact> {
    sql("select id, org_id, email, name, phone, source, created_at from contacts where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .one(on)
        .await
}

/// A page of contacts by name. With a reach that ends somewhere: those with a booking of a resource within it.
pub async fn list(db: &Db, org: Uuid, filter: &ContactFilter, reach: &Reach) -> Result<ContactPage> {
    let all =
        "select c.id, c.org_id, c.email, c.name, c.phone, c.source, c.created_at from contacts c where c.org_id = $1";
    let mut statement = within(sql(all).bind(org), reach);
    if !filter.text.trim().is_empty() {
        let pattern = text::contains_pattern(filter.text.trim());
        statement = statement
            .with(" and (lower(c.name) like ", pattern.clone())
            .with(" escape '\\' or c.email like ", pattern.clone())
            .with(" escape '\\' or c.phone like ", pattern)
            .push(" escape '\\')");
    }
    let backwards = filter.before.is_some() && filter.after.is_none();
    statement = match (filter.after, filter.before) {
        (Some(id), _) => statement
            .with(" and (c.name, c.id) > (select k.name, k.id from contacts k where k.org_id = $1 and k.id = ", id)
            .push(")"),
        (None, Some(id)) => statement
            .with(" and (c.name, c.id) < (select k.name, k.id from contacts k where k.org_id = $1 and k.id = ", id)
            .push(")"),
        (None, None) => statement,
    };
    // One more than fits tells whether there is another page.
    let mut contacts: Vec<Contact> = statement
        .push(if backwards { " order by c.name desc, c.id desc" } else { " order by c.name, c.id" })
        .with(" limit ", PAGE as i64 + 1)
        .all(db)
        .await?;
    let is_more = contacts.len() > PAGE;
    contacts.truncate(PAGE);
    if backwards {
        contacts.reverse();
    }
    let (has_previous, has_next) = if backwards { (is_more, true) } else { (filter.after.is_some(), is_more) };
    Ok(ContactPage { contacts, has_previous, has_next })
}

/// With rights at some locations only: who has a booking there.
fn within(statement: Sql, reach: &Reach) -> Sql {
    match reach {
        Reach::Everywhere => statement,
        Reach::Within(locations) => statement
            .push(
                " and exists (select 1 from bookings b join resources r on r.org_id = b.org_id and r.id = b.resource_id
                    where b.org_id = c.org_id and b.contact_id = c.id",
            )
            .with_list(" and r.location_id in ", locations.iter().copied())
            .push(")"),
    }
}

/// Keeps a contact, and answers the row as it is now. What is known already stays as it is, gaps included, unless the new
/// name or number comes from staff: anybody can type anybody's address.
pub async fn remember(tx: &mut Tx, contact: Contact) -> Result<Contact> {
    let overrules = contact.source == FROM_STAFF;
    // The update that changes nothing answers the row, and waits for whoever is writing it.
    sql("insert into contacts (id, org_id, email, name, phone, source, created_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (org_id, email) do update set
             name = case when excluded.name <> '' and $8 then excluded.name else contacts.name end,
             phone = case when excluded.phone <> '' and $8 then excluded.phone else contacts.phone end
         returning id, org_id, email, name, phone, source, created_at")
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

/// Contacts by name, those after this edge: name and id. With a reach that ends somewhere: those with a booking within it.
pub async fn page(
    db: &Db,
    org: Uuid,
    pattern: Option<String>,
    email: Option<String>,
    reach: &Reach,
    after: Option<(String, Uuid)>,
    limit: i64,
) -> Result<Vec<Contact>> {
    let all =
        "select c.id, c.org_id, c.email, c.name, c.phone, c.source, c.created_at from contacts c where c.org_id = $1";
    let mut statement = within(sql(all).bind(org), reach).with_opt(" and c.email = ", email);
    if let Some(pattern) = pattern {
        statement = statement
            .with(" and (lower(c.name) like ", pattern.clone())
            .with(" escape '\\' or c.email like ", pattern.clone())
            .with(" escape '\\' or c.phone like ", pattern)
            .push(" escape '\\')");
    }
    if let Some((name, id)) = after {
        statement = statement.with(" and (c.name, c.id) > (", name).with(", ", id).push(")");
    }
    statement.with(" order by c.name, c.id limit ", limit).all(db).await
}

/// Has this contact a booking within reach?
pub async fn booked_within(db: &Db, org: Uuid, id: Uuid, reach: &Reach) -> Result<bool> {
    let one = sql("select cast(1 as bigint) from contacts c where c.org_id = $1 and c.id = $2").bind(org).bind(id);
    let found: Option<(i64,)> = within(one, reach).maybe(db).await?;
    Ok(found.is_some())
}

/// One contact that nobody else may change until the transaction ends.
pub async fn by_id_locked(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Contact> {
    sql("select id, org_id, email, name, phone, source, created_at from contacts where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .push(Either { sqlite: "", postgres: " for update" })
        .one(tx)
        .await
}

/// Gives a contact another name and number.
pub async fn change(tx: &mut Tx, org: Uuid, id: Uuid, name: &str, phone: &str) -> Result<()> {
    sql("update contacts set name = $3, phone = $4 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(name.to_owned())
        .bind(phone.to_owned())
        .run(tx)
        .await
        .map(drop)
}
