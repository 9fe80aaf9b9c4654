//! The trail of an organisation: a page and a file.

use super::model::{AuditQuery, Entry};
use super::store::{self, Whose};
use crate::paging::{Listed, PageFrom};
use crate::views::audit as views;
use chrono_tz::Tz;
use kernel::Result;
use kernel::db::Db;
use kernel::sheet::Paper;
use platform::web::{Answer, Page, Query, Routes, TURN, Turn, file_as_read};
use platform::{Perm, Scope};

/// Facts on a page.
pub const PAGE: i64 = 50;

/// The row of this domain.
pub fn routes() -> Routes {
    Routes::under("/o/{org}").get("/audit", Perm::AuditRead, index)
}

async fn index(scope: Scope, page: Page, Query(query): Query<AuditQuery>) -> Answer {
    let (whose, zone) = (Whose::Organisation(scope.org_id()), scope.org.zone());
    if let Some(paper) = Paper::parse(&query.format) {
        return file(paper, scope.db(), whose, &query, zone).await;
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
/// When the database does not answer.
pub(crate) async fn file(paper: Paper, db: &Db, whose: Whose, query: &AuditQuery, zone: Tz) -> Answer {
    let (db, narrow) = (db.clone(), query.narrow(zone));
    file_as_read(paper, "Audit", views::HEADS.map(str::to_owned).into(), move |edge| {
        let (db, narrow) = (db.clone(), narrow.clone());
        Box::pin(async move {
            let from = edge.map_or(PageFrom::Newest, PageFrom::Before);
            let rows = store::list(&db, whose, &narrow, from, TURN).await?;
            Ok(Turn::of(&rows, views::cells, Entry::spot))
        })
    })
    .await
}
