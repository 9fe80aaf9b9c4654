//! Photos.

use super::{changeable, home};
use crate::resources::{actions, store};
use crate::views::resources::photos::{self as view, Typed};
use kernel::{Error, Problems, Result};
use maud::Markup;
use platform::Scope;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Id, Page, Path, Upload, go_flash};
use serde::Deserialize;
use uuid::Uuid;

/// The path of a photo.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct PhotoPath {
    id: Uuid,
    photo: Uuid,
}

pub async fn index(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let key = scope.house.ids.token();
    let (title, main) = drawn(&scope, id, &Typed { alt: "", key: &key }, &Problems::new()).await?;
    Ok(page.show(&scope, &title, main))
}

pub async fn create(scope: Scope, page: Page, Id(id): Id, upload: Upload) -> Answer {
    let resource = changeable(&scope, id).await?;
    let sent = |name: &str| upload.fields.get(name).cloned().unwrap_or_default();
    let (alt, key) = (sent("alt"), sent("key"));
    let added = match upload.file {
        Ok(file) => {
            let bytes = file.map(|file| file.bytes).unwrap_or_default();
            actions::add_photo(&scope, &resource, bytes, &alt, &key).await
        }
        Err(told) => Err(Error::invalid("file", told)),
    };
    match added {
        Ok(()) => Ok(back(&scope, id, "The photo was added.")),
        Err(Error::Invalid(problems)) => {
            let (title, main) = drawn(&scope, id, &Typed { alt: &alt, key: &key }, &problems).await?;
            Ok(page.refuse(&scope, &title, main))
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn cover(scope: Scope, Path(path): Path<PhotoPath>) -> Answer {
    let resource = changeable(&scope, path.id).await?;
    actions::make_cover(&scope, &resource, path.photo).await?;
    Ok(back(&scope, path.id, "This photo is the cover now."))
}

pub async fn remove(scope: Scope, Path(path): Path<PhotoPath>) -> Answer {
    let resource = changeable(&scope, path.id).await?;
    actions::remove_photo(&scope, &resource, path.photo).await?;
    Ok(back(&scope, path.id, "The photo was removed."))
}

async fn drawn(scope: &Scope, id: Uuid, typed: &Typed<'_>, problems: &Problems) -> Result<(String, Markup)> {
    let resource = changeable(scope, id).await?;
    let photos = store::photos(scope.db(), scope.org_id(), id).await?;
    let main = view::page(&scope.org, &resource, &photos, typed, problems);
    Ok((format!("Photos of {}", resource.name), main))
}

fn back(scope: &Scope, id: Uuid, text: &str) -> axum::response::Response {
    let flash = Flash { text: text.to_owned(), tone: Tone::Ok, undo: None };
    go_flash(&scope.house, &format!("{}/photos", home(scope, id)), flash)
}
