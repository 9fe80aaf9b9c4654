//! What comes near, and the alerts that there are of it.

use crate::alerts::judge::Near;
use crate::alerts::model::Kind;
use crate::catalogue::labels::State;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::db::{Db, On, Sql, Tx, batches, sql};
use kernel::{Result, values};
use uuid::Uuid;

/// A day of an asset that has no open alert.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Coming {
    /// What comes to its end.
    pub kind: Kind,
    /// Of which asset.
    pub asset_id: Uuid,
    /// The tag of that.
    pub tag: String,
    /// What that is called.
    pub name: String,
    /// Of which kind that is.
    pub category_id: Uuid,
    /// Which date.
    pub field_id: Option<Uuid>,
    /// What the date is called.
    pub field_name: Option<String>,
    /// Of which category the date is.
    pub field_of: Option<Uuid>,
    /// The day.
    pub due: String,
    /// The alert of this day that was closed.
    pub known: Option<Uuid>,
}

/// Organisations that have something which may come to an end: the clock belongs to all of them.
pub async fn orgs(db: &Db) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> =
        sql("select o.id from organisations o where exists (select 1 from assets a where a.org_id = o.id)
                or exists (select 1 from work_orders w where w.org_id = o.id)")
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// Days of assets within this span that have no open alert.
pub async fn coming(
    mut on: On<'_>,
    org: Uuid,
    only: Option<&[Uuid]>,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Coming>> {
    let mut all: Vec<Coming> = Vec::new();
    let warranties = sql("select 'warranty' as kind, a.id as asset_id, a.tag, a.name, a.category_id, cast(null as uuid) as field_id,
                cast(null as text) as field_name, cast(null as uuid) as field_of, cast(a.warranty_until as text) as due, l.id as known
           from assets a
           left join asset_alerts l on l.org_id = a.org_id and l.asset_id = a.id and l.kind = 'warranty' and l.due_on = a.warranty_until
          where a.org_id = $1 and a.state <> 'disposed' and a.warranty_until >= $2 and a.warranty_until <= $3
            and (l.id is null or l.closed_at is not null)")
        .bind(org)
        .bind(from)
        .bind(until);
    all.extend(of_these_assets(warranties, only).all::<Coming>(on.again()).await?);
    let lives = sql("select 'life' as kind, a.id as asset_id, a.tag, a.name, a.category_id, cast(null as uuid) as field_id,
                cast(null as text) as field_name, cast(null as uuid) as field_of, cast(a.ends_on as text) as due, l.id as known
           from assets a
           left join asset_alerts l on l.org_id = a.org_id and l.asset_id = a.id and l.kind = 'life' and l.due_on = a.ends_on
          where a.org_id = $1 and a.state <> 'disposed' and a.ends_on >= $2 and a.ends_on <= $3
            and (l.id is null or l.closed_at is not null)")
        .bind(org)
        .bind(from)
        .bind(until);
    all.extend(of_these_assets(lives, only).all::<Coming>(on.again()).await?);
    // What a date holds is compared as its days since 1970.
    let days = |day: NaiveDate| day.signed_duration_since(NaiveDate::default()).num_days();
    let expiries = sql("select 'expiry' as kind, a.id as asset_id, a.tag, a.name, a.category_id, f.id as field_id, f.name as field_name,
                f.category_id as field_of, v.value as due, l.id as known
           from asset_fields f
           join asset_values v on v.org_id = f.org_id and v.field_id = f.id
           join assets a on a.org_id = v.org_id and a.id = v.asset_id
           left join asset_alerts l on l.org_id = a.org_id and l.asset_id = a.id and l.kind = 'expiry' and l.field_id = f.id
                and cast(l.due_on as text) = v.value
          where f.org_id = $1 and f.is_expiry and not f.is_sealed and f.archived_at is null and a.state <> 'disposed'
            and v.number >= $2 and v.number <= $3 and (l.id is null or l.closed_at is not null)")
    .bind(org)
    .bind(days(from))
    .bind(days(until));
    all.extend(of_these_assets(expiries, only).all::<Coming>(on).await?);
    Ok(all)
}

fn of_these_assets(statement: Sql, only: Option<&[Uuid]>) -> Sql {
    match only {
        None => statement,
        Some(ids) => statement.with_list(" and a.id in ", ids.iter().copied()),
    }
}

/// Work that is not over and due until this day, without an open alert: its id, the day, and the alert that was closed.
pub async fn coming_work(
    on: On<'_>,
    org: Uuid,
    only: Option<&[Uuid]>,
    until: NaiveDate,
) -> Result<Vec<(Uuid, NaiveDate, Option<Uuid>)>> {
    let statement = sql("select o.id, o.due_on, l.id from work_orders o
           left join asset_alerts l on l.org_id = o.org_id and l.order_id = o.id and l.kind = 'work' and l.due_on = o.due_on
          where o.org_id = $1 and o.state in ('open', 'in_progress', 'waiting') and o.due_on <= $2
            and (l.id is null or l.closed_at is not null)")
    .bind(org)
    .bind(until);
    let statement = match only {
        None => statement,
        Some(ids) => statement.with_list(" and o.id in ", ids.iter().copied()),
    };
    statement.all(on).await
}

/// An alert that is not closed, and what its subject says now.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Raised {
    /// Its id.
    pub id: Uuid,
    /// What comes to its end.
    pub kind: Kind,
    /// When it was to be.
    pub due_on: NaiveDate,
    /// Where in its life the asset is.
    pub state: Option<State>,
    /// Of which kind that is.
    pub category_id: Option<Uuid>,
    /// The end of its warranty.
    pub warranty_until: Option<NaiveDate>,
    /// The end of its life.
    pub ends_on: Option<NaiveDate>,
    /// What its date holds.
    pub value: Option<String>,
    /// Of which category the date is.
    pub field_of: Option<Uuid>,
    /// Is the date still told?
    pub is_field_kept: bool,
    /// When the work is due.
    pub order_due: Option<NaiveDate>,
    /// Is the work over?
    pub is_order_over: bool,
}

/// The alerts that are not closed.
pub async fn raised(on: On<'_>, org: Uuid, only: Option<&[Uuid]>) -> Result<Vec<Raised>> {
    let statement = sql("select l.id, l.kind, l.due_on, a.state, a.category_id, a.warranty_until, a.ends_on, v.value, f.category_id as field_of,
                coalesce(f.is_expiry and not f.is_sealed and f.archived_at is null, false) as is_field_kept,
                o.due_on as order_due, coalesce(o.state in ('done', 'cancelled'), false) as is_order_over
           from asset_alerts l
           left join assets a on a.org_id = l.org_id and a.id = l.asset_id
           left join asset_fields f on f.org_id = l.org_id and f.id = l.field_id
           left join asset_values v on v.org_id = l.org_id and v.asset_id = l.asset_id and v.field_id = l.field_id
           left join work_orders o on o.org_id = l.org_id and o.id = l.order_id
          where l.org_id = $1 and l.closed_at is null")
    .bind(org);
    let statement = match only {
        None => statement,
        Some(ids) => statement
            .with_list(" and (l.asset_id in ", ids.iter().copied())
            .with_list(" or l.order_id in ", ids.iter().copied())
            .push(")"),
    };
    statement.all(on).await
}

/// Alerts of work whose day is over, and of which that was not told yet.
pub async fn late(on: impl Into<On<'_>>, org: Uuid, only: Option<&[Uuid]>, today: NaiveDate) -> Result<Vec<Uuid>> {
    let statement = sql("select l.id from asset_alerts l join work_orders o on o.org_id = l.org_id and o.id = l.order_id and o.due_on = l.due_on
          where l.org_id = $1 and l.closed_at is null and l.late_at is null and l.due_on < $2
            and o.state in ('open', 'in_progress', 'waiting')")
        .bind(org)
        .bind(today);
    let statement = match only {
        None => statement,
        Some(ids) => statement.with_list(" and l.order_id in ", ids.iter().copied()),
    };
    let rows: Vec<(Uuid,)> = statement.all(on).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Raises alerts under these ids. Answers those that nobody else has raised already.
pub async fn raise(tx: &mut Tx, org: Uuid, near: &[(Uuid, Near)], now: DateTime<Utc>) -> Result<Vec<Uuid>> {
    let mut raised: Vec<Uuid> = Vec::new();
    for batch in batches(near.iter().collect()) {
        let rows = batch.into_iter().map(|(id, near)| {
            let (asset, order) = match near.kind {
                Kind::Work => (None, Some(near.subject)),
                _ => (Some(near.subject), None),
            };
            values![*id, org, near.kind, asset, near.field, order, near.due_on, now]
        });
        let rows: Vec<(Uuid,)> =
            sql("insert into asset_alerts (id, org_id, kind, asset_id, field_id, order_id, due_on, raised_at) values ")
                .with_rows(rows)
                .push(" on conflict do nothing returning id")
                .all(&mut *tx)
                .await?;
        raised.extend(rows.into_iter().map(|(id,)| id));
    }
    Ok(raised)
}

/// Alerts whose day came near again: they were told already.
pub async fn reopen(tx: &mut Tx, org: Uuid, ids: &[Uuid]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let statement =
        sql("update asset_alerts set closed_at = null where org_id = $1 and closed_at is not null").bind(org);
    statement.with_list(" and id in ", ids.iter().copied()).run(tx).await.map(drop)
}

/// Alerts that say nothing any more.
pub async fn close(tx: &mut Tx, org: Uuid, ids: &[Uuid], now: DateTime<Utc>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let statement =
        sql("update asset_alerts set closed_at = $2 where org_id = $1 and closed_at is null").bind(org).bind(now);
    statement.with_list(" and id in ", ids.iter().copied()).run(tx).await.map(drop)
}

/// Notes that it is told of these that they are late. Answers the work of those of which nobody else did.
pub async fn mark_late(tx: &mut Tx, org: Uuid, ids: &[Uuid], now: DateTime<Utc>) -> Result<Vec<Uuid>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Uuid,)> = sql("update asset_alerts set late_at = $2 where org_id = $1 and late_at is null")
        .bind(org)
        .bind(now)
        .with_list(" and id in ", ids.iter().copied())
        .push(" and order_id is not null returning order_id")
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(order,)| order).collect())
}
