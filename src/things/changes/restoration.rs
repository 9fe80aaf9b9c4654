//! A place comes out again with all that was put away with it: its resources stand below it, so neither it nor they can
//! say it alone. Nothing here hits a booking.

use crate::locations::routes::{self as place_pages, VersionForm};
use crate::locations::{self, api as place};
use crate::resources;
use kernel::Result;
use platform::ui::{Flash, Tone};
use platform::web::api::{Api, Reply, ok, post};
use platform::web::{Answer, Form, Id, Routes, go_flash};
use platform::{Perm, Scope};
use uuid::Uuid;

/// The row of pages.
pub fn routes() -> Routes {
    Routes::under("/o/{org}").post("/locations/{id}/restoration", Perm::ResourcesManage, restore)
}

/// The call.
pub fn api() -> Api {
    Api::inside("Locations").call(
        post("/locations/{id}/restoration", Perm::ResourcesManage, restore_by_program)
            .named("restoreLocation", "Take an archived location out again, with what was archived with it")
            .answers::<place::Place>(200)
            .conflicts(),
    )
}

/// Takes a location out again, with the locations and resources that were put away together with it.
///
/// # Errors
/// As [`locations::actions::restore_in`] and [`resources::actions::restore_below_in`].
pub async fn restore_place(scope: &Scope, id: Uuid, version: i64) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    resources::store::hold(&mut tx, scope.org_id(), resources::Owner::Location(id)).await?;
    let archived_at = locations::actions::restore_in(&mut tx, scope, id, version).await?;
    resources::actions::restore_below_in(&mut tx, scope, id, archived_at).await?;
    tx.commit().await
}

async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let location = place_pages::changeable(&scope, id).await?;
    restore_place(&scope, id, form.version).await?;
    let flash = Flash { text: format!("{} was restored.", location.name), tone: Tone::Ok, undo: None };
    Ok(go_flash(&scope.house, &scope.org.path("/locations"), flash))
}

async fn restore_by_program(scope: Scope, Id(id): Id) -> Reply {
    let location = place::changeable(&scope, id).await?;
    restore_place(&scope, id, location.version).await?;
    ok(&place::Place::from(locations::store::by_id(scope.db(), scope.org_id(), id).await?))
}
