//! The page of the organisation's chat room.

use super::super::chat::RoomForm;
use super::super::{actions, store};
use crate::views::notifications as views;
use axum::response::Response;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Page, go_flash};
use platform::{Perm, Scope};

/// The page's title.
const TITLE: &str = "Chat room";
/// Its path below the organisation.
const PATH: &str = "/settings/chat";

pub(super) async fn show(scope: Scope, page: Page) -> Answer {
    draw(&scope, &page, None, &Problems::new()).await
}

pub(super) async fn set_up(scope: Scope, page: Page, Form(form): Form<RoomForm>) -> Answer {
    match actions::set_up(&scope, &form).await {
        Ok(()) => Ok(back(&scope, "The chat room is saved. Say something in it, to see whether it arrives.")),
        Err(Error::Invalid(problems)) => draw(&scope, &page, Some(form), &problems).await,
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn remove(scope: Scope) -> Answer {
    actions::remove(&scope).await?;
    Ok(back(&scope, "The chat room is taken away. Nothing is said there any more."))
}

pub(super) async fn test(scope: Scope) -> Answer {
    actions::test(&scope, views::words::test_post(&scope.org)).await?;
    Ok(back(&scope, "It is being said. What becomes of it stands in the log."))
}

fn back(scope: &Scope, text: &str) -> Response {
    let flash = Flash { text: text.to_owned(), tone: Tone::Ok, undo: None };
    go_flash(&scope.house, &scope.org.path(PATH), flash)
}

/// The page, for whoever may change all of the organisation.
async fn draw(scope: &Scope, page: &Page, typed: Option<RoomForm>, problems: &Problems) -> Answer {
    let room = known(scope).await?;
    let form = typed.unwrap_or_else(|| RoomForm::of(room.as_ref()));
    let drawn = views::room(&scope.org, room.as_ref(), &form, problems);
    Ok(match problems.is_empty() {
        true => page.show(scope, TITLE, drawn),
        false => page.refuse(scope, TITLE, drawn),
    })
}

async fn known(scope: &Scope) -> Result<Option<store::Room>> {
    scope.demand_everywhere(Perm::OrgManage)?;
    store::maybe_room(scope.db(), scope.org_id()).await
}
