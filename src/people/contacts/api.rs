//! Contacts, for programs.

use super::model::Contact;
use super::{actions, store};
use crate::identity::model::address;
use chrono::{DateTime, Utc};
use kernel::crypto::crc32;
use kernel::mail::clean_name;
use kernel::{Error, Problems, text};
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Problem, Reply, Seen, get, made, merged, ok, patch, post, tagged,
};
use platform::{Perm, Reach, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "name";
/// Longest telephone number (characters).
const PHONE_MAX: usize = 40;

/// The table.
pub fn api() -> Api {
    Api::inside("Contacts")
        .call(
            get("/contacts", Perm::ContactsRead, list)
                .named("listContacts", "List contacts by name")
                .about("With rights at some places only: those who booked there.")
                .query::<ListQuery>()
                .answers::<List<Person>>(200)
                .like(json!({ "q": "zoe" })),
        )
        .call(
            post("/contacts", Perm::BookingsManage, create)
                .named("createContact", "Add a contact, or bring a known one up to date")
                .about("An address stands for one contact: one that is known already gets the name and number of this request.")
                .body::<NewContact>()
                .answers::<Person>(201)
                .versioned()
                .once()
                .like(json!({ "email": "finn@guest.example", "name": "Finn Reed", "phone": "+34 600 000 000" })),
        )
        .call(
            get("/contacts/{id}", Perm::ContactsRead, show)
                .named("getContact", "Get a contact")
                .answers::<Person>(200)
                .versioned(),
        )
        .call(
            patch("/contacts/{id}", Perm::BookingsManage, amend)
                .named("updateContact", "Change a contact's name or telephone number")
                .body::<Details>()
                .answers::<Person>(200)
                .versioned()
                .conflicts()
                .like(json!({ "phone": "+34 600 000 001" })),
        )
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
    /// Since when.
    created_at: DateTime<Utc>,
}

impl From<Contact> for Person {
    fn from(contact: Contact) -> Person {
        let Contact { id, email, name, phone, source, created_at, .. } = contact;
        Person { id, email, name, phone, source, created_at }
    }
}

/// A contact to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewContact {
    /// Their address.
    email: String,
    /// What they are called.
    name: String,
    /// Their number.
    #[serde(default)]
    phone: String,
}

/// What can be changed of a contact.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ContactDetails")]
struct Details {
    /// What they are called.
    name: String,
    /// Their number.
    #[serde(default)]
    phone: String,
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Part of a name, an address or a number.
    q: Option<String>,
    /// The one with exactly this address.
    email: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl Details {
    fn parse(&self) -> Result<(String, String), Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", clean_name(&self.name).map_err(|problem| format!("This name {problem}.")));
        if name.as_ref().is_some_and(String::is_empty) {
            problems.add("name", "This cannot be empty.");
        }
        let phone = problems.take("phone", text::optional_line(&self.phone, PHONE_MAX));
        match (name, phone) {
            (Some(name), Some(phone)) if problems.is_empty() => Ok((name, phone)),
            _ => Err(problems),
        }
    }
}

/// Contacts have no counter: their version is a sum over what can be changed.
fn version(contact: &Contact) -> i64 {
    crc32(format!("{}\n{}", contact.name, contact.phone).as_bytes()).into()
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, after) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let pattern = query.q.as_deref().map(str::trim).filter(|part| !part.is_empty()).map(text::contains_pattern);
    let email = query.email.map(|email| email.trim().to_lowercase());
    let reach = scope.reach(Perm::ContactsRead);
    let rows = store::page(scope.db(), scope.org_id(), pattern, email, &reach, after, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |contact| (contact.name.clone(), contact.id), Person::from))
}

async fn create(scope: Scope, key: OnceKey, Body(typed): Body<NewContact>) -> Reply {
    // People belong to no place: who may change some of them only, may add none.
    scope.demand_everywhere(Perm::BookingsManage)?;
    let email = address(&typed.email).map_err(|message| Problem::field("email", message));
    let (name, phone) = Details { name: typed.name, phone: typed.phone }.parse().map_err(Error::Invalid)?;
    let contact = actions::keep(&scope, &key.0, &name, &email?, &phone).await?;
    let path = format!("/api/v1/orgs/{}/contacts/{}", scope.org.slug, contact.id);
    made(&path, version(&contact), &Person::from(contact))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let contact = visible(&scope, id).await?;
    tagged(&seen, version(&contact), &Person::from(contact))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let contact = visible(&scope, id).await?;
    seen.check(version(&contact))?;
    scope.demand_everywhere(Perm::BookingsManage)?;
    let details = merged(&Details { name: contact.name.clone(), phone: contact.phone.clone() }, change)?;
    let (name, phone) = details.parse().map_err(Error::Invalid)?;
    let contact = actions::correct(&scope, &contact, &name, &phone).await?;
    tagged(&Seen::default(), version(&contact), &Person::from(contact))
}

/// A contact the viewer may know of.
async fn visible(scope: &Scope, id: Uuid) -> Result<Contact, Error> {
    let contact = store::by_id(scope.db(), scope.org_id(), id).await?;
    match scope.reach(Perm::ContactsRead) {
        Reach::Everywhere => Ok(contact),
        reach if store::booked_within(scope.db(), scope.org_id(), id, &reach).await? => Ok(contact),
        Reach::Within(_) => Err(Error::NotFound),
    }
}
