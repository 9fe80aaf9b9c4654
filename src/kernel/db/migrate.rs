//! The schema, in steps. A step is one shared text, and beside it what only one engine understands.

use super::{Db, Engine};
use crate::Result;
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
    step!(10, "0010_api"),
];

impl Db {
    /// Brings the schema up to date.
    ///
    /// # Errors
    /// Refuses a database that a newer Steward has written.
    pub async fn migrate(&self) -> Result<()> {
        let steps = MIGRATIONS.iter().map(|step| {
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
