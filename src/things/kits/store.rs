//! All SQL of kits and their templates.

use super::model::{Filter, Kit, Line, NewLine, NewTemplate, Part, Template, What};
use crate::assets::store::reachable;
use chrono::{DateTime, Utc};
use kernel::db::{Db, Either, On, Tx, batches, sql};
use kernel::keyset::{Edges, is_backwards};
use kernel::{Result, text, values};
use platform::Reach;
use uuid::Uuid;

/// The columns of a template; the organisation follows.
const TEMPLATES: &str = "select t.id, t.name, t.note, t.version, t.archived_at,
        (select count(*) from kits k join assets a on a.org_id = k.org_id and a.id = k.asset_id
          where k.org_id = t.org_id and k.template_id = t.id and a.state <> 'disposed') as kits
   from kit_templates t where t.org_id = ";
/// The columns of a kit with the words of what it refers to; the organisation follows.
const KITS: &str =
    "select k.asset_id, a.tag, a.name, k.template_id, t.name as template_name, c.contact_id, p.name as contact_name,
        p.email as contact_email, c.due_on
   from kits k
   join assets a on a.org_id = k.org_id and a.id = k.asset_id
   join kit_templates t on t.org_id = k.org_id and t.id = k.template_id
   left join custodies c on c.org_id = k.org_id and c.asset_id = k.asset_id and c.in_at is null
   left join contacts p on p.org_id = c.org_id and p.id = c.contact_id
  where k.org_id = ";

/// Every template, by name; also those that were put away.
pub async fn templates(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Template>> {
    sql(TEMPLATES).with("", org).push(" order by t.name, t.id").all(on).await
}

/// One template.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn template(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Template> {
    sql(TEMPLATES).with("", org).with(" and t.id = ", id).one(on).await
}

/// Holds a template until the transaction ends.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold_template(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Template> {
    let lock = Either { sqlite: "", postgres: " for update of t" };
    sql(TEMPLATES).with("", org).with(" and t.id = ", id).push(lock).one(tx).await
}

/// What must be in kits of these templates, line by line.
pub async fn lines(on: impl Into<On<'_>>, org: Uuid, templates: Vec<Uuid>) -> Result<Vec<Line>> {
    sql("select l.template_id, l.model_id, l.category_id, l.item_id, i.category_id as item_category_id, coalesce(m.name, c.name, i.name, '') as name, l.quantity
           from kit_lines l
           left join asset_models m on m.org_id = l.org_id and m.id = l.model_id
           left join asset_categories c on c.org_id = l.org_id and c.id = l.category_id
           left join stock_items i on i.org_id = l.org_id and i.id = l.item_id
          where l.org_id = $1")
    .bind(org)
    .with_list(" and l.template_id in ", templates)
    .push(" order by l.template_id, l.position")
    .all(on)
    .await
}

/// How many templates there are, put away or not.
pub async fn count_templates(tx: &mut Tx, org: Uuid) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from kit_templates t where t.org_id = $1").bind(org).one(tx).await?;
    Ok(count)
}

/// Is this there to be put into a template?
pub async fn is_known(tx: &mut Tx, org: Uuid, what: What) -> Result<bool> {
    let (statement, id) = match what {
        What::Model(id) => (sql("select m.id from asset_models m where m.org_id = $1 and m.id = $2"), id),
        What::Category(id) => (sql("select c.id from asset_categories c where c.org_id = $1 and c.id = $2"), id),
        What::Item(id) => (sql("select i.id from stock_items i where i.org_id = $1 and i.id = $2"), id),
    };
    let found: Option<(Uuid,)> = statement.bind(org).bind(id).maybe(tx).await?;
    Ok(found.is_some())
}

