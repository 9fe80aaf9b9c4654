//! All SQL of schedules, of whom they go to, and of when they were sent.

use super::input::{NewSchedule, To};
use super::model::{Pause, Recipient, Schedule, Sending, Written};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use kernel::keyset::{Edges, KeysetPage, is_backwards};
use platform::{House, files};
use uuid::Uuid;

/// Schedules on a page.
pub const PAGE: usize = 50;

/// The columns of a schedule with the name of its owner; the organisation follows.
const SCHEDULES: &str =
    "select s.id, s.owner_id, u.name as owner_name, s.name, s.report, s.query, s.every, s.on_day, s.paper, s.next_on,
        s.sent_at, s.paused_at, s.paused_because, s.version, s.created_at, s.archived_at
   from report_schedules s join users u on u.id = s.owner_id where s.org_id = ";

/// The columns of a recipient at an instant ($1); the organisation follows.
const RECIPIENTS: &str = "select r.id, r.schedule_id, r.user_id, coalesce(u.name, '') as name, coalesce(u.email, r.email) as email, r.ended_at,
        (r.user_id is null or (u.disabled_at is null and exists (select 1 from grants g
          where g.org_id = r.org_id and g.user_id = r.user_id and g.ended_at is null and (g.ends_at is null or g.ends_at > $1)))) as is_here
   from report_recipients r left join users u on u.id = r.user_id where r.org_id = ";

/// Schedules that are not removed, the next first, those after this one (day and id); of one owner, or of all.
pub async fn list(
    db: &Db,
    org: Uuid,
    owner: Option<Uuid>,
    edge: Option<(NaiveDate, Uuid)>,
    limit: i64,
) -> Result<Vec<Schedule>> {
    let mut statement =
        sql(SCHEDULES).with("", org).push(" and s.archived_at is null").with_opt(" and s.owner_id = ", owner);
    if let Some((day, id)) = edge {
        statement = statement.with(" and (s.next_on, s.id) > (", day).with(", ", id).push(")");
    }
    statement.push(" order by s.next_on, s.id").with(" limit ", limit).all(db).await
}

/// A page of them, the next first.
pub async fn page(db: &Db, org: Uuid, owner: Option<Uuid>, edges: Edges) -> Result<KeysetPage<Schedule>> {
    let backwards = is_backwards(edges);
    let mut statement =
        sql(SCHEDULES).with("", org).push(" and s.archived_at is null").with_opt(" and s.owner_id = ", owner);
    if let Some(id) = edges.0.or(edges.1) {
        let beyond = match backwards {
            false => {
                " and (s.next_on, s.id) > (select e.next_on, e.id from report_schedules e where e.org_id = s.org_id and e.id = "
            }
            true => {
                " and (s.next_on, s.id) < (select e.next_on, e.id from report_schedules e where e.org_id = s.org_id and e.id = "
            }
        };
        statement = statement.with(beyond, id).push(")");
    }
    let order = if backwards { " order by s.next_on desc, s.id desc" } else { " order by s.next_on, s.id" };
    let rows = statement.push(order).with(" limit ", PAGE as i64 + 1).all(db).await?;
    Ok(KeysetPage::cut(rows, PAGE, edges))
}

/// What others send to somebody, by name.
pub async fn sent_to(db: &Db, org: Uuid, user: Uuid, limit: i64) -> Result<Vec<Schedule>> {
    sql(SCHEDULES)
        .with("", org)
        .with(" and s.archived_at is null and s.owner_id <> ", user)
        .with(
            " and exists (select 1 from report_recipients r where r.org_id = s.org_id and r.schedule_id = s.id and r.ended_at is null and r.user_id = ",
            user,
        )
        .with(") order by s.name, s.id limit ", limit)
        .all(db)
        .await
}

/// One schedule, removed or not.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Schedule> {
    sql(SCHEDULES).with("", org).with(" and s.id = ", id).one(on).await
}

/// The same, held until the transaction ends.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Schedule> {
    let lock = Either { sqlite: "", postgres: " for update of s" };
    sql(SCHEDULES).with("", org).with(" and s.id = ", id).push(lock).one(tx).await
}

/// How many somebody has that are not removed.
pub async fn count(tx: &mut Tx, org: Uuid, owner: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from report_schedules where org_id = $1 and owner_id = $2 and archived_at is null")
            .bind(org)
            .bind(owner)
            .one(tx)
            .await?;
    Ok(count)
}

/// Binds what somebody wants, in the order of both statements.
fn described(statement: Sql, new: &NewSchedule, next_on: NaiveDate) -> Sql {
    statement
        .bind(new.name.clone())
        .bind(new.which.name())
        .bind(new.query.text())
        .bind(new.rhythm.every())
        .bind(new.rhythm.on_day())
        .bind(new.paper.extension())
        .bind(next_on)
}

