//! Calendar feeds, for programs. The address is told once: in the answer that made the feed.

use super::model::{Detail, Feed, NewFeed, Subject};
use super::{actions, policy, store};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, List, OnceKey, PageQuery, Problem, Reply, delete, get, made, nothing, ok, post,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// A feed never changes.
const VERSION: i64 = 1;

/// The table.
pub fn api() -> Api {
    let perm = Perm::CalendarRead;
    Api::inside("Calendar feeds")
        .call(
            get("/feeds", perm, list)
                .named("listFeeds", "List your own calendar feeds, the newest first")
                .query::<PageQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            post("/feeds", perm, create)
                .named("createFeed", "Make a calendar feed of your own")
                .about("The answer holds its secret address, for a calendar program to fetch; it is not told again. The feed tells no more than you may see at each fetch, and outlives the token. With a limited token, what tells of others' bookings more than that something is taken needs `bookings_read`.")
                .body::<Wish>()
                .answers::<WithAddress>(201)
                .conflicts()
                .once()
                .like(json!({ "resource_id": "$RESOURCE", "detail": "titles" })),
        )
        .call(get("/feeds/{id}", perm, show).named("getFeed", "Get one of your calendar feeds").answers::<Shown>(200))
        .call(
            delete("/feeds/{id}", perm, revoke)
                .named("revokeFeed", "Revoke one of your calendar feeds")
                .about("Its address leads nowhere any more.")
                .answers_nothing(),
        )
}

/// How much a feed tells.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "FeedDetail")]
enum Told {
    /// That something is taken.
    Busy,
    /// What it is called.
    #[default]
    Titles,
    /// Who comes.
    Guests,
}

impl From<Detail> for Told {
    fn from(detail: Detail) -> Told {
        match detail {
            Detail::Busy => Told::Busy,
            Detail::Titles => Told::Titles,
            Detail::Guests => Told::Guests,
        }
    }
}

impl From<Told> for Detail {
    fn from(told: Told) -> Detail {
        match told {
            Told::Busy => Detail::Busy,
            Told::Titles => Detail::Titles,
            Told::Guests => Detail::Guests,
        }
    }
}

/// Bookings in the calendar that somebody uses anyway.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Feed")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// Of one resource. Of neither that nor a location: of your own bookings.
    resource_id: Option<Uuid>,
    /// Of a location and all below it.
    location_id: Option<Uuid>,
    /// What that is called.
    of: Option<String>,
    /// How much it tells, at most.
    detail: Told,
    /// Since when.
    created_at: DateTime<Utc>,
    /// When it was last fetched, to the hour.
    last_used_at: Option<DateTime<Utc>>,
}

impl From<Feed> for Shown {
    fn from(feed: Feed) -> Shown {
        let Feed { id, resource_id, location_id, created_at, last_used_at, .. } = feed;
        let (of, detail) = (feed.resource_name.or(feed.location_name), feed.detail.into());
        Shown { id, resource_id, location_id, of, detail, created_at, last_used_at }
    }
}

/// A feed, and the address it was just given.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FeedWithAddress")]
struct WithAddress {
    /// The feed.
    #[serde(flatten)]
    feed: Shown,
    /// Its secret address.
    url: String,
}

/// A feed as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "FeedInput")]
struct Wish {
    /// Of one resource. Of neither that nor a location: of your own bookings.
    #[serde(default)]
    resource_id: Option<Uuid>,
    /// Of a location and all below it.
    #[serde(default)]
    location_id: Option<Uuid>,
    /// How much it tells, at most; `titles` without.
    #[serde(default)]
    detail: Told,
}

impl Wish {
    fn parse(self) -> Result<NewFeed, Problem> {
        let subject = match (self.resource_id, self.location_id) {
            (Some(_), Some(_)) => {
                return Err(Problem::field("location_id", "A feed is of a resource or of a location."));
            }
            (Some(id), None) => Subject::Resource(id),
            (None, Some(id)) => Subject::Location(id),
            (None, None) => Subject::Mine,
        };
        Ok(NewFeed { subject, detail: self.detail.into() })
    }
}

async fn list(scope: Scope, Ask(page): Ask<PageQuery>) -> Reply {
    let feeds = store::of_user(scope.db(), scope.org_id(), owner(&scope)?).await?;
    ok(&page.cut(feeds, "-created_at", |feed| feed.id, Shown::from)?)
}

async fn create(scope: Scope, key: OnceKey, Body(wish): Body<Wish>) -> Reply {
    let (user, wish) = (owner(&scope)?, wish.parse()?);
    if !policy::may_hand_out(&scope, &wish) {
        return Err(Error::Forbidden.into());
    }
    let id = actions::create(&scope, &wish, &key.0).await.map_err(|error| unknown(error, wish.subject))?;
    let feed = store::own(scope.db(), scope.org_id(), user, id).await?;
    let path = format!("/api/v1/orgs/{}/feeds/{id}", scope.org.slug);
    let url = scope.house.url(&feed.path(&scope.house));
    made(&path, VERSION, &WithAddress { feed: Shown::from(feed), url })
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    ok(&Shown::from(store::own(scope.db(), scope.org_id(), owner(&scope)?, id).await?))
}

async fn revoke(scope: Scope, Id(id): Id) -> Reply {
    let feed = store::own(scope.db(), scope.org_id(), owner(&scope)?, id).await?;
    actions::revoke(&scope, &feed).await?;
    nothing()
}

fn owner(scope: &Scope) -> Result<Uuid, Error> {
    scope.user_id().ok_or(Error::SignIn)
}

/// What a feed is to be of and is not there is told where the body named it.
fn unknown(error: Error, subject: Subject) -> Problem {
    match (error, subject) {
        (Error::NotFound, Subject::Resource(_)) => Problem::field("resource_id", "There is no such resource."),
        (Error::NotFound, Subject::Location(_)) => Problem::field("location_id", "There is no such location."),
        (error, _) => error.into(),
    }
}