/// Adds a template.
pub async fn insert_template(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewTemplate, now: DateTime<Utc>) -> Result<()> {
    sql("insert into kit_templates (id, org_id, name, note, created_at, name_key) values ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(org)
        .bind(new.name.clone())
        .bind(new.note.clone())
        .bind(now)
        .bind(new.name.to_lowercase())
        .run(&mut *tx)
        .await?;
    write_lines(tx, org, id, &new.lines).await
}

/// Changes a template and what must be in it.
pub async fn update_template(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewTemplate) -> Result<()> {
    sql("update kit_templates set name = $3, note = $4, version = version + 1,
                name_key = case when name = $3 then name_key else $5 end
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .bind(new.name.clone())
    .bind(new.note.clone())
    .bind(new.name.to_lowercase())
    .run(&mut *tx)
    .await?;
    sql("delete from kit_lines where org_id = $1 and template_id = $2").bind(org).bind(id).run(&mut *tx).await?;
    write_lines(tx, org, id, &new.lines).await
}

async fn write_lines(tx: &mut Tx, org: Uuid, id: Uuid, lines: &[NewLine]) -> Result<()> {
    let rows: Vec<(i64, NewLine)> = (1..).zip(lines.iter().copied()).collect();
    for batch in batches(rows) {
        let row = |(position, line): (i64, NewLine)| {
            let (model, category, item) = match line.what {
                What::Model(id) => (Some(id), None, None),
                What::Category(id) => (None, Some(id), None),
                What::Item(id) => (None, None, Some(id)),
            };
            values![org, id, position, model, category, item, line.quantity]
        };
        sql("insert into kit_lines (org_id, template_id, position, model_id, category_id, item_id, quantity) values ")
            .with_rows(batch.into_iter().map(row))
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Puts a template away, or takes it out again.
pub async fn archive_template(tx: &mut Tx, org: Uuid, id: Uuid, at: Option<DateTime<Utc>>) -> Result<()> {
    sql("update kit_templates set archived_at = $3, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(at)
        .run(tx)
        .await
        .map(drop)
}

/// Kits that are owned still and fit, by tag, between these edges, as far as the viewer's rights go; at most so many. Whether
/// they are complete is not asked here.
pub async fn kits(db: &Db, org: Uuid, filter: &Filter, reach: &Reach, edges: Edges, limit: i64) -> Result<Vec<Kit>> {
    let backwards = is_backwards(edges);
    let mut statement = reachable(sql(KITS).with("", org).push(" and a.state <> 'disposed'"), reach);
    for word in &filter.words {
        statement = statement.with(" and a.search like ", text::contains_pattern(word)).push(" escape '\\'");
    }
    statement = statement.with_opt(" and k.template_id = ", filter.template);
    if let Some(edge) = edges.0.or(edges.1) {
        let beyond = if backwards { " and a.tag_key < " } else { " and a.tag_key > " };
        statement = statement
            .push(beyond)
            .with("(select e.tag_key from assets e where e.org_id = k.org_id and e.id = ", edge)
            .push(")");
    }
    let order = if backwards { " order by a.tag_key desc" } else { " order by a.tag_key" };
    statement.push(order).with(" limit ", limit).all(db).await
}

/// One kit, as far as the viewer's rights go.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn kit(on: impl Into<On<'_>>, org: Uuid, asset: Uuid, reach: &Reach) -> Result<Kit> {
    reachable(sql(KITS).with("", org).with(" and k.asset_id = ", asset), reach).one(on).await
}

/// What is in these kits now, by tag.
pub async fn parts(on: impl Into<On<'_>>, org: Uuid, kits: Vec<Uuid>) -> Result<Vec<Part>> {
    sql("select c.holder_id as kit_id, a.id as asset_id, a.tag, a.name, a.serial, a.model_id, a.category_id, a.location_id, a.home_id
           from custodies c join assets a on a.org_id = c.org_id and a.id = c.asset_id
          where c.org_id = $1 and c.in_at is null")
    .bind(org)
    .with_list(" and c.holder_id in ", kits)
    .push(" order by a.tag_key")
    .all(on)
    .await
}

/// The kit that an asset is, or is a part of.
pub async fn kit_around(on: impl Into<On<'_>>, org: Uuid, asset: Uuid, reach: &Reach) -> Result<Option<Kit>> {
    let statement = sql(KITS)
        .with("", org)
        .with(" and (k.asset_id = ", asset)
        .with(
            " or k.asset_id = (select h.holder_id from custodies h where h.org_id = k.org_id and h.in_at is null and h.asset_id = ",
            asset,
        )
        .push("))");
    // A kit in a kit is told as what it is.
    reachable(statement, reach)
        .with(" order by case when k.asset_id = ", asset)
        .push(" then 0 else 1 end limit 1")
        .maybe(on)
        .await
}

/// Makes an asset a kit.
pub async fn insert_kit(tx: &mut Tx, org: Uuid, asset: Uuid, template: Uuid, now: DateTime<Utc>) -> Result<bool> {
    sql("insert into kits (org_id, asset_id, template_id, created_at) values ($1, $2, $3, $4) on conflict do nothing")
        .bind(org)
        .bind(asset)
        .bind(template)
        .bind(now)
        .run(tx)
        .await
        .map(|made| made == 1)
}

/// Lets an asset be no kit any more.
pub async fn delete_kit(tx: &mut Tx, org: Uuid, asset: Uuid) -> Result<()> {
    sql("delete from kits where org_id = $1 and asset_id = $2").bind(org).bind(asset).run(tx).await.map(drop)
}
