//! The forms of the wing of things that may hit bookings, answered here at their old addresses.

use super::actions::carry_out;
use super::model::{Decision, FIELDS, Outcome, Preview, Tally};
use crate::views::impact as view;
use axum::http::StatusCode;
use kernel::{Error, Problems};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Page, Path, Routes, Typed, go, go_flash};
use platform::{Perm, Scope};
use things::changes::forms::{
    ArchivalForm, ClosureForm, DetailsForm, GoForm, HolidaysForm, HoursForm, RaiseForm, RemovalForm, ReturnForm,
    StatusForm, WorkForm,
};
use things::changes::{Asked, Asking};
use things::locations::LocationForm;
use things::resources::{BlackoutForm, ExceptionForm};

/// The rows of changes that may hit bookings. Their pages stand in the wing of things.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .post("/resources/{id}/details", Perm::ResourcesManage, decide::<DetailsForm>)
        .post("/resources/{id}/archival", Perm::ResourcesManage, decide::<ArchivalForm>)
        .post("/resources/{id}/hours", Perm::ResourcesManage, decide::<HoursForm>)
        .post("/resources/{id}/exceptions", Perm::ResourcesManage, decide::<ExceptionForm>)
        .post("/resources/{id}/exceptions/{exception}/removal", Perm::ResourcesManage, decide::<RemovalForm>)
        .post("/resources/{id}/blackouts", Perm::ResourcesManage, decide::<BlackoutForm>)
        .post("/locations/{id}/details", Perm::ResourcesManage, decide::<LocationForm>)
        .post("/locations/{id}/archival", Perm::ResourcesManage, decide::<ClosureForm>)
        .post("/holidays", Perm::ResourcesManage, decide::<HolidaysForm>)
        .post("/assets/{id}/status", Perm::AssetsManage, decide::<StatusForm>)
        .post("/kits/{id}/return", Perm::AssetsLend, decide::<ReturnForm>)
        .post("/work-orders", Perm::AssetsLend, decide::<RaiseForm>)
        .post("/work-orders/{id}/details", Perm::AssetsLend, decide::<WorkForm>)
        .post("/work-orders/{id}/transitions", Perm::AssetsLend, decide::<GoForm>)
}

/// Makes the change a form asks for; where it hits bookings, asks what is to become of them, as often as that changes.
async fn decide<F: Asking>(scope: Scope, page: Page, Path(at): Path<F::At>, sent: Typed<F>) -> Answer {
    let Typed { form, fields } = sent;
    if fields.iter().any(|(name, _)| name == "impact_back") {
        return form.again(&scope, &page, &at, &Problems::new()).await;
    }
    let asked = match form.read(&scope, &at).await {
        Ok(asked) => asked,
        Err(Error::Invalid(problems)) => return form.again(&scope, &page, &at, &problems).await,
        Err(error) => return Err(error.into()),
    };
    let decision = Decision::parse(&fields)?;
    match carry_out(&scope, &asked.change, decision.as_ref()).await {
        Ok(Outcome::Done(tally)) => Ok(done(&scope, asked, tally)),
        // A toast's undo and other gestures have no room for a page in between.
        Ok(Outcome::Undecided(_)) if page.hx.is_script() => Err(Error::conflict("booking_hit").into()),
        Ok(Outcome::Undecided(preview)) => Ok(shown(&scope, &page, &asked, &fields, &preview)),
        Err(Error::Invalid(problems)) => form.again(&scope, &page, &at, &problems).await,
        Err(error) if error.is_overtaken() && !page.hx.is_script() => match form.renewed(&scope, &at).await? {
            Some((form, problems)) => {
                let again = form.again(&scope, &page, &at, &problems).await?;
                Ok(page.with_status(again, StatusCode::CONFLICT))
            }
            None => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    }
}

fn shown(
    scope: &Scope,
    page: &Page,
    asked: &Asked,
    fields: &[(String, String)],
    preview: &Preview,
) -> axum::response::Response {
    let carried: Vec<&(String, String)> = fields.iter().filter(|(name, _)| !FIELDS.contains(&name.as_str())).collect();
    let main = view::page(&view::Shown {
        org: &scope.org,
        title: &asked.title,
        reason: &asked.reason,
        action: &page.path,
        home: &asked.home,
        carried: &carried,
        preview,
        key: &scope.house.ids.token(),
    });
    // Nothing has happened: the bookings stand in the way until somebody has decided.
    page.with_status(page.show(scope, &asked.title, main), StatusCode::CONFLICT)
}

fn done(scope: &Scope, asked: Asked, tally: Tally) -> axum::response::Response {
    // What was moved or cancelled with it does not come back with it, so there is no undo that would seem to say so.
    let undo = asked.undo.filter(|_| !tally.touched());
    let text = match view::tally(tally) {
        Some(more) => format!("{} {more}", asked.done),
        None => asked.done,
    };
    match text.trim() {
        "" => go(&asked.home),
        text => go_flash(&scope.house, &asked.home, Flash { text: text.to_owned(), tone: Tone::Ok, undo }),
    }
}
