//! Reports of Harbour House that are mailed: what an accountant gets every month, and what is overdue every Monday; by what
//! sends them on any other day.

use super::owner;
use chrono::NaiveTime;
use insight::schedules::{ScheduleForm, actions, read, send};
use kernel::Result;
use kernel::id::Ids;
use kernel::time::resolve;
use platform::{House, Scope};

/// They were set up so many days ago.
const SINCE: i64 = 40;

/// Writes them, and what was sent since.
pub(super) async fn furnish(house: &House, ids: &Ids) -> Result<()> {
    let then = in_the_morning(owner(house, SINCE).await?);
    let books = ScheduleForm {
        name: "Depreciation for the books".to_owned(),
        report: "depreciation".to_owned(),
        every: "month".to_owned(),
        month_day: "1".to_owned(),
        paper: "xlsx".to_owned(),
        to: "ada@harbour.example\nbooks@ledgerandtide.example".to_owned(),
        ..ScheduleForm::default()
    };
    let late = ScheduleForm {
        name: "What should have come back".to_owned(),
        report: "overdue".to_owned(),
        every: "week".to_owned(),
        weekday: "1".to_owned(),
        paper: "csv".to_owned(),
        to: "ada@harbour.example\nbo@harbour.example".to_owned(),
        ..ScheduleForm::default()
    };
    for form in [&books, &late] {
        actions::create(&then, &read(&then, form).await?, false, &ids.token()).await?;
    }
    for ago in (1..SINCE).rev() {
        send::send_due(&in_the_morning(owner(house, ago).await?)).await?;
    }
    Ok(())
}

/// The same day, when such letters leave.
fn in_the_morning(scope: Scope) -> Scope {
    let morning = NaiveTime::from_hms_opt(8, 3, 0).unwrap_or_default();
    let now = resolve(scope.org.zone(), scope.today().and_time(morning)).instant();
    Scope { now, ..scope }
}
