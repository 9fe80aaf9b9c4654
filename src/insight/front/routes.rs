//! The front page.

use super::figures::{self, Period};
use super::owned::Owned;
use super::{policy, store, strip};
use crate::messages;
use crate::views::front as views;
use chrono::{Duration, Timelike};
use days::bookings::store::{Leaf, Narrow, Sight};
use kernel::Result;
use kernel::time::wall;
use platform::events::{self, Happening};
use platform::web::{Answer, Page, Routes};
use platform::{Perm, Reach, Scope};
use std::collections::HashSet;
use things::resources::{self, Filter, Resource};
use uuid::Uuid;

/// Mail that failed or may have failed is news for so long (days).
const TROUBLE_DAYS: i64 = 7;
/// News shown.
const NEWS: usize = 10;
/// Facts read to find that many the viewer may hear and wants to.
const FACTS_READ: i64 = 80;
/// Own bookings shown.
const OWN: i64 = 8;

/// The row of this domain.
pub fn routes() -> Routes {
    Routes::under("/o/{org}").get("", Perm::Home, index)
}

async fn index(scope: Scope, page: Page) -> Answer {
    let head = head(&scope).await?;
    let main = match scope.reach(Perm::BookingsRead) {
        Reach::Within(locations) if locations.is_empty() => own(&scope, &head).await?,
        reach => house(&scope, &head, &reach).await?,
    };
    Ok(page.show_with(&scope, "Dashboard", &[], &["calendar.css"], main))
}

/// What everybody sees above their page.
async fn head(scope: &Scope) -> Result<views::Head<'_>> {
    let shown = wall(scope.org.zone(), scope.now);
    let reach = scope.reach(Perm::MessagesRead);
    let trouble = match scope.may(Perm::MessagesRead) {
        true => {
            messages::store::trouble(scope.db(), scope.org_id(), &reach, scope.now - Duration::days(TROUBLE_DAYS))
                .await?
        }
        false => messages::Trouble::default(),
    };
    Ok(views::Head {
        org: &scope.org,
        name: scope.viewer.user.as_ref().map_or("", |user| user.name.as_str()),
        today: shown.date(),
        hour: shown.hour(),
        now: scope.now,
        may_book: scope.may(Perm::BookingsMake),
        may_see_calendar: scope.may(Perm::CalendarRead),
        trouble,
    })
}

/// For those who may not read others' bookings: their own.
async fn own(scope: &Scope, head: &views::Head<'_>) -> Result<maud::Markup> {
    let narrow = Narrow { from: Some(scope.now), open: true, ..Narrow::default() };
    let sight = Sight { all: Reach::Within(Vec::new()), own: scope.user_id() };
    let bookings = match head.may_book {
        true => days::bookings::store::list(scope.db(), scope.org_id(), &narrow, &sight, Leaf::default(), OWN).await?,
        false => Vec::new(),
    };
    Ok(views::own(head, &bookings, owned(scope, head).await?.as_ref()))
}

/// For those who read bookings, everywhere or at some locations.
async fn house(scope: &Scope, head: &views::Head<'_>, reach: &Reach) -> Result<maud::Markup> {
    let (db, org, zone) = (scope.db(), scope.org_id(), scope.org.zone());
    let period = Period::until_today(zone, scope.now);
    let resources = resources::store::list(db, org, &Filter::default(), reach).await?;
    let borrowed: Vec<&Resource> = resources.iter().collect();
    let hours = resources::store::hours(db, org, &borrowed, period.span(), scope.now).await?;
    let taken = store::taken(db, org, reach, period.span()).await?;

    let chosen = strip::chosen(&resources, &taken, period.today());
    let ids: Vec<Uuid> = chosen.iter().map(|resource| resource.id).collect();
    let bookings = days::bookings::store::in_span(db, org, Some(&ids), period.today()).await?;
    let facts = strip::Facts {
        day: period.date(),
        today: period.today(),
        zone,
        resources: chosen,
        hours: &hours,
        bookings,
        all: resources.len(),
        now: scope.now,
    };
    let view = views::House {
        strip: strip::strip(facts),
        figures: figures::figures(&period, &resources, &hours, &taken, scope.now),
        resources: &resources,
        news: news(scope, reach, &resources).await?,
        limited: *reach != Reach::Everywhere,
        may_open_resources: scope.may(Perm::ResourcesRead),
        may_add_resources: scope.may(Perm::ResourcesManage),
        owned: owned(scope, head).await?,
        steps: steps(scope).await?,
    };
    Ok(views::house(head, &view))
}

/// What is owned where the viewer may see assets; nothing for those who may nowhere.
async fn owned(scope: &Scope, head: &views::Head<'_>) -> Result<Option<Owned>> {
    let reach = scope.reach(Perm::AssetsRead);
    if reach == Reach::Within(Vec::new()) {
        return Ok(None);
    }
    let (db, org) = (scope.db(), scope.org_id());
    Ok(Some(Owned {
        lots: store::lots(db, org, &reach).await?,
        due: store::due(db, org, &reach, head.today).await?,
        may_add: scope.reach(Perm::AssetsManage) == Reach::Everywhere,
    }))
}

/// The newest facts this viewer may hear, without those nobody waits for.
async fn news(scope: &Scope, reach: &Reach, resources: &[Resource]) -> Result<Vec<Happening>> {
    let prefix = if *reach == Reach::Everywhere { "" } else { "booking." };
    let latest = events::latest(scope.db(), scope.org_id(), prefix, FACTS_READ).await?;
    let within_reach: HashSet<Uuid> = resources.iter().map(|resource| resource.id).collect();
    let told = |happening: &Happening| views::is_news(happening) && policy::may_hear(scope, happening, &within_reach);
    Ok(latest.into_iter().filter(told).take(NEWS).collect())
}

/// What is still to be done before the house is whole, as far as the viewer can do it.
async fn steps(scope: &Scope) -> Result<Vec<views::Step>> {
    let everywhere = |perm| scope.reach(perm) == Reach::Everywhere;
    let can = [Perm::ResourcesManage, Perm::PeopleManage, Perm::OrgManage].map(everywhere);
    if can == [false; 3] {
        return Ok(Vec::new());
    }
    let has = store::set_up(scope.db(), scope.org_id()).await?;
    let settings = &scope.house.settings;
    let [places, people, house] = can;
    let all = [
        (places, views::Step::Location(has.locations > 0)),
        (places, views::Step::Resource(has.resources > 0)),
        (house, views::Step::Page(has.guests > 0)),
        (people, views::Step::Colleague(has.people > 1)),
        (house, views::Step::Mail(settings.smtp.is_some() || settings.demo)),
    ];
    Ok(all.into_iter().filter(|(may, _)| *may).map(|(_, step)| step).collect())
}
