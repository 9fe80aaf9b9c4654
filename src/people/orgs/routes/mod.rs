//! The pages of an organisation's settings and team, its brand for everybody, and the answers to invitations.

mod accept;
mod brand;
mod choose;
mod grants;
mod invitations;
mod settings;
mod team;
mod web;

pub(crate) use team::tabs;

use super::model::{Invitation, Place};
use super::policy;
use chrono::{DateTime, Utc};
use kernel::Result;
use platform::ui::{Flash, Tone};
use platform::web::{Routes, go_flash};
use platform::{AnyRole, OwnRole, Perm, Scope, context};

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/settings", Perm::OrgManage, settings::show)
        .post("/settings", Perm::OrgManage, settings::change)
        .post("/settings/logo", Perm::OrgManage, settings::show_logo)
        .post("/settings/logo/removal", Perm::OrgManage, settings::remove_logo)
        .get("/settings/web", Perm::OrgManage, web::show)
        .post("/settings/web", Perm::OrgManage, web::change)
        .post("/settings/web/check", Perm::OrgManage, web::check)
        .get("/people", Perm::PeopleRead, team::index)
        .get("/people/former", Perm::PeopleManage, team::former)
        .get("/people/permissions", Perm::PeopleRead, team::permissions)
        .get("/people/members/{id}", Perm::PeopleRead, team::member)
        .get("/people/members/{id}/grants/new", Perm::PeopleManage, grants::blank)
        .post("/people/members/{id}/grants", Perm::PeopleManage, grants::give)
        .get("/people/grants/{id}", Perm::PeopleManage, grants::show)
        .post("/people/grants/{id}", Perm::PeopleManage, grants::change)
        .post("/people/grants/{id}/end", Perm::PeopleManage, grants::end)
        .get("/people/invitations/new", Perm::PeopleManage, invitations::blank)
        .post("/people/invitations", Perm::PeopleManage, invitations::invite)
        .post("/people/invitations/{id}/dispatch", Perm::PeopleManage, invitations::resend)
        .post("/people/invitations/{id}/revocation", Perm::PeopleManage, invitations::revoke)
        .post("/people/blocks/{id}/lifting", Perm::PeopleManage, team::lift)
        .and(Routes::under("/b/{org}").get("/theme.css", Perm::Public, brand::theme).get(
            "/pictures/{id}",
            Perm::Public,
            brand::picture,
        ))
        .and(
            Routes::under("")
                .get("/organisations", Perm::SignedIn, choose::index)
                .get("/organisations/new", Perm::SignedIn, choose::blank)
                .post("/organisations", Perm::SignedIn, choose::found)
                .get("/invitations/{token}", Perm::Public, accept::show)
                .post("/invitations/{token}", Perm::Public, accept::answer),
        )
}

/// What the viewer may hand out: the roles, the places, and whether everywhere is one of them.
pub(crate) struct Choices {
    /// The roles: built-in ones, the mightiest first, then own ones.
    pub roles: Vec<AnyRole>,
    /// The places.
    pub places: Vec<Place>,
    /// May it be everywhere?
    pub everywhere: bool,
}

async fn choices(scope: &Scope, own: &[OwnRole]) -> Result<Choices> {
    let reach = scope.reach(Perm::PeopleManage);
    let places = super::store::places(scope.db(), scope.org_id()).await?;
    Ok(Choices {
        roles: policy::roles_to_hand(&scope.viewer, own),
        places: places.into_iter().filter(|place| reach.covers(place.id)).collect(),
        everywhere: policy::sees(&reach, None),
    })
}

fn may_hand(scope: &Scope, role: &AnyRole, location: Option<uuid::Uuid>) -> bool {
    policy::may_hand(&scope.viewer, role, location)
}

/// The roles that the organisation has made.
async fn own_roles(scope: &Scope) -> Result<Vec<OwnRole>> {
    context::own_roles(scope.db(), scope.org_id()).await
}

fn until(scope: &Scope, ends_at: Option<DateTime<Utc>>) -> Option<String> {
    ends_at.map(|end| super::model::last_day(scope.org.zone(), end))
}

fn back(scope: &Scope, path: &str, text: String) -> axum::response::Response {
    go_flash(&scope.house, &scope.org.path(path), Flash { text, tone: Tone::Ok, undo: None })
}

/// The invitations the viewer may act on.
fn manageable(scope: &Scope, invitations: Vec<Invitation>) -> Vec<Invitation> {
    let mine = |invitation: &Invitation| may_hand(scope, &invitation.wish.role, invitation.wish.location);
    invitations.into_iter().filter(mine).collect()
}
