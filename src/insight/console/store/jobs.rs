//! Jobs of the whole installation.

use crate::console::model::{JobCounts, JobRow, JobState};
use crate::paging::{PageFrom, Spot};
use kernel::Result;
use kernel::db::{Db, Sql, sql};
use uuid::Uuid;

fn jobs() -> Sql {
    sql("select j.id, j.org_id, o.name as org_name, o.suspended_at is not null as held, j.name, j.arguments, j.state, j.run_at,
                j.attempts, j.max_attempts, j.leased_until, j.last_error, j.created_at
           from jobs j left join organisations o on o.id = j.org_id")
}

/// A page of jobs, in the order of the way: by when they are due, the latest first.
pub async fn list(db: &Db, state: Option<JobState>, from: PageFrom, limit: i64) -> Result<Vec<JobRow>> {
    let statement = jobs()
        .push(" where j.run_at is not null")
        .push_if(state == Some(JobState::Waiting), " and j.state = 'waiting' and j.attempts = 0")
        .push_if(state == Some(JobState::Failed), " and j.state = 'waiting' and j.attempts > 0")
        .push_if(state == Some(JobState::Running), " and j.state = 'running'")
        .push_if(state == Some(JobState::Dead), " and j.state = 'dead'");
    let statement = match from {
        PageFrom::Newest => statement.push(" order by j.run_at desc, j.id desc"),
        PageFrom::Before(Spot { at, id }) => {
            statement.with(" and (j.run_at, j.id) < (", at).with(", ", id).push(") order by j.run_at desc, j.id desc")
        }
        PageFrom::After(Spot { at, id }) => {
            statement.with(" and (j.run_at, j.id) > (", at).with(", ", id).push(") order by j.run_at, j.id")
        }
    };
    statement.with(" limit ", limit).all(db).await
}

/// One job.
pub async fn by_id(db: &Db, id: Uuid) -> Result<JobRow> {
    jobs().with(" where j.id = ", id).one(db).await
}

/// How many jobs stand how.
pub async fn counts(db: &Db) -> Result<JobCounts> {
    sql("select count(case when state = 'waiting' and attempts = 0 then 1 end) as waiting,
                count(case when state = 'running' then 1 end) as running,
                count(case when state = 'waiting' and attempts > 0 then 1 end) as failed,
                count(case when state = 'dead' then 1 end) as dead
           from jobs")
    .one(db)
    .await
}

/// The names of jobs that wait or run now.
pub async fn under_way(db: &Db) -> Result<Vec<(String,)>> {
    sql("select distinct name from jobs where state in ('waiting', 'running')").all(db).await
}
