//! Which assets are due for an audit, as a part of what a list asks.

use crate::catalogue::categories::AUDIT_MONTHS;
use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};
use kernel::db::Sql;
use uuid::Uuid;

/// Only assets `a` that were not seen in an audit for as many months as their category says, itself or by what it stands in;
/// what never was counts from the day it was added.
pub(super) fn audit_due(statement: Sql, org: Uuid, today: NaiveDate) -> Sql {
    let mut statement = statement.push(" and (false");
    for months in AUDIT_MONTHS {
        let Some((since, midnight)) = audited_since(months, today) else { continue };
        statement = audited_every(statement.push(" or "), org, months)
            .with(" and (a.audited_on <= ", since)
            .with(" or a.audited_on is null and a.created_at < ", midnight)
            .push(")");
    }
    statement.push(")")
}

/// Who was not seen since then is due, where audits are every so many months.
pub(super) fn audited_since(months: i64, today: NaiveDate) -> Option<(NaiveDate, DateTime<Utc>)> {
    let since = today.checked_sub_months(Months::new(u32::try_from(months).ok()?))?;
    Some((since, since.and_time(NaiveTime::MIN).and_utc()))
}

/// Is an asset `a` to be audited every so many months? Its category says it, or the nearest above that does.
pub(super) fn audited_every(statement: Sql, org: Uuid, months: i64) -> Sql {
    statement.with("a.category_id in (select g.id from asset_categories g where g.org_id = ", org).with(" and ", months).push(
        " = (select top.audit_months from asset_categories top
              where top.org_id = g.org_id and top.audit_months is not null and (g.id = top.id or g.path like top.path || '/%')
              order by length(top.path) desc limit 1))",
    )
}
