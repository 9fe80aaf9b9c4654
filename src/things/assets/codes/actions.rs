//! Adding further codes to assets, and removing them.

use super::super::actions::held;
use super::super::events::Event;
use super::{CODE_MAX, CODES_MAX, store};
use kernel::{Error, Result, text};
use platform::events::record;
use platform::{Perm, Scope};
use uuid::Uuid;

/// Gives an asset a further code; one that it has already stays. Answers its id.
///
/// # Errors
/// Forbidden where the viewer may not change the asset; a problem at `code` that cannot be one, or that another asset has as
/// its tag or code.
pub async fn add(scope: &Scope, asset: Uuid, code: &str) -> Result<Uuid> {
    let code = text::line(code, CODE_MAX).map_err(|told| Error::invalid("code", told))?;
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    store::hold_words(&mut tx, org).await?;
    let asset = held(&mut tx, scope, &[asset], Perm::AssetsManage).await?.remove(0);
    let codes = store::codes(&mut tx, org, asset.id).await?;
    if let Some(known) = codes.iter().find(|known| known.code.to_lowercase() == code.to_lowercase()) {
        return Ok(known.id);
    }
    if codes.len() >= CODES_MAX {
        return Err(Error::invalid("code", format!("{CODES_MAX} codes are the most. Remove one first.")));
    }
    let id = scope.id();
    let added = store::add_code_of(&mut tx, org, (id, asset.id), &code, (scope.user_id(), scope.now)).await;
    added.map_err(told)?;
    record(&mut tx, scope, Event::CodeAdded { asset: &asset, code: &code }).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes a code away.
///
/// # Errors
/// Forbidden where the viewer may not change the asset; not found where the code is gone.
pub async fn remove(scope: &Scope, asset: Uuid, id: Uuid) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    let asset = held(&mut tx, scope, &[asset], Perm::AssetsManage).await?.remove(0);
    let code = store::remove_code(&mut tx, scope.org_id(), asset.id, id).await?.ok_or(Error::NotFound)?;
    record(&mut tx, scope, Event::CodeRemoved { asset: &asset, code: &code }).await?;
    tx.commit().await
}

/// The schema had the last word.
fn told(error: Error) -> Error {
    let is_known = ["asset_code_known", "asset_codes_org_id_code_key_key"].iter().any(|rule| error.is_conflict(rule));
    if is_known { Error::invalid("code", "This is the tag or a code of an asset already.") } else { error }
}
