//! The steps in the binary are the files in `migrations/`, and both engines end with the same schema twice over.

use crate::support::{Database, Furnishing, root};
use kernel::db::{MIGRATIONS, sql};
use std::collections::BTreeSet;

#[test]
fn every_file_in_migrations_is_a_step_and_every_step_has_its_three_files() {
    let entries = std::fs::read_dir(root().join("migrations")).unwrap();
    let files: BTreeSet<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let wanted = |name: &str| ["sql", "sqlite.sql", "postgres.sql"].map(|kind| format!("{name}.{kind}"));
    let steps: BTreeSet<String> = MIGRATIONS.iter().flat_map(|step| wanted(step.name)).collect();
    assert_eq!(files, steps);
}

#[test]
fn steps_are_numbered_from_one_without_gaps_by_their_names() {
    for (at, step) in MIGRATIONS.iter().enumerate() {
        assert_eq!(step.number, at as i64 + 1, "{}", step.name);
        assert!(step.name.starts_with(&format!("{:04}_", step.number)), "{}", step.name);
    }
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let database = Database::fresh(Furnishing::Empty).await;
    let db = database.open().await;
    db.migrate().await.unwrap();
    db.migrate().await.unwrap();
}

#[tokio::test]
async fn plans_and_what_they_raised_outlive_that_their_table_is_made_anew() {
    let database = Database::fresh(Furnishing::Bare).await;
    let db = database.open().await;
    let before: Vec<i64> =
        MIGRATIONS.iter().take_while(|step| !step.name.ends_with("_meters")).map(|step| step.number).collect();
    db.migrate_as(&before).await.unwrap();
    let (org, place, plan, order) = ("a1", "a2", "a3", "a4");
    let id = |end: &str| format!("00000000-0000-0000-0000-0000000000{end}").parse::<uuid::Uuid>().unwrap();
    let now: chrono::DateTime<chrono::Utc> = "2026-03-02T10:00:00Z".parse().unwrap();
    for statement in [
        sql("insert into organisations (id, slug, name, zone, currency, colour, email, created_at) values ($1, 'old', 'Old', 'Europe/Madrid', 'EUR', '#123456', 'old@old.example', $2)")
            .bind(id(org))
            .bind(now),
        sql("insert into locations (id, org_id, site_id, path, kind, name, zone, created_at) values ($1, $2, $1, '/x', 'site', 'Site', 'Europe/Madrid', $3)")
            .bind(id(place))
            .bind(id(org))
            .bind(now),
        sql("insert into maintenance_plans (id, org_id, title, kind, priority, location_id, rule, starts_on, ahead_days, next_on, created_at)
             values ($1, $2, 'Sweep', 'cleaning', 'low', $3, 'FREQ=DAILY', $4, 1, $4, $5)")
            .bind(id(plan))
            .bind(id(org))
            .bind(id(place))
            .bind(now.date_naive())
            .bind(now),
        sql("insert into work_orders (id, org_id, number, title, kind, priority, state, location_id, currency, search, created_at, updated_at, plan_id, occurrence_on)
             values ($1, $2, 1, 'Sweep', 'cleaning', 'low', 'open', $3, 'EUR', 'sweep', $4, $4, $5, $6)")
            .bind(id(order))
            .bind(id(org))
            .bind(id(place))
            .bind(now)
            .bind(id(plan))
            .bind(now.date_naive()),
    ] {
        db.run(statement).await.unwrap();
    }
    db.migrate().await.unwrap();
    let kept: Vec<(String, String, String)> = sql("select m.title, m.due_by, r.occurrence from maintenance_plans m
          join maintenance_raisings r on r.org_id = m.org_id and r.plan_id = m.id join work_orders o on o.org_id = r.org_id and o.id = r.order_id")
        .all(&db)
        .await
        .unwrap();
    assert_eq!(kept, [("Sweep".to_owned(), "days".to_owned(), "2026-03-02".to_owned())]);
    let orphan = sql("delete from maintenance_plans where id = $1").bind(id(plan));
    assert!(db.run(orphan).await.is_err(), "what refers to it still does");
}

#[tokio::test]
async fn names_that_differ_by_case_only_are_kept_and_make_no_more() {
    let database = Database::fresh(Furnishing::Bare).await;
    let db = database.open().await;
    let before: Vec<i64> =
        MIGRATIONS.iter().take_while(|step| !step.name.ends_with("_inventory")).map(|step| step.number).collect();
    db.migrate_as(&before).await.unwrap();
    let id = |end: &str| format!("00000000-0000-0000-0000-0000000000{end}").parse::<uuid::Uuid>().unwrap();
    let now: chrono::DateTime<chrono::Utc> = "2026-03-02T10:00:00Z".parse().unwrap();
    let founded = sql(
        "insert into organisations (id, slug, name, zone, currency, colour, email, created_at) values ($1, 'old', 'Old', 'Europe/Madrid', 'EUR', '#123456', 'old@old.example', $2)",
    );
    db.run(founded.bind(id("a1")).bind(now)).await.unwrap();
    // Doubles from before, one that was put away, and the same name in another place.
    for (end, parent, name, is_away) in [
        ("b1", None, "HP", false),
        ("b2", None, "hp", false),
        ("b3", None, "Hp", true),
        ("b4", Some("b1"), "hp", false),
        ("b5", Some("b1"), "HP", false),
        ("b6", None, "Lamps", false),
    ] {
        let row = sql(
            "insert into asset_categories (id, org_id, parent_id, path, name, created_at, archived_at) values ($1, $2, $3, '/x', $4, $5, $6)",
        );
        let row = row.bind(id(end)).bind(id("a1")).bind(parent.map(id)).bind(name.to_owned()).bind(now);
        db.run(row.bind(is_away.then_some(now))).await.unwrap();
        if parent.is_none() {
            let row = sql(
                "insert into vendors (id, org_id, name, makes, supplies, created_at, archived_at) values ($1, $2, $3, true, true, $4, $5)",
            );
            db.run(row.bind(id(end)).bind(id("a1")).bind(name.to_owned()).bind(now).bind(is_away.then_some(now)))
                .await
                .unwrap();
        }
    }
    db.migrate().await.unwrap();
    let keys: Vec<(String, Option<String>)> =
        sql("select name, name_key from asset_categories order by id").all(&db).await.unwrap();
    let keys: Vec<(&str, Option<&str>)> = keys.iter().map(|(name, key)| (name.as_str(), key.as_deref())).collect();
    let first = Some("hp");
    assert_eq!(
        keys,
        [("HP", first), ("hp", None), ("Hp", first), ("hp", first), ("HP", None), ("Lamps", Some("lamps"))]
    );
    let another = async |end: &str, table: &'static str, parent: Option<&str>| {
        let made = match table {
            "vendors" => sql("insert into vendors (id, org_id, name, name_key, makes, supplies, created_at) values ($1, $2, 'hP', 'hp', true, true, $3)")
                .bind(id(end))
                .bind(id("a1"))
                .bind(now),
            _ => sql("insert into asset_categories (id, org_id, parent_id, path, name, name_key, created_at) values ($1, $2, $3, '/x', 'hP', 'hp', $4)")
                .bind(id(end))
                .bind(id("a1"))
                .bind(parent.map(id))
                .bind(now),
        };
        db.run(made).await
    };
    let rule = async |end: &str, table, parent| another(end, table, parent).await.unwrap_err();
    assert!(rule("c1", "vendors", None).await.is_conflict("vendors_org_id_name_key_key"));
    assert!(rule("c2", "", None).await.is_conflict("asset_categories_org_id_name_key_key"));
    assert!(rule("c3", "", Some("b1")).await.is_conflict("asset_categories_org_id_parent_id_name_key_key"));
    another("c4", "", Some("b6")).await.expect("in another one there is none");
}

#[tokio::test]
async fn views_their_pins_and_columns_outlive_that_more_lists_have_them() {
    let database = Database::fresh(Furnishing::Bare).await;
    let db = database.open().await;
    let before: Vec<i64> =
        MIGRATIONS.iter().take_while(|step| !step.name.ends_with("_more_views")).map(|step| step.number).collect();
    db.migrate_as(&before).await.unwrap();
    let id = |end: &str| format!("00000000-0000-0000-0000-0000000000{end}").parse::<uuid::Uuid>().unwrap();
    let now: chrono::DateTime<chrono::Utc> = "2026-03-02T10:00:00Z".parse().unwrap();
    let view = |end: &str, kind: &'static str| {
        sql("insert into list_views (id, org_id, user_id, kind, name, query, is_shared, created_at) values ($1, $2, $3, $4, 'Ours', 'text=x', true, $5)")
            .bind(id(end))
            .bind(id("a1"))
            .bind(id("a2"))
            .bind(kind)
            .bind(now)
    };
    let columns = |kind: &'static str| {
        sql("insert into list_columns (org_id, user_id, kind, columns) values ($1, $2, $3, 'serial,cost')")
            .bind(id("a1"))
            .bind(id("a2"))
            .bind(kind)
    };
    for statement in [
        sql("insert into organisations (id, slug, name, zone, currency, colour, email, created_at) values ($1, 'old', 'Old', 'Europe/Madrid', 'EUR', '#123456', 'old@old.example', $2)")
            .bind(id("a1"))
            .bind(now),
        sql("insert into users (id, email, name, created_at) values ($1, 'old@old.example', 'Old', $2)")
            .bind(id("a2"))
            .bind(now),
        view("b1", "assets"),
        sql("insert into list_view_pins (org_id, user_id, view_id) values ($1, $2, $3)")
            .bind(id("a1"))
            .bind(id("a2"))
            .bind(id("b1")),
        columns("assets"),
    ] {
        db.run(statement).await.unwrap();
    }
    assert!(db.run(view("b2", "stock")).await.is_err() && db.run(columns("stock")).await.is_err(), "not yet");
    db.migrate().await.unwrap();
    let kept: Vec<(String, String, bool, String)> =
        sql("select v.name, v.query, v.is_shared, c.columns from list_views v
          join list_view_pins p on p.org_id = v.org_id and p.view_id = v.id
          join list_columns c on c.org_id = v.org_id and c.user_id = p.user_id and c.kind = v.kind")
        .all(&db)
        .await
        .unwrap();
    assert_eq!(kept, [("Ours".to_owned(), "text=x".to_owned(), true, "serial,cost".to_owned())]);
    for kind in ["stock", "work-orders"] {
        db.run(view(if kind == "stock" { "b2" } else { "b3" }, kind)).await.unwrap();
        db.run(columns(kind)).await.unwrap();
    }
    assert!(db.run(view("b4", "contacts")).await.is_err() && db.run(columns("contacts")).await.is_err());
    assert!(db.run(view("b5", "assets")).await.unwrap_err().is_conflict("list_views_org_id_user_id_kind_name_key"));
    let orphan = sql("delete from list_views where id = $1").bind(id("b1"));
    assert!(db.run(orphan).await.is_err(), "what refers to it still does");
}
