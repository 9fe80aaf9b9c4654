//! Which letters a client wants: on their profile, and by the link under a letter, without signing in.

use super::super::link;
use crate::contacts::model::{LettersForm, Unneeded, Wanted};
use crate::contacts::{self, Contact};
use crate::views::clients::letters as view;
use kernel::{Error, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Page, Path, go_flash};
use platform::{Client, Scope};
use serde::Deserialize;

/// The link in a path.
#[derive(Deserialize)]
pub(super) struct ByLink {
    token: String,
}

/// A client who is signed in chooses.
pub(super) async fn choose_here(scope: Scope, client: Client, Form(form): Form<LettersForm>) -> Answer {
    contacts::actions::choose_letters(&scope, client.contact_id, |_| form.wanted()).await?;
    let flash = Flash { text: "Saved.".to_owned(), tone: Tone::Ok, undo: None };
    Ok(go_flash(&scope.house, &scope.org.public_path("/my/profile"), flash))
}

/// Looking changes nothing: programs that follow links to look for harm choose nothing.
pub(super) async fn show(scope: Scope, page: Page, Path(by): Path<ByLink>) -> Answer {
    let (contact, kind) = behind(&scope, &by).await?;
    let wanted = contacts::store::wanted(scope.db(), scope.org_id(), contact.id).await?;
    Ok(drawn(&scope, &page, &by, kind, wanted, false))
}

/// One click in a mail program (RFC 8058), or the button of the page: no more letters of this kind. What the request says
/// besides is not read, since mail programs say it in several ways.
pub(super) async fn stop(scope: Scope, page: Page, Path(by): Path<ByLink>) -> Answer {
    let (contact, kind) = behind(&scope, &by).await?;
    let wanted = contacts::actions::choose_letters(&scope, contact.id, |wanted| wanted.without(kind)).await?;
    Ok(drawn(&scope, &page, &by, kind, wanted, true))
}

/// The boxes of the page.
pub(super) async fn choose(scope: Scope, Path(by): Path<ByLink>, Form(form): Form<LettersForm>) -> Answer {
    let (contact, _) = behind(&scope, &by).await?;
    contacts::actions::choose_letters(&scope, contact.id, |_| form.wanted()).await?;
    let path = scope.org.public_path(&format!("/letters/{}", by.token));
    Ok(go_flash(&scope.house, &path, Flash { text: "Saved.".to_owned(), tone: Tone::Ok, undo: None }))
}

/// Who is behind a link here; somebody who was merged is who they are now.
async fn behind(scope: &Scope, by: &ByLink) -> Result<(Contact, Unneeded)> {
    let (id, kind) = link::open(&scope.house, &by.token)?;
    let contact = contacts::store::by_id(scope.db(), scope.org_id(), id).await?;
    let contact = match contact.merged_into {
        Some(present) => contacts::store::by_id(scope.db(), scope.org_id(), present).await?,
        None => contact,
    };
    if contact.erased_at.is_some() { Err(Error::NotFound) } else { Ok((contact, kind)) }
}

fn drawn(
    scope: &Scope,
    page: &Page,
    by: &ByLink,
    kind: Unneeded,
    wanted: Wanted,
    is_saved: bool,
) -> axum::response::Response {
    let path = scope.org.public_path(&format!("/letters/{}", by.token));
    let (hero, main) = view::page(&scope.org, &path, kind, wanted, is_saved);
    page.public(scope, "Letters", hero, main, None)
}
