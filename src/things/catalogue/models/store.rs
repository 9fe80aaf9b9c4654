//! All SQL of models.

use super::input::NewModel;
use super::model::{Model, ModelFilter};
use crate::reachable::reachable;
use chrono::{DateTime, Utc};
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use kernel::keyset::{KeysetPage, is_backwards};
use kernel::{Result, text};
use platform::Reach;
use uuid::Uuid;

/// Models on a page.
pub const PAGE: usize = 100;

/// The columns of a model.
const MODELS: &str =
    "select m.id, m.category_id, m.maker_id, v.name as maker_name, m.name, m.number, m.life_months, m.note,
        m.version, m.archived_at
   from asset_models m left join vendors v on v.org_id = m.org_id and v.id = m.maker_id where m.org_id = ";

/// Which models are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Narrow<'a> {
    /// Part of a name, a number or a maker's name.
    pub part: &'a str,
    /// Of this category, or below it.
    pub category: Option<Uuid>,
    /// Of this maker.
    pub maker: Option<Uuid>,
    /// What was put away, and nothing else.
    pub archived: bool,
}

/// Those that can be chosen, by name.
pub async fn all(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Model>> {
    sql(MODELS).with("", org).push(" and m.archived_at is null order by m.name, m.number, m.id").all(on).await
}

/// One model.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Model> {
    sql(MODELS).with("", org).with(" and m.id = ", id).one(on).await
}

/// Those in use that are of exactly this category, by name.
pub async fn in_category(on: impl Into<On<'_>>, org: Uuid, category: Uuid, limit: i64) -> Result<Vec<Model>> {
    sql(MODELS)
        .with("", org)
        .with(" and m.archived_at is null and m.category_id = ", category)
        .with(" order by m.name, m.number, m.id limit ", limit)
        .all(on)
        .await
}

/// Holds a model for a change.
pub(super) async fn hold_to_change(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Model> {
    let lock = Either { sqlite: "", postgres: " for update of m" };
    sql(MODELS).with("", org).with(" and m.id = ", id).push(lock).one(tx).await
}

/// A page of models by name.
pub async fn list(db: &Db, org: Uuid, filter: &ModelFilter) -> Result<KeysetPage<Model>> {
    let edges = (filter.after, filter.before);
    let backwards = is_backwards(edges);
    let narrow = Narrow {
        part: &filter.q,
        category: filter.category.parse().ok(),
        maker: filter.maker.parse().ok(),
        archived: filter.archived == "on",
    };
    let mut statement = narrowed(org, &narrow);
    if let Some(edge) = edges.0.or(edges.1) {
        let beyond = if backwards { " and (m.name, m.id) < " } else { " and (m.name, m.id) > " };
        statement = statement
            .push(beyond)
            .with("(select e.name, e.id from asset_models e where e.org_id = m.org_id and e.id = ", edge)
            .push(")");
    }
    let order = if backwards { " order by m.name desc, m.id desc" } else { " order by m.name, m.id" };
    let models = statement.push(order).with(" limit ", PAGE as i64 + 1).all(db).await?;
    Ok(KeysetPage::cut(models, PAGE, edges))
}

/// Models by name, those after this edge (name and id), for a program.
pub async fn after(
    db: &Db,
    org: Uuid,
    narrow: &Narrow<'_>,
    edge: Option<(String, Uuid)>,
    limit: i64,
) -> Result<Vec<Model>> {
    let mut statement = narrowed(org, narrow);
    if let Some((name, id)) = edge {
        statement = statement.with(" and (m.name, m.id) > (", name).with(", ", id).push(")");
    }
    statement.push(" order by m.name, m.id").with(" limit ", limit).all(db).await
}

fn narrowed(org: Uuid, narrow: &Narrow<'_>) -> Sql {
    let mut statement = sql(MODELS).with("", org);
    statement = match narrow.archived {
        true => statement.push(" and m.archived_at is not null"),
        false => statement.push(" and m.archived_at is null"),
    };
    if let Some(category) = narrow.category {
        statement = statement
            .with(
                " and m.category_id in (select c.id from asset_categories c where c.org_id = m.org_id and c.path like '%/' || ",
                category.to_string(),
            )
            .push(" || '%')");
    }
    statement = statement.with_opt(" and m.maker_id = ", narrow.maker);
    if narrow.part.trim().is_empty() {
        return statement;
    }
    let pattern = text::any_case_pattern(narrow.part.trim());
    statement
        .with(" and (regexp(", pattern.clone())
        .with(", m.name) or regexp(", pattern.clone())
        .with(", m.number) or regexp(", pattern)
        .push(", v.name))")
}

/// How many assets that are not disposed of are of a model, of those within reach.
pub async fn assets_of(on: impl Into<On<'_>>, org: Uuid, id: Uuid, reach: &Reach) -> Result<i64> {
    let statement =
        sql("select count(*) from assets a where a.org_id = $1 and a.model_id = $2 and a.state <> 'disposed'")
            .bind(org)
            .bind(id);
    let (count,): (i64,) = reachable(statement, reach).one(on).await?;
    Ok(count)
}

/// Adds a model.
pub(super) async fn insert(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewModel, now: DateTime<Utc>) -> Result<()> {
    sql("insert into asset_models (id, org_id, category_id, maker_id, name, number, life_months, note, created_at, name_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(id)
    .bind(org)
    .bind(new.category)
    .bind(new.maker)
    .bind(new.name.clone())
    .bind(new.number.clone())
    .bind(new.life_months)
    .bind(new.note.clone())
    .bind(now)
    .bind(new.name.to_lowercase())
    .run(tx)
    .await
    .map(drop)
}

/// Changes a model.
pub(super) async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewModel) -> Result<()> {
    sql("update asset_models set category_id = $3, maker_id = $4, name = $5, number = $6, life_months = $7, note = $8,
                name_key = case when name = $5 then name_key else $9 end, version = version + 1
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .bind(new.category)
    .bind(new.maker)
    .bind(new.name.clone())
    .bind(new.number.clone())
    .bind(new.life_months)
    .bind(new.note.clone())
    .bind(new.name.to_lowercase())
    .run(tx)
    .await
    .map(drop)
}

/// Puts a model away, or takes it out again.
pub(super) async fn set_archived(tx: &mut Tx, org: Uuid, id: Uuid, at: Option<DateTime<Utc>>) -> Result<()> {
    sql("update asset_models set archived_at = $3, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(at)
        .run(tx)
        .await
        .map(drop)
}
