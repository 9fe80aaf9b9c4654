//! The rows of organisations.

use super::super::model::NewOrg;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Tx, sql};
use uuid::Uuid;

/// Adds an organisation.
///
/// # Errors
/// `organisations_slug_key` for a short name that is taken.
pub async fn add_organisation(tx: &mut Tx, id: Uuid, wish: &NewOrg, now: DateTime<Utc>) -> Result<()> {
    sql("insert into organisations (id, slug, name, zone, currency, colour, email, phone, about, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(id)
    .bind(wish.slug.clone())
    .bind(wish.name.clone())
    .bind(wish.zone.clone())
    .bind(wish.currency.clone())
    .bind(wish.colour.clone())
    .bind(wish.email.clone())
    .bind(wish.phone.clone())
    .bind(wish.about.clone())
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Changes an organisation's settings, all but its short name, if this version is still the present one.
pub async fn change_organisation(tx: &mut Tx, org: Uuid, version: i64, wish: &NewOrg) -> Result<bool> {
    let changed = sql(
        "update organisations set name = $3, zone = $4, currency = $5, colour = $6, email = $7, phone = $8, about = $9,
                version = version + 1
          where id = $1 and version = $2",
    )
    .bind(org)
    .bind(version)
    .bind(wish.name.clone())
    .bind(wish.zone.clone())
    .bind(wish.currency.clone())
    .bind(wish.colour.clone())
    .bind(wish.email.clone())
    .bind(wish.phone.clone())
    .bind(wish.about.clone())
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Shows this picture as the logo, or none. Answers which one it was.
pub async fn set_logo(tx: &mut Tx, org: Uuid, file: Option<Uuid>) -> Result<Option<Uuid>> {
    let (before,): (Option<Uuid>,) =
        sql("select logo_id from organisations where id = $1").bind(org).one(&mut *tx).await?;
    sql("update organisations set logo_id = $2, version = version + 1 where id = $1")
        .bind(org)
        .bind(file)
        .run(tx)
        .await?;
    Ok(before)
}

/// Changes where the public pages stand; the schema refuses a host name that is taken. Answers false when this version is
/// not the present one.
pub async fn change_web(tx: &mut Tx, org: Uuid, version: i64, host: Option<String>, origins: String) -> Result<bool> {
    let changed = sql(
        "update organisations set host = $3, embed_origins = $4, version = version + 1 where id = $1 and version = $2",
    )
    .bind(org)
    .bind(version)
    .bind(host)
    .bind(origins)
    .run(tx)
    .await?;
    Ok(changed == 1)
}
