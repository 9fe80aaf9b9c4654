//! What the catalogue of the engine under test says: the same schema on both, and the tenancy locks in it.

use super::lists;
use crate::support::{Database, Furnishing};
use kernel::db::{Db, Engine, sql};
use std::collections::{BTreeMap, BTreeSet};

/// Tables whose `org_id` may be absent: what they hold may belong to the installation.
const OF_THE_INSTALLATION_TOO: [&str; 3] = ["events", "jobs", "messages"];

/// A foreign key: its columns, the other table, the columns there.
type Foreign = (Vec<String>, String, Vec<String>);

#[derive(Debug, Default)]
struct Table {
    /// In their order: name, type, whether it must be there, default.
    columns: Vec<(String, String, bool, Option<String>)>,
    primary: Vec<String>,
    /// Columns that together happen once, constraints and whole indexes alike.
    unique: BTreeSet<Vec<String>>,
    foreign: BTreeSet<Foreign>,
    /// Name, columns, and whether it is unique or partial.
    indexes: BTreeMap<String, (Vec<String>, bool, bool)>,
    triggers: BTreeSet<String>,
}

impl Table {
    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|(name, ..)| name == column)
    }
}

async fn tables() -> (Engine, BTreeMap<String, Table>) {
    let database = Database::fresh(Furnishing::Empty).await;
    let db = database.open().await;
    let tables = match db.engine() {
        Engine::Sqlite => of_sqlite(&db).await,
        Engine::Postgres => of_postgres(&db).await,
    };
    (db.engine(), tables)
}

