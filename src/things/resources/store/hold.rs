//! Holding resources still while what decides about their bookings changes.

use super::read::select;
use crate::resources::{Owner, Resource};
use kernel::Result;
use kernel::db::{Either, Sql, Tx, sql};
use uuid::Uuid;

/// Ids in one statement.
const IDS_AT_ONCE: usize = 500;

/// The resources for which something of this owner's holds, as they are, put away or not. Until the transaction ends
/// nobody else changes them and nothing new is promised of them; and their stamps move, so that whoever has judged a wish
/// already judges it again.
pub async fn hold(tx: &mut Tx, org: Uuid, owner: Owner) -> Result<Vec<Resource>> {
    // In the order of their ids, so that two who hold many do not wait for each other.
    let held: Vec<Resource> = of(select(org), owner)
        .push(" order by r.id")
        .push(Either { sqlite: "", postgres: " for no key update of r" })
        .all(&mut *tx)
        .await?;
    let moved = sql("update resources as r set stamp = stamp + 1 where r.org_id = $1").bind(org);
    of(moved, owner).run(tx).await?;
    Ok(held)
}

/// These resources as they are in this transaction, by id.
pub async fn by_ids(tx: &mut Tx, org: Uuid, ids: &[Uuid]) -> Result<Vec<Resource>> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(IDS_AT_ONCE) {
        let read: Vec<Resource> =
            select(org).with_list(" and r.id in ", some.iter().copied()).push(" order by r.id").all(&mut *tx).await?;
        found.extend(read);
    }
    Ok(found)
}

/// Whether nothing that decides about bookings of a resource has changed since its stamp was read. It does not change any
/// more before the transaction ends.
pub async fn is_as_judged(tx: &mut Tx, org: Uuid, id: Uuid, stamp: i64) -> Result<bool> {
    let found: Option<(i64,)> = sql("select stamp from resources where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .push(Either { sqlite: "", postgres: " for no key update" })
        .maybe(tx)
        .await?;
    Ok(found.is_some_and(|(now,)| now == stamp))
}

fn of(statement: Sql, owner: Owner) -> Sql {
    match owner {
        Owner::Organisation => statement,
        Owner::Resource(id) => statement.with(" and r.id = ", id),
        Owner::Location(id) => statement
            .with(
                " and r.location_id in (select below.id from locations below
                    join locations top on top.org_id = below.org_id and (below.id = top.id or below.path like top.path || '/%')
                   where top.id = ",
                id,
            )
            .push(" and top.org_id = r.org_id)"),
    }
}
