//! The rows of contacts.

use super::model::{Contact, ContactFilter, ContactPage, FROM_STAFF};
use kernel::db::{Db, On, Tx, sql};
use kernel::{Result, text};
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

/// A page of contacts by name.
pub async fn list(db: &Db, org: Uuid, filter: &ContactFilter) -> Result<ContactPage> {
    let mut statement =
        sql("select id, org_id, email, name, phone, source, created_at from contacts where org_id = $1").bind(org);
    if !filter.text.trim().is_empty() {
        let pattern = text::contains_pattern(filter.text.trim());
        statement = statement
            .with(" and (lower(name) like ", pattern.clone())
            .with(" escape '\\' or email like ", pattern.clone())
            .with(" escape '\\' or phone like ", pattern)
            .push(" escape '\\')");
    }
    let backwards = filter.before.is_some() && filter.after.is_none();
    statement = match (filter.after, filter.before) {
        (Some(id), _) => statement
            .with(" and (name, id) > (select c.name, c.id from contacts c where c.org_id = $1 and c.id = ", id)
            .push(")"),
        (None, Some(id)) => statement
            .with(" and (name, id) < (select c.name, c.id from contacts c where c.org_id = $1 and c.id = ", id)
            .push(")"),
        (None, None) => statement,
    };
    // One more than fits tells whether there is another page.
    let mut contacts: Vec<Contact> = statement
        .push(if backwards { " order by name desc, id desc" } else { " order by name, id" })
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

/// Keeps a contact, and answers the row as it is now. Of a contact that is known already the name and number stay, unless
/// the new ones come from staff.
pub async fn remember(tx: &mut Tx, contact: Contact) -> Result<Contact> {
    let overrules = contact.source == FROM_STAFF;
    sql("insert into contacts (id, org_id, email, name, phone, source, created_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (org_id, email) do update set
             name = case when excluded.name <> '' and (contacts.name = '' or $8) then excluded.name else contacts.name end,
             phone = case when excluded.phone <> '' and (contacts.phone = '' or $8) then excluded.phone else contacts.phone end
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
