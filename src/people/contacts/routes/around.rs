//! Notes, tags and blocks.

use super::super::actions;
use super::super::model::{REASON_MAX, note_body, tag};
use super::show::refuse;
use super::{back, managed, path};
use kernel::{Error, Problems, text};
use platform::Scope;
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, Form, Id, Page, go_flash};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct NoteForm {
    note: String,
    key: String,
}

pub(super) async fn note(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<NoteForm>) -> Answer {
    let contact = managed(&scope, id).await?;
    let body = match note_body(&typed.note) {
        Ok(body) => body,
        Err(message) => {
            let mut problems = Problems::new();
            problems.add("note", message);
            return refuse(&scope, &page, &contact, &typed.note, &problems).await;
        }
    };
    actions::note(&scope, id, &body, &typed.key).await?;
    Ok(back(&scope, &path(&scope, id), "Noted.".to_owned()))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TagForm {
    tag: String,
}

pub(super) async fn add_tag(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<TagForm>) -> Answer {
    let contact = managed(&scope, id).await?;
    let added = match tag(&typed.tag) {
        Ok(tag) => actions::add_tag(&scope, id, &tag).await,
        Err(message) => Err(Error::invalid("tag", message)),
    };
    match added {
        Ok(()) => Ok(back(&scope, &path(&scope, id), format!("Tagged “{}”.", typed.tag.trim()))),
        Err(Error::Invalid(problems)) => refuse(&scope, &page, &contact, "", &problems).await,
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn remove_tag(scope: Scope, Id(id): Id, Form(typed): Form<TagForm>) -> Answer {
    managed(&scope, id).await?;
    actions::remove_tag(&scope, id, &typed.tag).await?;
    let undo =
        Undo { action: format!("{}/tags", path(&scope, id)), fields: vec![("tag".to_owned(), typed.tag.clone())] };
    let text = format!("The tag “{}” is gone.", typed.tag);
    Ok(go_flash(&scope.house, &path(&scope, id), Flash { text, tone: Tone::Ok, undo: Some(undo) }))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct BlockForm {
    reason: String,
}

pub(super) async fn block(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<BlockForm>) -> Answer {
    let contact = managed(&scope, id).await?;
    let reason = match text::optional_line(&typed.reason, REASON_MAX) {
        Ok(reason) => reason,
        Err(message) => {
            let mut problems = Problems::new();
            problems.add("reason", message);
            return refuse(&scope, &page, &contact, "", &problems).await;
        }
    };
    actions::block(&scope, id, &reason).await?;
    Ok(back(&scope, &path(&scope, id), format!("{} cannot book on the public pages any more.", contact.label())))
}

pub(super) async fn unblock(scope: Scope, Id(id): Id) -> Answer {
    let contact = managed(&scope, id).await?;
    actions::unblock(&scope, id).await?;
    Ok(back(&scope, &path(&scope, id), format!("{} can book again.", contact.label())))
}
