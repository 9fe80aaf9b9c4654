//! Pages of locations.

use super::actions;
use super::model::{Kind, Location, LocationForm, NewLocation};
use super::store;
use crate::views::locations::form::{self as form_view, Shown};
use crate::views::locations::index::{self as index_view, Row, Tree};
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, Routes, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// The rows of locations. What may leave bookings outside of the hours or without a place is asked of [`crate::changes`].
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/locations", Perm::ResourcesRead, index)
        .get("/locations/new", Perm::ResourcesManage, new)
        .post("/locations", Perm::ResourcesManage, create)
        .get("/locations/{id}/details", Perm::ResourcesManage, edit)
}

/// What the address of the tree says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TreeQuery {
    /// `on`: with what was put away.
    archived: String,
}

async fn index(scope: Scope, page: Page, Query(query): Query<TreeQuery>) -> Answer {
    let (reads, changes) = (scope.reach(Perm::ResourcesRead), scope.reach(Perm::ResourcesManage));
    let mut places = store::tree_with_archived(scope.db(), scope.org_id()).await?;
    places.retain(|place| reads.covers(place.id));
    let has_archived = places.iter().any(|place| place.archived_at.is_some());
    let with_archived = query.archived == "on";
    places.retain(|place| with_archived || place.archived_at.is_none());
    let counts = store::resource_counts(scope.db(), scope.org_id(), &reads).await?;
    let below = |place: &Location| {
        let inside = places.iter().filter(|other| other.is_within(place));
        inside.filter_map(|other| counts.get(&other.id)).sum()
    };
    let rows: Vec<Row<'_>> = places
        .iter()
        .map(|location| Row { location, resources: below(location), may_change: changes.covers(location.id) })
        .collect();
    let may_add_site = scope.demand_everywhere(Perm::ResourcesManage).is_ok();
    let tree = Tree { org: &scope.org, rows: &rows, may_add_site, with_archived, has_archived };
    Ok(page.show(&scope, "Locations", index_view::index(&tree)))
}

/// What the address of the form for a new location says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewQuery {
    /// What it is to stand in; a site without.
    parent: String,
}

async fn new(scope: Scope, page: Page, Query(query): Query<NewQuery>) -> Answer {
    let mut typed = LocationForm { key: scope.house.ids.token(), ..LocationForm::default() };
    if query.parent.is_empty() {
        scope.demand_everywhere(Perm::ResourcesManage)?;
        typed.kind = Kind::Site.name().to_owned();
        typed.zone = scope.org.zone_name.clone();
    } else {
        let parent = readable(&scope, query.parent.parse().map_err(|_| Error::NotFound)?).await?;
        scope.demand_at(Perm::ResourcesManage, parent.id)?;
        let usual = if parent.kind == Kind::Site { Kind::Building } else { Kind::Area };
        let usual = if parent.kind == Kind::Building { Kind::Floor } else { usual };
        typed.kind = usual.name().to_owned();
        typed.parent = parent.id.to_string();
    }
    let (title, main) = drawn(&scope, None, &typed, &Problems::new()).await?;
    Ok(page.show(&scope, &title, main))
}

async fn create(scope: Scope, page: Page, Form(typed): Form<LocationForm>) -> Answer {
    let made = match NewLocation::parse(&typed) {
        Ok(new) => actions::create(&scope, &new, &typed.key).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match made {
        Ok(_) => Ok(done(&scope, format!("{} was added.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let (title, main) = drawn(&scope, None, &typed, &problems).await?;
            Ok(page.refuse(&scope, &title, main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let location = changeable(&scope, id).await?;
    let typed = LocationForm::of(&location);
    let (title, main) = drawn(&scope, Some(&location), &typed, &Problems::new()).await?;
    Ok(page.show(&scope, &title, main))
}

/// The form of an existing location again, with what is wrong with it.
pub(crate) async fn again(scope: &Scope, page: &Page, id: Uuid, typed: &LocationForm, problems: &Problems) -> Answer {
    let location = changeable(scope, id).await?;
    let (title, main) = drawn(scope, Some(&location), typed, problems).await?;
    Ok(page.refuse(scope, &title, main))
}

/// A form that says which version was looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VersionForm {
    pub(crate) version: i64,
}

/// A location that the viewer may know of.
async fn readable(scope: &Scope, id: Uuid) -> Result<Location> {
    let location = store::by_id(scope.db(), scope.org_id(), id).await?;
    if scope.may_at(Perm::ResourcesRead, id) { Ok(location) } else { Err(Error::NotFound) }
}

/// A location that the viewer may change.
pub(crate) async fn changeable(scope: &Scope, id: Uuid) -> Result<Location> {
    let location = readable(scope, id).await?;
    scope.demand_at(Perm::ResourcesManage, id)?;
    Ok(location)
}

async fn drawn(
    scope: &Scope,
    existing: Option<&Location>,
    typed: &LocationForm,
    problems: &Problems,
) -> Result<(String, maud::Markup)> {
    let reach = scope.reach(Perm::ResourcesManage);
    let mut parents = store::tree(scope.db(), scope.org_id()).await?;
    // What it stands in already may be kept, also by those who could not put anything new there.
    parents.retain(|place| {
        reach.covers(place.id) || existing.is_some_and(|existing| existing.parent_id == Some(place.id))
    });
    parents.retain(|place| !existing.is_some_and(|existing| place.is_within(existing)));
    let shown = Shown { org: &scope.org, existing, parents: &parents, typed, problems };
    Ok((form_view::title(&shown), form_view::page(&shown)))
}

fn done(scope: &Scope, text: String) -> axum::response::Response {
    go_flash(&scope.house, &scope.org.path("/locations"), Flash { text, tone: Tone::Ok, undo: None })
}
