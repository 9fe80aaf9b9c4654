//! Counting: what was seen, what is not there, and what was written about it.

use super::super::model::{Audit, Count, Counted, Kind, Line, NOTE_MAX, Outcome, Seen};
use super::super::store;
use super::counted_in;
use crate::assets::{self, Asset, Holder};
use crate::locations;
use kernel::db::Tx;
use kernel::files::Picture;
use kernel::{Error, Result, text};
use platform::events::record;
use platform::files::{self, NewRow};
use platform::once::{self, Claim};
use platform::{Perm, Reach, Scope};
use uuid::Uuid;

/// The longest code that is kept (characters).
const CODE_MAX: usize = 120;

/// Counts something. The key makes a scan that is sent again nothing; who counts what was counted hears so.
///
/// # Errors
/// `audit_is_closed`; not found and forbidden as for the asset; a problem at `code` that cannot be one, and at `asset` that
/// is not expected and yet said to be gone.
pub async fn count(scope: &Scope, id: Uuid, count: Count<'_>, key: &str) -> Result<Counted> {
    let org = scope.org_id();
    let (mut tx, audit) = counted_in(scope, id).await?;
    if let Claim::Done(line) = once::claim(&mut tx, scope, key, &format!("count {id} {count:?}")).await? {
        let line = of_id(&mut tx, scope, id, line).await?;
        return Ok(Counted { is_again: line.seen_by != scope.user_id(), line });
    }
    if let Some(place) = count.place {
        locations::store::hold(&mut tx, org, place).await?;
    }
    let (line, is_again) = match count.seen {
        Seen::Asset(asset) => seen(&mut tx, scope, &audit, asset, count.place).await?,
        Seen::Gone(asset) => gone(&mut tx, scope, &audit, asset).await?,
        Seen::Code(code) => code_seen(&mut tx, scope, &audit, code, count.place).await?,
    };
    once::settle(&mut tx, scope, key, line).await?;
    let line = of_id(&mut tx, scope, id, line).await?;
    tx.commit().await?;
    Ok(Counted { line, is_again })
}

async fn of_id(tx: &mut Tx, scope: &Scope, audit: Uuid, line: Uuid) -> Result<Line> {
    store::line(tx, scope.org_id(), (audit, line), (&Reach::Everywhere, None)).await
}

