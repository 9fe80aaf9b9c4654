//! A file of contacts: kept, shown, applied.

use super::super::file::ROWS_MAX;
use super::super::model::{
    Change, FROM_STAFF, ImportRow, Imported, NewContact, Planned, Summary, Verdict, address_hash, plan,
};
use super::super::{Event, store};
use super::remember::{remember, stranger};
use kernel::db::Tx;
use kernel::mail::EmailAddress;
use kernel::{Error, Result};
use platform::{Scope, events};
use std::collections::{BTreeSet, HashMap, HashSet};
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
    for run in planned.chunk_by(|one, next| stranger_of(one).is_some() && stranger_of(next).is_some()) {
        let new = new_ones(&mut tx, scope, run).await?;
        for planned in run {
            let (change, source) = match &planned.verdict {
                Verdict::Create(change) => (change, change.contact.source.as_str()),
                Verdict::Update(_, change, _) => (change, FROM_STAFF),
                Verdict::Same | Verdict::Wrong(_) => continue,
            };
            let id = match (new.get(&change.contact.email.key()), &planned.verdict) {
                (Some(id), _) => *id,
                (None, Verdict::Update(id, ..)) => {
                    keep(&mut tx, scope, change, source).await?;
                    *id
                }
                (None, _) => keep(&mut tx, scope, change, source).await?,
            };
            tags.extend(change.tags.iter().map(|tag| (id, tag.clone())));
        }
    }
    for planned in &planned {
        *match planned.verdict {
            Verdict::Create(_) => &mut summary.created,
            Verdict::Update(..) => &mut summary.updated,
            Verdict::Same => &mut summary.same,
            Verdict::Wrong(_) => &mut summary.wrong,
        } += 1;
    }
    store::add_tags(&mut tx, org, tags).await?;
    store::settle_import(&mut tx, org, id, summary.clone()).await?;
    let counts = [summary.created, summary.updated, summary.same, summary.wrong];
    events::record(&mut tx, scope, Event::Imported(id, counts)).await?;
    tx.commit().await?;
    Ok(summary)
}

/// A row that is of somebody new, and says no more than who they are.
fn stranger_of<'a>(planned: &'a Planned<'_>) -> Option<&'a NewContact> {
    match &planned.verdict {
        Verdict::Create(change) if change.note.is_none() => Some(&change.contact),
        _ => None,
    }
}

/// Writes those of a run of rows who are new, many at once. Answers their ids by address; whom somebody else was quicker
/// to write is not among them.
async fn new_ones(tx: &mut Tx, scope: &Scope, run: &[Planned<'_>]) -> Result<HashMap<String, Uuid>> {
    let wishes = run.iter().filter_map(stranger_of);
    let strangers = wishes.map(|wish| stranger(scope, &wish.name, &wish.email, &wish.phone, &wish.source)).collect();
    store::add_new(tx, scope.org_id(), strangers).await
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
    let noted = rows.iter().filter(|row| !row.note.trim().is_empty());
    let noted = noted.filter_map(|row| known.get(&EmailAddress::parse(&row.email).ok()?.key()));
    let ids: HashSet<Uuid> = noted.map(|(contact, _)| contact.id).collect();
    let notes = store::notes_of(&mut *tx, org, ids.into_iter().collect()).await?;
    Ok(plan(rows, &known, &notes, &erased))
}
