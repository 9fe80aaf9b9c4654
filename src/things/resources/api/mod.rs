//! Resources, for programs: the table and its calls. What they look like on the wire is in `wire`. Changes that may hit
//! bookings are answered in the wing of days, which knows them.

mod wire;

pub use wire::{Input, Shown, Week};

use crate::resources::store::{self, Edge};
use crate::resources::week::{Preset, WeekForm};
use crate::resources::{Filter, Kind, NewResource, Resource, Sort, Status, actions};
use kernel::{Error, Problems};
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Problem, Reply, Seen, get, made, ok, post, renamed, tagged,
};
use platform::{Perm, Scope};
use serde_json::json;
use uuid::Uuid;
use wire::ListQuery;

/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[
    ("location", "location_id"),
    ("price", "price_minor"),
    ("mon", "hours.mon"),
    ("tue", "hours.tue"),
    ("wed", "hours.wed"),
    ("thu", "hours.thu"),
    ("fri", "hours.fri"),
    ("sat", "hours.sat"),
    ("sun", "hours.sun"),
];

/// The table.
pub fn api() -> Api {
    Api::inside("Resources")
        .call(
            get("/resources", Perm::CalendarRead, list)
                .named("listResources", "List what can be booked")
                .about("Sorted by `name`, `-name`, `capacity` or `-capacity`.")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "kind": "room", "capacity": 8, "sort": "-capacity" }))
                .also("/bookings/resources"),
        )
        .call(
            post("/resources", Perm::ResourcesManage, create)
                .named("createResource", "Add a resource")
                .about("What is not named starts as on the form of the house; without `hours` it opens Monday to Friday, 09:00 to 18:00.")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .conflicts()
                .like(json!({
                    "name": "Crow's nest", "kind": "room", "location_id": "$LOCATION", "capacity": 4,
                    "hours": { "mon": "09:00-12:30, 13:30-18:00", "fri": "09:00-14:00" },
                }))
                .also("/bookings/resources"),
        )
        .call(
            get("/resources/{id}", Perm::CalendarRead, show)
                .named("getResource", "Get a resource")
                .answers::<Shown>(200)
                .versioned()
                .also("/bookings/resources/{id}"),
        )
        .call(
            post("/resources/{id}/restoration", Perm::ResourcesManage, restore)
                .named("restoreResource", "Take an archived resource out again")
                .answers::<Shown>(200)
                .conflicts(),
        )
        .call(
            get("/resources/{id}/hours", Perm::CalendarRead, hours)
                .named("getResourceHours", "Get a resource's ordinary week")
                .about("In wall time of its zone. Holidays, long evenings and blackouts are in its availability.")
                .answers::<Week>(200)
                .versioned(),
        )
}

fn told(problems: Problems) -> Error {
    Error::Invalid(renamed(problems, NAMES))
}

/// An error of an action by the names of the body.
pub fn by_our_names(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => told(problems),
        error => error,
    }
}

/// Reads a resource as somebody wants it.
///
/// # Errors
/// All problems at once, by the names of the body.
pub fn parsed(scope: &Scope, input: &Input) -> Result<NewResource, Error> {
    let mut problems = Problems::new();
    let new = input.form(&scope.org.currency).parse(&scope.org.currency, &mut problems);
    match new {
        Some(new) if problems.is_empty() => Ok(new),
        _ => Err(told(problems)),
    }
}

