use super::*;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::crypto::Key;
use kernel::db::{Db, Options};
use kernel::time::{Clock, Span};
use platform::{Reach, Settings};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use things::resources::{self, Filter};
use uuid::Uuid;

/// A house with an empty database in a folder that goes with it.
struct Empty {
    house: House,
    folder: PathBuf,
}

impl Empty {
    async fn at(now: &str) -> Empty {
        static FOLDERS: AtomicU32 = AtomicU32::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("steward-demo-{}-{number}", std::process::id()));
        let file = folder.join("steward.db").display().to_string();
        let db = Db::open(&Options { full_sync: false, ..Options::new(file) }).await.unwrap();
        db.migrate().await.unwrap();
        let settings = Settings {
            base_url: "http://127.0.0.1:8080".into(),
            demo: true,
            smtp: None,
            mail_from: "steward@localhost.localdomain".into(),
            trusted_proxies: Vec::new(),
        };
        let key = Key::from_text("a key for tests, long enough to be one").unwrap();
        let clock = Clock::fixed(now.parse().unwrap());
        Empty { house: House::new(db, clock, Ids::seeded(1), key, settings, crate::registry::WINGS), folder }
    }

    async fn count(&self, text: &'static str) -> i64 {
        sql(text).one::<(i64,)>(&self.house.db).await.unwrap().0
    }
}

impl Drop for Empty {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder); // a test that failed leaves it; the system clears it
    }
}

#[tokio::test]
async fn a_demonstration_has_a_year_of_bookings_and_letters_and_is_made_once() {
    let empty = Empty::at("2026-11-20T10:30:00Z").await;
    furnish(&empty.house).await.unwrap();
    let bookings = empty.count("select count(*) from bookings").await;
    assert!((8_000..12_000).contains(&bookings), "{bookings}");
    assert!(empty.count("select count(*) from bookings where status = 'cancelled'").await > 100);
    assert!(empty.count("select count(*) from messages where kind like 'booking.%'").await > 20);
    assert_eq!(empty.count("select count(*) from events where not dispatched").await, 0);
    assert_eq!(
        empty
            .count("select count(*) from bookings where status = 'confirmed' and ends_at < '2026-11-20T10:30:00+00:00'")
            .await,
        0
    );
    furnish(&empty.house).await.unwrap();
    assert_eq!(empty.count("select count(*) from bookings").await, bookings);
}

#[tokio::test]
async fn every_booking_of_a_demonstration_keeps_the_hours_and_could_have_been_made() {
    // Both changes of the clock, New Year and a leap day lie within a year of this moment.
    let empty = Empty::at("2028-03-01T06:15:00Z").await;
    furnish(&empty.house).await.unwrap();
    let orgs: Vec<(Uuid,)> = sql("select id from organisations").all(&empty.house.db).await.unwrap();
    let all = Span::new(empty.house.now() - TimeDelta::days(400), empty.house.now() + TimeDelta::days(100)).unwrap();
    for (org,) in orgs {
        let filter = Filter::default();
        let things = resources::store::list(&empty.house.db, org, &filter, &Reach::Everywhere).await.unwrap();
        let hours =
            resources::store::hours(&empty.house.db, org, &things.iter().collect::<Vec<_>>(), all).await.unwrap();
        for thing in &things {
            let rows: Vec<(DateTime<Utc>, DateTime<Utc>, DateTime<Utc>)> =
                sql("select starts_at, ends_at, created_at from bookings where org_id = $1 and resource_id = $2")
                    .bind(org)
                    .bind(thing.id)
                    .all(&empty.house.db)
                    .await
                    .unwrap();
            for (starts, ends, created) in rows {
                let refusals = thing.rules().judge(&hours[&thing.id], Span::new(starts, ends).unwrap(), created, false);
                assert!(refusals.is_empty(), "{} from {starts} to {ends}, made {created}: {refusals:?}", thing.name);
                assert!(created <= empty.house.now());
            }
        }
    }
}

#[tokio::test]
async fn a_database_with_other_organisations_is_not_furnished() {
    let empty = Empty::at("2026-11-20T10:30:00Z").await;
    let mut tx = empty.house.db.begin().await.unwrap();
    sql("insert into organisations (id, slug, name, zone, currency, colour, email, created_at)
         values ($1, 'mine', 'Mine', 'UTC', 'EUR', '#000000', 'me@mine.example', $2)")
    .bind(empty.house.id())
    .bind(empty.house.now())
    .run(&mut tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert!(furnish(&empty.house).await.is_err());
    assert_eq!(empty.count("select count(*) from bookings").await, 0);
}
