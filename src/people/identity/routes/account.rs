//! A user's own page: name, password, devices, and the way to what each organisation tells them.

use super::super::model::{Device, ago, device_summary};
use super::super::{actions, store};
use super::session::own_session;
use crate::views::identity::account::{self as view, AccountPage, DeviceLine};
use axum::http::StatusCode;
use kernel::{Error, Problems, Result};
use platform::User;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Page, Visit, go_flash};
use serde::Deserialize;
use uuid::Uuid;

/// The page all of these lead back to.
const ACCOUNT: &str = "/account";

#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
pub(super) struct NewPassword {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    device: String,
}

#[derive(Deserialize)]
pub(super) struct ChosenProgram {
    program: Uuid,
}

/// `on` when ticked.
#[derive(Deserialize)]
pub(super) struct Alarms {
    #[serde(default)]
    alarms: String,
}

pub(super) async fn show(visit: Visit, page: Page) -> Answer {
    let user = signed_in(&visit)?;
    draw(&visit, &page, user, &user.name, &Problems::new()).await
}

pub(super) async fn rename(visit: Visit, page: Page, Form(typed): Form<Named>) -> Answer {
    let user = signed_in(&visit)?;
    match actions::rename(&visit.errand(), user.id, &typed.name).await {
        Ok(()) => Ok(done(&visit, "Your name is saved.")),
        Err(Error::Invalid(problems)) => refuse(&visit, &page, user, &typed.name, &problems).await,
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn change_password(visit: Visit, page: Page, Form(typed): Form<NewPassword>) -> Answer {
    let user = signed_in(&visit)?;
    match actions::change_password(&visit.errand(), user.id, &typed.current, &typed.password, own_session(&visit)).await
    {
        Ok(()) => {
            visit.session.cycle_id().await.map_err(Error::broken)?;
            Ok(done(&visit, "Your password is changed. All other devices are signed out."))
        }
        Err(Error::Invalid(problems)) => refuse(&visit, &page, user, &user.name, &problems).await,
        Err(error) => Err(error.into()),
    }
}

/// Whether an operator is told what is wrong with the house; for nobody else there is anything to choose.
pub(super) async fn choose_alarms(visit: Visit, Form(typed): Form<Alarms>) -> Answer {
    let user = signed_in(&visit)?;
    if !user.is_operator {
        return Err(Error::NotFound.into());
    }
    let wanted = typed.alarms == "on";
    actions::choose_alarms(&visit.errand(), user.id, wanted).await?;
    Ok(done(
        &visit,
        if wanted { "You are told by mail when something is wrong." } else { "You are not told by mail any more." },
    ))
}

pub(super) async fn end_device(visit: Visit, Form(chosen): Form<Chosen>) -> Answer {
    actions::end_device(&visit.errand(), signed_in(&visit)?.id, &chosen.device).await?;
    Ok(done(&visit, "That device is signed out."))
}

pub(super) async fn end_other_devices(visit: Visit) -> Answer {
    actions::end_other_devices(&visit.errand(), signed_in(&visit)?.id, own_session(&visit).as_deref()).await?;
    Ok(done(&visit, "All other devices and programs are signed out."))
}

pub(super) async fn end_program(visit: Visit, Form(chosen): Form<ChosenProgram>) -> Answer {
    actions::end_program(&visit.errand(), signed_in(&visit)?.id, chosen.program).await?;
    Ok(done(&visit, "That program is signed out."))
}

fn signed_in(visit: &Visit) -> Result<&User> {
    visit.user.as_ref().ok_or(Error::SignIn)
}

fn done(visit: &Visit, text: &str) -> axum::response::Response {
    go_flash(&visit.house, ACCOUNT, Flash { text: text.to_owned(), tone: Tone::Ok, undo: None })
}

async fn refuse(visit: &Visit, page: &Page, user: &User, name: &str, problems: &Problems) -> Answer {
    let response = draw(visit, page, user, name, problems).await?;
    Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
}

async fn draw(visit: &Visit, page: &Page, user: &User, name: &str, problems: &Problems) -> Answer {
    let devices = store::devices(&visit.house.db, user.id, visit.now).await?;
    let memberships = store::memberships(&visit.house.db, user.id, visit.now).await?;
    let alarms = match user.is_operator {
        true => Some(store::wants_alarms(&visit.house.db, user.id).await?),
        false => None,
    };
    let own = own_session(visit);
    let devices: Vec<DeviceLine> = devices.into_iter().map(|device| line(device, own.as_deref(), visit)).collect();
    let programs = store::programs(&visit.house.db, user.id, visit.now).await?;
    let (email, devices, programs, memberships) = (&user.email, &devices, &programs, &memberships);
    let shown = AccountPage { email, name, devices, programs, memberships, alarms, problems, now: visit.now };
    Ok(page.account(user, "Your account", view::page(&shown)))
}

fn line(device: Device, own: Option<&str>, visit: &Visit) -> DeviceLine {
    DeviceLine {
        is_this: own == Some(device.id.as_str()),
        summary: device_summary(&device.device),
        address: device.address,
        seen: ago(visit.now, device.seen_at),
        seen_at: kernel::time::rfc3339(device.seen_at),
        id: device.id,
    }
}
