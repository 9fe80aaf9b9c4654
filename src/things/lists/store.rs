//! All SQL of views, pins and remembered columns.

use super::model::{Kind, NewView, View};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{On, Tx, sql};
use uuid::Uuid;

/// The views that somebody finds, by name: their own and the shared ones.
pub(super) async fn visible(on: impl Into<On<'_>>, org: Uuid, user: Uuid, kind: Option<Kind>) -> Result<Vec<View>> {
    sql("select v.id, v.user_id, u.name as user_name, v.kind, v.name, v.query, v.is_shared, p.view_id is not null as is_pinned
           from list_views v join users u on u.id = v.user_id
           left join list_view_pins p on p.org_id = v.org_id and p.view_id = v.id and p.user_id = $2
          where v.org_id = $1 and (v.is_shared or v.user_id = $2)")
    .bind(org)
    .bind(user)
    .with_opt(" and v.kind = ", kind)
    .push(" order by v.name, v.id")
    .all(on)
    .await
}

/// One view that somebody finds.
pub(super) async fn by_id(on: impl Into<On<'_>>, org: Uuid, user: Uuid, id: Uuid) -> Result<View> {
    sql("select v.id, v.user_id, u.name as user_name, v.kind, v.name, v.query, v.is_shared, p.view_id is not null as is_pinned
           from list_views v join users u on u.id = v.user_id
           left join list_view_pins p on p.org_id = v.org_id and p.view_id = v.id and p.user_id = $2
          where v.org_id = $1 and v.id = $3 and (v.is_shared or v.user_id = $2)")
    .bind(org)
    .bind(user)
    .bind(id)
    .one(on)
    .await
}

/// Keeps a view.
pub(super) async fn add(
    tx: &mut Tx,
    org: Uuid,
    (id, user): (Uuid, Uuid),
    new: &NewView,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into list_views (id, org_id, user_id, kind, name, query, is_shared, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(id)
        .bind(org)
        .bind(user)
        .bind(new.kind)
        .bind(new.name.clone())
        .bind(new.query.clone())
        .bind(new.is_shared)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Takes a view away, from every sidebar too.
pub(super) async fn remove(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<()> {
    sql("delete from list_view_pins where org_id = $1 and view_id = $2").bind(org).bind(id).run(&mut *tx).await?;
    sql("delete from list_views where org_id = $1 and id = $2").bind(org).bind(id).run(tx).await.map(drop)
}

/// Puts a view into somebody's sidebar.
pub(super) async fn pin(tx: &mut Tx, org: Uuid, user: Uuid, id: Uuid) -> Result<()> {
    sql("insert into list_view_pins (org_id, user_id, view_id) values ($1, $2, $3) on conflict do nothing")
        .bind(org)
        .bind(user)
        .bind(id)
        .run(tx)
        .await
        .map(drop)
}

/// Takes it out again.
pub(super) async fn unpin(tx: &mut Tx, org: Uuid, user: Uuid, id: Uuid) -> Result<()> {
    sql("delete from list_view_pins where org_id = $1 and user_id = $2 and view_id = $3")
        .bind(org)
        .bind(user)
        .bind(id)
        .run(tx)
        .await
        .map(drop)
}

/// How many views somebody keeps.
pub(super) async fn count(on: impl Into<On<'_>>, org: Uuid, user: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from list_views where org_id = $1 and user_id = $2").bind(org).bind(user).one(on).await?;
    Ok(count)
}

/// The columns that somebody wants in a list; empty: the usual ones.
pub(super) async fn columns(on: impl Into<On<'_>>, org: Uuid, user: Uuid, kind: Kind) -> Result<String> {
    let found: Option<(String,)> =
        sql("select columns from list_columns where org_id = $1 and user_id = $2 and kind = $3")
            .bind(org)
            .bind(user)
            .bind(kind)
            .maybe(on)
            .await?;
    Ok(found.map(|(columns,)| columns).unwrap_or_default())
}

/// Remembers them.
pub(super) async fn set_columns(tx: &mut Tx, org: Uuid, user: Uuid, kind: Kind, columns: &str) -> Result<()> {
    sql("insert into list_columns (org_id, user_id, kind, columns) values ($1, $2, $3, $4)
         on conflict (org_id, user_id, kind) do update set columns = excluded.columns")
    .bind(org)
    .bind(user)
    .bind(kind)
    .bind(columns.to_owned())
    .run(tx)
    .await
    .map(drop)
}
