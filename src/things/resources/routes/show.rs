//! One resource.

use super::readable;
use crate::locations::{self, lineage};
use crate::resources::{Owner, store};
use crate::views::resources::closures::Lists;
use crate::views::resources::show::{self as view, Shown};
use platform::web::{Answer, Id, Page};
use platform::{Perm, Reach, Scope, events};

/// Entries of the history.
const HISTORY_MAX: i64 = 12;

pub async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let resource = readable(&scope, id).await?;
    let week = store::weekly(db, org, id).await?;
    let photos = store::photos(db, org, id).await?;
    let exceptions = store::exceptions(db, org, &resource).await?;
    let blackouts = store::blackouts(db, org, &resource).await?;
    let history = events::of_subject(db, org, id, HISTORY_MAX).await?;
    let mut places = locations::store::tree_with_archived(db, org).await?;
    let above = lineage(&resource.location_path);
    places.retain(|place| above.contains(&place.id));

    let reach = scope.reach(Perm::ResourcesManage);
    let may_change = reach.covers(resource.location_id);
    let may_remove = |owner: Owner| match owner {
        Owner::Resource(_) => may_change,
        Owner::Location(location) => reach.covers(location),
        Owner::Organisation => reach == Reach::Everywhere,
    };
    let lists = Lists {
        org: &scope.org,
        resource: &resource,
        places: &places,
        may_remove: &may_remove,
        may_add: may_change,
        now: scope.now,
    };
    let shown = Shown {
        org: &scope.org,
        resource: &resource,
        week: &week,
        photos: &photos,
        exceptions: &exceptions,
        blackouts: &blackouts,
        lists: &lists,
        history: &history,
        public_address: &scope.org.public_url(&scope.house, &format!("/{}", resource.slug)),
        may_change,
        may_book: scope.may_at(Perm::BookingsMake, resource.location_id),
    };
    let main = view::show(&shown);
    Ok(page.show(&scope, &resource.name, main))
}
