//! The console's page about backups.

use super::reactions::Now;
use super::{actions, store};
use crate::views::backups as view;
use platform::jobs::Job;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Page, Routes, Visit, go_flash};
use platform::{Perm, backups};

/// The page.
const PAGE: &str = "/console/backups";
/// Backups on the page.
const SHOWN: i64 = 50;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/console").get("/backups", Perm::Operator, index).post("/backups", Perm::Operator, ask)
}

async fn ask(visit: Visit) -> Answer {
    actions::ask(&visit.errand()).await?;
    let text = "It is being made. This page shows what became of it.".to_owned();
    Ok(go_flash(&visit.house, PAGE, Flash { text, tone: Tone::Ok, undo: None }))
}

async fn index(visit: Visit, page: Page) -> Answer {
    let db = &visit.house.db;
    let user = visit.user.as_ref().ok_or(kernel::Error::SignIn)?;
    let shown = view::Shown {
        plan: visit.house.settings.backups.as_ref(),
        last_good: backups::last_good(db).await?,
        backups: &store::latest(db, SHOWN).await?,
        is_asked: store::asked(db, Now::NAME).await?,
        held: platform::quarantine::held(db).await?.is_some(),
        now: visit.now,
    };
    Ok(page.console(user, "Backups", &[], view::page(&shown)))
}
