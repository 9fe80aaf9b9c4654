//! The set-up page, as long as there is nothing.

use super::actions;
use super::model::SetUpForm;
use crate::identity;
use crate::views::installation as view;
use axum::http::StatusCode;
use axum_extra::extract::cookie::CookieJar;
use kernel::{Error, Problems};
use platform::Perm;
use platform::web::{Answer, Page, Routes, Upload, Visit, go};

/// The page's title.
const TITLE: &str = "Set up the house";

/// The table.
pub fn routes() -> Routes {
    Routes::under("").get("/set-up", Perm::Public, show).post("/set-up", Perm::Public, set_up)
}

async fn show(visit: Visit, page: Page) -> Answer {
    if identity::store::is_set_up(&visit.house.db).await? {
        return Ok(go("/sign-in"));
    }
    Ok(page.bare(TITLE, view::form(&SetUpForm::blank(), &Problems::new())))
}

async fn set_up(visit: Visit, page: Page, jar: CookieJar, upload: Upload) -> Answer {
    let house = &visit.house;
    if identity::store::is_set_up(&house.db).await? {
        return Ok(go("/sign-in"));
    }
    let form = SetUpForm::of(&upload.fields);
    if !actions::is_code(house, &form.code, visit.address).await? {
        let mut problems = Problems::new();
        problems.add("code", "This is not the code. It stands in the log of the program, where it says set-up.");
        return refuse(&page, &form, &problems);
    }
    let made = match form.parse(upload.file.map(|file| file.map(|file| file.bytes))) {
        Ok(wish) => actions::set_up(house, wish).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match made {
        Ok((user, org)) => identity::start(&visit, &jar, user.id, &org.path("")).await,
        Err(Error::Invalid(problems)) => refuse(&page, &form, &problems),
        Err(error) if error.is_conflict("set_up_already") => Ok(go("/sign-in")),
        Err(error) => Err(error.into()),
    }
}

fn refuse(page: &Page, form: &SetUpForm, problems: &Problems) -> Answer {
    Ok(page.with_status(page.bare(TITLE, view::form(form, problems)), StatusCode::UNPROCESSABLE_ENTITY))
}
