//! The pages of roles: all of them, one of them, making, changing and archiving one.

use super::model::{NewRole, OwnRoleRecord, RoleForm};
use super::{actions, policy, store};
use crate::orgs::model::{Held, Tree};
use crate::orgs::{self, model::last_day, routes::tabs};
use crate::views::roles as view;
use crate::views::tabs::Tab;
use chrono::{DateTime, Utc};
use kernel::time::{clock_text, day_text, rfc3339, wall};
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, Form, Id, Page, Query, Routes, go, go_flash};
use platform::{AnyRole, Perm, Perms, Role, Scope, context, events};
use serde::Deserialize;
use uuid::Uuid;
use view::archival::ArchivalPage;
use view::form::FormPage;
use view::index::RoleLine;
use view::preview::PreviewPage;
use view::show::{HolderLine, Moment, RolePage};

/// Lines of a role's history that are shown.
const HISTORY_SHOWN: i64 = 50;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}/people")
        .get("/roles", Perm::PeopleRead, index)
        .get("/roles/new", Perm::PeopleManage, blank)
        .post("/roles", Perm::PeopleManage, create)
        .get("/roles/{id}", Perm::PeopleRead, show)
        .get("/roles/{id}/details", Perm::PeopleManage, details)
        .get("/roles/{id}/preview", Perm::PeopleManage, preview)
        .post("/roles/{id}/details", Perm::PeopleManage, change)
        .get("/roles/{id}/archival", Perm::PeopleManage, farewell)
        .post("/roles/{id}/archival", Perm::PeopleManage, archive)
        .post("/roles/{id}/restoration", Perm::PeopleManage, restore)
}

/// Which role a new one begins as.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Like {
    like: String,
}

/// What those get who hold a role that is archived.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Farewell {
    instead: String,
    version: i64,
}

async fn index(scope: Scope, page: Page) -> Answer {
    let reach = scope.reach(Perm::PeopleRead);
    let own = store::list(scope.db(), scope.org_id()).await?;
    let holders = orgs::store::holders(scope.db(), scope.org_id(), &reach, scope.now).await?;
    let count = |key: &str| holders.get(key).copied().unwrap_or(0);
    let (archived, own): (Vec<_>, Vec<_>) = own.into_iter().partition(|role| role.archived_at.is_some());
    let line = |role: &OwnRoleRecord| RoleLine {
        key: role.id.to_string(),
        name: role.name.clone(),
        purpose: role.description.clone(),
        perms: role.perms,
        people: count(&role.id.to_string()),
        is_own: true,
        may_change: may_make(&scope, role.perms),
    };
    let built_in = Role::ALL.into_iter().map(|role| RoleLine {
        key: role.name().to_owned(),
        name: role.label().to_owned(),
        purpose: view::index::purpose(role).to_owned(),
        perms: Perms::of(role.perms()),
        people: count(role.name()),
        is_own: false,
        may_change: false,
    });
    let shown = view::index::IndexPage {
        base: &scope.org.path("/people"),
        tabs: tabs(&scope, Tab::Roles),
        own: &own.iter().map(line).collect::<Vec<_>>(),
        built_in: &built_in.collect::<Vec<_>>(),
        archived: &archived.iter().map(line).collect::<Vec<_>>(),
        may_make: may_make(&scope, Perms::NONE),
    };
    Ok(page.show(&scope, "Roles", view::index::page(&shown)))
}

async fn blank(scope: Scope, page: Page, Query(like): Query<Like>) -> Answer {
    demand(&scope, Perms::NONE)?;
    let own = context::own_roles(scope.db(), scope.org_id()).await?;
    let like = AnyRole::find(&like.like, &own);
    // Nobody copies more than they have.
    let theirs = scope.viewer.perms_lasting(None, None);
    let perms = like.as_ref().map_or(Perms::of(&[Perm::Home]), |role| role.perms());
    let form = RoleForm {
        name: like.as_ref().map(|role| format!("{} (own)", role.label())).unwrap_or_default(),
        perms: perms.iter().filter(|perm| theirs.has(*perm)).map(|perm| perm.name().to_owned()).collect(),
        categories: like.iter().flat_map(AnyRole::categories).map(Uuid::to_string).collect(),
        key: scope.house.ids.token(),
        ..RoleForm::default()
    };
    Ok(page.show(&scope, "New role", draw(&scope, None, &form, &Problems::new()).await?))
}

