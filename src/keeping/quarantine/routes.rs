//! The console's page about a held house.

use super::model::ReleaseForm;
use super::{actions, store};
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
    Routes::under("/console").get("/quarantine", Perm::Operator, show).post(
        "/quarantine/release",
        Perm::Operator,
        release,
    )
}

async fn show(visit: Visit, page: Page) -> Answer {
    let user = visit.user.as_ref().ok_or(Error::SignIn)?;
    Ok(page.console(user, TITLE, &[], draw(&visit, &ReleaseForm::default(), &Problems::new()).await?))
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
    let keepers = actions::keepers(house);
    let uncertain = store::waiting(&house.db, held.since, false, &keepers).await?;
    let certain = store::waiting(&house.db, held.since, true, &keepers).await?;
    Ok(view::page(&view::Shown {
        held: &held,
        uncertain: &uncertain,
        certain: &certain,
        form,
        problems,
        now: visit.now,
    }))
}
