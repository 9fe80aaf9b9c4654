//! What people do with views. They are notes of one's own, so none of it is told.

use super::model::{Kind, NewView, View};
use super::store;
use kernel::{Error, Result};
use platform::{Perm, Reach, Scope};
use uuid::Uuid;

/// Views that somebody keeps in an organisation.
const VIEWS_MAX: i64 = 100;
/// The longest list of columns (bytes).
const COLUMNS_MAX: usize = 4_000;

fn user_of(scope: &Scope) -> Result<Uuid> {
    scope.user_id().ok_or(Error::Forbidden)
}

/// May the viewer share views, and take shared ones away?
pub(super) fn may_share(scope: &Scope) -> bool {
    scope.reach(Perm::AssetsManage) == Reach::Everywhere
}

/// Keeps a view, pinned if that is wanted.
pub(super) async fn keep(scope: &Scope, new: &NewView) -> Result<Uuid> {
    let (org, user, id) = (scope.org_id(), user_of(scope)?, scope.id());
    if new.is_shared && !may_share(scope) {
        return Err(Error::Forbidden);
    }
    let mut tx = scope.db().begin().await?;
    if store::count(&mut tx, org, user).await? >= VIEWS_MAX {
        return Err(Error::invalid("name", format!("You keep {VIEWS_MAX} views already.")));
    }
    let added = store::add(&mut tx, org, (id, user), new, scope.now).await;
    added.map_err(|error| match error.is_conflict("list_views_org_id_user_id_kind_name_key") {
        true => Error::invalid("name", "You have a view of this name already. Choose another name."),
        false => error,
    })?;
    if new.is_pinned {
        store::pin(&mut tx, org, user, id).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// Takes a view away.
pub(super) async fn remove(scope: &Scope, id: Uuid) -> Result<View> {
    let (org, user) = (scope.org_id(), user_of(scope)?);
    let mut tx = scope.db().begin().await?;
    let view = store::by_id(&mut tx, org, user, id).await?;
    if view.user_id != user && !may_share(scope) {
        return Err(Error::Forbidden);
    }
    store::remove(&mut tx, org, id).await?;
    tx.commit().await?;
    Ok(view)
}

/// Puts a view into the viewer's sidebar, or takes it out.
pub(super) async fn pin(scope: &Scope, id: Uuid, is_pinned: bool) -> Result<View> {
    let (org, user) = (scope.org_id(), user_of(scope)?);
    let mut tx = scope.db().begin().await?;
    let view = store::by_id(&mut tx, org, user, id).await?;
    match is_pinned {
        true => store::pin(&mut tx, org, user, id).await?,
        false => store::unpin(&mut tx, org, user, id).await?,
    }
    tx.commit().await?;
    Ok(view)
}

/// Remembers which columns of a list the viewer wants where an address asks for none.
pub(super) async fn remember_columns(scope: &Scope, kind: Kind, columns: &str) -> Result<()> {
    if columns.len() > COLUMNS_MAX {
        return Err(Error::invalid("columns", "These are too many columns."));
    }
    let user = user_of(scope)?;
    let mut tx = scope.db().begin().await?;
    store::set_columns(&mut tx, scope.org_id(), user, kind, columns).await?;
    tx.commit().await
}
