//! The page of what is due soon, what people do there, and the alerts on the page of an asset.

use super::model::{AlertQuery, Standing};
use super::{actions, store};
use crate::deed::Deed;
use crate::plans::ahead::{self, Ahead, Coming, Hushed};
use crate::views::alerts as view;
use crate::{assets, catalogue, locations};
use chrono::TimeDelta;
use kernel::sheet::Paper;
use kernel::time::parse_day;
use kernel::{Error, Result};
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, Form, Id, Page, Query, Routes, TURN, Turn, file_as_read, go_flash};
use platform::{Perm, Reach, Scope};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// Alerts on the page of an asset.
const OF_ASSET: i64 = 50;
/// How far ahead planned maintenance stands on the page (days).
const AHEAD_DAYS: i64 = 30;
/// So much of it.
const AHEAD_MAX: i64 = 50;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/alerts", Perm::AssetsRead, index)
        .post("/alerts/snooze", Perm::AssetsManage, snooze)
        .post("/alerts/dismissal", Perm::AssetsManage, dismiss)
        .post("/alerts/restoration", Perm::AssetsManage, restore)
        .post("/alerts/ahead/snooze", Perm::AssetsManage, snooze_ahead)
        .post("/alerts/ahead/dismissal", Perm::AssetsManage, dismiss_ahead)
        .post("/alerts/ahead/restoration", Perm::AssetsManage, restore_ahead)
        .get("/assets/{id}/alerts", Perm::AssetsRead, of_asset)
}

/// May the viewer snooze and dismiss: somewhere at least?
fn may_manage(scope: &Scope) -> bool {
    scope.reach(Perm::AssetsManage) != Reach::Within(Vec::new())
}

async fn index(scope: Scope, page: Page, Query(query): Query<AlertQuery>) -> Answer {
    let (reach, filter) = (scope.reach(Perm::AssetsRead), query.filter());
    if let Some(paper) = Paper::parse(&query.format) {
        let asked = Arc::new((scope, filter, reach));
        return file_as_read(paper, "Due soon", view::heads(), move |edge| {
            let asked = asked.clone();
            Box::pin(async move {
                let (scope, filter, reach) = &*asked;
                let today = scope.today();
                let alerts = store::after(scope.db(), scope.org_id(), (filter, today), reach, edge, TURN).await?;
                Ok(Turn::of(&alerts, |alert| view::cells(alert, today), |last| last.id))
            })
        })
        .await;
    }
    drawn(&scope, &page, &query, None).await
}

/// Planned maintenance for which no order was raised yet, as far as the filter asks for it, the soonest first.
async fn to_come(scope: &Scope, standing: Standing) -> Result<Vec<Ahead>> {
    let today = scope.today();
    let hushed = match standing {
        Standing::Open => Hushed::Not(today),
        Standing::Snoozed => Hushed::Until(today),
        Standing::Dismissed => Hushed::ForGood,
        Standing::All => Hushed::Whichever,
        Standing::Over => return Ok(Vec::new()), // an order is there by then
    };
    ahead::store::all(scope, today + TimeDelta::days(AHEAD_DAYS), hushed, AHEAD_MAX).await
}

async fn drawn(scope: &Scope, page: &Page, query: &AlertQuery, problem: Option<&str>) -> Answer {
    let (db, org, reach, filter) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead), query.filter());
    let listed = store::list(db, org, (&filter, scope.today()), &reach, (query.after, query.before)).await?;
    let mut places = locations::store::tree(db, org).await?;
    places.retain(|place| reach.touches(Some(place.id)));
    let ahead = to_come(scope, filter.standing).await?;
    let facts = view::Index {
        org: &scope.org,
        ahead: &ahead,
        query,
        standing: filter.standing,
        page: &listed,
        categories: &catalogue::categories::store::tree(db, org).await?,
        places: &places,
        manage: may_manage(scope).then(|| scope.reach(Perm::AssetsManage)),
        problem,
        today: scope.today(),
    };
    let main = view::page(&facts);
    Ok(match problem {
        None => page.show_with(scope, "Due soon", &[], &["assets.css"], main),
        Some(_) => page.refuse_with(scope, "Due soon", &["assets.css"], main),
    })
}

/// What the page sends of those that are ticked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Ticked {
    alert: Vec<Uuid>,
    /// The day until which they are put off.
    until: String,
    /// `asset`: back to the page of this one.
    asset: Option<Uuid>,
    /// Back to the same list.
    #[serde(flatten)]
    query: std::collections::BTreeMap<String, String>,
}

impl Ticked {
    fn query(&self) -> AlertQuery {
        let said = |name: &str| self.query.get(&format!("list-{name}")).cloned().unwrap_or_default();
        AlertQuery {
            kind: said("kind"),
            standing: said("standing"),
            category: said("category"),
            location: said("location"),
            asset: said("asset"),
            ..AlertQuery::default()
        }
    }
}

