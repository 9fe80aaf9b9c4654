//! The list of contacts, page by page or whole.

use super::super::model::{Contact, ContactFilter, ContactPage, Order};
use super::{CONTACTS, tags_of};
use chrono::{DateTime, Utc};
use kernel::db::{Db, Sql, sql};
use kernel::keyset::{KeysetPage, is_backwards};
use kernel::{Result, text};
use platform::Reach;
use uuid::Uuid;

/// Contacts on a page.
pub const PAGE: usize = 50;

/// A page of living contacts. With a reach that ends somewhere: those with a booking of a resource within it.
pub async fn list(db: &Db, org: Uuid, filter: &ContactFilter, reach: &Reach) -> Result<ContactPage> {
    let mut statement = narrowed(org, filter, reach);
    let edges = (filter.after, filter.before);
    let backwards = is_backwards(edges);
    let order = filter.order();
    if let Some(id) = edges.0.or(edges.1) {
        statement = match (order, backwards) {
            (Order::Name, false) => {
                statement.with(" and (c.name, c.id) > (select k.name, k.id from contacts k where k.org_id = ", org)
            }
            (Order::Name, true) => {
                statement.with(" and (c.name, c.id) < (select k.name, k.id from contacts k where k.org_id = ", org)
            }
            (Order::Newest, false) => statement
                .with(" and (c.created_at, c.id) < (select k.created_at, k.id from contacts k where k.org_id = ", org),
            (Order::Newest, true) => statement
                .with(" and (c.created_at, c.id) > (select k.created_at, k.id from contacts k where k.org_id = ", org),
        };
        statement = statement.with(" and k.id = ", id).push(")");
    }
    statement = match (order, backwards) {
        (Order::Name, false) => statement.push(" order by c.name, c.id"),
        (Order::Name, true) => statement.push(" order by c.name desc, c.id desc"),
        (Order::Newest, false) => statement.push(" order by c.created_at desc, c.id desc"),
        (Order::Newest, true) => statement.push(" order by c.created_at, c.id"),
    };
    let contacts: Vec<Contact> = statement.with(" limit ", PAGE as i64 + 1).all(db).await?;
    let KeysetPage { rows: contacts, has_previous, has_next } = KeysetPage::cut(contacts, PAGE, edges);
    let tags = tags_of(db, org, contacts.iter().map(|contact| contact.id).collect()).await?;
    Ok(ContactPage { contacts, tags, has_previous, has_next })
}

/// In which order a list is read on, and after whom.
#[derive(Debug, Clone)]
pub enum After {
    /// By name: the name and id of the last one.
    Name(Option<(String, Uuid)>),
    /// By when they came to be known: that and the id of the last one.
    Known(Option<(DateTime<Utc>, Uuid)>),
}

/// Living contacts, those after this edge, perhaps from the end; `email`: the one with exactly this address.
pub async fn after(
    db: &Db,
    org: Uuid,
    filter: &ContactFilter,
    email: Option<String>,
    reach: &Reach,
    (after, descending): (After, bool),
    limit: i64,
) -> Result<Vec<Contact>> {
    let (beyond, order) = match (&after, descending) {
        (After::Name(_), false) => (" and (c.name, c.id) > (", " order by c.name, c.id"),
        (After::Name(_), true) => (" and (c.name, c.id) < (", " order by c.name desc, c.id desc"),
        (After::Known(_), false) => (" and (c.created_at, c.id) > (", " order by c.created_at, c.id"),
        (After::Known(_), true) => (" and (c.created_at, c.id) < (", " order by c.created_at desc, c.id desc"),
    };
    let statement = narrowed(org, filter, reach).with_opt(" and c.email = ", email);
    let statement = match after {
        After::Name(Some((name, id))) => statement.with(beyond, name).with(", ", id).push(")"),
        After::Known(Some((at, id))) => statement.with(beyond, at).with(", ", id).push(")"),
        After::Name(None) | After::Known(None) => statement,
    };
    statement.push(order).with(" limit ", limit).all(db).await
}

fn narrowed(org: Uuid, filter: &ContactFilter, reach: &Reach) -> Sql {
    let mut statement = sql(CONTACTS).with("", org).push(" and c.merged_into is null and c.erased_at is null");
    statement = within(statement, reach);
    if !filter.text.trim().is_empty() {
        let pattern = text::any_case_pattern(filter.text.trim());
        statement = statement
            .with(" and (regexp(", pattern.clone())
            .with(", c.name) or regexp(", pattern.clone())
            .with(", c.email) or regexp(", pattern)
            .push(", c.phone))");
    }
    if !filter.tag.trim().is_empty() {
        statement = statement
            .with(
                " and exists (select 1 from contact_tags t where t.org_id = c.org_id and t.contact_id = c.id and t.tag = ",
                filter.tag.trim().to_lowercase(),
            )
            .push(")");
    }
    if !filter.source.trim().is_empty() {
        statement = statement.with(" and c.source = ", filter.source.trim().to_owned());
    }
    statement
        .push_if(filter.show == "blocked", " and c.blocked_at is not null")
        .push_if(filter.show == "unblocked", " and c.blocked_at is null")
}

/// With rights at some locations only: who has a booking there.
pub(super) fn within(statement: Sql, reach: &Reach) -> Sql {
    match reach.places() {
        None => statement,
        Some(locations) => statement
            .push(
                " and exists (select 1 from bookings b join resources r on r.org_id = b.org_id and r.id = b.resource_id
                    where b.org_id = c.org_id and b.contact_id = c.id",
            )
            .with_list(" and r.location_id in ", locations.iter().copied())
            .push(")"),
    }
}
