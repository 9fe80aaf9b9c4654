//! The demonstration: what it furnishes could have happened.

use crate::support::TestApp;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::sql;
use kernel::time::Span;
use platform::Reach;
use steward::demo;
use things::resources::{self, Filter};
use uuid::Uuid;

async fn number(app: &TestApp, text: &'static str) -> i64 {
    sql(text).one::<(i64,)>(app.db()).await.unwrap().0
}

#[tokio::test]
async fn a_demonstration_has_a_year_of_bookings_and_their_letters_and_is_made_once() {
    let app = TestApp::empty().await;
    demo::furnish(&app.house).await.unwrap();
    let bookings = app.count("bookings").await;
    assert!((8_000..12_000).contains(&bookings), "{bookings}");
    assert!(number(&app, "select count(*) from bookings where status = 'cancelled'").await > 200);
    assert!(number(&app, "select count(*) from messages where kind like 'booking.%'").await > 20);
    assert_eq!(number(&app, "select count(*) from events where not dispatched").await, 0);
    let (overdue,): (i64,) = sql("select count(*) from bookings where status = 'confirmed' and ends_at <= $1")
        .bind(app.now())
        .one(app.db())
        .await
        .unwrap();
    assert_eq!(overdue, 0, "what has passed is completed");
    demo::furnish(&app.house).await.unwrap();
    assert_eq!(app.count("bookings").await, bookings);
}

#[tokio::test]
async fn every_booking_of_a_demonstration_kept_hours_and_rules_when_it_was_made() {
    let app = TestApp::empty().await;
    // A moment before which both changes of the clock, a New Year and a leap day lie.
    app.clock.set("2028-03-01T06:15:00Z".parse().unwrap());
    demo::furnish(&app.house).await.unwrap();
    let orgs: Vec<(Uuid,)> = sql("select id from organisations").all(app.db()).await.unwrap();
    let all = Span::new(app.now() - TimeDelta::days(400), app.now() + TimeDelta::days(100)).unwrap();
    for (org,) in orgs {
        let things = resources::store::list(app.db(), org, &Filter::default(), &Reach::Everywhere).await.unwrap();
        let hours =
            resources::store::hours(app.db(), org, &things.iter().collect::<Vec<_>>(), all, app.now()).await.unwrap();
        for thing in &things {
            let rows: Vec<(DateTime<Utc>, DateTime<Utc>, DateTime<Utc>)> =
                sql("select starts_at, ends_at, created_at from bookings where org_id = $1 and resource_id = $2")
                    .bind(org)
                    .bind(thing.id)
                    .all(app.db())
                    .await
                    .unwrap();
            for (starts, ends, made) in rows {
                let span = Span::new(starts, ends).unwrap();
                let refusals = thing.rules().judge(&hours[&thing.id], span, made, false);
                assert!(refusals.is_empty(), "{} from {starts} to {ends}, made {made}: {refusals:?}", thing.name);
                assert!(made <= app.now(), "{} from {starts} was made in the future", thing.name);
            }
        }
    }
}

#[tokio::test]
async fn a_house_with_organisations_of_its_own_is_not_furnished() {
    let app = TestApp::empty().await;
    let mut tx = app.db().begin().await.unwrap();
    sql("insert into organisations (id, slug, name, zone, currency, colour, email, created_at)
         values ($1, 'mine', 'Mine', 'UTC', 'EUR', '#000000', 'me@mine.example', $2)")
    .bind(app.house.id())
    .bind(app.now())
    .run(&mut tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert!(demo::furnish(&app.house).await.is_err());
    assert_eq!(app.count("bookings").await, 0);
}
