//! What the engine itself finds wrong with its files, its indexes and its references.

use crate::Result;
use crate::db::connect::Pools;
use crate::db::{Db, Either, Engine, sql};
use sqlx::AssertSqlSafe;

impl Db {
    /// One sentence for each finding; none: the engine finds nothing wrong.
    pub async fn integrity(&self) -> Result<Vec<String>> {
        match self.engine() {
            Engine::Sqlite => self.sqlite_integrity().await,
            Engine::Postgres => self.postgres_integrity().await,
        }
    }

    /// The first of them: a broken file has thousands.
    async fn sqlite_integrity(&self) -> Result<Vec<String>> {
        let told: Vec<(String,)> = sql(Either {
            sqlite: "select integrity_check from pragma_integrity_check limit 20",
            postgres: "select null::text where false", // nobody asks
        })
        .all(self)
        .await?;
        let mut findings: Vec<String> = told.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect();
        let lost: Vec<(String, i64, String)> = sql(Either {
            sqlite: "select \"table\", coalesce(rowid, 0), parent from pragma_foreign_key_check limit 20",
            postgres: "select null::text, 0::bigint, null::text where false", // nobody asks
        })
        .all(self)
        .await?;
        findings.extend(
            lost.into_iter().map(|(table, row, parent)| format!("row {row} of {table} refers to no row of {parent}")),
        );
        Ok(findings)
    }

    async fn postgres_integrity(&self) -> Result<Vec<String>> {
        let indexes: Vec<(String,)> = sql(Either {
            sqlite: "select name from sqlite_schema where false", // nobody asks
            postgres: "select i.relname::text from pg_index x join pg_class i on i.oid = x.indexrelid
              where not (x.indisvalid and x.indisready) and i.relnamespace = current_schema()::regnamespace",
        })
        .all(self)
        .await?;
        let mut findings: Vec<String> =
            indexes.into_iter().map(|(name,)| format!("the index {name} is not valid: reindex it")).collect();
        for (table, columns, parent, there) in self.references().await? {
            let pairs: Vec<(&str, &str)> = columns.split(',').zip(there.split(',')).collect();
            let present =
                pairs.iter().map(|(here, _)| format!("c.\"{here}\" is not null")).collect::<Vec<_>>().join(" and ");
            let equal = pairs.iter().map(|(here, there)| format!("p.\"{there}\" = c.\"{here}\"")).collect::<Vec<_>>();
            let text = format!(
                "select count(*) from \"{table}\" c where {present} and not exists (select 1 from \"{parent}\" p where {})",
                equal.join(" and ")
            );
            let Pools::Postgres(pool) = self.pools() else { continue };
            let (lost,): (i64,) = sqlx::query_as(AssertSqlSafe(text)).fetch_one(pool).await?;
            if lost > 0 {
                findings.push(format!("{lost} rows of {table} refer to no row of {parent}"));
            }
        }
        Ok(findings)
    }

    /// The foreign keys: table, its columns, the other table, the columns there.
    async fn references(&self) -> Result<Vec<(String, String, String, String)>> {
        sql(Either {
            sqlite: "select name, name, name, name from sqlite_schema where false", // nobody asks
            postgres: "select r.relname::text, string_agg(a.attname::text, ',' order by k.place), f.relname::text, string_agg(b.attname::text, ',' order by k.place)
               from pg_constraint c
               join pg_class r on r.oid = c.conrelid
               join pg_class f on f.oid = c.confrelid
               join unnest(c.conkey) with ordinality k(number, place) on true
               join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number
               join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[k.place]
              where c.contype = 'f' and r.relnamespace = current_schema()::regnamespace
              group by c.oid, r.relname, f.relname order by r.relname, f.relname",
        })
            .all(self)
            .await
    }
}
