//! The people of a team, and the invitations that make them.

use super::super::model::{Invitation, InvitationForm, Member, NewInvitation};
use super::super::store::{self, Narrow};
use super::super::{actions, policy};
use super::grants::{Grant, Terms, role_asked};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Error, text};
use platform::once::{self, Claim};
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, PageQuery, Reply, accepted, delete, get, merged, nothing, ok, patch, post,
    put, renamed, sorted,
};
use platform::{Perm, Scope, context};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the list of invitations.
const WAITING: &str = "invited";

pub(super) fn api() -> Api {
    Api::inside("Users")
        .call(
            get("/users", Perm::PeopleRead, list)
                .named("listUsers", "List the people of the team by name, with what they hold")
                .query::<ListQuery>()
                .answers::<List<User>>(200)
                .like(json!({ "q": "bo", "limit": 10 })),
        )
        .call(
            post("/users", Perm::PeopleManage, invite)
                .named("inviteUser", "Invite somebody to the team")
                .about("They get a mail with a link, which makes their account and gives them the role. Until they follow it, it is an invitation.")
                .body::<NewUser>()
                .answers::<Waiting>(202)
                .once()
                .like(json!({ "name": "Fay Moss", "email": "fay@harbour.example", "role": "member" })),
        )
        .call(
            get("/users/{id}", Perm::PeopleRead, show)
                .named("getUser", "Get somebody of the team")
                .answers::<User>(200),
        )
        .call(
            patch("/users/{id}", Perm::PeopleManage, amend)
                .named("updateUser", "Change the role of somebody who holds one")
                .about("For somebody with several roles change the grant you mean. Their name and password are their own.")
                .body::<Terms>()
                .answers::<User>(200)
                .conflicts()
                .like(json!({ "role": "viewer" })),
        )
        .call(
            put("/users/{id}", Perm::PeopleManage, replace)
                .named("replaceUser", "Say the role of somebody who holds one")
                .body::<Terms>()
                .answers::<User>(200)
                .conflicts()
                .like(json!({ "role": "viewer" })),
        )
        .call(
            delete("/users/{id}", Perm::PeopleManage, remove)
                .named("removeUser", "Take somebody off the team")
                .about("Ends all that they hold here, from the next request on. Their account stays: other organisations may know it.")
                .answers_nothing()
                .conflicts(),
        )
        .and(
            Api::inside("Invitations")
                .call(
                    get("/invitations", Perm::PeopleManage, waiting)
                        .named("listInvitations", "List the invitations that wait for an answer")
                        .query::<PageQuery>()
                        .answers::<List<Waiting>>(200),
                )
                .call(
                    delete("/invitations/{id}", Perm::PeopleManage, revoke)
                        .named("revokeInvitation", "Take an invitation back")
                        .answers_nothing()
                        .conflicts(),
                ),
        )
}

/// Somebody of the team.
#[derive(Serialize, JsonSchema)]
struct User {
    /// Their id.
    id: Uuid,
    /// What they are called.
    name: String,
    /// The address they sign in with.
    email: String,
    /// What they hold here, as far as you may see it.
    grants: Vec<Grant>,
}

impl From<Member> for User {
    fn from(member: Member) -> User {
        let grants = member.grants.into_iter().map(Grant::from).collect();
        User { id: member.user_id, name: member.name, email: member.email, grants }
    }
}

/// An invitation that waits.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Invitation")]
struct Waiting {
    /// Its id.
    id: Uuid,
    /// Who is invited.
    email: String,
    /// What they are called.
    name: String,
    /// What they will hold.
    role: String,
    /// Within this location; null: everywhere.
    location_id: Option<Uuid>,
    /// Until this instant; null: until it is ended.
    ends_at: Option<DateTime<Utc>>,
    /// The link works until then.
    expires_at: DateTime<Utc>,
}

impl From<Invitation> for Waiting {
    fn from(invitation: Invitation) -> Waiting {
        Waiting {
            id: invitation.id,
            email: invitation.email,
            name: invitation.name,
            role: invitation.wish.role.key(),
            location_id: invitation.wish.location,
            ends_at: invitation.wish.ends_at,
            expires_at: invitation.expires_at,
        }
    }
}

