//! Audits of Harbour House: one that is closed, one under way; by what does them on any other day.

use super::owner;
use chrono::TimeDelta;
use kernel::Result;
use kernel::db::sql;
use kernel::id::Ids;
use platform::{House, Perm, Scope};
use std::collections::BTreeMap;
use things::audits::{ClosingForm, Count, Kind, LineFilter, NewAudit, Seen, actions, store};
use uuid::Uuid;

/// How often things of a category are audited (months).
const INTERVALS: [(&str, i64); 3] = [("Laptops", 12), ("Cameras", 6), ("Bikes", 6)];
/// Every so many of what is expected is not there, or was not looked for yet.
const MISSING: usize = 9;
/// What was seen besides: tags, and a code that nothing has.
const BESIDES: [&str; 2] = ["BK-003", "PR-002"];
const FOREIGN: &str = "INV-2019-044";

/// Writes them.
pub(super) async fn furnish(house: &House, ids: &Ids) -> Result<()> {
    let at = async |days: i64| owner(house, days).await;
    let mut tx = house.db.begin().await?;
    for (category, months) in INTERVALS {
        sql("update asset_categories set audit_months = $3 where org_id = $1 and name = $2")
            .bind(at(0).await?.org_id())
            .bind(category)
            .bind(months)
            .run(&mut tx)
            .await?;
    }
    tx.commit().await?;
    let then = at(24).await?;
    let closed = begin(&then, "Lantern Tower, autumn", "Lantern Tower", ids).await?;
    count(&then, closed, usize::MAX, ids).await?;
    let choices = [("all-missing", "leave"), ("all-misplaced", "move"), ("all-unexpected", "leave")];
    let choices: BTreeMap<String, String> =
        choices.into_iter().map(|(name, choice)| (name.to_owned(), choice.to_owned())).collect();
    let later = Scope { now: then.now + TimeDelta::hours(5), ..then };
    actions::close(&later, closed, &ClosingForm { choices }).await?;
    let today = at(1).await?;
    let open = begin(&today, "Upper deck, winter", "Upper deck", ids).await?;
    count(&today, open, 17, ids).await
}

async fn begin(scope: &Scope, name: &str, place: &str, ids: &Ids) -> Result<Uuid> {
    let (place,): (Uuid,) = sql("select id from locations where org_id = $1 and name = $2 and archived_at is null")
        .bind(scope.org_id())
        .bind(place.to_owned())
        .one(scope.db())
        .await?;
    let new = NewAudit {
        name: name.to_owned(),
        kind: Kind::Place,
        location: Some(place),
        category: None,
        assignee: scope.user_id(),
        due_on: Some(scope.now.date_naive() + TimeDelta::days(7)),
        note: "Look behind the stage, too.".to_owned(),
        people: Vec::new(),
        reminders: things::audits::REMINDERS.to_vec(),
    };
    actions::start(scope, &new, &ids.token()).await
}

/// Counts the first of what is expected, a minute each, and what lies there besides.
async fn count(scope: &Scope, audit: Uuid, first: usize, ids: &Ids) -> Result<()> {
    let reach = scope.reach(Perm::AssetsRead);
    let (db, org) = (scope.db(), scope.org_id());
    let lines = store::lines(db, org, (audit, LineFilter::All), (&reach, None), None, 500).await?;
    let mut now = scope.now;
    let mut seen = async |seen: Seen<'_>| -> Result<()> {
        now += TimeDelta::minutes(1);
        let then = Scope { now, ..scope.clone() };
        actions::count(&then, audit, Count { seen, place: None }, &ids.token()).await.map(drop)
    };
    for (nth, line) in lines.iter().enumerate().take(first) {
        let Some(asset) = line.asset_id else { continue };
        seen(if nth % MISSING == MISSING - 1 { Seen::Gone(asset) } else { Seen::Asset(asset) }).await?;
    }
    for tag in BESIDES {
        if let Some(asset) = things::assets::store::by_tag(db, org, tag).await? {
            seen(Seen::Asset(asset.id)).await?;
        }
    }
    seen(Seen::Code(FOREIGN)).await
}
