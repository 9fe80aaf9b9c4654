//! Making one of two contacts and two of one again, for programs.

use super::super::model::{Merge, MergeForm, Pick, UNDO_DAYS};
use super::super::routes::whole;
use super::super::{actions, policy, store};
use super::Person;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{Api, Ask, Body, List, OnceKey, PageQuery, Reply, Seen, get, made, ok, post};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A merge never changes.
const VERSION: i64 = 1;

/// The table.
pub(super) fn api() -> Api {
    Api::inside("Contacts")
        .call(
            get("/contacts/{id}/merges", Perm::ContactsManage, list)
                .named("listContactMerges", "List the merges into a contact that can be undone, the latest first")
                .query::<PageQuery>()
                .answers::<List<MergeFacts>>(200),
        )
        .call(
            post("/contacts/{id}/merges", Perm::ContactsManage, merge)
                .named("mergeContacts", "Merge another contact into this one")
                .about("What the other one has moves over, and its id and address lead here. It can be undone within thirty days.")
                .body::<Wish>()
                .answers::<MergeFacts>(201)
                .versioned()
                .conflicts()
                .once()
                .like(json!({ "with": "$OTHER", "phone": "other" })),
        )
        .call(
            get("/contact-merges/{id}", Perm::ContactsManage, show)
                .named("getContactMerge", "Get a merge that can be undone")
                .answers::<MergeFacts>(200),
        )
        .call(
            post("/contact-merges/{id}/reversal", Perm::ContactsManage, undo)
                .named("undoContactMerge", "Undo a merge")
                .about("What went over goes back, but for what was changed since; the answer tells both.")
                .answers::<Parted>(200)
                .conflicts(),
        )
}

/// Whose value stays.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "ContactMergePick")]
enum Whose {
    /// Of the contact that stays.
    #[default]
    Own,
    /// Of the one that goes.
    Other,
}

impl From<Whose> for Pick {
    fn from(whose: Whose) -> Pick {
        match whose {
            Whose::Own => Pick::Own,
            Whose::Other => Pick::Other,
        }
    }
}

/// Which contact is taken in, and what is taken from it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ContactMergeInput")]
struct Wish {
    /// The contact that goes.
    with: Uuid,
    /// The version of it that was looked at; null: the present one.
    #[serde(default)]
    with_version: Option<i64>,
    /// Whose name stays.
    #[serde(default)]
    name: Whose,
    /// Whose address is written to.
    #[serde(default)]
    email: Whose,
    /// Whose number stays.
    #[serde(default)]
    phone: Whose,
}

/// A merge that can be undone.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ContactMerge")]
struct MergeFacts {
    /// Its id.
    id: Uuid,
    /// The contact that stays.
    kept_id: Uuid,
    /// The one that leads to it.
    gone_id: Uuid,
    /// Who did it.
    merged_by: String,
    /// When.
    merged_at: DateTime<Utc>,
    /// Until when it can be undone.
    undo_until: DateTime<Utc>,
}

impl From<Merge> for MergeFacts {
    fn from(merge: Merge) -> MergeFacts {
        let undo_until = merge.until();
        let Merge { id, kept: kept_id, gone: gone_id, by_name: merged_by, at: merged_at, .. } = merge;
        MergeFacts { id, kept_id, gone_id, merged_by, merged_at, undo_until }
    }
}

/// What undoing a merge did.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ContactMergeUndone")]
struct Parted {
    /// The contact that is one of its own again.
    contact: Person,
    /// What went back to it: kind and number.
    back: BTreeMap<String, u64>,
    /// What stayed, since it is not any more what went over: kind and number.
    stayed: BTreeMap<String, u64>,
    /// Fields of the one that took it in that were changed since, and stay.
    fields: Vec<String>,
}

async fn list(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    whole(&scope, id).await?;
    let since = scope.now - TimeDelta::days(UNDO_DAYS);
    let merges = store::merges(scope.db(), scope.org_id(), id, since).await?;
    ok(&page.cut(merges, "-merged_at", |merge| merge.id, MergeFacts::from)?)
}

async fn merge(scope: Scope, seen: Seen, key: OnceKey, Id(id): Id, Body(wish): Body<Wish>) -> Reply {
    let contact = whole(&scope, id).await?;
    let missing = |error| match error {
        Error::NotFound => Error::invalid("with", "There is no such contact."),
        error => error,
    };
    let other = store::by_id(scope.db(), scope.org_id(), wish.with).await.map_err(missing)?;
    // Whoever repeats the request names the versions that were there the first time.
    if other.merged_into != Some(id) {
        seen.check(contact.version)?;
    }
    let form = MergeForm {
        other: Some(wish.with),
        name: wish.name.into(),
        email: wish.email.into(),
        phone: wish.phone.into(),
        version: contact.version,
        other_version: wish.with_version.unwrap_or(other.version),
        key: key.0,
    };
    let merge = actions::merge(&scope, id, wish.with, &form).await.map_err(renamed)?;
    let merge = store::merge_by_id(scope.db(), scope.org_id(), merge).await?;
    let path = format!("/api/v1/orgs/{}/contact-merges/{}", scope.org.slug, merge.id);
    made(&path, VERSION, &MergeFacts::from(merge))
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    policy::demand_whole(&scope)?;
    ok(&MergeFacts::from(store::merge_by_id(scope.db(), scope.org_id(), id).await?))
}

async fn undo(scope: Scope, Id(id): Id) -> Reply {
    policy::demand_whole(&scope)?;
    // A second request finds no merge any more; what it did is told once.
    let (gone, undone) = actions::undo(&scope, id, &scope.house.ids.token()).await?;
    let undone = undone.ok_or(Error::NotFound)?;
    let contact = store::by_id(scope.db(), scope.org_id(), gone).await?;
    ok(&Parted {
        contact: Person::read(&scope, contact).await?,
        back: undone.back.into_iter().collect(),
        stayed: undone.stayed.into_iter().collect(),
        fields: undone.fields.into_iter().map(str::to_owned).collect(),
    })
}

/// The form's name, and the body's.
fn renamed(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::Invalid(platform::web::api::renamed(problems, &[("other", "with")])),
        error => error,
    }
}
