//! The trail of everything.

use super::{STYLES, operator};
use crate::audit::model::AuditQuery;
use crate::audit::store::Whose;
use crate::audit::{file, listed};
use crate::console::store::organisations;
use crate::views::audit as views;
use chrono_tz::Tz;
use kernel::sheet::Paper;
use platform::web::{Answer, Page, Query, Visit};

pub(super) async fn index(visit: Visit, page: Page, Query(query): Query<AuditQuery>) -> Answer {
    let (user, db) = (operator(&visit)?, &visit.house.db);
    let whose = match query.org.as_str() {
        "none" => Whose::Installation,
        other => other.parse().map_or(Whose::Everything, Whose::Organisation),
    };
    // Organisations live in many zones: the console tells times in one.
    let zone = Tz::UTC;
    if let Some(paper) = Paper::parse(&query.format) {
        return file(paper, db, whose, &query, zone).await;
    }
    let listed = listed(db, whose, &query, zone).await?;
    let mut orgs = vec![("none".to_owned(), "The installation".to_owned())];
    orgs.extend(organisations::choices(db).await?.into_iter().map(|(id, name)| (id.to_string(), name)));
    let view = views::Trail { path: "/console/audit", query: &query, listed: &listed, zone, orgs: Some(&orgs) };
    let sub = "What happened anywhere in this installation. Times are in UTC.";
    Ok(page.console(user, "Audit trail", STYLES, views::page(sub, &view)))
}
