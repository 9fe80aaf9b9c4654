//! Changes that may hit bookings, for programs. They are refused with a list of what they hit, unless the program says that
//! those bookings stay, or are cancelled.

use super::actions::carry_out;
use super::model::{Bulk, Choice, Decision, Hit, Outcome, Preview};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{Api, Ask, Body, Problem, Reply, Seen, delete, merged, nothing, patch, put, tagged};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use things::changes::Change;
use things::locations::api as place;
use things::resources::Resource;
use things::resources::api as thing;
use things::resources::week::WeekForm;
use things::{Bookings, bookables, locations, resources};
use uuid::Uuid;

/// How often a decision is made anew because bookings came or went in between.
const TRIES: usize = 5;

/// The table.
pub fn api() -> Api {
    Api::inside("Resources")
        .call(
            patch("/resources/{id}", Perm::ResourcesManage, amend_resource)
                .named("updateResource", "Change some of a resource")
                .about("Where bookings do not fit any more it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                .body::<thing::Input>()
                .answers::<thing::Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "description": "With a view of the harbour.", "amenities": ["Screen", "Whiteboard"] }))
                .also("/bookings/resources/{id}"),
        )
        .call(
            put("/resources/{id}", Perm::ResourcesManage, replace_resource)
                .named("replaceResource", "Say all of a resource")
                .about("What is not named becomes what a new resource starts with; its hours stay. Where bookings do not fit any more it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                .body::<thing::Input>()
                .answers::<thing::Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "name": "Boardroom Aurora", "kind": "room", "location_id": "$LOCATION", "capacity": 12 }))
                .also("/bookings/resources/{id}"),
        )
        .call(
            delete("/resources/{id}", Perm::ResourcesManage, archive_resource)
                .named("archiveResource", "Archive a resource")
                .about("Bookings still to come are in its way: it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                .query::<ArchiveQuery>()
                .like(json!({ "bookings": "keep" }))
                .answers_nothing()
                .versioned()
                .conflicts()
                .also("/bookings/resources/{id}"),
        )
        .call(
            put("/resources/{id}/hours", Perm::ResourcesManage, set_hours)
                .named("replaceResourceHours", "Say a resource's ordinary week")
                .about("Days that are not named are closed. Where bookings do not fit any more it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                .body::<thing::Week>()
                .answers::<thing::Week>(200)
                .versioned()
                .conflicts()
                .like(json!({ "mon": "08:00-20:00", "tue": "08:00-20:00", "sat": "10:00-14:00" })),
        )
        .and(
            Api::inside("Assets").call(
                delete("/assets/{id}/resource", Perm::ResourcesManage, stop_booking)
                    .named("stopBookingAsset", "Let an asset not be booked any more")
                    .about("Its resource is archived. Bookings still to come are in its way: it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                    .query::<ArchiveQuery>()
                    .like(json!({ "bookings": "keep" }))
                    .answers_nothing()
                    .conflicts(),
            ),
        )
        .and(
            Api::inside("Locations")
        .call(
            patch("/locations/{id}", Perm::ResourcesManage, amend_location)
                .named(
                    "updateLocation",
                    "Rename a location, move it with all below it, or give a site another zone or address",
                )
                .about("Where bookings do not fit any more it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                .body::<place::Input>()
                .answers::<place::Place>(200)
                .versioned()
                .conflicts()
                .like(json!({ "name": "Upper deck, west" })),
        )
        .call(
            put("/locations/{id}", Perm::ResourcesManage, replace_location)
                .named("replaceLocation", "Say all of a location")
                .about("Where bookings do not fit any more it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                .body::<place::Input>()
                .answers::<place::Place>(200)
                .versioned()
                .conflicts()
                .like(json!({ "kind": "floor", "name": "Upper deck", "parent_id": "$BUILDING" })),
        )
        .call(
            delete("/locations/{id}", Perm::ResourcesManage, archive_location)
                .named("archiveLocation", "Archive a location with all below it, its resources too")
                .about("Bookings still to come are in its way: it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                .query::<ArchiveQuery>()
                .like(json!({ "bookings": "keep" }))
                .answers_nothing()
                .versioned()
                .conflicts(),
        )
        )
        .and(super::upkeep::api())
}

/// A booking that a change hits.
#[derive(Serialize, JsonSchema)]
struct HitBooking {
    /// Its id.
    id: Uuid,
    /// Of this resource.
    resource_id: Uuid,
    /// It starts.
    starts_at: DateTime<Utc>,
    /// It ends.
    ends_at: DateTime<Utc>,
    /// The rules that it would break.
    reasons: Vec<&'static str>,
    /// May it stay nevertheless? Not where there is no unit for it.
    may_stay: bool,
}

impl From<&Hit> for HitBooking {
    fn from(hit: &Hit) -> HitBooking {
        HitBooking {
            id: hit.booking.id,
            resource_id: hit.booking.resource_id,
            starts_at: hit.booking.starts_at,
            ends_at: hit.booking.ends_at,
            reasons: hit.reasons.iter().map(|reason| reason.rule()).collect(),
            may_stay: hit.may_stay,
        }
    }
}

/// What an archival says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ArchiveQuery {
    /// What becomes of bookings still to come: without, nothing is archived and they are listed.
    bookings: Option<Bookings>,
}

/// Makes a change; where it hits bookings they stay or are cancelled, or it is refused and they are listed.
pub(super) async fn make(scope: &Scope, change: &Change, bookings: Option<Bookings>) -> Result<(), Problem> {
    let mut decision = None;
    for _ in 0..TRIES {
        let preview = match carry_out(scope, change, decision.as_ref()).await? {
            Outcome::Done(_) => return Ok(()),
            Outcome::Undecided(preview) => preview,
        };
        let all = match bookings {
            None => return Err(refused("booking_hit", &preview.hits)),
            Some(Bookings::Keep) if preview.hits.iter().any(|hit| !hit.may_stay) => {
                return Err(refused("booking_must_go", &preview.hits));
            }
            Some(Bookings::Cancel) if preview.hits.iter().any(|hit| !hit.may_change) => {
                return Err(Error::Forbidden.into());
            }
            Some(Bookings::Keep) => Bulk::Keep,
            Some(Bookings::Cancel) => Bulk::Cancel,
        };
        decision = Some(decided(scope, &preview, all));
    }
    Err(Error::Busy.into())
}

fn decided(scope: &Scope, preview: &Preview, all: Bulk) -> Decision {
    let shown = preview.hits.iter().map(|hit| ((hit.booking.id, hit.booking.version), Choice::AsAll));
    Decision { all: Some(all), choices: shown.collect(), reason: String::new(), key: scope.house.ids.token() }
}

/// Refused, with what is in the way: those bookings that the caller may see, and how many others.
fn refused(rule: &'static str, hits: &[Hit]) -> Problem {
    let open: Vec<HitBooking> = hits.iter().filter(|hit| hit.is_open).map(HitBooking::from).collect();
    let others = hits.len() - open.len();
    let told = [("bookings".to_owned(), json!(open)), ("other_bookings".to_owned(), json!(others))];
    Problem::With(Error::conflict(rule), Map::from_iter(told))
}

async fn amend_resource(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let resource = thing::changeable(&scope, id).await?;
    let input = merged(&thing::Input::of(&resource), change)?;
    save_resource(&scope, &seen, &resource, &input).await
}

async fn replace_resource(scope: Scope, seen: Seen, Id(id): Id, Body(input): Body<thing::Input>) -> Reply {
    save_resource(&scope, &seen, &thing::changeable(&scope, id).await?, &input).await
}

async fn save_resource(scope: &Scope, seen: &Seen, resource: &Resource, input: &thing::Input) -> Reply {
    if input.hours.is_some() {
        // Another story, with an event of its own.
        return Err(Problem::field("hours", "Change the hours at /resources/{id}/hours."));
    }
    seen.check(resource.version)?;
    let new = thing::parsed(scope, input)?;
    let units = if resource.is_made_of_assets() { resource.units } else { new.units };
    let new = resources::NewResource { units, ..new };
    let change = Change::Details { resource: resource.id, version: resource.version, new };
    make(scope, &change, input.bookings).await.map_err(|problem| named(problem, thing::by_our_names))?;
    let resource = resources::store::by_id(scope.db(), scope.org_id(), resource.id).await?;
    tagged(&Seen::default(), resource.version, &thing::Shown::of(resource, &scope.org.currency))
}

async fn archive_resource(scope: Scope, seen: Seen, Id(id): Id, Ask(query): Ask<ArchiveQuery>) -> Reply {
    let resource = thing::changeable(&scope, id).await?;
    seen.check(resource.version)?;
    make(&scope, &Change::Archival { resource: id, version: resource.version }, query.bookings).await?;
    nothing()
}

async fn stop_booking(scope: Scope, Id(id): Id, Ask(query): Ask<ArchiveQuery>) -> Reply {
    let link = bookables::store::of_asset(scope.db(), scope.org_id(), id).await?;
    let link = link.filter(bookables::Link::is_live).ok_or(Error::NotFound)?;
    let resource = thing::changeable(&scope, link.resource_id).await?;
    let change = Change::Archival { resource: resource.id, version: resource.version };
    make(&scope, &change, query.bookings).await?;
    nothing()
}

async fn set_hours(scope: Scope, seen: Seen, Id(id): Id, Body(typed): Body<thing::Week>) -> Reply {
    let resource = thing::changeable(&scope, id).await?;
    seen.check(resource.version)?;
    let mut problems = kernel::Problems::new();
    let week = typed.form().parse(&mut problems);
    problems.check()?;
    make(&scope, &Change::Week { resource: id, version: resource.version, week }, typed.bookings).await?;
    let resource = resources::store::by_id(scope.db(), scope.org_id(), id).await?;
    let week = resources::store::weekly(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), resource.version, &thing::Week::of(WeekForm::of(&week)))
}

async fn amend_location(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let location = place::changeable(&scope, id).await?;
    let input = merged(&place::Input::of(&location), change)?;
    save_location(&scope, &seen, id, location.version, input).await
}

async fn replace_location(scope: Scope, seen: Seen, Id(id): Id, Body(input): Body<place::Input>) -> Reply {
    let location = place::changeable(&scope, id).await?;
    save_location(&scope, &seen, id, location.version, input).await
}

async fn archive_location(scope: Scope, seen: Seen, Id(id): Id, Ask(query): Ask<ArchiveQuery>) -> Reply {
    let location = place::changeable(&scope, id).await?;
    seen.check(location.version)?;
    make(&scope, &Change::Closure { id, version: location.version }, query.bookings).await?;
    nothing()
}

async fn save_location(scope: &Scope, seen: &Seen, id: Uuid, version: i64, input: place::Input) -> Reply {
    seen.check(version)?;
    let bookings = input.bookings;
    let change = Change::Location { id, version, new: input.parse()? };
    make(scope, &change, bookings).await.map_err(|problem| named(problem, place::by_our_names))?;
    let location = locations::store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), location.version, &place::Place::from(location))
}

/// A problem by the names of the body.
pub(super) fn named(problem: Problem, by: fn(Error) -> Error) -> Problem {
    match problem {
        Problem::Error(error) => Problem::Error(by(error)),
        problem => problem,
    }
}
