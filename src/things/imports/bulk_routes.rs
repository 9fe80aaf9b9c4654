//! Changing many assets at once: the form, and the preview that it leads to.

use super::model::ChangeForm;
use super::{actions, policy};
use crate::assets::{self, Asset, AssetQuery};
use crate::views::imports as view;
use crate::{catalogue, locations};
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Page, Query, Routes, go};
use platform::{Perm, Scope};
use std::collections::HashSet;

/// Style sheets of this page.
const STYLES: &[&str] = &["assets.css"];

/// The table.
pub(super) fn routes() -> Routes {
    Routes::under("/o/{org}").get("/assets/changes", Perm::AssetsManage, blank).post(
        "/assets/changes",
        Perm::AssetsManage,
        begin,
    )
}

/// Everything an address says, name by name.
type Said = Vec<(String, String)>;

/// Which assets an address chooses: those it names by their tags, or all that fit the filter of the list.
struct Chosen {
    tags: Vec<String>,
    query: AssetQuery,
}

impl Chosen {
    fn of(said: &Said) -> Chosen {
        let tags = said.iter().filter(|(name, _)| name == "asset").map(|(_, tag)| tag.trim().to_lowercase());
        let tags: HashSet<String> = tags.filter(|tag| !tag.is_empty()).collect();
        let mut tags: Vec<String> = tags.into_iter().collect();
        tags.sort_unstable();
        Chosen { tags, query: AssetQuery::of(said) }
    }

    /// What an address says that chooses the same.
    fn said(&self) -> Vec<(String, String)> {
        match self.tags.is_empty() {
            false => self.tags.iter().map(|tag| ("asset".to_owned(), tag.clone())).collect(),
            true => {
                let said = self.query.said().into_iter();
                let said = said.filter(|(name, value)| !value.is_empty() && *name != "columns");
                said.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
            }
        }
    }

    /// The assets, as far as the viewer sees them; one more than fit at most.
    async fn assets(&self, scope: &Scope) -> Result<Vec<Asset>> {
        let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
        if self.tags.is_empty() {
            let fields = catalogue::fields::store::all(db, org).await?;
            let filter = self.query.filter(&fields, (&scope.org.currency, scope.org.zone()));
            let asked = (&filter, self.query.sorting(), scope.today());
            return assets::store::after(db, org, asked, &reach, None, actions::CHANGED_MAX as i64 + 1).await;
        }
        let mut found = Vec::new();
        for batch in kernel::db::batches(self.tags.clone()) {
            found.extend(assets::store::by_tags(db, org, &batch).await?);
        }
        found.retain(|asset| asset.is_within(&reach));
        Ok(found)
    }

    async fn count(&self, scope: &Scope) -> Result<i64> {
        if !self.tags.is_empty() {
            return Ok(self.assets(scope).await?.len() as i64);
        }
        let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
        let fields = catalogue::fields::store::all(db, org).await?;
        let filter = self.query.filter(&fields, (&scope.org.currency, scope.org.zone()));
        assets::store::count(db, org, (&filter, scope.today()), &reach).await
    }
}

async fn blank(scope: Scope, page: Page, Query(said): Query<Said>) -> Answer {
    policy::demand(&scope)?;
    let main = drawn(&scope, &Chosen::of(&said), &ChangeForm::default(), &Problems::new()).await?;
    Ok(page.show_with(&scope, "Change assets", &[], STYLES, main))
}

async fn drawn(scope: &Scope, chosen: &Chosen, form: &ChangeForm, problems: &Problems) -> Result<maud::Markup> {
    let known = assets::known(scope).await?;
    let lend = scope.reach(Perm::AssetsLend);
    let mut places = locations::store::tree(scope.db(), scope.org_id()).await?;
    places.retain(|place| lend.covers(place.id));
    let facts = view::Bulk {
        org: &scope.org,
        said: &chosen.said(),
        count: chosen.count(scope).await?,
        is_ticked: !chosen.tags.is_empty(),
        category: chosen.query.category.parse().ok(),
        known: &known,
        places: &places,
        form,
        problems,
    };
    Ok(view::bulk(&facts))
}

/// Keeps what is to become of them, and leads to its preview.
async fn begin(scope: Scope, page: Page, Query(said): Query<Said>, Form(form): Form<ChangeForm>) -> Answer {
    policy::demand(&scope)?;
    let chosen = Chosen::of(&said);
    let begun = match form.read(&catalogue::fields::store::all(scope.db(), scope.org_id()).await?) {
        Ok(change) => actions::keep_change(&scope, chosen.assets(&scope).await?, change).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match begun {
        Ok(id) => Ok(go(&scope.org.path(&format!("/imports/{id}")))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, &chosen, &form, &problems).await?;
            Ok(page.refuse_with(&scope, "Change assets", STYLES, main))
        }
        Err(error) => Err(error.into()),
    }
}
