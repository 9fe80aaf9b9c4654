//! Which assets, and which work about them or about places, a viewer's rights hold for: one clause for every statement that
//! reads them, the catalogue's counts too.

use kernel::db::Sql;
use platform::Reach;
use uuid::Uuid;

/// With rights for some assets only: those assets `a` that are or belong there and have such a category.
pub fn reachable(statement: Sql, reach: &Reach) -> Sql {
    reach.narrow(statement, there, " and a.category_id in ")
}

/// Those assets `a` that are or belong at these places.
fn there(statement: Sql, places: &[Uuid]) -> Sql {
    statement
        .with_list(" and (a.location_id in ", places.iter().copied())
        .with_list(" or a.home_id in ", places.iter().copied())
        .push(")")
}

/// With rights for some assets only: that work `o` which is about one of them, `a`, or about a place there.
pub fn reachable_work(statement: Sql, reach: &Reach) -> Sql {
    let there = |statement: Sql, places: &[Uuid]| {
        statement
            .with_list(" and (o.location_id in ", places.iter().copied())
            .with_list(" or a.location_id in ", places.iter().copied())
            .with_list(" or a.home_id in ", places.iter().copied())
            .push(")")
    };
    reach.narrow(statement, there, " and a.category_id in ")
}