async fn of_sqlite(db: &Db) -> BTreeMap<String, Table> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let columns: Vec<(String, String, String, i64, Option<String>, i64)> =
        sql("select m.name, c.name, lower(c.type), c.\"notnull\", c.dflt_value, c.pk from sqlite_schema m, pragma_table_info(m.name) c
              where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like '\\_%' escape '\\' order by m.name, c.cid")
            .all(db)
            .await
            .unwrap();
    let mut keys: BTreeMap<String, BTreeMap<i64, String>> = BTreeMap::new();
    for (table, name, kind, not_null, default, place) in columns {
        tables.entry(table.clone()).or_default().columns.push((name.clone(), kind, not_null == 1, default));
        if place > 0 {
            keys.entry(table).or_default().insert(place, name);
        }
    }
    for (table, key) in keys {
        tables.entry(table).or_default().primary = key.into_values().collect();
    }
    let indexes: Vec<(String, String, i64, String, i64, Option<String>)> =
        sql("select m.name, i.name, i.\"unique\", i.origin, i.partial, c.name from sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
              where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like '\\_%' escape '\\' order by m.name, i.name, c.seqno")
            .all(db)
            .await
            .unwrap();
    let mut unnamed: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (table, index, unique, origin, partial, column) in indexes {
        let column = column.unwrap_or_else(|| "(expression)".to_owned());
        match origin.as_str() {
            "c" => {
                let known = tables.entry(table).or_default().indexes.entry(index).or_insert((
                    Vec::new(),
                    unique == 1,
                    partial == 1,
                ));
                known.0.push(column);
            }
            "u" => unnamed.entry((table, index)).or_default().push(column),
            _ => {}
        }
    }
    for ((table, _), columns) in unnamed {
        tables.entry(table).or_default().unique.insert(columns);
    }
    let foreign: Vec<(String, i64, String, String, Option<String>)> = sql(
        "select m.name, f.id, f.\"table\", f.\"from\", f.\"to\" from sqlite_schema m, pragma_foreign_key_list(m.name) f
              where m.type = 'table' order by m.name, f.id, f.seq",
    )
    .all(db)
    .await
    .unwrap();
    let mut keys: BTreeMap<(String, i64), Foreign> = BTreeMap::new();
    for (table, id, other, from, to) in foreign {
        let key = keys.entry((table, id)).or_insert((Vec::new(), other, Vec::new()));
        key.0.push(from);
        key.2.push(to.unwrap_or_else(|| "id".to_owned()));
    }
    for ((table, _), key) in keys {
        tables.entry(table).or_default().foreign.insert(key);
    }
    let triggers: Vec<(String, String)> =
        sql("select tbl_name, name from sqlite_schema where type = 'trigger' and tbl_name not like '\\_%' escape '\\'")
            .all(db)
            .await
            .unwrap();
    for (table, trigger) in triggers {
        tables.entry(table).or_default().triggers.insert(trigger);
    }
    tables
}

async fn of_postgres(db: &Db) -> BTreeMap<String, Table> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let columns: Vec<(String, String, String, bool, Option<String>)> =
        sql("select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
               from pg_class c
               join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
               join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
               left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
              where c.relkind = 'r' and c.relname not like '\\_%' order by c.relname, a.attnum")
            .all(db)
            .await
            .unwrap();
    for (table, name, kind, not_null, default) in columns {
        let kind = if kind == "timestamp with time zone" { "timestamptz".to_owned() } else { kind };
        let default = default.map(|text| text.split("::").next().unwrap_or_default().to_owned());
        tables.entry(table).or_default().columns.push((name, kind, not_null, default));
    }
    #[allow(clippy::type_complexity, reason = "a row of the catalogue, read once")]
    let constraints: Vec<(String, String, String, String, Option<String>, Option<String>)> =
        sql("select r.relname::text, c.conname::text, c.contype::text, a.attname::text, f.relname::text, b.attname::text
               from pg_constraint c
               join pg_class r on r.oid = c.conrelid
               join pg_namespace n on n.oid = r.relnamespace and n.nspname = 'public'
               join unnest(c.conkey) with ordinality k(number, place) on true
               join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number
               left join pg_class f on f.oid = c.confrelid
               left join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[k.place]
              where r.relname not like '\\_sqlx%' and c.contype in ('p', 'u', 'f') order by r.relname, c.conname, k.place")
            .all(db)
            .await
            .unwrap();
    let mut found: BTreeMap<(String, String, String), Foreign> = BTreeMap::new();
    for (table, name, kind, column, other, there) in constraints {
        let entry = found.entry((table, name, kind)).or_insert((Vec::new(), other.unwrap_or_default(), Vec::new()));
        entry.0.push(column);
        entry.2.extend(there);
    }
    for ((table, _, kind), constraint) in found {
        let table = tables.entry(table).or_default();
        match kind.as_str() {
            "p" => table.primary = constraint.0,
            "u" => drop(table.unique.insert(constraint.0)),
            _ => drop(table.foreign.insert(constraint)),
        }
    }
    let indexes: Vec<(String, String, bool, bool, Option<String>)> =
        sql("select r.relname::text, i.relname::text, x.indisunique, x.indpred is not null, a.attname::text
               from pg_index x
               join pg_class i on i.oid = x.indexrelid
               join pg_am m on m.oid = i.relam and m.amname = 'btree' -- SQLite has no others
               join pg_class r on r.oid = x.indrelid
               join pg_namespace n on n.oid = r.relnamespace and n.nspname = 'public'
               join unnest(x.indkey) with ordinality k(number, place) on true
               left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.number and k.number > 0
              where r.relname not like '\\_sqlx%' and not exists (select 1 from pg_constraint c where c.conindid = x.indexrelid)
              order by r.relname, i.relname, k.place")
            .all(db)
            .await
            .unwrap();
    for (table, index, unique, partial, column) in indexes {
        let known = tables.entry(table).or_default().indexes.entry(index).or_insert((Vec::new(), unique, partial));
        known.0.push(column.unwrap_or_else(|| "(expression)".to_owned()));
    }
    let triggers: Vec<(String, String)> =
        sql("select r.relname::text, t.tgname::text from pg_trigger t join pg_class r on r.oid = t.tgrelid where not t.tgisinternal")
            .all(db)
            .await
            .unwrap();
    for (table, trigger) in triggers {
        tables.entry(table).or_default().triggers.insert(trigger);
    }
    tables
}

/// The schema as text, without the triggers, whose names differ between the engines.
fn dump(tables: &BTreeMap<String, Table>) -> String {
    let mut text = String::new();
    for (name, table) in tables {
        text.push_str(&format!("table {name}\n"));
        for (column, kind, needed, default) in &table.columns {
            let needed = if *needed { " not null" } else { "" };
            let default = default.as_ref().map(|default| format!(" default {default}")).unwrap_or_default();
            text.push_str(&format!("  {column} {kind}{needed}{default}\n"));
        }
        text.push_str(&format!("  primary key ({})\n", table.primary.join(", ")));
        for columns in &table.unique {
            text.push_str(&format!("  unique ({})\n", columns.join(", ")));
        }
        for (columns, other, there) in &table.foreign {
            text.push_str(&format!("  ({}) -> {other} ({})\n", columns.join(", "), there.join(", ")));
        }
        for (index, (columns, unique, partial)) in &table.indexes {
            let (unique, partial) = (if *unique { "unique " } else { "" }, if *partial { " partial" } else { "" });
            text.push_str(&format!("  {unique}index {index} ({}){partial}\n", columns.join(", ")));
        }
    }
    text
}

#[tokio::test]
async fn both_engines_have_the_schema_that_is_committed() {
    let (engine, tables) = tables().await;
    lists::expect("schema.txt", &dump(&tables));
    let guards: String = tables
        .iter()
        .flat_map(|(name, table)| table.triggers.iter().map(move |trigger| format!("{name} {trigger}\n")))
        .collect();
    let file = match engine {
        Engine::Sqlite => "triggers.sqlite.txt",
        Engine::Postgres => "triggers.postgres.txt",
    };
    lists::expect(file, &guards);
}

#[tokio::test]
async fn a_row_of_one_organisation_cannot_point_to_a_row_of_another() {
    let (_, tables) = tables().await;
    let of_tenants: BTreeSet<&String> =
        tables.iter().filter(|(_, table)| table.has("org_id")).map(|(name, _)| name).collect();
    assert!(of_tenants.len() > 10, "the catalogue was not read: {of_tenants:?}");
    let mut slips = Vec::new();
    for name in &of_tenants {
        let table = &tables[*name];
        let key = |columns: &[&str]| columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>();
        let to_organisations = (key(&["org_id"]), "organisations".to_owned(), key(&["id"]));
        if !table.foreign.contains(&to_organisations) {
            slips.push(format!("{name}.org_id does not refer to organisations"));
        }
        let needed = table.columns.iter().any(|(column, _, needed, _)| column == "org_id" && *needed);
        if !needed && !OF_THE_INSTALLATION_TOO.contains(&name.as_str()) {
            slips.push(format!("{name}.org_id may be absent"));
        }
        let is_referred_to = tables.values().any(|other| other.foreign.iter().any(|(_, there, _)| there == *name));
        if table.has("id") && is_referred_to && !table.unique.contains(&key(&["org_id", "id"])) {
            slips.push(format!("{name} has no unique (org_id, id)"));
        }
        if table.has("id") && needed && !table.unique.contains(&key(&["org_id", "id"])) {
            slips.push(format!("{name} has no unique (org_id, id), so nothing can refer to it safely"));
        }
        for (columns, other, there) in &table.foreign {
            let safe = columns.first().is_some_and(|first| first == "org_id")
                && there.first().is_some_and(|first| first == "org_id");
            if of_tenants.contains(other) && !safe {
                slips.push(format!(
                    "{name} ({}) refers to {other} ({}) across organisations",
                    columns.join(", "),
                    there.join(", ")
                ));
            }
        }
    }
    assert_eq!(slips, Vec::<String>::new());
}

#[tokio::test]
async fn a_column_that_is_named_after_a_table_refers_to_it() {
    let (_, tables) = tables().await;
    let mut found = BTreeSet::new();
    for (name, table) in &tables {
        for (column, kind, ..) in table.columns.iter().filter(|(column, ..)| column != "org_id") {
            let refers = table.foreign.iter().any(|(columns, ..)| columns.contains(column));
            if column.ends_with("_id") && kind == "uuid" && !refers {
                found.insert(format!("{name}.{column}"));
            }
        }
    }
    lists::expect_only("loose_columns_exceptions.txt", &found);
}
