//! The console's page about a held house.

use super::actions;
use super::model::{Origin, ReleaseForm};
use crate::views::quarantine as view;
use axum::http::StatusCode;
use kernel::{Error, Problems, Result};
use maud::Markup;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Page, Routes, Visit, go_flash};
use platform::{Perm, quarantine};

/// The page's title.
const TITLE: &str = "Quarantine";
/// Its path.
const PATH: &str = "/console/quarantine";

/// The table.
pub fn routes() -> Routes {
    Routes::under("/console")
        .get("/quarantine", Perm::Operator, show)
        .post("/quarantine/look", Perm::Operator, look)
        .post("/quarantine/release", Perm::Operator, release)
}

async fn show(visit: Visit, page: Page) -> Answer {
    let user = visit.user.as_ref().ok_or(Error::SignIn)?;
    Ok(page.console(user, TITLE, &[], draw(&visit, &ReleaseForm::default(), &Problems::new()).await?))
}

async fn look(visit: Visit) -> Answer {
    actions::look(&visit.house).await?;
    let text = "Looked again: what the clock has decided by now is on the list.".to_owned();
    Ok(go_flash(&visit.house, PATH, Flash { text, tone: Tone::Ok, undo: None }))
}

async fn release(visit: Visit, page: Page, Form(form): Form<ReleaseForm>) -> Answer {
    let user = visit.user.as_ref().ok_or(Error::SignIn)?;
    match form.parse(visit.now) {
        Ok(choice) => {
            actions::release(&visit.errand(), &choice).await?;
            let text = "The house is released: what you chose leaves now.".to_owned();
            Ok(go_flash(&visit.house, PATH, Flash { text, tone: Tone::Ok, undo: None }))
        }
        Err(problems) => {
            let main = draw(&visit, &form, &problems).await?;
            Ok(page.with_status(page.console(user, TITLE, &[], main), StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

async fn draw(visit: &Visit, form: &ReleaseForm, problems: &Problems) -> Result<Markup> {
    let house = &visit.house;
    let Some(held) = quarantine::held(&house.db).await? else { return Ok(view::free()) };
    Ok(view::page(&view::Shown {
        held: &held,
        waited: &actions::waiting(house, &held, Origin::Waited).await?,
        clock: &actions::waiting(house, &held, Origin::Clock).await?,
        certain: &actions::waiting(house, &held, Origin::Since).await?,
        form,
        problems,
        now: visit.now,
    }))
}
