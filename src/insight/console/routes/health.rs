//! The front page: how the house is.

use super::{STYLES, done, operator};
use crate::console::health;
use crate::console::store;
use crate::views::console as views;
use kernel::mail::Lane;
use kernel::{Error, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Page, Visit, go_flash};
use std::time::Duration;

/// A mail server that has not greeted after this long is not there.
const GREETING_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) async fn show(visit: Visit, page: Page) -> Answer {
    let user = operator(&visit)?;
    let vitals = health::measure(&visit.house).await?;
    let orgs = store::organisations::choices(&visit.house.db).await?.len();
    let incidents = store::incidents::latest(&visit.house.db).await?;
    Ok(page.console(user, "Health", STYLES, views::health::page(&vitals, orgs, &incidents)))
}

/// Connects to the mail server, signs in there, and leaves again without sending anything.
pub(super) async fn check_mail(visit: Visit) -> Answer {
    let smtp = visit.house.settings.smtp.clone().ok_or_else(|| Error::conflict("no_mail_server"))?;
    let reached: Result<(), String> = match tokio::time::timeout(GREETING_TIMEOUT, Lane::connect(&smtp)).await {
        Ok(Ok(lane)) => {
            lane.quit().await;
            Ok(())
        }
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(views::health::NO_GREETING.to_owned()),
    };
    Ok(match reached {
        Ok(()) => done(&visit, "/console", views::health::MAIL_REACHED),
        Err(why) => {
            let text = views::health::mail_unreachable(&why);
            go_flash(&visit.house, "/console", Flash { text, tone: Tone::Bad, undo: None })
        }
    })
}
