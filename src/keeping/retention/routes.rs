//! The settings page about retention.

use super::model::{Spans, SpansForm};
use super::{actions, store};
use crate::views::retention as view;
use kernel::{Problems, Result};
use maud::Markup;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Page, Query, Routes, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;

/// The page's title.
const TITLE: &str = "Retention";
/// Its path inside the organisation.
const PATH: &str = "/settings/retention";

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}").get(PATH, Perm::OrgManage, show).post(PATH, Perm::OrgManage, change)
}

/// Spans to be tried, if any are given.
#[derive(Deserialize)]
struct Tried {
    bookings: Option<String>,
    messages: Option<String>,
    logs: Option<String>,
}

async fn show(scope: Scope, page: Page, Query(tried): Query<Tried>) -> Answer {
    scope.demand_everywhere(Perm::OrgManage)?;
    let (spans, version) = store::of(scope.db(), scope.org_id()).await?;
    let mut form = SpansForm::of(&spans, version);
    for (field, typed) in
        [(&mut form.bookings, tried.bookings), (&mut form.messages, tried.messages), (&mut form.logs, tried.logs)]
    {
        if let Some(typed) = typed {
            *field = typed;
        }
    }
    match form.parse() {
        Ok(spans) => Ok(page.show(&scope, TITLE, draw(&scope, &form, &spans, &Problems::new()).await?)),
        Err(problems) => Ok(page.refuse(&scope, TITLE, draw(&scope, &form, &Spans::default(), &problems).await?)),
    }
}

async fn change(scope: Scope, page: Page, Form(form): Form<SpansForm>) -> Answer {
    scope.demand_everywhere(Perm::OrgManage)?;
    match form.parse() {
        Ok(spans) => {
            actions::change(&scope, &spans, form.version).await?;
            let text = "The spans are saved. What is older goes in the coming night.".to_owned();
            Ok(go_flash(&scope.house, &scope.org.path(PATH), Flash { text, tone: Tone::Ok, undo: None }))
        }
        Err(problems) => Ok(page.refuse(&scope, TITLE, draw(&scope, &form, &Spans::default(), &problems).await?)),
    }
}

async fn draw(scope: &Scope, form: &SpansForm, spans: &Spans, problems: &Problems) -> Result<Markup> {
    let preview = actions::preview(scope, spans).await?;
    Ok(view::page(&scope.org, form, &preview, problems))
}
