//! Putting away what an import made for its rows and nothing uses any more, the last first.

use super::model::Made;
use super::store;
use crate::catalogue::categories::{self, store as category_rows};
use crate::catalogue::{labels, models, vendors};
use crate::locations;
use chrono::{DateTime, Utc};
use kernel::{Error, Result};
use platform::Scope;
use uuid::Uuid;

/// Why something is left.
const USED: &str = "It was changed since, or something else uses it.";
/// Why something is left that the one who takes back may not put away.
const NOT_YOURS: &str = "You may not put it away.";

/// Puts away what nobody changed and nothing uses; answers what is left, by name. What is away already stays so: whoever
/// comes after an interruption says it again.
pub(super) async fn put_away(scope: &Scope, made: &[(Made, Uuid)]) -> Result<Vec<(String, String)>> {
    let mut left = Vec::new();
    for (what, id) in made.iter().rev() {
        let (name, version) = match stands(scope, *what, *id).await {
            Ok((name, version, None)) => (name, version),
            Ok((_, _, Some(_))) | Err(Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        // Its first version is the one that was made.
        let is_used = version != 1 || store::is_named(scope.db(), scope.org_id(), *what, *id).await?;
        let away = if is_used { Err(Error::conflict("in_use")) } else { archive(scope, *what, *id, version).await };
        match away {
            Ok(()) => {}
            Err(Error::Conflict(_) | Error::NotFound) => left.push((name, USED.to_owned())),
            Err(Error::Forbidden) => left.push((name, NOT_YOURS.to_owned())),
            Err(error) => return Err(error),
        }
    }
    Ok(left)
}

/// What it is called, its version, and since when it is away.
async fn stands(scope: &Scope, what: Made, id: Uuid) -> Result<(String, i64, Option<DateTime<Utc>>)> {
    let (db, org) = (scope.db(), scope.org_id());
    Ok(match what {
        Made::Category => {
            let tree = category_rows::tree_with_archived(db, org).await?;
            let found = tree.into_iter().find(|category| category.id == id).ok_or(Error::NotFound)?;
            (found.name, found.version, found.archived_at)
        }
        Made::Vendor => {
            let found = vendors::store::by_id(db, org, id).await?;
            (found.name, found.version, found.archived_at)
        }
        Made::Model => {
            let found = models::store::by_id(db, org, id).await?;
            (found.name, found.version, found.archived_at)
        }
        Made::Label => {
            let found = labels::store::by_id(db, org, id).await?;
            (found.name, found.version, found.archived_at)
        }
        Made::Place => {
            let found = locations::store::by_id(db, org, id).await?;
            (found.name, found.version, found.archived_at)
        }
    })
}

async fn archive(scope: &Scope, what: Made, id: Uuid, version: i64) -> Result<()> {
    match what {
        Made::Category => categories::actions::archive(scope, id, version).await.map(drop),
        Made::Vendor => vendors::actions::archive(scope, id, version).await.map(drop),
        Made::Model => models::actions::archive(scope, id, version).await.map(drop),
        Made::Label => labels::actions::archive(scope, id, version).await.map(drop),
        Made::Place => {
            let mut tx = scope.db().begin().await?;
            locations::actions::archive_in(&mut tx, scope, id, version).await?;
            tx.commit().await
        }
    }
}