fn week_of(week: &Week) -> Result<Vec<crate::resources::WeeklySpan>, Error> {
    let mut problems = Problems::new();
    let week = week.form().parse(&mut problems);
    problems.check().map_err(by_our_names)?;
    Ok(week)
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let limit = Cursor::limit(query.limit)?;
    let named = query.sort.as_deref().unwrap_or("name");
    let (sort, descending) = match named {
        "name" => (Sort::Name, false),
        "-name" => (Sort::Name, true),
        "capacity" => (Sort::Capacity, false),
        "-capacity" => (Sort::Capacity, true),
        _ => return Err(Problem::field("sort", "Sort by name, -name, capacity or -capacity.")),
    };
    let cursor = query.cursor.as_deref();
    let edge = match sort {
        Sort::Capacity => Cursor::read(cursor, named)?.map(|(people, id)| Edge::Capacity(people, id)),
        _ => Cursor::read(cursor, named)?.map(|(name, id)| Edge::Name(name, id)),
    };
    let archived = query.archived.unwrap_or(false);
    if archived && !scope.may(Perm::ResourcesRead) {
        return Err(Error::Forbidden.into());
    }
    let filter = filter(&query, archived)?;
    let reach = scope.reach(if archived { Perm::ResourcesRead } else { Perm::CalendarRead });
    let rows = store::after(scope.db(), scope.org_id(), &filter, &reach, (sort, descending), edge, limit + 1).await?;
    let currency = &scope.org.currency;
    let show = |resource| Shown::of(resource, currency);
    match sort {
        Sort::Capacity => ok(&List::cut(rows, limit, named, |row: &Resource| (row.capacity, row.id), show)),
        _ => ok(&List::cut(rows, limit, named, |row: &Resource| (row.name.to_lowercase(), row.id), show)),
    }
}

fn filter(query: &ListQuery, archived: bool) -> Result<Filter, Problem> {
    let kind = match query.kind.as_deref() {
        None => None,
        Some(name) => Some(Kind::parse(name).ok_or_else(|| Problem::field("kind", "There is no such kind."))?),
    };
    let status = match query.status.as_deref() {
        None => None,
        Some(name) => Some(Status::parse(name).ok_or_else(|| Problem::field("status", "There is no such status."))?),
    };
    Ok(Filter {
        text: query.q.as_deref().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned),
        location: query.location_id,
        kind,
        min_capacity: query.capacity,
        amenities: query.amenity.iter().cloned().collect(),
        status,
        archived,
        public_only: false,
    })
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    let new = parsed(&scope, &input)?;
    if input.bookings.is_some() {
        return Err(Problem::field("bookings", "A new resource has no bookings."));
    }
    let week = match &input.hours {
        Some(week) => week_of(week)?,
        None => Preset::Office.week(),
    };
    let id = actions::create(&scope, &new, &week, &key.0).await.map_err(by_our_names)?;
    let resource = store::by_id(scope.db(), scope.org_id(), id).await?;
    let path = format!("/api/v1/orgs/{}/resources/{id}", scope.org.slug);
    made(&path, resource.version, &Shown::of(resource, &scope.org.currency))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let resource = readable(&scope, id).await?;
    tagged(&seen, resource.version, &Shown::of(resource, &scope.org.currency))
}

async fn restore(scope: Scope, Id(id): Id) -> Reply {
    let resource = changeable(&scope, id).await?;
    actions::restore(&scope, id, resource.version).await?;
    let resource = store::by_id(scope.db(), scope.org_id(), id).await?;
    ok(&Shown::of(resource, &scope.org.currency))
}

async fn hours(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let resource = readable(&scope, id).await?;
    let week = store::weekly(scope.db(), scope.org_id(), id).await?;
    tagged(&seen, resource.version, &Week::of(WeekForm::of(&week)))
}

/// A resource that the viewer may know of: what was archived, only those who look after resources.
async fn readable(scope: &Scope, id: Uuid) -> Result<Resource, Error> {
    let resource = store::by_id(scope.db(), scope.org_id(), id).await?;
    let perm = if resource.archived_at.is_some() { Perm::ResourcesRead } else { Perm::CalendarRead };
    if scope.may_at(perm, resource.location_id) { Ok(resource) } else { Err(Error::NotFound) }
}

/// A resource that the viewer may change.
///
/// # Errors
/// [`Error::NotFound`] where they may not know of it, [`Error::Forbidden`] where they may only look.
pub async fn changeable(scope: &Scope, id: Uuid) -> Result<Resource, Error> {
    let resource = readable(scope, id).await?;
    scope.demand_at(Perm::ResourcesManage, resource.location_id)?;
    Ok(resource)
}
