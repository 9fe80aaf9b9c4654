//! All SQL of calendars of days.

use super::model::{DayCalendar, NewCalendar};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Either, On, Sql, Tx, sql};
use kernel::ical::NamedDay;
use platform::Reach;
use uuid::Uuid;

/// The most calendars that are listed.
const LIST_MAX: i64 = 200;

fn calendars(org: Uuid) -> Sql {
    sql("select c.id, c.location_id, c.name, c.source, c.updated_at,
                (select count(*) from day_calendar_days d where d.org_id = c.org_id and d.calendar_id = c.id) as days,
                (select max(e.day) from day_calendar_days d join day_exceptions e on e.org_id = d.org_id and e.id = d.exception_id
                  where d.org_id = c.org_id and d.calendar_id = c.id) as last
           from day_calendars c where c.org_id = $1")
    .bind(org)
}

/// The calendars of the organisation and of the places within reach, by name.
pub async fn list(on: impl Into<On<'_>>, org: Uuid, reach: &Reach) -> Result<Vec<DayCalendar>> {
    let statement = match reach.places() {
        None => calendars(org),
        Some(places) => calendars(org)
            .with_list(" and (c.location_id is null or c.location_id in ", places.iter().copied())
            .push(")"),
    };
    statement.with(" order by lower(c.name), c.id limit ", LIST_MAX).all(on).await
}

/// One calendar.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<DayCalendar> {
    calendars(org).with(" and c.id = ", id).one(on).await
}

/// What an owner has said about a day.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Said {
    /// The exception.
    pub id: Uuid,
    /// The day.
    pub day: NaiveDate,
    /// What it is.
    pub label: String,
    /// The source of the calendar it came from, if it came from one.
    pub source: Option<String>,
}

/// What is said about the days from `from` to `until` by the owner of a calendar.
pub async fn said(
    on: impl Into<On<'_>>,
    org: Uuid,
    location: Option<Uuid>,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Said>> {
    let statement = sql("select e.id, e.day, e.label, c.source from day_exceptions e
           left join day_calendar_days d on d.org_id = e.org_id and d.exception_id = e.id
           left join day_calendars c on c.org_id = d.org_id and c.id = d.calendar_id
          where e.org_id = $1 and e.resource_id is null and e.day >= $2 and e.day <= $3")
    .bind(org)
    .bind(from)
    .bind(until);
    of_owner(statement, location).push(" order by e.day").all(on).await
}

fn of_owner(statement: Sql, location: Option<Uuid>) -> Sql {
    match location {
        Some(location) => statement.with(" and e.location_id = ", location),
        None => statement.push(" and e.location_id is null"),
    }
}

/// The calendar with this source at this owner, held until the transaction ends.
pub(super) async fn find(tx: &mut Tx, org: Uuid, location: Option<Uuid>, source: &str) -> Result<Option<Uuid>> {
    let statement =
        sql("select e.id from day_calendars e where e.org_id = $1 and e.source = $2").bind(org).bind(source.to_owned());
    let lock = Either { sqlite: "", postgres: " for update" };
    let found: Option<(Uuid,)> = of_owner(statement, location).push(lock).maybe(tx).await?;
    Ok(found.map(|(id,)| id))
}

/// Adds a calendar.
pub(super) async fn insert(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewCalendar, now: DateTime<Utc>) -> Result<()> {
    sql("insert into day_calendars (id, org_id, location_id, name, source, days, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)")
    .bind(id)
    .bind(org)
    .bind(new.location)
    .bind(new.name.clone())
    .bind(new.source.clone())
    .bind(i64::try_from(new.days.len()).unwrap_or(i64::MAX))
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Notes that a calendar came again.
pub(super) async fn renew(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewCalendar, now: DateTime<Utc>) -> Result<()> {
    sql("update day_calendars set name = $3, days = $4, updated_at = $5, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(new.name.clone())
        .bind(i64::try_from(new.days.len()).unwrap_or(i64::MAX))
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Adds a day of a calendar: an exception, closed all day. False where its owner has said something about it already.
pub(super) async fn add_day(
    tx: &mut Tx,
    org: Uuid,
    calendar: (Uuid, Option<Uuid>),
    id: Uuid,
    day: &NamedDay,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (calendar, location) = calendar;
    let added = sql("insert into day_exceptions (id, org_id, location_id, day, label, spans, created_at)
         values ($1, $2, $3, $4, $5, '[]', $6) on conflict do nothing")
    .bind(id)
    .bind(org)
    .bind(location)
    .bind(day.day)
    .bind(day.label.clone())
    .bind(now)
    .run(&mut *tx)
    .await?;
    if added == 0 {
        return Ok(false);
    }
    sql("insert into day_calendar_days (org_id, calendar_id, exception_id) values ($1, $2, $3)")
        .bind(org)
        .bind(calendar)
        .bind(id)
        .run(tx)
        .await?;
    Ok(true)
}

/// Calls a day something else.
pub(super) async fn rename_day(tx: &mut Tx, org: Uuid, id: Uuid, label: &str) -> Result<()> {
    sql("update day_exceptions set label = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(label.to_owned())
        .run(tx)
        .await
        .map(drop)
}

/// Removes days; their places in the calendar go with them.
pub(super) async fn remove_days(tx: &mut Tx, org: Uuid, ids: &[Uuid]) -> Result<u64> {
    sql("delete from day_exceptions where org_id = $1")
        .bind(org)
        .with_list(" and id in ", ids.iter().copied())
        .run(tx)
        .await
}

/// Removes a calendar with its days; answers how many there were.
pub(super) async fn remove(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<u64> {
    let days = sql("delete from day_exceptions where org_id = $1 and id in
            (select exception_id from day_calendar_days where org_id = $1 and calendar_id = $2)")
    .bind(org)
    .bind(id)
    .run(&mut *tx)
    .await?;
    sql("delete from day_calendars where org_id = $1 and id = $2").bind(org).bind(id).run(tx).await?;
    Ok(days)
}