/// An asset that the viewer may count, held.
async fn held(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Asset> {
    let asset = assets::store::hold(tx, scope.org_id(), &[id]).await?.pop().ok_or(Error::NotFound)?;
    if !asset.is_within(&scope.reach(Perm::AssetsRead)) {
        return Err(Error::NotFound);
    }
    if !asset.is_within(&scope.reach(Perm::AssetsLend)) {
        return Err(Error::Forbidden);
    }
    Ok(asset)
}

async fn seen(tx: &mut Tx, scope: &Scope, audit: &Audit, asset: Uuid, place: Option<Uuid>) -> Result<(Uuid, bool)> {
    let org = scope.org_id();
    let asset = held(&mut *tx, scope, asset).await?;
    let sighting = (scope.user_id(), scope.now, place);
    let known = store::line_of(&mut *tx, org, audit.id, (Some(asset.id), "")).await?;
    let (line, outcome) = match known {
        Some(line) if line.outcome.is_some_and(|outcome| outcome != Outcome::Missing) => return Ok((line.id, true)),
        Some(line) => {
            let elsewhere = audit.kind == Kind::Place && place.is_some() && line.place_id != place;
            let outcome = if elsewhere { Outcome::Misplaced } else { Outcome::Found };
            store::write_seen(&mut *tx, org, line.id, Some(outcome), sighting).await?;
            (line.id, outcome)
        }
        None => {
            let outcome = besides(&mut *tx, scope, audit, &asset).await?;
            let line = scope.id();
            let it = (asset.id, asset.tag.as_str(), asset.location_id);
            store::add_seen(&mut *tx, org, (line, audit.id), it, (outcome, sighting)).await?;
            (line, outcome)
        }
    };
    // Somebody may have scanned it who did not know it, or before it was known.
    let codes = assets::codes::store::codes(&mut *tx, org, asset.id).await?;
    let words = [&asset.tag, &asset.serial].into_iter().chain(codes.iter().map(|code| &code.code));
    let keys = words.filter(|word| !word.is_empty()).map(|word| word.to_lowercase());
    let photos = store::drop_codes(&mut *tx, org, audit.id, keys.collect()).await?;
    files::remove(&mut *tx, &scope.house, org, photos, scope.now).await?;
    if asset.disposed_at.is_none() {
        let day = scope.today();
        assets::store::write_audited(&mut *tx, org, asset.id, day).await?;
    }
    let told = assets::Event::Audited { asset: &asset, audit: audit.id, name: &audit.name, outcome: outcome.name() };
    record(tx, scope, told).await?;
    Ok((line, false))
}

/// How an asset ends that was seen and not expected: where the records have it somewhere else and nobody has it, it is
/// misplaced.
async fn besides(tx: &mut Tx, scope: &Scope, audit: &Audit, asset: &Asset) -> Result<Outcome> {
    let is_had = matches!(asset.holder(), Some(Holder::Contact(..)));
    if asset.disposed_at.is_some() || is_had || audit.kind == Kind::Held {
        return Ok(Outcome::Unexpected);
    }
    let (Some(top), Some(at)) = (audit.location_id, asset.location_id) else {
        return Ok(if audit.location_id.is_some() { Outcome::Misplaced } else { Outcome::Unexpected });
    };
    let paths = locations::store::whereabouts(tx, scope.org_id(), [top, at]).await?;
    let is_there = match (paths.get(&top), paths.get(&at)) {
        (Some(top), Some(at)) => {
            at.strip_prefix(top.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
        _ => false,
    };
    Ok(if is_there { Outcome::Unexpected } else { Outcome::Misplaced })
}

async fn gone(tx: &mut Tx, scope: &Scope, audit: &Audit, asset: Uuid) -> Result<(Uuid, bool)> {
    let asset = held(&mut *tx, scope, asset).await?;
    let line = store::line_of(&mut *tx, scope.org_id(), audit.id, (Some(asset.id), "")).await?;
    let line = line.filter(|line| line.is_expected);
    let line = line.ok_or_else(|| Error::invalid("asset", "This asset is not expected here."))?;
    if line.outcome.is_some() {
        return Ok((line.id, true));
    }
    let sighting = (scope.user_id(), scope.now, None);
    store::write_seen(tx, scope.org_id(), line.id, Some(Outcome::Missing), sighting).await?;
    Ok((line.id, false))
}

async fn code_seen(tx: &mut Tx, scope: &Scope, audit: &Audit, code: &str, place: Option<Uuid>) -> Result<(Uuid, bool)> {
    let code = text::line(code, CODE_MAX).map_err(|told| Error::invalid("code", told))?;
    let line = scope.id();
    let sighting = (scope.user_id(), scope.now, place);
    if store::add_code(&mut *tx, scope.org_id(), (line, audit.id), &code, sighting).await? {
        return Ok((line, false));
    }
    let known = store::line_of(tx, scope.org_id(), audit.id, (None, &code.to_lowercase())).await?;
    Ok((known.ok_or(Error::NotFound)?.id, true))
}

/// A line that the viewer may say something about.
async fn line_held(tx: &mut Tx, scope: &Scope, audit: Uuid, line: Uuid) -> Result<Line> {
    let seen = (&scope.reach(Perm::AssetsRead), scope.user_id());
    let line = store::line(&mut *tx, scope.org_id(), (audit, line), seen).await?;
    if let Some(asset) = line.asset_id {
        held(tx, scope, asset).await?;
    }
    Ok(line)
}

/// Takes back what was said of a line: it is to be looked for again, or was never expected.
///
/// # Errors
/// `audit_is_closed`; not found and forbidden as for the asset.
pub async fn reset(scope: &Scope, audit: Uuid, line: Uuid) -> Result<()> {
    let (mut tx, _) = counted_in(scope, audit).await?;
    let line = line_held(&mut tx, scope, audit, line).await?;
    if line.is_expected {
        store::write_seen(&mut tx, scope.org_id(), line.id, None, (None, scope.now, None)).await?;
    } else {
        let photo = store::drop_line(&mut tx, scope.org_id(), line.id).await?;
        files::remove(&mut tx, &scope.house, scope.org_id(), photo, scope.now).await?;
    }
    tx.commit().await
}

/// Writes about a line, with a photo where there is one.
///
/// # Errors
/// `audit_is_closed`; a problem at `note`, and at `file` that is no picture.
pub async fn describe(scope: &Scope, audit: Uuid, line: Uuid, note: &str, photo: Option<Vec<u8>>) -> Result<()> {
    let note = text::paragraph(note, NOTE_MAX).map_err(|told| Error::invalid("note", told))?;
    let picture = match photo {
        Some(bytes) => Some((Picture::detect(&bytes).map_err(|told| Error::invalid("file", told))?, bytes)),
        None => None,
    };
    let org = scope.org_id();
    // Safe before there is a row of it; without one it is swept.
    let safe = match picture {
        Some((picture, bytes)) => Some((picture.mime(), files::keep_bytes(&scope.house, org, bytes).await?)),
        None => None,
    };
    let (mut tx, _) = counted_in(scope, audit).await?;
    let line = line_held(&mut tx, scope, audit, line).await?;
    let file = match safe {
        Some((mime, safe)) => {
            let id = scope.id();
            files::insert(&mut tx, org, NewRow { id, mime, is_public: false }, safe, scope.now).await?;
            Some(id)
        }
        None => None,
    };
    store::write_words(&mut tx, org, line.id, &note, file).await?;
    if let (Some(_), Some(old)) = (file, line.file_id) {
        files::remove(&mut tx, &scope.house, org, [old], scope.now).await?;
    }
    tx.commit().await
}
