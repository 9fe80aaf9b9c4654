//! What people say about the books of an asset.

use super::model::{BookForm, Own};
use super::store;
use crate::assets::actions::held;
use crate::assets::events::Event;
use crate::catalogue::schemes;
use crate::difference::difference;
use kernel::db::Tx;
use kernel::money::Money;
use kernel::{Error, Problems, Result};
use platform::events::record;
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// Lets an asset follow a scheme of its own, or end at a value of its own.
///
/// # Errors
/// Forbidden where the viewer may not change it; problems at `scheme` and `salvage`.
pub async fn set(scope: &Scope, id: Uuid, form: &BookForm) -> Result<()> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let asset = held(&mut tx, scope, &[id], Perm::AssetsManage).await?.remove(0);
    let mut problems = Problems::new();
    let scheme_id = match form.scheme.trim() {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| "Choose from the list."),
    };
    let scheme_id = problems.take("scheme", scheme_id).flatten();
    let salvage = match form.salvage.trim() {
        "" => None,
        typed => problems.take("salvage", Money::parse(typed, &asset.currency)).map(|money| money.minor),
    };
    if let (Some(salvage), Some(cost)) = (salvage, asset.cost_minor)
        && salvage > cost
    {
        problems.add("salvage", "It cannot be worth more at the end than it cost.");
    }
    let was = store::own(&mut tx, org, id).await?;
    if let Some(scheme) = scheme_id.filter(|scheme| was.scheme_id != Some(*scheme)) {
        match schemes::store::hold(&mut tx, org, scheme).await {
            Ok(_) => {}
            Err(Error::NotFound) => problems.add("scheme", "This scheme is not there any more. Choose another one."),
            Err(error) => return Err(error),
        }
    }
    problems.check()?;
    let own = Own { scheme_id, salvage_minor: salvage };
    if own == was {
        return Ok(());
    }
    store::set_own(&mut tx, org, id, &own).await?;
    let (before, after) =
        difference(told(&mut tx, org, &was, &asset.currency).await?, told(&mut tx, org, &own, &asset.currency).await?);
    record(&mut tx, scope, Event::Changed { asset: &asset, before, after, note: "" }).await?;
    tx.commit().await
}

async fn told(tx: &mut Tx, org: Uuid, own: &Own, currency: &str) -> Result<Value> {
    let scheme = match own.scheme_id {
        Some(id) => Some(schemes::store::by_id(tx, org, id).await?.name),
        None => None,
    };
    let salvage = own.salvage_minor.map(|minor| Money::new(minor, currency).plain());
    Ok(json!({ "scheme": scheme, "salvage": salvage }))
}
