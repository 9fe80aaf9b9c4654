//! Adding, changing, archiving.

use super::{VersionForm, changeable, done};
use crate::locations::{self, Location};
use crate::resources::week::{Preset, WeekForm};
use crate::resources::{Resource, ResourceForm, actions};
use crate::views::resources::form::{self as view, Shown};
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    #[serde(flatten)]
    pub(crate) resource: ResourceForm,
    /// Of a new one only.
    #[serde(flatten)]
    week: WeekForm,
    version: String,
    key: String,
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

/// What the address of the form for a new resource says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    /// Where it is to stand.
    location: String,
}

pub async fn new(scope: Scope, page: Page, Query(query): Query<NewQuery>) -> Answer {
    let places = places(&scope, None).await?;
    if places.is_empty() {
        // A resource stands in a location: that comes first.
        let text = "First add the location in which your resources stand.".to_owned();
        let path = scope.org.path(if scope.demand_everywhere(Perm::ResourcesManage).is_ok() {
            "/locations/new"
        } else {
            "/locations"
        });
        return Ok(go_flash(&scope.house, &path, Flash { text, tone: Tone::Info, undo: None }));
    }
    let known = places.iter().any(|place| place.id.to_string() == query.location);
    let location = if known { query.location } else { places[0].id.to_string() };
    let typed = Sent {
        resource: ResourceForm { location, ..ResourceForm::fresh() },
        week: WeekForm::of(&Preset::Office.week()),
        version: String::new(),
        key: scope.house.ids.token(),
    };
    let (title, main) = drawn(&scope, None, &places, &typed, &Problems::new());
    Ok(page.show(&scope, &title, main))
}

pub async fn create(scope: Scope, page: Page, Form(typed): Form<Sent>) -> Answer {
    let mut problems = Problems::new();
    let new = typed.resource.parse(&scope.org.currency, &mut problems);
    let week = typed.week.parse(&mut problems);
    let made = match (new, problems.check()) {
        (Some(new), Ok(())) => actions::create(&scope, &new, &week, &typed.key).await,
        (_, Err(error)) => Err(error),
        (None, Ok(())) => Err(Error::broken("a form of a resource was refused without a problem")),
    };
    match made {
        Ok(id) => Ok(done(&scope, id, format!("{} was added.", typed.resource.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let (title, main) = drawn(&scope, None, &places(&scope, None).await?, &typed, &problems);
            Ok(page.refuse(&scope, &title, main))
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let resource = changeable(&scope, id).await?;
    let typed = Sent {
        resource: ResourceForm::of(&resource, &scope.org.currency),
        week: WeekForm::default(),
        version: resource.version.to_string(),
        key: String::new(),
    };
    let (title, main) =
        drawn(&scope, Some(&resource), &places(&scope, Some(&resource)).await?, &typed, &Problems::new());
    Ok(page.show(&scope, &title, main))
}

/// The form of an existing resource again, with what is wrong with it.
pub(crate) async fn again(scope: &Scope, page: &Page, id: Uuid, typed: &Sent, problems: &Problems) -> Answer {
    let resource = changeable(scope, id).await?;
    let (title, main) = drawn(scope, Some(&resource), &places(scope, Some(&resource)).await?, typed, problems);
    Ok(page.refuse(scope, &title, main))
}

pub async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let resource = changeable(&scope, id).await?;
    actions::restore(&scope, id, form.version).await?;
    Ok(done(&scope, id, format!("{} was restored.", resource.name)))
}

/// Where the viewer may stand a resource; where it stands already may be kept.
async fn places(scope: &Scope, existing: Option<&Resource>) -> Result<Vec<Location>> {
    let reach = scope.reach(Perm::ResourcesManage);
    let mut places = locations::store::tree(scope.db(), scope.org_id()).await?;
    places.retain(|place| reach.covers(place.id) || existing.is_some_and(|existing| existing.location_id == place.id));
    Ok(places)
}

fn drawn(
    scope: &Scope,
    existing: Option<&Resource>,
    places: &[Location],
    typed: &Sent,
    problems: &Problems,
) -> (String, maud::Markup) {
    let shown = Shown {
        org: &scope.org,
        existing,
        places,
        typed: &typed.resource,
        week: &typed.week,
        version: typed.version(),
        key: &typed.key,
        problems,
    };
    (shown.title(), view::page(&shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sent_form_is_read_with_its_week() {
        let uri: axum::http::Uri = "/x?name=Aurora&kind=room&mon=9-18&sun=&version=3&key=k&unknown=1".parse().unwrap();
        let axum_extra::extract::Query(sent) = axum_extra::extract::Query::<Sent>::try_from_uri(&uri).unwrap();
        assert_eq!((sent.resource.name.as_str(), sent.resource.kind.as_str()), ("Aurora", "room"));
        assert_eq!(
            (sent.week.mon.as_str(), sent.week.sun.as_str(), sent.version(), sent.key.as_str()),
            ("9-18", "", 3, "k")
        );
    }
}
