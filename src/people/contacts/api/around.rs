//! Tags, notes and blocks of contacts, for programs.

use super::super::model::{Note, REASON_MAX, note_body, tag};
use super::super::routes::{managed, seen as visible};
use super::super::{actions, store};
use super::Person;
use chrono::{DateTime, Utc};
use kernel::{Error, text};
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, List, OnceKey, PageQuery, Problem, Reply, Seen, get, made, ok, post, put, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// A note never changes.
const VERSION: i64 = 1;

/// The table.
pub(super) fn api() -> Api {
    Api::inside("Contacts")
        .call(
            put("/contacts/{id}/tags", Perm::ContactsManage, set_tags)
                .named("setContactTags", "Say all tags of a contact")
                .about("Tags are kept in small letters, each once.")
                .body::<Tags>()
                .answers::<Person>(200)
                .conflicts()
                .like(json!({ "tags": ["vip", "regatta"] })),
        )
        .call(
            get("/contacts/{id}/notes", Perm::ContactsRead, notes)
                .named("listContactNotes", "List what was written down about a contact, the newest first")
                .query::<PageQuery>()
                .answers::<List<Written>>(200),
        )
        .call(
            post("/contacts/{id}/notes", Perm::ContactsManage, note)
                .named("noteContact", "Write something down about a contact")
                .about("It cannot be changed afterwards, only erased with the person.")
                .body::<NoteInput>()
                .answers::<Written>(201)
                .versioned()
                .conflicts()
                .once()
                .like(json!({ "note": "Prefers the quiet corner." })),
        )
        .call(
            post("/contacts/{id}/blocking", Perm::ContactsManage, block)
                .named("blockContact", "Keep a contact from booking on the public pages")
                .about("What is booked stays, and colleagues can still book for them. Twice is once.")
                .body::<BlockInput>()
                .answers::<Person>(200)
                .versioned()
                .conflicts()
                .like(json!({ "reason": "Three times not there." })),
        )
        .call(
            post("/contacts/{id}/unblocking", Perm::ContactsManage, unblock)
                .named("unblockContact", "Let a contact book on the public pages again")
                .answers::<Person>(200)
                .versioned()
                .conflicts(),
        )
}

/// All tags of a contact.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ContactTagsInput")]
struct Tags {
    /// At most 30 of at most 40 letters, without commas and semicolons.
    tags: Vec<String>,
}

/// What a colleague wrote down.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ContactNote")]
struct Written {
    /// Its id.
    id: Uuid,
    /// What it says.
    note: String,
    /// Who wrote it, as they were called then; may be empty.
    author: String,
    /// When.
    created_at: DateTime<Utc>,
}

impl From<Note> for Written {
    fn from(note: Note) -> Written {
        Written { id: note.id, note: note.body, author: note.author_name, created_at: note.created_at }
    }
}

/// Something to write down.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ContactNoteInput")]
struct NoteInput {
    /// What it says.
    note: String,
}

/// Why somebody is blocked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ContactBlockInput")]
struct BlockInput {
    /// For colleagues; guests do not read it.
    #[serde(default)]
    reason: String,
}

async fn set_tags(scope: Scope, Id(id): Id, Body(typed): Body<Tags>) -> Reply {
    managed(&scope, id).await?;
    let mut tags = Vec::new();
    for (at, typed) in typed.tags.iter().enumerate() {
        tags.push(tag(typed).map_err(|message| Problem::Fields(vec![(format!("/tags/{at}"), message)]))?);
    }
    tags.sort();
    tags.dedup();
    actions::set_tags(&scope, id, &tags).await?;
    told(&scope, id).await
}

async fn notes(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    visible(&scope, id).await?;
    let notes = store::notes(scope.db(), scope.org_id(), id).await?;
    ok(&page.cut(notes, "-created_at", |note| note.id, Written::from)?)
}

async fn note(scope: Scope, key: OnceKey, Id(id): Id, Body(typed): Body<NoteInput>) -> Reply {
    managed(&scope, id).await?;
    let body = note_body(&typed.note).map_err(|message| Error::invalid("note", message))?;
    let note = actions::note(&scope, id, &body, &key.0).await?;
    let note = store::note_by_id(scope.db(), scope.org_id(), id, note).await?;
    made(&format!("/api/v1/orgs/{}/contacts/{id}/notes", scope.org.slug), VERSION, &Written::from(note))
}

async fn block(scope: Scope, Id(id): Id, Body(typed): Body<BlockInput>) -> Reply {
    managed(&scope, id).await?;
    let reason = text::optional_line(&typed.reason, REASON_MAX).map_err(|message| Error::invalid("reason", message))?;
    actions::block(&scope, id, &reason).await?;
    told(&scope, id).await
}

async fn unblock(scope: Scope, Id(id): Id) -> Reply {
    managed(&scope, id).await?;
    actions::unblock(&scope, id).await?;
    told(&scope, id).await
}

/// The contact as it is now.
async fn told(scope: &Scope, id: Uuid) -> Reply {
    let contact = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), contact.version, &Person::read(scope, contact).await?)
}
