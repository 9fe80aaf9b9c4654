//! The page behind the link of a letter: no more of this, and perhaps again. Nobody signs in for it.

use super::model::{Recipient, Schedule};
use super::{actions, link, store};
use crate::views::schedules::ending as view;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Page, Path, Routes, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;

/// The table.
pub(super) fn routes() -> Routes {
    Routes::under("/b/{org}")
        .get("/reports/{token}/ending", Perm::Public, show)
        .post("/reports/{token}/ending", Perm::Public, stop)
        .post("/reports/{token}/resumption", Perm::Public, resume)
}

/// The link in a path.
#[derive(Deserialize)]
struct ByLink {
    token: String,
}

/// Looking changes nothing: programs that follow links to look for harm choose nothing.
async fn show(scope: Scope, page: Page, Path(by): Path<ByLink>) -> Answer {
    let id = link::open(&scope.house, &by.token)?;
    let recipient = store::recipient(scope.db(), scope.org_id(), id, scope.now).await?;
    let schedule = store::by_id(scope.db(), scope.org_id(), recipient.schedule_id).await?;
    Ok(drawn(&scope, &page, &by, (schedule, recipient)))
}

/// One click in a mail program (RFC 8058), or the button of the page. What the request says besides is not read, since mail
/// programs say it in several ways.
async fn stop(scope: Scope, page: Page, Path(by): Path<ByLink>) -> Answer {
    let ended = actions::end(&scope, link::open(&scope.house, &by.token)?, true).await?;
    Ok(drawn(&scope, &page, &by, ended))
}

/// They want it again.
async fn resume(scope: Scope, Path(by): Path<ByLink>) -> Answer {
    actions::end(&scope, link::open(&scope.house, &by.token)?, false).await?;
    let path = scope.org.public_path(&format!("/reports/{}/ending", by.token));
    let flash = Flash { text: "It is sent to you again.".to_owned(), tone: Tone::Ok, undo: None };
    Ok(go_flash(&scope.house, &path, flash))
}

fn drawn(
    scope: &Scope,
    page: &Page,
    by: &ByLink,
    (schedule, recipient): (Schedule, Recipient),
) -> axum::response::Response {
    let path = scope.org.public_path(&format!("/reports/{}", by.token));
    let (hero, main) = view::page(&scope.org, &path, &schedule, &recipient);
    page.public(scope, "Reports by mail", hero, main, None)
}
