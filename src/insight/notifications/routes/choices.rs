//! The page on which the viewer chooses what they are told in this organisation, and when.

use super::super::model::{ChoicesForm, Kind};
use super::super::store::Preferences;
use super::super::{actions, policy, store};
use crate::views::notifications as views;
use kernel::{Error, Problems, Result};
use platform::Scope;
use platform::context::AnyRole;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Page, go_flash};
use std::collections::HashMap;

/// The page's title.
const TITLE: &str = "What you are told";

pub(super) async fn show(scope: Scope, page: Page) -> Answer {
    let (known, room) = known(&scope).await?;
    let kinds = policy::kinds(&scope);
    let roles: Vec<&AnyRole> = scope.viewer.grants.iter().map(|grant| &grant.role).collect();
    let choice = |kind: &Kind| known.choices.get(kind).copied().unwrap_or_else(|| kind.usual(&roles));
    let choices: Vec<_> = kinds.iter().map(|kind| (*kind, choice(kind))).collect();
    let form = views::hours_form(&known.hours);
    let view = views::Choices {
        org: &scope.org,
        choices: &choices,
        room: room.as_deref(),
        typed: &form,
        problems: &Problems::new(),
    };
    Ok(page.show(&scope, TITLE, views::choices(&view)))
}

pub(super) async fn choose(scope: Scope, page: Page, Form(fields): Form<HashMap<String, String>>) -> Answer {
    let (form, kinds) = (ChoicesForm(fields), policy::kinds(&scope));
    let chosen = match form.parse(&kinds) {
        Ok(chosen) => chosen,
        Err(problems) => {
            let (_, room) = known(&scope).await?;
            let view = views::Choices {
                org: &scope.org,
                choices: &form.choices(&kinds),
                room: room.as_deref(),
                typed: &form,
                problems: &problems,
            };
            return Ok(page.refuse(&scope, TITLE, views::choices(&view)));
        }
    };
    actions::choose(&scope, &chosen).await?;
    let flash = Flash { text: "Your choices are saved.".to_owned(), tone: Tone::Ok, undo: None };
    Ok(go_flash(&scope.house, &scope.org.path("/notifications/choices"), flash))
}

/// What the viewer has chosen so far, and what the chat room is called.
async fn known(scope: &Scope) -> Result<(Preferences, Option<String>)> {
    let user = scope.user_id().ok_or(Error::SignIn)?;
    let mut found = store::preferences(scope.db(), scope.org_id(), &[user]).await?;
    let room = store::maybe_room(scope.db(), scope.org_id()).await?;
    Ok((found.remove(&user).unwrap_or_default(), room.map(|room| room.name)))
}
