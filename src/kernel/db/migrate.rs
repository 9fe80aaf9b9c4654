//! The schema, in steps. A step is one shared text, and beside it what only one engine understands.

use super::{Db, Either, Engine, sql};
use crate::{Error, Result};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

/// One step of the schema.
pub struct Step {
    /// Position and first part of the file's name.
    pub number: i64,
    /// Second part of the file's name.
    pub name: &'static str,
    /// `NNNN_name.sql`: tables and indexes, the same text for both engines.
    pub shared: &'static str,
    /// `NNNN_name.sqlite.sql`: triggers and whatever else differs.
    pub sqlite: &'static str,
    /// `NNNN_name.postgres.sql`: the same rules in the other dialect.
    pub postgres: &'static str,
}

macro_rules! step {
    ($number:literal, $file:literal) => {
        Step {
            number: $number,
            name: $file,
            shared: include_str!(concat!("../../../migrations/", $file, ".sql")),
            sqlite: include_str!(concat!("../../../migrations/", $file, ".sqlite.sql")),
            postgres: include_str!(concat!("../../../migrations/", $file, ".postgres.sql")),
        }
    };
}

/// Every step so far, in order. A step that has been released is never edited.
pub static MIGRATIONS: &[Step] = &[
    step!(1, "0001_platform"),
    step!(2, "0002_people"),
    step!(3, "0003_things"),
    step!(4, "0004_days"),
    step!(5, "0005_bookings_open"),
    step!(6, "0006_roles"),
    step!(7, "0007_webhooks"),
    step!(8, "0008_notifications"),
    step!(9, "0009_contacts"),
    step!(10, "0010_rules"),
    step!(11, "0011_keeping"),
    step!(12, "0012_console"),
    step!(13, "0013_api"),
    step!(14, "0014_stream"),
    step!(15, "0015_asked_backups"),
    step!(16, "0016_proofs"),
    step!(17, "0017_assets"),
    step!(18, "0018_operators"),
    step!(19, "0019_depreciation"),
    step!(20, "0020_upkeep"),
    step!(21, "0021_tags"),
    step!(22, "0022_finding"),
    step!(23, "0023_roles_of_things"),
    step!(24, "0024_alerts"),
    step!(25, "0025_audits"),
    step!(26, "0026_acceptance"),
    step!(27, "0027_bookable"),
    step!(28, "0028_kits"),
    step!(29, "0029_files"),
    step!(30, "0030_meters"),
    step!(31, "0031_report_schedules"),
    step!(32, "0032_following"),
    step!(33, "0033_many_rows"),
    step!(34, "0034_long_lists"),
    step!(35, "0035_looks"),
    step!(36, "0036_inventory"),
    step!(37, "0037_homes"),
    step!(38, "0038_words"),
    step!(39, "0039_blocks"),
    step!(40, "0040_letters"),
    step!(41, "0041_lifted"),
    step!(42, "0042_more_views"),
];

impl Db {
    /// Brings the schema up to date.
    ///
    /// # Errors
    /// Refuses a database that a newer Steward has written.
    pub async fn migrate(&self) -> Result<()> {
        self.take_steps(MIGRATIONS.iter().collect()).await
    }

    /// Brings an empty database to the schema that had these steps, as a backup knows them.
    ///
    /// # Errors
    /// When one of them is unknown here: a newer Steward took it.
    pub async fn migrate_as(&self, numbers: &[i64]) -> Result<()> {
        let known = |number: &i64| MIGRATIONS.iter().any(|step| step.number == *number);
        if let Some(newer) = numbers.iter().find(|number| !known(number)) {
            return Err(Error::broken(format!(
                "this was written by a newer Steward (its migration {newer} is unknown here): use that version or a later one"
            )));
        }
        self.take_steps(MIGRATIONS.iter().filter(|step| numbers.contains(&step.number)).collect()).await
    }

    /// The numbers of the steps this database has taken; none for an empty one.
    pub async fn steps_taken(&self) -> Result<Vec<i64>> {
        let there: Option<(i64,)> = sql(Either {
            sqlite: "select cast(1 as bigint) from sqlite_schema where name = '_sqlx_migrations'",
            postgres: "select cast(1 as bigint) where to_regclass('_sqlx_migrations') is not null",
        })
        .maybe(self)
        .await?;
        if there.is_none() {
            return Ok(Vec::new());
        }
        let rows: Vec<(i64,)> =
            sql("select version from _sqlx_migrations where success order by version").all(self).await?;
        Ok(rows.into_iter().map(|(number,)| number).collect())
    }

    async fn take_steps(&self, steps: Vec<&Step>) -> Result<()> {
        let steps = steps.into_iter().map(|step| {
            let own = match self.engine() {
                Engine::Sqlite => step.sqlite,
                Engine::Postgres => step.postgres,
            };
            let text = AssertSqlSafe(format!("{}\n{own}", step.shared)).into_sql_str();
            Migration::new(step.number, step.name.into(), MigrationType::Simple, text, false)
        });
        Ok(self.migrate_with(&Migrator::with_migrations(steps.collect())).await?)
    }
}
