//! The verbs of audits. Each is one story in one transaction; the schema has the last word.

mod change;
mod closing;
mod counting;
mod start;

pub use change::change;
pub use closing::close;
pub use counting::{count, describe, reset};
pub use start::start;

use super::model::Audit;
use super::store;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::{Perm, Scope};
use uuid::Uuid;

/// The most lines that an audit expects.
pub const LINES_MAX: i64 = 20_000;

/// An audit that is not over, held for whoever counts in it, who may do so somewhere.
async fn counted_in(scope: &Scope, id: Uuid) -> Result<(Tx, Audit)> {
    let mut tx = scope.db().begin().await?;
    let audit = store::share(&mut tx, scope.org_id(), id, &scope.reach(Perm::AssetsRead)).await?;
    if !scope.may(Perm::AssetsLend) {
        return Err(Error::Forbidden);
    }
    if audit.closed_at.is_some() {
        return Err(Error::conflict("audit_is_closed"));
    }
    Ok((tx, audit))
}
