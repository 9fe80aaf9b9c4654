//! Handing out everything about somebody, and cutting it.

use super::super::actions;
use super::{back, path, whole};
use crate::views::contacts::erasure as view;
use kernel::Error;
use platform::Scope;
use platform::web::{Answer, Form, Id, Page, download, go};
use serde::Deserialize;

/// Everything that is kept, as one file. What a contact may ask for (GDPR, articles 15 and 20).
pub(super) async fn disclose(scope: Scope, Id(id): Id) -> Answer {
    let contact = whole(&scope, id).await?;
    let all = actions::disclose(&scope, &contact).await?;
    let text = serde_json::to_string_pretty(&all).map_err(Error::broken)?;
    Ok(download(&format!("contact-{id}.json"), "application/json", text.into_bytes()))
}

pub(super) async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let contact = whole(&scope, id).await?;
    if !contact.is_living() {
        return Ok(go(&path(&scope, id)));
    }
    let (cut, kept) = actions::outlook(&scope, &contact).await?;
    let main = view::page(&scope.org, &contact, &cut, &kept, &scope.house.ids.token());
    Ok(page.show(&scope, "Erase", main))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Confirmed {
    key: String,
}

pub(super) async fn erase(scope: Scope, Id(id): Id, Form(form): Form<Confirmed>) -> Answer {
    whole(&scope, id).await?;
    actions::erase(&scope, id, &form.key).await?;
    Ok(back(&scope, &path(&scope, id), "Everything that told of this person is cut.".to_owned()))
}
