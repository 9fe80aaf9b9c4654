//! A file of contacts: kept, shown, applied.

use super::super::file::ROWS_MAX;
use super::super::model::{Change, FROM_STAFF, ImportRow, Imported, Planned, Summary, Verdict, address_hash, plan};
use super::super::{Event, store};
use super::remember;
use kernel::db::Tx;
use kernel::mail::EmailAddress;
use kernel::{Error, Result};
use platform::{Scope, events};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// Keeps a file that was read until somebody applies it.
pub async fn keep_file(scope: &Scope, rows: Vec<ImportRow>, summary: Summary) -> Result<Uuid> {
    let id = scope.id();
    let mut tx = scope.db().begin().await?;
    store::add_import(&mut tx, scope.org_id(), id, rows, summary, scope.user_id(), scope.now).await?;
    tx.commit().await?;
    Ok(id)
}

/// What applying a file would do now. Nothing is written.
pub async fn preview<'a>(scope: &Scope, import: &'a Imported) -> Result<Vec<Planned<'a>>> {
    let mut tx = scope.db().begin().await?;
    let planned = planned(&mut tx, scope, &import.file_rows).await?;
    tx.rollback().await?;
    Ok(planned)
}

/// Applies a file: all its good rows, in one transaction; the bad ones are counted. A second time it does nothing.
///
/// # Errors
/// [`Error::NotFound`] for a file that is not there.
pub async fn apply(scope: &Scope, id: Uuid) -> Result<Summary> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let Some(import) = store::take_import(&mut tx, org, id, scope.now).await? else {
        return Ok(store::import_by_id(scope.db(), org, id).await?.summary.0);
    };
    let mut planned = planned(&mut tx, scope, &import.file_rows).await?;
    // In the order of addresses, so that two files at once wait for each other instead of both.
    planned.sort_by_key(|planned| planned.row.email.to_lowercase());
    let mut summary = import.summary.0.clone();
    let mut tags: Vec<(Uuid, String)> = Vec::new();
    for planned in planned {
        match planned.verdict {
            Verdict::Create(change) => {
                summary.created += 1;
                let id = keep(&mut tx, scope, &change, "file").await?;
                tags.extend(change.tags.into_iter().map(|tag| (id, tag)));
            }
            Verdict::Update(id, change, _) => {
                summary.updated += 1;
                keep(&mut tx, scope, &change, FROM_STAFF).await?;
                tags.extend(change.tags.into_iter().map(|tag| (id, tag)));
            }
            Verdict::Same => summary.same += 1,
            Verdict::Wrong(_) => summary.wrong += 1,
        }
    }
    store::add_tags(&mut tx, org, tags).await?;
    store::settle_import(&mut tx, org, id, summary.clone()).await?;
    let counts = [summary.created, summary.updated, summary.same, summary.wrong];
    events::record(&mut tx, scope, Event::Imported(id, counts)).await?;
    tx.commit().await?;
    Ok(summary)
}

/// Keeps what a row says; answers whom it is about. A note with the same words is not written twice.
async fn keep(tx: &mut Tx, scope: &Scope, change: &Change, source: &str) -> Result<Uuid> {
    let wish = &change.contact;
    let contact = remember(&mut *tx, scope, &wish.name, &wish.email, &wish.phone, source).await?;
    // A sign keeps nothing: what the file says is of the one it leads to.
    if contact.email != wish.email.key() && source == FROM_STAFF {
        let own = EmailAddress::parse(&contact.email).map_err(Error::broken)?;
        remember(&mut *tx, scope, &wish.name, &own, &wish.phone, source).await?;
    }
    if let Some(note) = &change.note
        && !store::has_note(&mut *tx, scope.org_id(), contact.id, note).await?
    {
        let author = scope.viewer.user.as_ref();
        let name = author.map_or("", |user| user.name.as_str());
        store::add_note(tx, scope.org_id(), scope.id(), contact.id, note, author.map(|user| user.id), name, scope.now)
            .await?;
    }
    Ok(contact.id)
}

async fn planned<'a>(tx: &mut Tx, scope: &Scope, rows: &'a [ImportRow]) -> Result<Vec<Planned<'a>>> {
    let org = scope.org_id();
    let parsed = rows.iter().take(ROWS_MAX).filter_map(|row| EmailAddress::parse(&row.email).ok());
    let emails: BTreeSet<String> = parsed.map(|email| email.key()).collect();
    let known = store::known_by_emails(&mut *tx, org, emails.iter().cloned().collect()).await?;
    let hashes: Vec<String> = emails.iter().map(|email| address_hash(org, email)).collect();
    let gone = store::was_erased(&mut *tx, org, hashes).await?;
    // Somebody who came back by themselves since is known again, and a file may say more about them.
    let is_gone = |email: &&String| !known.contains_key(*email) && gone.contains(&address_hash(org, email));
    let erased: HashSet<String> = emails.iter().filter(is_gone).cloned().collect();
    Ok(plan(rows, &known, &erased))
}
