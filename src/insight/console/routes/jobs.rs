//! Work: what waits, runs, failed and died, and what comes due by itself.

use super::{PAGE, STYLES, done, operator};
use crate::console::model::{JobRow, JobsQuery};
use crate::console::store::jobs as store;
use crate::paging::Listed;
use crate::views::console::{jobs as views, schedules as schedules_view};
use kernel::Result;
use platform::jobs::desk;
use platform::web::{Answer, Id, Page, Path, Query, Visit};
use serde::Deserialize;
use uuid::Uuid;

/// The page that all of these lead back to.
const JOBS: &str = "/console/jobs";
/// The page of schedules.
const SCHEDULES: &str = "/console/schedules";

pub(super) async fn index(visit: Visit, page: Page, Query(query): Query<JobsQuery>) -> Answer {
    let user = operator(&visit)?;
    let (db, from) = (&visit.house.db, query.page());
    let rows = store::list(db, query.state(), from, PAGE + 1).await?;
    let listed = Listed::cut(rows, from, PAGE, JobRow::spot);
    let counts = store::counts(db).await?;
    Ok(page.console(user, "Jobs", STYLES, views::index(&query, &listed, counts, visit.now)))
}

pub(super) async fn show(visit: Visit, page: Page, Id(id): Id) -> Answer {
    let user = operator(&visit)?;
    let job = store::by_id(&visit.house.db, id).await?;
    Ok(page.console(user, &job.name, STYLES, views::show(&job, visit.now)))
}

pub(super) async fn replay(visit: Visit, Id(id): Id) -> Answer {
    let job = find(&visit, id).await?;
    desk::replay(&visit.errand(), id).await?;
    Ok(done(&visit, JOBS, views::replayed(&job.name)))
}

pub(super) async fn discard(visit: Visit, Id(id): Id) -> Answer {
    let job = find(&visit, id).await?;
    desk::discard(&visit.errand(), id).await?;
    Ok(done(&visit, JOBS, views::discarded(&job.name)))
}

pub(super) async fn hasten(visit: Visit, Id(id): Id) -> Answer {
    let job = find(&visit, id).await?;
    desk::hasten(&visit.errand(), id).await?;
    Ok(done(&visit, JOBS, views::hastened(&job.name)))
}

async fn find(visit: &Visit, id: Uuid) -> Result<JobRow> {
    operator(visit)?;
    store::by_id(&visit.house.db, id).await
}

pub(super) async fn schedules(visit: Visit, page: Page) -> Answer {
    let user = operator(&visit)?;
    let ticks = desk::last_ticks(&visit.house).await?;
    let under_way = store::under_way(&visit.house.db).await?;
    let mut lines = Vec::new();
    for schedule in visit.house.wings.schedules {
        let name = schedule.kind.name;
        lines.push(schedules_view::Line {
            name,
            cron: schedule.cron,
            zone: schedule.zone,
            last: ticks.iter().find(|(task, _)| task == name).map(|(_, at)| *at),
            next: schedule.next_due(visit.now)?,
            under_way: under_way.iter().any(|(running,)| running == name),
        });
    }
    Ok(page.console(user, "Schedules", STYLES, schedules_view::page(&lines, visit.now)))
}

/// The schedule of a path.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    schedule: String,
}

pub(super) async fn run_now(visit: Visit, Path(named): Path<Named>) -> Answer {
    operator(&visit)?;
    desk::run_now(&visit.errand(), &named.schedule).await?;
    Ok(done(&visit, SCHEDULES, schedules_view::started(&named.schedule)))
}
