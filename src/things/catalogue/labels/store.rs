//! All SQL of labels.

use super::input::NewLabel;
use super::model::Label;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, sql};
use std::collections::HashMap;
use uuid::Uuid;

/// The columns of a label.
const LABELS: &str = "select l.id, l.state, l.name, l.tone, l.may_leave, l.version, l.archived_at
   from asset_labels l where l.org_id = ";

/// All of them, by name; also those that were put away, because assets may still bear them.
pub async fn all_with_archived(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Label>> {
    sql(LABELS).with("", org).push(" order by l.name, l.id").all(on).await
}

/// Those that can be given, by name.
pub async fn all(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Label>> {
    sql(LABELS).with("", org).push(" and l.archived_at is null order by l.name, l.id").all(on).await
}

/// One label.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Label> {
    sql(LABELS).with("", org).with(" and l.id = ", id).one(on).await
}

/// Holds a label for a change.
pub(super) async fn hold_to_change(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Label> {
    let lock = Either { sqlite: "", postgres: " for update of l" };
    sql(LABELS).with("", org).with(" and l.id = ", id).push(lock).one(tx).await
}

/// How many assets bear each label, also what is disposed of.
pub async fn assets_with_each(on: impl Into<On<'_>>, org: Uuid) -> Result<HashMap<Uuid, i64>> {
    let rows: Vec<(Uuid, i64)> = sql("select a.label_id, count(*) from assets a
          where a.org_id = $1 and a.label_id is not null group by a.label_id")
    .bind(org)
    .all(on)
    .await?;
    Ok(rows.into_iter().collect())
}

/// How many assets bear a label.
pub(super) async fn assets_with(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from assets a where a.org_id = $1 and a.label_id = $2").bind(org).bind(id).one(tx).await?;
    Ok(count)
}

/// How many labels there are, put away or not.
pub(super) async fn count(tx: &mut Tx, org: Uuid) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from asset_labels l where l.org_id = $1").bind(org).one(tx).await?;
    Ok(count)
}

/// Adds a label.
pub(super) async fn insert(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewLabel, now: DateTime<Utc>) -> Result<()> {
    sql("insert into asset_labels (id, org_id, state, name, tone, may_leave, created_at, name_key) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(id)
        .bind(org)
        .bind(new.state)
        .bind(new.name.clone())
        .bind(new.tone)
        .bind(new.may_leave)
        .bind(now)
        .bind(new.name.to_lowercase())
        .run(tx)
        .await
        .map(drop)
}

/// Changes a label.
pub(super) async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewLabel) -> Result<()> {
    sql("update asset_labels set state = $3, name = $4, tone = $5, may_leave = $6,
                name_key = case when name = $4 then name_key else $7 end, version = version + 1
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .bind(new.state)
    .bind(new.name.clone())
    .bind(new.tone)
    .bind(new.may_leave)
    .bind(new.name.to_lowercase())
    .run(tx)
    .await
    .map(drop)
}

/// Puts a label away, or takes it out again.
pub(super) async fn set_archived(tx: &mut Tx, org: Uuid, id: Uuid, at: Option<DateTime<Utc>>) -> Result<()> {
    sql("update asset_labels set archived_at = $3, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(at)
        .run(tx)
        .await
        .map(drop)
}
