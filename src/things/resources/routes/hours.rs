//! The ordinary week.

use super::{changeable, done};
use crate::resources::week::{Preset, WeekForm};
use crate::resources::{actions, store};
use crate::views::resources::hours as view;
use kernel::{Error, Problems};
use platform::Scope;
use platform::web::{Answer, Form, Id, Page, Query};
use serde::Deserialize;

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    #[serde(flatten)]
    week: WeekForm,
    version: String,
}

/// What the address of the form says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HoursQuery {
    /// See [`Preset`].
    preset: String,
}

pub async fn edit(scope: Scope, page: Page, Id(id): Id, Query(query): Query<HoursQuery>) -> Answer {
    let resource = changeable(&scope, id).await?;
    let week = match Preset::parse(&query.preset) {
        Some(preset) => preset.week(),
        None => store::weekly(scope.db(), scope.org_id(), id).await?,
    };
    let main = view::page(&scope.org, &resource, &WeekForm::of(&week), resource.version, &Problems::new());
    Ok(page.show(&scope, &format!("Opening hours of {}", resource.name), main))
}

pub async fn update(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<Sent>) -> Answer {
    let resource = changeable(&scope, id).await?;
    let version = typed.version.parse().unwrap_or(0);
    let mut problems = Problems::new();
    let week = typed.week.parse(&mut problems);
    let saved = match problems.check() {
        Ok(()) => actions::set_hours(&scope, id, version, &week).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(done(&scope, id, format!("The opening hours of {} were saved.", resource.name))),
        Err(Error::Invalid(problems)) => {
            let main = view::page(&scope.org, &resource, &typed.week, version, &problems);
            Ok(page.refuse(&scope, &format!("Opening hours of {}", resource.name), main))
        }
        Err(error) => Err(error.into()),
    }
}
