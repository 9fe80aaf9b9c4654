//! Where the public pages stand on the web.

use super::super::model::{Found, HostProof, NewWeb, WebForm};
use super::super::{actions, store};
use super::back;
use crate::views::orgs::host::HostLine;
use crate::views::orgs::web as view;
use chrono::{DateTime, Utc};
use kernel::time::{clock_text, day_text, wall};
use kernel::{Error, Problems, Result};
use maud::Markup;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Page, go_flash};
use platform::{Perm, Scope};

/// The page's title.
const TITLE: &str = "Public pages";

pub(super) async fn show(scope: Scope, page: Page) -> Answer {
    let hosts = store::hosts(scope.db(), scope.org_id()).await?;
    let main = draw(&scope, &hosts, &WebForm::of(&scope.org, &hosts), &Problems::new())?;
    Ok(page.show(&scope, TITLE, main))
}

pub(super) async fn change(scope: Scope, page: Page, Form(form): Form<WebForm>) -> Answer {
    let changed = match NewWeb::parse(&form, scope.house.settings.host()) {
        Ok(wish) => actions::change_web(&scope, &wish, form.version).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(()) => Ok(back(&scope, "/settings/web", "Saved. It holds from now on.".to_owned())),
        Err(Error::Invalid(problems)) => {
            let hosts = store::hosts(scope.db(), scope.org_id()).await?;
            Ok(page.refuse(&scope, TITLE, draw(&scope, &hosts, &form, &problems)?))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn check(scope: Scope) -> Answer {
    let (text, tone) = match actions::check_host(&scope).await? {
        None => ("There is no host name to be looked at.".to_owned(), Tone::Info),
        Some(Found::Proof(_)) => ("Proven. The public pages stand there.".to_owned(), Tone::Ok),
        Some(Found::Nothing(why) | Found::Silence(why)) => (why, Tone::Warn),
    };
    Ok(go_flash(&scope.house, &scope.org.path("/settings/web"), Flash { text, tone, undo: None }))
}

fn draw(scope: &Scope, hosts: &[HostProof], form: &WebForm, problems: &Problems) -> Result<Markup> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let public = scope.org.public_url(&scope.house, "");
    let lines: Vec<HostLine<'_>> = hosts
        .iter()
        .map(|proof| HostLine {
            checked: proof.checked_at.map(|at| moment(scope, at)),
            proven: proof.proven_at.map(|at| moment(scope, at)),
            is_served: scope.org.host.as_ref() == Some(&proof.host),
            proof,
        })
        .collect();
    Ok(view::page(&scope.org, form, &lines, (&public, scope.house.settings.host()), problems))
}

fn moment(scope: &Scope, at: DateTime<Utc>) -> String {
    let zone = scope.org.zone();
    format!("{}, {}", day_text(wall(zone, at).date()), clock_text(zone, at))
}
