//! Which asset a label's word means.

use super::model::By;
use crate::assets::{self, Asset};
use kernel::Result;
use kernel::db::{On, Sql, sql};
use platform::{Perm, Scope};
use uuid::Uuid;

/// Organisations that are looked at for one word.
const ORGS_MAX: i64 = 20;

/// The asset of an organisation that has this word: as its tag, or else as a further code; where several have a serial, none.
pub async fn asset(on: impl Into<On<'_>>, org: Uuid, by: By, word: &str) -> Result<Option<Uuid>> {
    let statement = sql("select a.id from assets a where a.org_id = $1").bind(org);
    let found: Vec<(Uuid,)> = said(statement, Some(org), by, word).push(" limit 2").all(on).await?;
    Ok(match found.as_slice() {
        [(one,)] => Some(*one),
        _ => None,
    })
}

/// The asset of a word as far as the viewer sees: by its tag, else by a serial that only one has.
pub(crate) async fn of_word(scope: &Scope, by: By, word: &str) -> Result<Option<Asset>> {
    let (db, org) = (scope.db(), scope.org_id());
    let mut id = asset(db, org, by, word).await?;
    if id.is_none() && by == By::Tag {
        id = asset(db, org, By::Serial, word).await?;
    }
    let Some(id) = id else { return Ok(None) };
    let found = assets::store::by_id(db, org, id).await?;
    Ok(Some(found).filter(|asset| asset.is_within(&scope.reach(Perm::AssetsRead))))
}

/// The organisations that have something with this word, by name.
pub async fn organisations(on: impl Into<On<'_>>, by: By, word: &str) -> Result<Vec<String>> {
    let statement = sql(
        "select distinct o.slug from assets a join organisations o on o.id = a.org_id where o.suspended_at is null",
    );
    let rows: Vec<(String,)> =
        said(statement, None, by, word).with(" order by o.slug limit ", ORGS_MAX).all(on).await?;
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

/// Where the organisation is known it is bound anew: then the engine reads the codes once, and not once a row.
fn said(statement: Sql, org: Option<Uuid>, by: By, word: &str) -> Sql {
    match by {
        By::Tag => statement
            .with(" and (a.tag_key = ", word.to_lowercase())
            .push(" or a.id in (select c.asset_id from asset_codes c where c.org_id is not null")
            .with_opt(" and c.org_id = ", org)
            .with(" and c.code_key = ", word.to_lowercase())
            .push("))"),
        By::Hardware => statement.with(" and a.legacy_id = ", word.to_owned()),
        By::Serial => statement.with(" and a.serial = ", word.to_owned()),
    }
}
