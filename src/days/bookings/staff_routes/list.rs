//! The list of bookings: filters in the address, pages by key, and the same as a file.

use super::resource_for;
use crate::bookings::model::Status;
use crate::bookings::store::{self, Leaf, Narrow, Sight};
use crate::views::bookings::index as list_view;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::sheet::Paper;
use kernel::time::{day_start, parse_day};
use kernel::{Result, text};
use platform::web::{Answer, Page, Query, TURN, Turn, file_as_read};
use platform::{Perm, Scope, context};
use serde::Deserialize;
use std::sync::Arc;

/// Bookings on a page of the list.
const PAGE: i64 = 50;

/// What the address of the list says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// `upcoming` (also when absent), `past`, `cancelled` or `all`.
    pub show: String,
    /// Looked for in title, code, guest and resource.
    pub text: String,
    /// A resource's id.
    pub resource: String,
    /// A location's id: it and all below it.
    pub location: String,
    /// First day, `yyyy-mm-dd`.
    pub from: String,
    /// Last day.
    pub until: String,
    /// The edge of the neighbouring page, `instant/id`.
    pub after: String,
    /// The same, backwards.
    pub before: String,
    /// `csv`: a file of all pages.
    pub format: String,
}

impl ListQuery {
    fn leaf(&self) -> Leaf {
        let descending = matches!(self.show.as_str(), "past" | "all" | "cancelled");
        let edge = |text: &str| {
            let (at, id) = text.split_once('/')?;
            Some((DateTime::parse_from_rfc3339(at).ok()?.with_timezone(&Utc), id.parse().ok()?))
        };
        match edge(&self.before) {
            Some(before) => Leaf { descending, edge: Some(before), backwards: true },
            None => Leaf { descending, edge: edge(&self.after), backwards: false },
        }
    }

    async fn narrow(&self, scope: &Scope) -> Result<Narrow> {
        let zone = scope.org.zone();
        let day = |text: &str, plus: i64| parse_day(text).map(|day| day_start(zone, day + TimeDelta::days(plus)));
        let mut narrow = Narrow {
            from: day(&self.from, 0),
            until: day(&self.until, 1),
            resource: self.resource.parse().ok(),
            pattern: Some(self.text.trim()).filter(|text| !text.is_empty()).map(text::any_case_pattern),
            ..Narrow::default()
        };
        if let Ok(location) = self.location.parse() {
            narrow.locations = Some(context::subtree(scope.db(), scope.org_id(), location).await?);
        }
        match self.show.as_str() {
            "past" => {
                narrow.ended = Some(scope.now);
                narrow.statuses = vec![Status::Confirmed, Status::CheckedIn, Status::Completed, Status::Released];
            }
            "cancelled" => narrow.statuses = vec![Status::Cancelled, Status::Released],
            "all" => {}
            _ => {
                narrow.from = Some(narrow.from.map_or(scope.now, |from| from.max(scope.now)));
                narrow.open = true;
            }
        }
        Ok(narrow)
    }
}

fn sight(scope: &Scope) -> Sight {
    Sight { all: scope.reach(Perm::BookingsRead), own: scope.user_id() }
}

pub(super) async fn index(scope: Scope, page: Page, Query(query): Query<ListQuery>) -> Answer {
    let (narrow, sight, leaf) = (query.narrow(&scope).await?, sight(&scope), query.leaf());
    if let Some(paper) = Paper::parse(&query.format) {
        let heads = list_view::HEADS.map(str::to_owned).into();
        let asked = Arc::new((scope, narrow, sight));
        return file_as_read(paper, "Bookings", heads, move |edge| {
            let (asked, leaf) = (asked.clone(), Leaf { edge, backwards: false, ..leaf });
            Box::pin(async move {
                let (scope, narrow, sight) = &*asked;
                let bookings = store::list(scope.db(), scope.org_id(), narrow, sight, leaf, TURN).await?;
                Ok(Turn::of(&bookings, list_view::cells, |last| (last.starts_at, last.id)))
            })
        })
        .await;
    }
    let mut bookings = store::lines(scope.db(), scope.org_id(), &narrow, &sight, leaf, PAGE + 1).await?;
    let more = bookings.len() as i64 > PAGE;
    if more {
        // The one beyond the page stands at the far end of the way it was read.
        if leaf.backwards { drop(bookings.remove(0)) } else { drop(bookings.pop()) }
    }
    let (mut places, reach) =
        (things::locations::store::tree(scope.db(), scope.org_id()).await?, scope.reach(Perm::CalendarRead));
    places.retain(|place| reach.covers(place.id));
    let pages = list_view::Pages {
        previous: if leaf.backwards { more } else { leaf.edge.is_some() },
        next: leaf.backwards || more,
    };
    let resource = match query.resource.parse() {
        Ok(id) => resource_for(&scope, id).await.ok(),
        Err(_) => None,
    };
    let main = list_view::index(
        &scope.org,
        &query,
        &bookings,
        pages,
        &places,
        resource.as_ref(),
        scope.may(Perm::BookingsMake),
    );
    Ok(page.show(&scope, "Bookings", main))
}