async fn create(scope: Scope, page: Page, Form(form): Form<RoleForm>) -> Answer {
    let made = match NewRole::parse(&form) {
        Ok(wish) => actions::create(&scope, &form.key, &wish).await.map(|id| (id, wish.name)),
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match made {
        Ok((id, name)) => Ok(back(&scope, &format!("/people/roles/{id}"), format!("{name} can be given now."))),
        Err(Error::Invalid(problems)) if problems.at("key").is_none() => {
            Ok(page.refuse(&scope, "New role", draw(&scope, None, &form, &problems).await?))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let role = store::by_id(scope.db(), scope.org_id(), id).await?;
    let reach = scope.reach(Perm::PeopleRead);
    let beside = orgs::store::grants_beside(scope.db(), scope.org_id(), id, scope.now).await?;
    let holders: Vec<HolderLine> = beside
        .iter()
        .filter(|held| held.role.own_id() == Some(id) && orgs::policy::sees(&reach, held.location_id))
        .map(|held| holder(&scope, held))
        .collect();
    let history: Vec<Moment> = events::of_subject(scope.db(), scope.org_id(), id, HISTORY_SHOWN)
        .await?
        .into_iter()
        .map(|happening| Moment { when: moment(&scope, happening.at), instant: rfc3339(happening.at), happening })
        .collect();
    let categories = &store::categories(scope.db(), scope.org_id(), &role.categories).await?;
    let shown = RolePage {
        base: &scope.org.path("/people"),
        role: &role,
        categories,
        holders: &holders,
        history: &history,
        may_make: may_make(&scope, Perms::NONE),
        may_change: may_make(&scope, role.perms),
    };
    Ok(page.show(&scope, &role.name, view::show::page(&shown)))
}

async fn details(scope: Scope, page: Page, Id(id): Id, Query(typed): Query<RoleForm>) -> Answer {
    let role = changeable(&scope, id).await?;
    // Whoever comes back from the preview finds what they had typed.
    let form = if typed.version == 0 { RoleForm::of(&role) } else { typed };
    Ok(page.show(&scope, "Change a role", draw(&scope, Some(&role), &form, &Problems::new()).await?))
}

async fn preview(scope: Scope, page: Page, Id(id): Id, Query(form): Query<RoleForm>) -> Answer {
    let role = changeable(&scope, id).await?;
    if form.version == 0 {
        return Ok(go(&scope.org.path(&format!("/people/roles/{id}/details"))));
    }
    match NewRole::parse(&form) {
        Ok(wish) => {
            demand(&scope, wish.perms)?;
            let (main, _) = draw_preview(&scope, &role, &form, &wish, false).await?;
            Ok(page.show(&scope, "What changes", main))
        }
        Err(problems) => Ok(page.refuse(&scope, "Change a role", draw(&scope, Some(&role), &form, &problems).await?)),
    }
}

async fn change(scope: Scope, page: Page, Id(id): Id, Form(form): Form<RoleForm>) -> Answer {
    let role = changeable(&scope, id).await?;
    let wish = match NewRole::parse(&form) {
        Ok(wish) => wish,
        Err(problems) => {
            let main = draw(&scope, Some(&role), &form, &problems).await?;
            return Ok(page.refuse(&scope, "Change a role", main));
        }
    };
    demand(&scope, wish.perms)?;
    // An edit is saved with the effect that was looked at; another one is looked at first.
    let (main, unseen) = draw_preview(&scope, &role, &form, &wish, !form.seen.is_empty()).await?;
    if unseen && form.version == role.version {
        return Ok(page.refuse(&scope, "What changes", main));
    }
    match actions::change(&scope, id, form.version, &wish).await {
        Ok(()) => Ok(back(&scope, &format!("/people/roles/{id}"), format!("{} is changed.", wish.name))),
        Err(Error::Invalid(problems)) => {
            Ok(page.refuse(&scope, "Change a role", draw(&scope, Some(&role), &form, &problems).await?))
        }
        Err(error) => Err(error.into()),
    }
}

async fn farewell(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let role = changeable(&scope, id).await?;
    let main = draw_farewell(&scope, &role, &Farewell::default(), &Problems::new()).await?;
    Ok(page.show(&scope, "Archive a role", main))
}

async fn archive(scope: Scope, page: Page, Id(id): Id, Form(form): Form<Farewell>) -> Answer {
    let role = changeable(&scope, id).await?;
    let own = context::own_roles(scope.db(), scope.org_id()).await?;
    let instead = AnyRole::find(&form.instead, &own).filter(|other| other.own_id() != Some(id));
    if instead.is_none() && !form.instead.is_empty() {
        let mut problems = Problems::new();
        problems.add("instead", "Choose from the list.");
        let main = draw_farewell(&scope, &role, &form, &problems).await?;
        return Ok(page.refuse(&scope, "Archive a role", main));
    }
    match actions::archive(&scope, id, form.version, instead.as_ref()).await {
        Ok((role, moved)) => {
            let text = match (moved, &instead) {
                (0, _) | (_, None) => format!("{} is in the archive.", role.name),
                (_, Some(other)) => {
                    format!("{} is in the archive; who held it is {} now.", role.name, other.label())
                }
            };
            let action = scope.org.path(&format!("/people/roles/{id}/restoration"));
            let undo = (moved == 0).then(|| Undo { action, fields: Vec::new() });
            Ok(go_flash(&scope.house, &scope.org.path("/people/roles"), Flash { text, tone: Tone::Ok, undo }))
        }
        Err(error) if error.is_conflict("role_held") || matches!(error, Error::Invalid(_)) => {
            let mut problems = Problems::new();
            let sentence = match error {
                Error::Invalid(_) => {
                    "What you may do yourself ends sooner than what somebody would get. Choose another one."
                }
                _ => "Somebody holds it or is invited to it: choose what they get instead.",
            };
            problems.add("instead", sentence);
            let main = draw_farewell(&scope, &role, &form, &problems).await?;
            Ok(page.refuse(&scope, "Archive a role", main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn restore(scope: Scope, Id(id): Id) -> Answer {
    let role = actions::restore(&scope, id).await?;
    Ok(back(&scope, &format!("/people/roles/{id}"), format!("{} can be given again.", role.name)))
}

/// A role the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<OwnRoleRecord> {
    let role = store::by_id(scope.db(), scope.org_id(), id).await?;
    demand(scope, role.perms)?;
    if role.archived_at.is_some() { Err(Error::conflict("role_changed")) } else { Ok(role) }
}

fn may_make(scope: &Scope, perms: Perms) -> bool {
    orgs::policy::may_make(&scope.viewer, perms)
}

fn demand(scope: &Scope, perms: Perms) -> Result<()> {
    if may_make(scope, perms) { Ok(()) } else { Err(Error::Forbidden) }
}

fn holder(scope: &Scope, held: &Held) -> HolderLine {
    HolderLine {
        path: scope.org.path(&format!("/people/members/{}", held.user_id)),
        name: held.user_name.clone(),
        place: held.location_name.clone(),
        until: held.ends_at.map(|end| last_day(scope.org.zone(), end)),
    }
}

fn moment(scope: &Scope, at: DateTime<Utc>) -> String {
    let zone = scope.org.zone();
    format!("{}, {}", day_text(wall(zone, at).date()), clock_text(zone, at))
}

fn back(scope: &Scope, path: &str, text: String) -> axum::response::Response {
    go_flash(&scope.house, &scope.org.path(path), Flash { text, tone: Tone::Ok, undo: None })
}

async fn draw(
    scope: &Scope,
    role: Option<&OwnRoleRecord>,
    form: &RoleForm,
    problems: &Problems,
) -> Result<maud::Markup> {
    let (base, theirs) = (scope.org.path("/people/roles"), scope.viewer.perms_lasting(None, None));
    let ticked: Vec<Uuid> = form.categories.iter().filter_map(|id| id.parse().ok()).collect();
    let categories = &store::categories(scope.db(), scope.org_id(), &ticked).await?;
    Ok(view::form::page(&FormPage { base: &base, role, form, problems, theirs, categories }))
}

/// The page of an edit's effect, and whether somebody feels an effect that the form has not seen.
async fn draw_preview(
    scope: &Scope,
    role: &OwnRoleRecord,
    form: &RoleForm,
    wish: &NewRole,
    again: bool,
) -> Result<(maud::Markup, bool)> {
    let held = orgs::store::grants_beside(scope.db(), scope.org_id(), role.id, scope.now).await?;
    let tree: Tree = orgs::store::tree(scope.db(), scope.org_id()).await?;
    let effects = policy::effects(&held, role.id, wish.perms, &tree);
    let seal = policy::seal(role.version, wish, &effects);
    let is_narrowed = wish.categories != role.categories && !effects.is_empty();
    let is_felt = is_narrowed || effects.iter().any(|effect| !effect.gains.is_empty() || !effect.loses.is_empty());
    let categories = &store::categories(scope.db(), scope.org_id(), &wish.categories).await?;
    let base = scope.org.path("/people/roles");
    let shown = PreviewPage {
        base: &base,
        role,
        form,
        wish,
        categories,
        effects: &effects,
        tree: &tree,
        seal: &seal,
        viewer: scope.user_id(),
        again,
    };
    Ok((view::preview::page(&shown), is_felt && form.seen != seal))
}

async fn draw_farewell(
    scope: &Scope,
    role: &OwnRoleRecord,
    form: &Farewell,
    problems: &Problems,
) -> Result<maud::Markup> {
    let beside = orgs::store::grants_beside(scope.db(), scope.org_id(), role.id, scope.now).await?;
    let invited = orgs::store::invitations_to_role(scope.db(), scope.org_id(), role.id).await?;
    let own = context::own_roles(scope.db(), scope.org_id()).await?;
    let mut others = orgs::policy::roles_to_hand(&scope.viewer, &own);
    others.retain(|other| other.own_id() != Some(role.id) && *other != Role::Owner);
    let holders: Vec<HolderLine> =
        beside.iter().filter(|held| held.role.own_id() == Some(role.id)).map(|held| holder(scope, held)).collect();
    let base = scope.org.path("/people/roles");
    let shown = ArchivalPage {
        base: &base,
        role,
        holders: &holders,
        invited: invited.len(),
        others: &others,
        instead: &form.instead,
        problems,
    };
    Ok(view::archival::page(&shown))
}
