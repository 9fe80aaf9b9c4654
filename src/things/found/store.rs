//! Which asset a label's word means.

use super::model::By;
use kernel::Result;
use kernel::db::{On, Sql, sql};
use uuid::Uuid;

/// Organisations that are looked at for one word.
const ORGS_MAX: i64 = 20;

/// The asset of an organisation that has this word; where several have a serial, none.
pub async fn asset(on: impl Into<On<'_>>, org: Uuid, by: By, word: &str) -> Result<Option<Uuid>> {
    let found: Vec<(Uuid,)> =
        said(sql("select a.id from assets a where a.org_id = $1").bind(org), by, word).push(" limit 2").all(on).await?;
    Ok(match found.as_slice() {
        [(one,)] => Some(*one),
        _ => None,
    })
}

/// The organisations that have something with this word, by name.
pub async fn organisations(on: impl Into<On<'_>>, by: By, word: &str) -> Result<Vec<String>> {
    let statement = sql(
        "select distinct o.slug from assets a join organisations o on o.id = a.org_id where o.suspended_at is null",
    );
    let rows: Vec<(String,)> = said(statement, by, word).with(" order by o.slug limit ", ORGS_MAX).all(on).await?;
    Ok(rows.into_iter().map(|(slug,)| slug).collect())
}

/// The only organisation there is, where there is only one.
pub async fn only_organisation(on: impl Into<On<'_>>) -> Result<Option<String>> {
    let rows: Vec<(String,)> = sql("select slug from organisations where suspended_at is null limit 2").all(on).await?;
    Ok(match rows.as_slice() {
        [(slug,)] => Some(slug.clone()),
        _ => None,
    })
}

fn said(statement: Sql, by: By, word: &str) -> Sql {
    match by {
        By::Tag => statement.with(" and a.tag_key = ", word.to_lowercase()),
        By::Hardware => statement.with(" and a.legacy_id = ", word.to_owned()),
        By::Serial => statement.with(" and a.serial = ", word.to_owned()),
    }
}
