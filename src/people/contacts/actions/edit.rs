//! Making and changing a contact, and what is noted about them.

use super::super::model::{Contact, NewContact, TAGS_MAX};
use super::super::{Event, store};
use super::remember::{ADDRESS_KNOWN, stranger};
use kernel::{Error, Result};
use platform::once::{Claim, claim_for};
use platform::{Scope, events};
use uuid::Uuid;

/// Makes a contact. The key makes a second click nothing.
///
/// # Errors
/// A problem at `email` when the address is known, with where it leads; [`Error::Forbidden`] for a viewer whose rights
/// end somewhere is the caller's to find out.
pub async fn create(scope: &Scope, wish: &NewContact, key: &str) -> Result<Uuid> {
    let id = scope.id();
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(id) = claim_for(&mut tx, scope, key, &format!("contact {wish:?}"), id).await? {
        return Ok(id);
    }
    let contact = Contact { id, ..stranger(scope, &wish.name, &wish.email, &wish.phone, &wish.source) };
    store::adding(&contact).run(&mut tx).await.map_err(is_known)?;
    events::record(&mut tx, scope, Event::Created(id)).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a contact.
///
/// # Errors
/// `contact_changed` when this version is not the present one any more; a problem at `email` when another contact has it.
pub async fn change(scope: &Scope, id: Uuid, version: i64, wish: &NewContact) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    let before = store::locked(&mut tx, scope.org_id(), id).await?;
    if !store::change(&mut tx, scope.org_id(), id, version, wish, scope.now).await.map_err(is_known)? {
        return Err(Error::conflict("contact_changed"));
    }
    let fields = differences(&before, wish);
    if !fields.is_empty() {
        events::record(&mut tx, scope, Event::Changed(id, fields)).await?;
    }
    tx.commit().await
}

fn is_known(error: Error) -> Error {
    match error.is_conflict(ADDRESS_KNOWN) {
        true => Error::invalid("email", "Another contact has this address already."),
        false => error,
    }
}

fn differences(before: &Contact, after: &NewContact) -> Vec<&'static str> {
    let email = after.email.key();
    let fields = [
        ("name", before.name == after.name),
        ("email", before.email == email),
        ("phone", before.phone == after.phone),
        ("source", before.source == after.source),
    ];
    fields.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
}

/// Writes something down. The key makes a second click nothing. Answers the note's id.
///
/// # Errors
/// [`Error::NotFound`] for nobody; `contact_erased`, and `contact_merged` for a sign.
pub async fn note(scope: &Scope, contact: Uuid, body: &str, key: &str) -> Result<Uuid> {
    let id = scope.id();
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(id) = claim_for(&mut tx, scope, key, &format!("note {contact} {body:?}"), id).await? {
        return Ok(id);
    }
    demand_living(&store::locked(&mut tx, scope.org_id(), contact).await?)?;
    let author = scope.viewer.user.as_ref();
    let name = author.map_or("", |user| user.name.as_str());
    store::add_note(&mut tx, scope.org_id(), id, contact, body, author.map(|user| user.id), name, scope.now).await?;
    events::record(&mut tx, scope, Event::Noted(contact)).await?;
    tx.commit().await?;
    Ok(id)
}

/// Gives a contact these tags and no others; they are in order, each once.
///
/// # Errors
/// A problem at `tags` when there are too many; as [`note`].
pub async fn set_tags(scope: &Scope, contact: Uuid, tags: &[String]) -> Result<()> {
    if tags.len() > TAGS_MAX {
        return Err(Error::invalid("tags", format!("There can be {TAGS_MAX} tags.")));
    }
    let mut tx = scope.db().begin().await?;
    demand_living(&store::locked(&mut tx, scope.org_id(), contact).await?)?;
    let present = store::tags(&mut tx, scope.org_id(), contact).await?;
    for gone in present.iter().filter(|tag| !tags.contains(tag)) {
        store::remove_tag(&mut tx, scope.org_id(), contact, gone).await?;
    }
    for new in tags.iter().filter(|tag| !present.contains(tag)) {
        store::add_tag(&mut tx, scope.org_id(), contact, new).await?;
    }
    if present != tags {
        events::record(&mut tx, scope, Event::Changed(contact, vec!["tags"])).await?;
    }
    tx.commit().await
}

/// Adds a tag; one that is there already stays.
///
/// # Errors
/// A problem at `tag` when there are too many; as [`note`].
pub async fn add_tag(scope: &Scope, contact: Uuid, tag: &str) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    demand_living(&store::locked(&mut tx, scope.org_id(), contact).await?)?;
    if store::tags(&mut tx, scope.org_id(), contact).await?.len() >= TAGS_MAX {
        return Err(Error::invalid("tag", format!("There are {TAGS_MAX} tags already. Take one away first.")));
    }
    if store::add_tag(&mut tx, scope.org_id(), contact, tag).await? {
        events::record(&mut tx, scope, Event::Changed(contact, vec!["tags"])).await?;
    }
    tx.commit().await
}

/// Takes a tag away; one that is not there is gone.
///
/// # Errors
/// [`Error::NotFound`] for nobody.
pub async fn remove_tag(scope: &Scope, contact: Uuid, tag: &str) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    store::locked(&mut tx, scope.org_id(), contact).await?;
    if store::remove_tag(&mut tx, scope.org_id(), contact, tag).await? {
        events::record(&mut tx, scope, Event::Changed(contact, vec!["tags"])).await?;
    }
    tx.commit().await
}

/// Refuses what is not a person any more.
pub(super) fn demand_living(contact: &Contact) -> Result<()> {
    match (contact.merged_into, contact.erased_at) {
        (_, Some(_)) => Err(Error::conflict("contact_erased")),
        (Some(_), None) => Err(Error::conflict("contact_merged")),
        (None, None) => Ok(()),
    }
}
