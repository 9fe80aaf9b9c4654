//! All SQL of schemes, and of what they hold for.

use super::fiscal::FiscalYear;
use super::input::NewScheme;
use super::model::Scheme;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, sql};
use std::collections::HashMap;
use uuid::Uuid;

/// The columns of a scheme.
const SCHEMES: &str = "select s.id, s.name, s.method, s.months, s.rate_bp, s.salvage_bp, s.switches, s.convention,
        s.expense_account, s.contra_account, s.note, s.version, s.archived_at
   from depreciation_schemes s where s.org_id = ";

/// All of them, by name; also those that were put away, because assets may still follow them.
pub async fn all_with_archived(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Scheme>> {
    sql(SCHEMES).with("", org).push(" order by s.name, s.id").all(on).await
}

/// One scheme.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Scheme> {
    sql(SCHEMES).with("", org).with(" and s.id = ", id).one(on).await
}

/// Holds a scheme for a change.
pub(super) async fn hold_to_change(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Scheme> {
    let lock = Either { sqlite: "", postgres: " for update of s" };
    sql(SCHEMES).with("", org).with(" and s.id = ", id).push(lock).one(tx).await
}

/// Holds a scheme that is in use, so that it is neither changed nor put away while something begins to follow it.
///
/// # Errors
/// [`kernel::Error::NotFound`], also where it was put away.
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Scheme> {
    let lock = Either { sqlite: "", postgres: " for share of s" };
    sql(SCHEMES).with("", org).with(" and s.id = ", id).push(" and s.archived_at is null").push(lock).one(tx).await
}

/// What each category says itself.
pub async fn of_categories(on: impl Into<On<'_>>, org: Uuid) -> Result<HashMap<Uuid, Uuid>> {
    let rows: Vec<(Uuid, Uuid)> =
        sql("select c.category_id, c.scheme_id from category_schemes c where c.org_id = $1").bind(org).all(on).await?;
    Ok(rows.into_iter().collect())
}

/// How many categories and assets name each scheme themselves.
pub async fn users_of_each(on: impl Into<On<'_>>, org: Uuid) -> Result<HashMap<Uuid, (i64, i64)>> {
    let rows: Vec<(Uuid, i64, i64)> = sql("select s.id,
                (select count(*) from category_schemes c where c.org_id = s.org_id and c.scheme_id = s.id),
                (select count(*) from asset_books b where b.org_id = s.org_id and b.scheme_id = s.id)
           from depreciation_schemes s where s.org_id = $1")
    .bind(org)
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(id, categories, assets)| (id, (categories, assets))).collect())
}

/// Does anything follow a scheme?
pub(super) async fn is_used(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<bool> {
    let (count,): (i64,) =
        sql("select (select count(*) from category_schemes c where c.org_id = $1 and c.scheme_id = $2)
              + (select count(*) from asset_books b where b.org_id = $1 and b.scheme_id = $2)")
        .bind(org)
        .bind(id)
        .one(tx)
        .await?;
    Ok(count > 0)
}

/// How many schemes there are, put away or not.
pub(super) async fn count(tx: &mut Tx, org: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from depreciation_schemes s where s.org_id = $1").bind(org).one(tx).await?;
    Ok(count)
}

/// Adds a scheme.
pub(super) async fn insert(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewScheme, now: DateTime<Utc>) -> Result<()> {
    sql("insert into depreciation_schemes (id, org_id, name, method, months, rate_bp, salvage_bp, switches, convention,
            expense_account, contra_account, note, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
        .bind(id)
        .bind(org)
        .bind(new.name.clone())
        .bind(new.method)
        .bind(new.months)
        .bind(new.rate_bp)
        .bind(new.salvage_bp)
        .bind(new.switches)
        .bind(new.convention)
        .bind(new.expense_account.clone())
        .bind(new.contra_account.clone())
        .bind(new.note.clone())
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Changes a scheme.
pub(super) async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewScheme) -> Result<()> {
    sql("update depreciation_schemes set name = $3, method = $4, months = $5, rate_bp = $6, salvage_bp = $7, switches = $8,
            convention = $9, expense_account = $10, contra_account = $11, note = $12, version = version + 1
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .bind(new.name.clone())
    .bind(new.method)
    .bind(new.months)
    .bind(new.rate_bp)
    .bind(new.salvage_bp)
    .bind(new.switches)
    .bind(new.convention)
    .bind(new.expense_account.clone())
    .bind(new.contra_account.clone())
    .bind(new.note.clone())
    .run(tx)
    .await
    .map(drop)
}

/// Puts a scheme away, or takes it out again.
pub(super) async fn set_archived(tx: &mut Tx, org: Uuid, id: Uuid, at: Option<DateTime<Utc>>) -> Result<()> {
    sql("update depreciation_schemes set archived_at = $3, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(at)
        .run(tx)
        .await
        .map(drop)
}

/// Says which scheme a category's assets follow; none: as it is said above it.
pub(super) async fn set_of_category(tx: &mut Tx, org: Uuid, category: Uuid, scheme: Option<Uuid>) -> Result<()> {
    let statement = match scheme {
        None => sql("delete from category_schemes where org_id = $1 and category_id = $2").bind(org).bind(category),
        Some(scheme) => sql("insert into category_schemes (org_id, category_id, scheme_id) values ($1, $2, $3)
             on conflict (org_id, category_id) do update set scheme_id = excluded.scheme_id")
        .bind(org)
        .bind(category)
        .bind(scheme),
    };
    statement.run(tx).await.map(drop)
}

/// When years of the organisation begin; the calendar's, where nobody said otherwise.
pub async fn fiscal_year(on: impl Into<On<'_>>, org: Uuid) -> Result<FiscalYear> {
    let found: Option<(i64,)> =
        sql("select y.first_month from fiscal_years y where y.org_id = $1").bind(org).maybe(on).await?;
    Ok(found.and_then(|(month,)| FiscalYear::beginning(month)).unwrap_or(FiscalYear::CALENDAR))
}

/// Says when they begin.
pub(super) async fn set_fiscal_year(tx: &mut Tx, org: Uuid, year: FiscalYear) -> Result<()> {
    sql("insert into fiscal_years (org_id, first_month) values ($1, $2)
         on conflict (org_id) do update set first_month = excluded.first_month")
    .bind(org)
    .bind(i64::from(year.month()))
    .run(tx)
    .await
    .map(drop)
}
