//! The console's page about backups.

use super::store;
use crate::views::backups as view;
use platform::web::{Answer, Page, Routes, Visit};
use platform::{Perm, backups};

/// Backups on the page.
const SHOWN: i64 = 50;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/console").get("/backups", Perm::Operator, index)
}

async fn index(visit: Visit, page: Page) -> Answer {
    let db = &visit.house.db;
    let user = visit.user.as_ref().ok_or(kernel::Error::SignIn)?;
    let shown = view::Shown {
        plan: visit.house.settings.backups.as_ref(),
        last_good: backups::last_good(db).await?,
        backups: &store::latest(db, SHOWN).await?,
        held: platform::quarantine::held(db).await?.is_some(),
        now: visit.now,
    };
    Ok(page.console(user, "Backups", &[], view::page(&shown)))
}
