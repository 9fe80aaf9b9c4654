//! Telling an organisation that something of it was found.

use super::model::{By, Message};
use super::store;
use crate::assets;
use crate::views::found::mail;
use kernel::{Error, Result};
use platform::Scope;
use platform::events::record;
use platform::post::{self, Draft};

/// Writes to the organisation, and notes at the asset that it was found.
pub async fn tell(scope: &Scope, (by, word): (By, &str), message: &Message) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    let asset = match store::asset(&mut tx, scope.org_id(), by, word).await? {
        Some(id) => match assets::store::by_id(&mut tx, scope.org_id(), id).await {
            Ok(asset) => Some(asset),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    if let Some(asset) = &asset {
        record(&mut tx, scope, assets::Event::Found { asset }).await?;
    }
    let url = |asset: &assets::Asset| scope.house.url(&scope.org.path(&format!("/assets/{}", asset.id)));
    let draft = mail::found(&scope.org, word, asset.as_ref().map(|asset| (asset, url(asset))), message);
    let about = asset.as_ref().map(|asset| asset.id);
    post::queue(&mut tx, scope, vec![Draft { subject_kind: "asset", subject_id: about, ..draft }]).await?;
    tx.commit().await
}
