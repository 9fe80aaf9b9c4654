//! The names of what reports are narrowed to, as far as the viewer may know them.

use super::query::ReportQuery;
use kernel::Result;
use platform::{Perm, Scope};
use things::{catalogue, locations};
use uuid::Uuid;

/// Names by id.
#[derive(Debug, Default)]
pub struct Known {
    categories: Vec<(Uuid, String)>,
    models: Vec<(Uuid, String)>,
    places: Vec<(Uuid, String)>,
}

impl Known {
    /// Reads what these need.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load<'a>(scope: &Scope, queries: impl IntoIterator<Item = &'a ReportQuery>) -> Result<Known> {
        let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
        let (mut by_category, mut by_model, mut by_place) = (false, false, false);
        for query in queries {
            by_category |= !query.category.is_empty();
            by_model |= !query.model.is_empty();
            by_place |= !query.location.is_empty();
        }
        let mut known = Known::default();
        if by_category {
            let tree = catalogue::categories::store::tree(db, org).await?;
            known.categories = tree.into_iter().map(|one| (one.id, one.name)).collect();
        }
        if by_model {
            let models = catalogue::models::store::all(db, org).await?;
            known.models = models.iter().map(|one| (one.id, one.label())).collect();
        }
        if by_place {
            let tree = locations::store::tree(db, org).await?;
            let seen = tree.into_iter().filter(|place| reach.touches(Some(place.id)));
            known.places = seen.map(|place| (place.id, place.name)).collect();
        }
        Ok(known)
    }

    /// Is everything there that this is narrowed to?
    pub fn knows(&self, query: &ReportQuery) -> bool {
        let is_there = |typed: &str, name: Option<&str>| typed.is_empty() || name.is_some();
        is_there(&query.category, self.category(query))
            && is_there(&query.model, self.model(query))
            && is_there(&query.location, self.place(query))
    }

    /// The category of which it is.
    pub fn category(&self, query: &ReportQuery) -> Option<&str> {
        named(&self.categories, &query.category)
    }

    /// The model of which it is.
    pub fn model(&self, query: &ReportQuery) -> Option<&str> {
        named(&self.models, &query.model)
    }

    /// The place at which it is.
    pub fn place(&self, query: &ReportQuery) -> Option<&str> {
        named(&self.places, &query.location)
    }
}

fn named<'a>(all: &'a [(Uuid, String)], typed: &str) -> Option<&'a str> {
    let id: Uuid = typed.parse().ok()?;
    all.iter().find(|(known, _)| *known == id).map(|(_, name)| name.as_str())
}
