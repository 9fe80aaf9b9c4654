//! Locations, for programs. Changes that may hit bookings are answered in the wing of days, which knows them.

use super::actions;
use super::model::{Kind, Location, LocationForm, NewLocation};
use super::store;
use crate::Bookings;
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Problem, Reply, Seen, get, made, ok, post, renamed, sorted, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The order of the list: the tree, depth first, siblings by name.
const ORDER: &str = "tree";

/// The table.
pub fn api() -> Api {
    Api::inside("Locations")
        .call(
            get("/locations", Perm::ResourcesRead, list)
                .named("listLocations", "List locations")
                .about("The tree, depth first, siblings by name, unless `sort` says otherwise.")
                .query::<ListQuery>()
                .answers::<List<Place>>(200)
                .like(json!({ "kind": "floor" })),
        )
        .call(
            post("/locations", Perm::ResourcesManage, create)
                .named("createLocation", "Add a location")
                .about("A `site` stands on its own, with a zone and an address; everything else stands in something.")
                .body::<Input>()
                .answers::<Place>(201)
                .versioned()
                .once()
                .conflicts()
                .like(json!({ "kind": "area", "name": "Lantern corner", "parent_id": "$LOCATION" })),
        )
        .call(
            get("/locations/{id}", Perm::ResourcesRead, show)
                .named("getLocation", "Get a location")
                .answers::<Place>(200)
                .versioned(),
        )
}

/// A place of the tree.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Location")]
pub struct Place {
    /// Its id.
    id: Uuid,
    /// What it stands in; null for a site.
    parent_id: Option<Uuid>,
    /// The site above it; itself for a site.
    site_id: Uuid,
    /// `site`, `building`, `floor` or `area`.
    kind: String,
    /// What it is called.
    name: String,
    /// The IANA zone of its site.
    zone: String,
    /// Where a site is.
    address: String,
    /// When it was archived.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

impl From<Location> for Place {
    fn from(location: Location) -> Place {
        let Location { id, parent_id, site_id, kind, name, zone_name: zone, address, version, archived_at, .. } =
            location;
        Place { id, parent_id, site_id, kind: kind.name().to_owned(), name, zone, address, archived_at, version }
    }
}

/// A location as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LocationInput")]
pub struct Input {
    /// What it is.
    #[schemars(extend("enum" = ["site", "building", "floor", "area"]))]
    kind: String,
    /// What it is called; siblings have different names.
    name: String,
    /// What it stands in; without for a site.
    #[serde(default)]
    parent_id: Option<Uuid>,
    /// An IANA zone; of sites.
    #[serde(default)]
    zone: Option<String>,
    /// Of sites; several lines.
    #[serde(default)]
    address: Option<String>,
    /// What becomes of bookings that do not fit any more, of a change only: without, it is refused and they are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookings: Option<Bookings>,
}

impl Input {
    /// As it is.
    pub fn of(location: &Location) -> Input {
        let is_site = location.kind == Kind::Site;
        Input {
            kind: location.kind.name().to_owned(),
            name: location.name.clone(),
            parent_id: location.parent_id,
            zone: is_site.then(|| location.zone_name.clone()),
            address: is_site.then(|| location.address.clone()),
            bookings: None,
        }
    }

    /// Checks it.
    ///
    /// # Errors
    /// All problems at once, by the names of the body.
    pub fn parse(self) -> Result<NewLocation, Error> {
        let form = LocationForm {
            kind: self.kind,
            name: self.name,
            parent: self.parent_id.map(|id| id.to_string()).unwrap_or_default(),
            zone: self.zone.unwrap_or_default(),
            address: self.address.unwrap_or_default(),
            ..LocationForm::default()
        };
        NewLocation::parse(&form).map_err(told)
    }
}

/// A problem by the names of the body.
fn told(problems: kernel::Problems) -> Error {
    Error::Invalid(renamed(problems, &[("parent", "parent_id")]))
}

/// An error of an action by the names of the body.
pub fn by_our_names(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => told(problems),
        error => error,
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Part of a name.
    q: Option<String>,
    /// `site`, `building`, `floor` or `area`.
    kind: Option<String>,
    /// Those that were archived, and no others.
    archived: Option<bool>,
    /// `name`, or `-name` from the end; without, the tree.
    sort: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let kind = match query.kind.as_deref() {
        None => None,
        Some(name) => Some(Kind::parse(name).ok_or_else(|| Problem::field("kind", "There is no such kind."))?),
    };
    let (reach, archived) = (scope.reach(Perm::ResourcesRead), query.archived.unwrap_or(false));
    let part = query.q.unwrap_or_default().trim().to_lowercase();
    // The whole tree is one answer of the database: a page is cut out of it.
    let mut all = store::tree_with_archived(scope.db(), scope.org_id()).await?;
    let order = match query.sort.as_deref() {
        None => ORDER,
        asked => {
            let (sort, descending) = sorted(asked, &["name"])?;
            all.sort_by_cached_key(|place| (place.name.to_lowercase(), place.id));
            if descending {
                all.reverse();
            }
            sort
        }
    };
    let fits = |place: &Location| {
        reach.covers(place.id)
            && place.archived_at.is_some() == archived
            && kind.is_none_or(|kind| place.kind == kind)
            && place.name.to_lowercase().contains(&part)
    };
    let turn = (Cursor::read(query.cursor.as_deref(), order)?, Cursor::limit(query.limit)?);
    ok(&List::cut_out(all, turn, order, |place| place.id, fits, Place::from))
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    if input.bookings.is_some() {
        return Err(Problem::field("bookings", "A new location has no bookings."));
    }
    let new = input.parse()?;
    let id = actions::create(&scope, &new, &key.0).await.map_err(by_our_names)?;
    let location = store::by_id(scope.db(), scope.org_id(), id).await?;
    made(&format!("/api/v1/orgs/{}/locations/{id}", scope.org.slug), location.version, &Place::from(location))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let location = readable(&scope, id).await?;
    tagged(&seen, location.version, &Place::from(location))
}

/// A location that the viewer may know of.
async fn readable(scope: &Scope, id: Uuid) -> Result<Location, Error> {
    let location = store::by_id(scope.db(), scope.org_id(), id).await?;
    if scope.may_at(Perm::ResourcesRead, id) { Ok(location) } else { Err(Error::NotFound) }
}

/// A location that the viewer may change.
///
/// # Errors
/// [`Error::NotFound`] where they may not know of it, [`Error::Forbidden`] where they may only look.
pub async fn changeable(scope: &Scope, id: Uuid) -> Result<Location, Error> {
    let location = readable(scope, id).await?;
    scope.demand_at(Perm::ResourcesManage, id)?;
    Ok(location)
}