/// Somebody to be invited.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// What they are called.
    name: String,
    /// Where the link goes.
    email: String,
    /// The role's name.
    role: String,
    /// Within this location and all below it; without: everywhere.
    #[serde(default)]
    location_id: Option<Uuid>,
    /// The last day, in the organisation's zone; without: until it is ended.
    #[serde(default)]
    until: Option<NaiveDate>,
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Part of a name or address.
    q: Option<String>,
    /// Who holds this role.
    role: Option<String>,
    /// `name`, or `-name` from the end.
    sort: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (sort, descending) = sorted(query.sort.as_deref(), &["name"])?;
    let (limit, after) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), sort)?);
    let pattern = query.q.as_deref().map(str::trim).filter(|part| !part.is_empty()).map(text::any_case_pattern);
    let narrow = Narrow { pattern, role: role_asked(&scope, query.role.as_deref()).await?, user: None };
    let reach = scope.reach(Perm::PeopleRead);
    let turn = (after, descending, limit + 1);
    let rows = store::members(scope.db(), scope.org_id(), &narrow, &reach, scope.now, turn).await?;
    ok(&List::cut(rows, limit, sort, |member| (member.name.to_lowercase(), member.user_id), User::from))
}

async fn invite(scope: Scope, key: OnceKey, Body(typed): Body<NewUser>) -> Reply {
    let form = InvitationForm {
        name: typed.name,
        email: typed.email,
        role: typed.role,
        location: typed.location_id.map(|id| id.to_string()).unwrap_or_default(),
        until: typed.until.map(|day| day.to_string()).unwrap_or_default(),
    };
    let names = &[("location", "location_id")];
    let own = context::own_roles(scope.db(), scope.org_id()).await?;
    let wish = NewInvitation::parse(&form, &own, scope.org.zone(), scope.now)
        .map_err(|problems| Error::Invalid(renamed(problems, names)))?;
    let asked = format!("invite {form:?}");
    let id = match claimed(&scope, &key.0, &asked, None).await? {
        Claim::Done(id) => id,
        Claim::New => {
            let id = actions::invite(&scope, &wish).await?;
            // Kept beside it: an invitation is the only one to its address anyway, so nothing can happen twice.
            claimed(&scope, &key.0, &asked, Some(id)).await?;
            id
        }
    };
    accepted(&Waiting::from(store::invitation_by_id(scope.db(), scope.org_id(), id).await?))
}

/// Asks for a key, and keeps it where it is known what it made.
async fn claimed(scope: &Scope, key: &str, asked: &str, made: Option<Uuid>) -> Result<Claim, Error> {
    let mut tx = scope.db().begin().await?;
    let claim = once::claim_for(&mut tx, scope, key, asked, made.unwrap_or_default()).await?;
    if made.is_some() {
        tx.commit().await?;
    }
    Ok(claim)
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    ok(&User::from(member(&scope, id).await?))
}

async fn amend(scope: Scope, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let member = member(&scope, id).await?;
    let [only] = member.grants.as_slice() else { return Err(Error::conflict("several_roles").into()) };
    let terms = merged(&Terms::of(only, &scope), change)?;
    save(&scope, &member, &terms).await
}

async fn replace(scope: Scope, Id(id): Id, Body(terms): Body<Terms>) -> Reply {
    save(&scope, &member(&scope, id).await?, &terms).await
}

async fn save(scope: &Scope, found: &Member, terms: &Terms) -> Reply {
    let [only] = found.grants.as_slice() else { return Err(Error::conflict("several_roles").into()) };
    actions::change(scope, only.id, only.version, &terms.wish(scope).await?).await?;
    ok(&User::from(member(scope, found.user_id).await?))
}

async fn remove(scope: Scope, Id(id): Id) -> Reply {
    actions::end_all(&scope, id).await?;
    nothing()
}

/// Somebody who holds nothing that the viewer sees is nobody.
async fn member(scope: &Scope, id: Uuid) -> Result<Member, Error> {
    let reach = scope.reach(Perm::PeopleRead);
    let grants = store::grants_of(scope.db(), scope.org_id(), &[id], &reach, scope.now).await?;
    let first = grants.first().ok_or(Error::NotFound)?;
    Ok(Member { user_id: id, name: first.user_name.clone(), email: first.user_email.clone(), grants })
}

async fn waiting(scope: Scope, Ask(page): Ask<PageQuery>) -> Reply {
    let reach = scope.reach(Perm::PeopleManage);
    let all = store::open_invitations(scope.db(), scope.org_id(), &reach).await?;
    let mine = all.into_iter().filter(|one| policy::may_hand(&scope.viewer, &one.wish.role, one.wish.location));
    ok(&page.cut(mine, WAITING, |one| one.id, Waiting::from)?)
}

async fn revoke(scope: Scope, Id(id): Id) -> Reply {
    actions::revoke(&scope, id).await?;
    nothing()
}
