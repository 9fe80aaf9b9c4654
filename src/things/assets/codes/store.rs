//! All SQL of further codes.

use super::Code;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, sql};
use uuid::Uuid;

/// An asset's codes, in their order.
pub async fn codes(on: impl Into<On<'_>>, org: Uuid, asset: Uuid) -> Result<Vec<Code>> {
    sql("select c.id, c.code, c.created_at from asset_codes c where c.org_id = $1 and c.asset_id = $2 order by c.code_key")
        .bind(org)
        .bind(asset)
        .all(on)
        .await
}

/// The assets that have these codes, in lower case: code and asset.
pub async fn owners(on: impl Into<On<'_>>, org: Uuid, codes: &[String]) -> Result<Vec<(String, Uuid)>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    sql("select c.code_key, c.asset_id from asset_codes c where c.org_id = $1")
        .bind(org)
        .with_list(" and c.code_key in ", codes.iter().cloned())
        .all(on)
        .await
}

/// Lets one through who adds a code, before they hold anything else: assets that are being added or tagged are there or not.
pub async fn hold_words(tx: &mut Tx, org: Uuid) -> Result<()> {
    let text = Either {
        sqlite: "select id from organisations where id = $1",
        postgres: "select id from organisations where id = $1 for update",
    };
    let _: (Uuid,) = sql(text).bind(org).one(tx).await?;
    Ok(())
}

/// Adds a code. The schema refuses one that something has.
pub async fn add_code_of(
    tx: &mut Tx,
    org: Uuid,
    (id, asset): (Uuid, Uuid),
    code: &str,
    (by, now): (Option<Uuid>, DateTime<Utc>),
) -> Result<()> {
    sql("insert into asset_codes (id, org_id, asset_id, code, code_key, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id)
        .bind(org)
        .bind(asset)
        .bind(code.to_owned())
        .bind(code.to_lowercase())
        .bind(now)
        .bind(by)
        .run(tx)
        .await
        .map(drop)
}

/// Removes a code; answers it, none where it is gone already.
pub async fn remove_code(tx: &mut Tx, org: Uuid, asset: Uuid, id: Uuid) -> Result<Option<String>> {
    let gone: Option<(String,)> =
        sql("delete from asset_codes where org_id = $1 and asset_id = $2 and id = $3 returning code")
            .bind(org)
            .bind(asset)
            .bind(id)
            .maybe(tx)
            .await?;
    Ok(gone.map(|(code,)| code))
}
