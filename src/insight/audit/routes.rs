//! The trail of an organisation: a page and a file.

use super::model::{AuditQuery, Entry};
use super::store::{self, Whose};
use crate::paging::{Listed, PageFrom};
use crate::views::audit as views;
use axum::response::Response;
use chrono_tz::Tz;
use kernel::db::Db;
use kernel::{Error, Result};
use platform::web::{Answer, Page, Query, Routes, csv};
use platform::{Perm, Scope};

/// Facts on a page.
pub const PAGE: i64 = 50;
/// Rows of a file.
const CSV_MAX: i64 = 20_000;

/// The row of this domain.
pub fn routes() -> Routes {
    Routes::under("/o/{org}").get("/audit", Perm::AuditRead, index)
}

async fn index(scope: Scope, page: Page, Query(query): Query<AuditQuery>) -> Answer {
    let (whose, zone) = (Whose::Organisation(scope.org_id()), scope.org.zone());
    if query.format == "csv" {
        return Ok(file(scope.db(), whose, &query, zone).await?);
    }
    let listed = listed(scope.db(), whose, &query, zone).await?;
    let path = scope.org.path("/audit");
    let view = views::Trail { path: &path, query: &query, listed: &listed, zone, orgs: None };
    Ok(page.show(&scope, "Audit trail", views::page("What happened here, and who did it.", &view)))
}

/// A page of a trail.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn listed(db: &Db, whose: Whose, query: &AuditQuery, zone: Tz) -> Result<Listed<Entry>> {
    let from = query.page();
    let rows = store::list(db, whose, &query.narrow(zone), from, PAGE + 1).await?;
    Ok(Listed::cut(rows, from, PAGE, Entry::spot))
}

/// All pages of a trail as a file.
///
/// # Errors
/// A problem when it is longer than anybody reads.
pub(crate) async fn file(db: &Db, whose: Whose, query: &AuditQuery, zone: Tz) -> Result<Response> {
    let rows = store::list(db, whose, &query.narrow(zone), PageFrom::Newest, CSV_MAX + 1).await?;
    if rows.len() as i64 > CSV_MAX {
        let sentence = "More than 20,000 entries fit this filter. Narrow it, by dates perhaps, and export in parts.";
        return Err(Error::invalid("format", sentence));
    }
    Ok(csv("audit.csv", views::csv(&rows)?))
}
