//! Giving, changing and ending roles.

use super::super::model::{GrantForm, GrantWish, Held};
use super::super::{actions, policy, store};
use super::{back, choices, may_hand, own_roles};
use crate::views::orgs::grant as view;
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Id, Page, go};
use platform::{OwnRole, Perm, Scope};
use uuid::Uuid;
use view::GrantPage;

pub(super) async fn blank(scope: Scope, page: Page, Id(user): Id) -> Answer {
    let held = somebody(&scope, user).await?;
    let form = GrantForm { key: scope.house.ids.token(), ..GrantForm::default() };
    let own = own_roles(&scope).await?;
    Ok(page.show(&scope, "Another role", draw_new(&scope, &held, &form, &own, &Problems::new()).await?))
}

pub(super) async fn give(scope: Scope, page: Page, Id(user): Id, Form(form): Form<GrantForm>) -> Answer {
    let held = somebody(&scope, user).await?;
    let own = own_roles(&scope).await?;
    let given = match GrantWish::parse(&form, &own, scope.org.zone(), scope.now) {
        Ok(wish) => actions::give(&scope, &form.key, user, &wish).await.map(drop),
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match given {
        Ok(()) => {
            let path = format!("/people/members/{user}");
            Ok(back(&scope, &path, format!("{} has another role now.", held.user_name)))
        }
        Err(Error::Invalid(problems)) if problems.at("key").is_none() => {
            Ok(page.refuse(&scope, "Another role", draw_new(&scope, &held, &form, &own, &problems).await?))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let held = changeable(&scope, id).await?;
    let form = GrantForm::of(&held, scope.org.zone());
    let own = own_roles(&scope).await?;
    Ok(page.show(&scope, "Change a role", draw(&scope, &held, &form, &own, &Problems::new()).await?))
}

pub(super) async fn change(scope: Scope, page: Page, Id(id): Id, Form(form): Form<GrantForm>) -> Answer {
    let held = changeable(&scope, id).await?;
    let own = own_roles(&scope).await?;
    let changed = match GrantWish::parse(&form, &own, scope.org.zone(), scope.now) {
        Ok(wish) => actions::change(&scope, id, form.version, &wish).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(()) => {
            let path = format!("/people/members/{}", held.user_id);
            Ok(back(&scope, &path, format!("The role of {} is changed.", held.user_name)))
        }
        Err(Error::Invalid(problems)) => {
            Ok(page.refuse(&scope, "Change a role", draw(&scope, &held, &form, &own, &problems).await?))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn end(scope: Scope, Id(id): Id) -> Answer {
    let held = actions::end(&scope, id).await?;
    // Whoever ends their own role may have no way back to this page.
    if scope.user_id() == Some(held.user_id) {
        return Ok(go("/"));
    }
    Ok(back(&scope, "/people", format!("{} is not {} any more.", held.user_name, held.role.label())))
}

/// Somebody on the team, by one of the grants the viewer may see.
async fn somebody(scope: &Scope, user: Uuid) -> Result<Held> {
    let reach = scope.reach(Perm::PeopleRead);
    let grants = store::grants_of(scope.db(), scope.org_id(), &[user], &reach, scope.now).await?;
    grants.into_iter().next().ok_or(Error::NotFound)
}

/// A grant the viewer may see, and may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Held> {
    let held = store::grant_by_id(scope.db(), scope.org_id(), id, scope.now).await?;
    if !policy::sees(&scope.reach(Perm::PeopleRead), held.location_id) {
        return Err(Error::NotFound);
    }
    if may_hand(scope, &held.role, held.location_id) { Ok(held) } else { Err(Error::Forbidden) }
}

async fn draw(
    scope: &Scope,
    held: &Held,
    form: &GrantForm,
    own: &[OwnRole],
    problems: &Problems,
) -> Result<maud::Markup> {
    let choices = choices(scope, own).await?;
    let action = scope.org.path(&format!("/people/grants/{}", held.id));
    let back = scope.org.path(&format!("/people/members/{}", held.user_id));
    let shown =
        GrantPage { title: "Change a role", action: &action, back: &back, name: &held.user_name, is_new: false };
    Ok(view::page(&shown, form, &choices, problems))
}

async fn draw_new(
    scope: &Scope,
    held: &Held,
    form: &GrantForm,
    own: &[OwnRole],
    problems: &Problems,
) -> Result<maud::Markup> {
    let choices = choices(scope, own).await?;
    let action = scope.org.path(&format!("/people/members/{}/grants", held.user_id));
    let back = scope.org.path(&format!("/people/members/{}", held.user_id));
    let shown = GrantPage { title: "Another role", action: &action, back: &back, name: &held.user_name, is_new: true };
    Ok(view::page(&shown, form, &choices, problems))
}
