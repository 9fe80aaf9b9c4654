//! The list of assets, and the same as a file.

use super::super::model::{Asset, AssetQuery, shown};
use super::super::store;
use super::may_add;
use crate::catalogue::fields::{Field, Kind};
use crate::views::assets::{file, index as view};
use crate::{catalogue, lists, locations};
use kernel::sheet::Paper;
use platform::web::{Answer, Page, Query, TURN, Turn, file_as_read};
use platform::{Perm, Reach, Scope};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

pub(super) async fn index(scope: Scope, page: Page, Query(query): Query<AssetQuery>) -> Answer {
    let query = query.settled();
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let fields = catalogue::fields::store::all(db, org).await?;
    let (filter, today) = (query.filter(&fields, (&scope.org.currency, scope.org.zone())), scope.today());
    let asked = (&filter, query.sorting(), today);
    let own = |shown: &[Result<super::super::Column, &Field>]| {
        shown.iter().filter_map(|column| column.err()).filter(|field| !field.is_sealed).map(|field| field.id).collect()
    };
    // Files say people's addresses to whoever may know them.
    let with_addresses = scope.reach(Perm::ContactsRead) == Reach::Everywhere;
    if let Some(paper) = Paper::parse(&query.format) {
        let every: Vec<_> = fields.iter().map(Err).collect();
        let (open, order, heads): (Vec<Uuid>, _, _) = (own(&every), query.sorting(), file::heads(&fields));
        let asked = Arc::new((scope, filter, reach, fields, open, with_addresses));
        return file_as_read(paper, "Assets", heads, move |last| {
            let asked = asked.clone();
            Box::pin(async move {
                let (scope, filter, reach, fields, open, with_addresses) = &*asked;
                let (db, org) = (scope.db(), scope.org_id());
                let assets = store::behind(db, org, (filter, order, today), reach, last, TURN).await?;
                let ids = assets.iter().map(|asset| asset.id).collect();
                let values = store::of_many(db, org, ids, open.clone()).await?;
                let people = store::named_people(db, org, people_in(fields, &values)).await?;
                let cells = file::Cells { fields: fields.clone(), values, people, with_addresses: *with_addresses };
                Ok(Turn::of(&assets, |asset| file::row(asset, &cells), Asset::clone))
            })
        })
        .await;
    }
    // What is remembered is not said by the addresses of the page.
    let shown = shown(&lists::columns(&scope, lists::Kind::Assets, &query.columns).await?, &fields);
    let (listed, total) = store::list(db, org, asked, &reach, (query.after, query.before)).await?;
    let ids = listed.rows.iter().map(|asset| asset.id).collect();
    let mut places = locations::store::tree(db, org).await?;
    places.retain(|place| reach.touches(Some(place.id)));
    let holder = match filter.holder {
        Some(id) => people::contacts::store::by_id(db, org, id).await.ok(),
        None => None,
    };
    let values = store::of_many(db, org, ids, own(&shown)).await?;
    let people = store::named_people(db, org, people_in(&fields, &values)).await?;
    let facts = view::Index {
        org: &scope.org,
        query: &query,
        filter: &filter,
        columns: &shown,
        page: &listed,
        total,
        values: &values,
        people: &people,
        fields: &fields,
        categories: &catalogue::categories::store::tree(db, org).await?,
        labels: &catalogue::labels::store::all(db, org).await?,
        places: &places,
        holder: holder.as_ref().map(|contact| contact.label()),
        may_add: may_add(&scope),
        may_lend: scope.may(Perm::AssetsLend),
        today,
    };
    Ok(page.show_with(&scope, "Assets", &[], &["assets.css"], view::page(&facts)))
}

/// Whom the fields name that are for people.
fn people_in(fields: &[Field], values: &HashMap<Uuid, HashMap<Uuid, String>>) -> Vec<Uuid> {
    let is_person = |field: &Uuid| fields.iter().any(|own| own.id == *field && own.kind == Kind::Person);
    let named = values.values().flatten().filter(|(field, _)| is_person(field));
    named.filter_map(|(_, person)| person.parse().ok()).collect()
}
