//! The ordinary week.

use super::changeable;
use crate::resources::store;
use crate::resources::week::{Preset, WeekForm};
use crate::views::resources::hours as view;
use kernel::Problems;
use platform::Scope;
use platform::web::{Answer, Id, Page, Query};
use serde::Deserialize;
use uuid::Uuid;

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    #[serde(flatten)]
    pub(crate) week: WeekForm,
    version: String,
}

impl Sent {
    /// The version of the resource that it was made against.
    pub(crate) fn version(&self) -> i64 {
        self.version.parse().unwrap_or(0)
    }

    /// The same against another version.
    pub(crate) fn against(&self, version: i64) -> Sent {
        Sent { version: version.to_string(), ..self.clone() }
    }
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

/// The form again, with what is wrong with it.
pub(crate) async fn again(scope: &Scope, page: &Page, id: Uuid, typed: &Sent, problems: &Problems) -> Answer {
    let resource = changeable(scope, id).await?;
    let main = view::page(&scope.org, &resource, &typed.week, typed.version(), problems);
    Ok(page.refuse(scope, &format!("Opening hours of {}", resource.name), main))
}
