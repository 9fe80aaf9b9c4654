//! Contacts, for programs.

mod around;
mod erasure;
mod merges;

use super::model::{Contact, ContactFilter, ContactForm, NewContact};
use super::routes::{managed, seen as visible};
use super::store::After;
use super::{actions, policy, store};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Reply, Seen, get, made, merged, ok, patch, post, sorted, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The table.
pub fn api() -> Api {
    Api::inside("Contacts")
        .call(
            get("/contacts", Perm::ContactsRead, list)
                .named("listContacts", "List contacts")
                .about("By name, unless `sort` says otherwise. With rights at some places only: those who booked there.")
                .query::<ListQuery>()
                .answers::<List<Person>>(200)
                .like(json!({ "q": "zoe" })),
        )
        .call(
            post("/contacts", Perm::ContactsManage, create)
                .named("createContact", "Add a contact")
                .about("An address stands for one contact: one that is known already is refused; find it with `email` in the list.")
                .body::<Details>()
                .answers::<Person>(201)
                .versioned()
                .once()
                .like(json!({ "email": "finn@guest.example", "name": "Finn Reed", "phone": "+34 600 000 000" })),
        )
        .call(
            get("/contacts/{id}", Perm::ContactsRead, show)
                .named("getContact", "Get a contact")
                .about("One that was merged into another, or erased, says so.")
                .answers::<Person>(200)
                .versioned(),
        )
        .call(
            patch("/contacts/{id}", Perm::ContactsManage, amend)
                .named("updateContact", "Change a contact")
                .body::<Details>()
                .answers::<Person>(200)
                .versioned()
                .conflicts()
                .like(json!({ "phone": "+34 600 000 001" })),
        )
        .and(around::api())
        .and(erasure::api())
        .and(merges::api())
}

/// A person an organisation deals with.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Contact")]
struct Person {
    /// Their id.
    id: Uuid,
    /// Lower case.
    email: String,
    /// What they are called; may be empty.
    name: String,
    /// May be empty.
    phone: String,
    /// How the organisation came to know them.
    source: String,
    /// What they are found by, in order.
    tags: Vec<String>,
    /// Since when they may not book on the public pages; null: they may.
    blocked_at: Option<DateTime<Utc>>,
    /// Why not; may be empty.
    block_reason: String,
    /// The contact that this one was merged into.
    merged_into: Option<Uuid>,
    /// When everything about them was cut.
    erased_at: Option<DateTime<Utc>>,
    /// Since when.
    created_at: DateTime<Utc>,
    /// Grows with every change.
    version: i64,
}

impl Person {
    fn of(contact: Contact, tags: Vec<String>) -> Person {
        let Contact { id, email, name, phone, source, blocked_at, block_reason, merged_into, .. } = contact;
        let Contact { erased_at, created_at, version, .. } = contact;
        Person {
            id,
            email,
            name,
            phone,
            source,
            tags,
            blocked_at,
            block_reason,
            merged_into,
            erased_at,
            created_at,
            version,
        }
    }

    async fn read(scope: &Scope, contact: Contact) -> Result<Person, Error> {
        let tags = store::tags(scope.db(), scope.org_id(), contact.id).await?;
        Ok(Person::of(contact, tags))
    }
}

/// A contact as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ContactInput")]
struct Details {
    /// Their address.
    email: String,
    /// What they are called.
    #[serde(default)]
    name: String,
    /// Their number.
    #[serde(default)]
    phone: String,
    /// How the organisation came to know them, in a word of its own; `staff` without.
    #[serde(default)]
    source: String,
}

impl Details {
    fn of(contact: &Contact) -> Details {
        let Contact { email, name, phone, source, .. } = contact.clone();
        Details { email, name, phone, source }
    }

    fn parse(self) -> Result<NewContact, Error> {
        let Details { email, name, phone, source } = self;
        let form = ContactForm { email, name, phone, source, ..ContactForm::default() };
        NewContact::parse(&form).map_err(Error::Invalid)
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Part of a name, an address or a number.
    q: Option<String>,
    /// The one with exactly this address.
    email: Option<String>,
    /// With this tag.
    tag: Option<String>,
    /// Known from there: `page`, `staff`, `member`, `file`, or a word of the organisation's own.
    source: Option<String>,
    /// Those who may not book on the public pages, or those who may.
    blocked: Option<bool>,
    /// `name` or `created_at`, with `-` before it from the end; `name` without.
    sort: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let limit = Cursor::limit(query.limit)?;
    let (sort, descending) = sorted(query.sort.as_deref(), &["name", "created_at"])?;
    let cursor = query.cursor.as_deref();
    let by_name = sort.ends_with("name");
    let after = match by_name {
        true => After::Name(Cursor::read(cursor, sort)?),
        false => After::Known(Cursor::read(cursor, sort)?),
    };
    let show = query.blocked.map_or("", |blocked| if blocked { "blocked" } else { "unblocked" });
    let filter = ContactFilter {
        text: query.q.unwrap_or_default(),
        tag: query.tag.unwrap_or_default(),
        source: query.source.unwrap_or_default(),
        show: show.to_owned(),
        ..ContactFilter::default()
    };
    let email = query.email.map(|email| email.trim().to_lowercase());
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::ContactsRead));
    let rows = store::after(db, org, &filter, email, &reach, (after, descending), limit + 1).await?;
    let mut tags = store::tags_of(db, org, rows.iter().map(|contact| contact.id).collect()).await?;
    let mut person = |contact: Contact| {
        let own = tags.remove(&contact.id).unwrap_or_default();
        Person::of(contact, own)
    };
    match by_name {
        true => ok(&List::cut(rows, limit, sort, |contact| (contact.name.clone(), contact.id), &mut person)),
        false => ok(&List::cut(rows, limit, sort, |contact| (contact.created_at, contact.id), &mut person)),
    }
}

async fn create(scope: Scope, key: OnceKey, Body(typed): Body<Details>) -> Reply {
    policy::demand_whole(&scope)?;
    let id = actions::create(&scope, &typed.parse()?, &key.0).await?;
    let contact = store::by_id(scope.db(), scope.org_id(), id).await?;
    made(
        &format!("/api/v1/orgs/{}/contacts/{id}", scope.org.slug),
        contact.version,
        &Person::read(&scope, contact).await?,
    )
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let contact = visible(&scope, id).await?;
    tagged(&seen, contact.version, &Person::read(&scope, contact).await?)
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let contact = managed(&scope, id).await?;
    seen.check(contact.version)?;
    if contact.erased_at.is_some() {
        return Err(Error::conflict("contact_erased").into());
    }
    if contact.merged_into.is_some() {
        return Err(Error::conflict("contact_merged").into());
    }
    let wish = merged(&Details::of(&contact), change)?.parse()?;
    actions::change(&scope, id, contact.version, &wish).await?;
    let contact = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), contact.version, &Person::read(&scope, contact).await?)
}
