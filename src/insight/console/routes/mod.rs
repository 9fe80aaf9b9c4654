//! The pages of the console.

mod audit;
mod health;
mod jobs;
mod messages;
mod organisations;
mod users;

use axum::response::Response;
use kernel::{Error, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Routes, Visit, go_flash};
use platform::{Perm, User};

/// Rows on a page of a list.
const PAGE: i64 = 50;
/// Styles of the console's own: none beyond those of all pages.
const STYLES: &[&str] = &[];

/// The table.
pub fn routes() -> Routes {
    Routes::under("/console")
        .get("", Perm::Operator, health::show)
        .post("/mail-check", Perm::Operator, health::check_mail)
        .get("/organisations", Perm::Operator, organisations::index)
        .post("/organisations", Perm::Operator, organisations::found)
        .get("/organisations/new", Perm::Operator, organisations::blank)
        .get("/organisations/{id}", Perm::Operator, organisations::show)
        .post("/organisations/{id}/suspension", Perm::Operator, organisations::suspend)
        .post("/organisations/{id}/resumption", Perm::Operator, organisations::resume)
        .post("/organisations/{id}/terms", Perm::Operator, organisations::set_terms)
        .get("/users", Perm::Operator, users::index)
        .get("/users/{id}", Perm::Operator, users::show)
        .post("/users/{id}/disablement", Perm::Operator, users::disable)
        .post("/users/{id}/enablement", Perm::Operator, users::enable)
        .post("/users/{id}/session-end", Perm::Operator, users::end_sessions)
        .post("/users/{id}/program-end", Perm::Operator, users::end_program)
        .post("/users/{id}/password-reset", Perm::Operator, users::reset)
        .post("/users/{id}/operatorship", Perm::Operator, users::set_operator)
        .get("/audit", Perm::Operator, audit::index)
        .get("/jobs", Perm::Operator, jobs::index)
        .get("/jobs/{id}", Perm::Operator, jobs::show)
        .post("/jobs/{id}/replay", Perm::Operator, jobs::replay)
        .post("/jobs/{id}/disposal", Perm::Operator, jobs::discard)
        .post("/jobs/{id}/attempt", Perm::Operator, jobs::hasten)
        .get("/schedules", Perm::Operator, jobs::schedules)
        .post("/schedules/{schedule}/runs", Perm::Operator, jobs::run_now)
        .get("/messages", Perm::Operator, messages::index)
        .get("/messages/{id}", Perm::Operator, messages::show)
        .post("/messages/{id}/resending", Perm::Operator, messages::resend)
        .post("/messages/{id}/release", Perm::Operator, messages::release)
}

/// Who looks: the guard let an operator in.
fn operator(visit: &Visit) -> Result<&User> {
    visit.user.as_ref().filter(|user| user.is_operator).ok_or(Error::NotFound)
}

fn done(visit: &Visit, path: &str, text: impl Into<String>) -> Response {
    go_flash(&visit.house, path, Flash { text: text.into(), tone: Tone::Ok, undo: None })
}