/// Adds one.
pub async fn insert(
    tx: &mut Tx,
    org: Uuid,
    (id, owner): (Uuid, Uuid),
    new: &NewSchedule,
    (next_on, now): (NaiveDate, DateTime<Utc>),
) -> Result<()> {
    let statement =
        sql("insert into report_schedules (id, org_id, name, report, query, every, on_day, paper, next_on, owner_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    described(statement.bind(id).bind(org), new, next_on).bind(owner).bind(now).run(tx).await.map(drop)
}

/// Changes one.
pub async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewSchedule, next_on: NaiveDate) -> Result<()> {
    let statement =
        sql("update report_schedules set name = $3, report = $4, query = $5, every = $6, on_day = $7, paper = $8, next_on = $9, version = version + 1
          where org_id = $1 and id = $2");
    described(statement.bind(org).bind(id), new, next_on).run(tx).await.map(drop)
}

/// Pauses one for a reason, or lets it go on from a day.
pub async fn set_paused(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    (paused, next_on): (Option<(DateTime<Utc>, Pause)>, NaiveDate),
) -> Result<()> {
    sql("update report_schedules set paused_at = $3, paused_because = $4, next_on = $5, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(paused.map(|(at, _)| at))
        .bind(paused.map(|(_, why)| why))
        .bind(next_on)
        .run(tx)
        .await
        .map(drop)
}

/// Makes it somebody else's.
pub async fn set_owner(tx: &mut Tx, org: Uuid, id: Uuid, owner: Uuid) -> Result<()> {
    sql("update report_schedules set owner_id = $3, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(owner)
        .run(tx)
        .await
        .map(drop)
}

/// Removes one, or takes it out again.
pub async fn set_archived(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    (at, next_on): (Option<DateTime<Utc>>, NaiveDate),
) -> Result<()> {
    sql("update report_schedules set archived_at = $3, next_on = $4, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(at)
        .bind(next_on)
        .run(tx)
        .await
        .map(drop)
}

/// Notes that it was sent, and when it is sent next.
pub async fn step(tx: &mut Tx, org: Uuid, id: Uuid, (next_on, now): (NaiveDate, DateTime<Utc>)) -> Result<()> {
    sql("update report_schedules set next_on = $3, sent_at = $4, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(next_on)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Organisations that have something sent: the clock belongs to all of them.
pub async fn orgs(db: &Db) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select o.id from organisations o where exists (select 1 from report_schedules s
              where s.org_id = o.id and s.paused_at is null and s.archived_at is null)")
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// Those whose day has come, after this one.
pub async fn due(db: &Db, org: Uuid, today: NaiveDate, after: Uuid, limit: i64) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select id from report_schedules
          where org_id = $1 and next_on <= $2 and id > $3 and paused_at is null and archived_at is null order by id")
    .bind(org)
    .bind(today)
    .bind(after)
    .with(" limit ", limit)
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Whom these go to, those too who ended it, by name and address.
pub async fn recipients(
    on: impl Into<On<'_>>,
    org: Uuid,
    schedules: impl IntoIterator<Item = Uuid>,
    now: DateTime<Utc>,
) -> Result<Vec<Recipient>> {
    sql(RECIPIENTS)
        .bind(now)
        .with("", org)
        .with_list(" and r.schedule_id in ", schedules)
        .push(" order by r.user_id is null, coalesce(u.name, ''), coalesce(u.email, r.email), r.id")
        .all(on)
        .await
}

/// One of them.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn recipient(on: impl Into<On<'_>>, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Recipient> {
    sql(RECIPIENTS).bind(now).with("", org).with(" and r.id = ", id).one(on).await
}

/// Adds one.
pub async fn add_recipient(tx: &mut Tx, org: Uuid, (id, schedule): (Uuid, Uuid), to: &To) -> Result<()> {
    let (user, email) = match to {
        To::User(user) => (Some(*user), None),
        To::Outside(email) => (None, Some(email.clone())),
    };
    sql("insert into report_recipients (id, org_id, schedule_id, user_id, email) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(org)
        .bind(schedule)
        .bind(user)
        .bind(email)
        .run(tx)
        .await
        .map(drop)
}

/// Takes one away.
pub async fn remove_recipient(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<()> {
    sql("delete from report_recipients where org_id = $1 and id = $2").bind(org).bind(id).run(tx).await.map(drop)
}

/// Notes that one does not want it any more, or wants it again. False: that is noted already.
pub async fn set_ended(tx: &mut Tx, org: Uuid, id: Uuid, at: Option<DateTime<Utc>>) -> Result<bool> {
    let changed =
        sql("update report_recipients set ended_at = $3 where org_id = $1 and id = $2 and (ended_at is null) = $4")
            .bind(org)
            .bind(id)
            .bind(at)
            .bind(at.is_some())
            .run(tx)
            .await?;
    Ok(changed == 1)
}

/// Who of these addresses works here: the user and the address.
pub async fn people_at(db: &Db, org: Uuid, emails: &[String], now: DateTime<Utc>) -> Result<Vec<(Uuid, String)>> {
    sql("select distinct u.id, u.email from users u join grants g on g.user_id = u.id and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)
          where g.org_id = $1 and u.disabled_at is null")
    .bind(org)
    .bind(now)
    .with_list(" and u.email in ", emails.iter().cloned())
    .all(db)
    .await
}

/// Notes a sending. False: its day was sent already.
pub async fn add_sending(
    tx: &mut Tx,
    org: Uuid,
    schedule: Uuid,
    sending: NewSending,
    (today, now): (NaiveDate, DateTime<Utc>),
) -> Result<bool> {
    let added = sql(
        "insert into report_sendings (id, org_id, schedule_id, sent_on, sent_at, asked_by, letters, lines, file_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
    )
    .bind(sending.id)
    .bind(org)
    .bind(schedule)
    .bind(today)
    .bind(now)
    .bind(sending.asked_by)
    .bind(sending.letters)
    .bind(sending.lines)
    .bind(sending.file)
    .run(tx)
    .await?;
    Ok(added == 1)
}

/// A sending as it is noted.
#[derive(Debug, Clone, Copy)]
pub struct NewSending {
    /// Its id.
    pub id: Uuid,
    /// Who asked for it.
    pub asked_by: Option<Uuid>,
    /// Letters.
    pub letters: i64,
    /// Lines of the report.
    pub lines: i64,
    /// The file that goes along.
    pub file: Option<Uuid>,
}

fn sendings_of(org: Uuid, schedule: Uuid) -> Sql {
    sql("select e.id, e.sent_on, e.sent_at, u.name as asked_by_name, e.letters, e.lines, e.file_id is not null as has_file
           from report_sendings e left join users u on u.id = e.asked_by where e.org_id = $1 and e.schedule_id = $2")
        .bind(org)
        .bind(schedule)
}

/// When a schedule was sent, the latest first, those before this one.
pub async fn sendings(db: &Db, org: Uuid, schedule: Uuid, before: Option<Uuid>, limit: i64) -> Result<Vec<Sending>> {
    let mut statement = sendings_of(org, schedule);
    if let Some(before) = before {
        statement = statement
            .with(" and (e.sent_at, e.id) < (select b.sent_at, b.id from report_sendings b where b.org_id = ", org)
            .with(" and b.id = ", before)
            .push(")");
    }
    statement.push(" order by e.sent_at desc, e.id desc").with(" limit ", limit).all(db).await
}

/// One of them.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn sending(db: &Db, org: Uuid, schedule: Uuid, id: Uuid) -> Result<Sending> {
    sendings_of(org, schedule).with(" and e.id = ", id).one(db).await
}

/// The letters of these sendings that are still there.
pub async fn letters(db: &Db, org: Uuid, sendings: impl IntoIterator<Item = Uuid>) -> Result<Vec<Written>> {
    sql("select m.id, m.subject_id as sending_id, m.to_name, m.to_address, m.status from messages m where m.org_id = $1 and m.subject_kind = 'report_sending'")
        .bind(org)
        .with_list(" and m.subject_id in ", sendings)
        .push(" order by m.to_name = '', m.to_name, m.to_address, m.id")
        .all(db)
        .await
}

/// How many sendings are older than this.
pub async fn count_old_sendings(db: &Db, org: Uuid, before: DateTime<Utc>) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from report_sendings where org_id = $1 and sent_at < $2")
        .bind(org)
        .bind(before)
        .one(db)
        .await?;
    Ok(count)
}

/// Lets at most so many of them go, with their files. Answers how many.
pub async fn let_sendings_go(house: &House, org: Uuid, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    let mut tx = house.db.begin().await?;
    let gone: Vec<(Uuid, Option<Uuid>)> = sql("delete from report_sendings where org_id = $1 and id in (
            select id from report_sendings where org_id = $1 and sent_at < $2 order by sent_at, id limit $3) returning id, file_id")
        .bind(org)
        .bind(before)
        .bind(limit)
        .all(&mut tx)
        .await?;
    let files: Vec<Uuid> = gone.iter().filter_map(|(_, file)| *file).collect();
    files::remove(&mut tx, house, org, files, house.now()).await?;
    tx.commit().await?;
    Ok(gone.len() as u64)
}

/// What is sent to a contact by their address: the schedule's id and name, and when they ended it.
pub async fn of_address(
    on: impl Into<On<'_>>,
    org: Uuid,
    contact: Uuid,
) -> Result<Vec<(Uuid, String, Option<DateTime<Utc>>)>> {
    sql("select r.id, s.name, r.ended_at from contacts c
           join report_recipients r on r.org_id = c.org_id and r.email = c.email
           join report_schedules s on s.org_id = r.org_id and s.id = r.schedule_id
          where c.org_id = $1 and (c.id = $2 or c.merged_into = $2) order by s.name, r.id")
    .bind(org)
    .bind(contact)
    .all(on)
    .await
}