async fn snooze(scope: Scope, page: Page, Form(form): Form<Ticked>) -> Answer {
    done_with(&scope, &page, &form, put_off(&form.until)).await
}

async fn dismiss(scope: Scope, page: Page, Form(form): Form<Ticked>) -> Answer {
    done_with(&scope, &page, &form, Ok(Deed::Dismiss)).await
}

async fn restore(scope: Scope, page: Page, Form(form): Form<Ticked>) -> Answer {
    done_with(&scope, &page, &form, Ok(Deed::Restore)).await
}

fn put_off(until: &str) -> Result<Deed> {
    parse_day(until.trim()).map(Deed::Snooze).ok_or_else(|| Error::invalid("until", "Until when? Choose a day."))
}

async fn done_with(scope: &Scope, page: &Page, form: &Ticked, deed: Result<Deed>) -> Answer {
    let done = match deed {
        Ok(deed) => actions::all(scope, &form.alert, deed).await.map(|count| (deed, count)),
        Err(error) => Err(error),
    };
    let undo = Undo {
        action: scope.org.path("/alerts/restoration"),
        fields: form.alert.iter().map(|id| ("alert".to_owned(), id.to_string())).collect(),
    };
    answered(scope, page, (&form.query(), form.asset), done, (undo, "")).await
}

/// Back to the list, or to the page of an asset; what was done can be undone there. `rest`: what is said besides of what is
/// not shown any more.
async fn answered(
    scope: &Scope,
    page: &Page,
    (query, asset): (&AlertQuery, Option<Uuid>),
    done: Result<(Deed, usize)>,
    (undo, rest): (Undo, &str),
) -> Answer {
    let (deed, count) = match done {
        Ok(done) => done,
        Err(Error::Invalid(problems)) => {
            let problem = problems.iter().map(|(_, told)| told).collect::<Vec<_>>().join(" ");
            return drawn(scope, page, query, Some(&problem)).await;
        }
        Err(error) => return Err(error.into()),
    };
    let (rest, is_hidden) = if deed == Deed::Restore { ("", false) } else { (rest, true) };
    let are = if count == 1 { "is" } else { "are" };
    let text = format!("{count} {are} {}.{rest}", deed.done());
    let back = match asset {
        Some(asset) => scope.org.path(&format!("/assets/{asset}")),
        None => platform::ui::address(&scope.org.path("/alerts"), &query.said()),
    };
    let undo = (count > 0 && is_hidden).then_some(undo);
    Ok(go_flash(&scope.house, &back, Flash { text, tone: Tone::Ok, undo }))
}

/// What the page sends of maintenance to come that is ticked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TickedAhead {
    ahead: Vec<String>,
    /// The day until which it is put off.
    until: String,
    /// Back to the same list.
    standing: String,
}

async fn snooze_ahead(scope: Scope, page: Page, Form(form): Form<TickedAhead>) -> Answer {
    done_ahead(&scope, &page, &form, put_off(&form.until)).await
}

async fn dismiss_ahead(scope: Scope, page: Page, Form(form): Form<TickedAhead>) -> Answer {
    done_ahead(&scope, &page, &form, Ok(Deed::Dismiss)).await
}

async fn restore_ahead(scope: Scope, page: Page, Form(form): Form<TickedAhead>) -> Answer {
    done_ahead(&scope, &page, &form, Ok(Deed::Restore)).await
}

async fn done_ahead(scope: &Scope, page: &Page, form: &TickedAhead, deed: Result<Deed>) -> Answer {
    let query = AlertQuery { standing: form.standing.clone(), ..AlertQuery::default() };
    let coming: Vec<Coming> = form.ahead.iter().filter_map(|word| Coming::parse(word)).collect();
    let done = match deed {
        Ok(deed) => ahead::actions::all(scope, &coming, deed).await.map(|count| (deed, count)),
        Err(error) => Err(error),
    };
    let undo = Undo {
        action: scope.org.path("/alerts/ahead/restoration"),
        fields: form.ahead.iter().map(|word| ("ahead".to_owned(), word.clone())).collect(),
    };
    answered(scope, page, (&query, None), done, (undo, " The work order is raised all the same.")).await
}

/// What comes to its end about an asset: a part of its page.
async fn of_asset(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let asset = assets::seen(&scope, id).await?;
    let alerts = store::of_asset(scope.db(), scope.org_id(), id, OF_ASSET).await?;
    let may_manage = asset.is_within(&scope.reach(Perm::AssetsManage));
    Ok(page.part(view::section(&scope.org, id, &alerts, may_manage, scope.today())))
}
