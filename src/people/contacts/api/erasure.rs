//! Cutting what tells of a person, for programs: first what it would cut and leave, then the cut.

use super::super::model::Contact;
use super::super::routes::whole;
use super::super::{actions, store};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::holdings::Kept;
use platform::web::Id;
use platform::web::api::{Api, OnceKey, Reply, Seen, delete, get, ok};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::Serialize;

/// The table.
pub(super) fn api() -> Api {
    Api::inside("Contacts")
        .call(
            get("/contacts/{id}/erasure", Perm::ContactsManage, show)
                .named("getContactErasure", "See what an erasure would cut and leave, or what it left")
                .about("Of a contact that was erased already: when, and what stayed.")
                .answers::<Erasure>(200)
                .conflicts(),
        )
        .call(
            delete("/contacts/{id}", Perm::ContactsManage, erase)
                .named("eraseContact", "Erase a contact")
                .about("Everything that tells of this person is cut, also of those merged into them; it cannot be undone. The answer says what stays, and why. Look at `/contacts/{id}/erasure` first.")
                .answers::<Erasure>(200)
                .versioned()
                .conflicts()
                .once(),
        )
}

/// What an erasure cuts and leaves.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ContactErasure")]
struct Erasure {
    /// When it was done; null: it was not.
    erased_at: Option<DateTime<Utc>>,
    /// What it would cut; null: it is done.
    cut: Option<Vec<CutLine>>,
    /// What stays.
    kept: Vec<KeptLine>,
}

/// Something that is cut.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ContactErasureCut")]
struct CutLine {
    /// What it is.
    what: String,
    /// How much of it.
    number: i64,
}

/// Something that stays.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ContactErasureKept")]
struct KeptLine {
    /// What it is, with its number.
    what: String,
    /// Why it stays.
    why: String,
}

impl From<Kept> for KeptLine {
    fn from(kept: Kept) -> KeptLine {
        KeptLine { what: kept.what, why: kept.why }
    }
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    let contact = whole(&scope, id).await?;
    if contact.erased_at.is_some() {
        return told(&scope, &contact).await;
    }
    if contact.merged_into.is_some() {
        return Err(Error::conflict("contact_merged").into());
    }
    let (cut, kept) = actions::outlook(&scope, &contact).await?;
    let cut = cut.into_iter().map(|(what, number)| CutLine { what: what.to_owned(), number }).collect();
    ok(&Erasure { erased_at: None, cut: Some(cut), kept: kept.into_iter().map(KeptLine::from).collect() })
}

async fn erase(scope: Scope, seen: Seen, key: OnceKey, Id(id): Id) -> Reply {
    let contact = whole(&scope, id).await?;
    // Whoever repeats the request names the version that was there the first time.
    if contact.erased_at.is_none() {
        seen.check(contact.version)?;
    }
    actions::erase(&scope, id, &key.0).await?;
    told(&scope, &store::by_id(scope.db(), scope.org_id(), id).await?).await
}

/// Of a contact that was erased.
async fn told(scope: &Scope, contact: &Contact) -> Reply {
    let erasure = store::erasure_of(scope.db(), scope.org_id(), contact.id).await?;
    let kept = erasure.map(|erasure| erasure.report.0).unwrap_or_default();
    ok(&Erasure { erased_at: contact.erased_at, cut: None, kept: kept.into_iter().map(KeptLine::from).collect() })
}
