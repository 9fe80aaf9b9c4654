//! The week, days that differ, blocked times: from the form to the hours that bookings are judged by.

use crate::support::world::{BOARDROOM, BUILDING, DESKS, PROJECTOR};
use crate::support::{BO, HARBOUR, QUARRY, TestApp};
use chrono::{NaiveDate, TimeDelta};
use kernel::db::{Json, sql};
use kernel::time::Span;
use platform::Reach;
use serde_json::json;
use things::resources::{Filter, Hours, Resource, store};
use uuid::Uuid;

async fn all(app: &TestApp) -> Vec<Resource> {
    store::list(app.db(), HARBOUR.id, &Filter::default(), &Reach::Everywhere).await.unwrap()
}

async fn hours_of(app: &TestApp, resource: Uuid) -> Hours {
    let resources = all(app).await;
    let window = Span::new(app.now(), app.now() + TimeDelta::days(400)).unwrap();
    let mut hours =
        store::hours(app.db(), HARBOUR.id, &resources.iter().collect::<Vec<_>>(), window, app.now()).await.unwrap();
    hours.remove(&resource).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_week_is_typed_and_holds() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let path = format!("/o/harbour-house/resources/{}/hours", BOARDROOM.id);
    let page = bo.get(&path).await.expect(200);
    assert_eq!(page.field_value("mon"), "08:00-20:00");
    let office = bo.get(&format!("{path}?preset=office")).await;
    assert_eq!((office.field_value("mon").as_str(), office.field_value("sat").as_str()), ("09:00-18:00", "closed"));
    let refused = bo.submit(&page, "#form", &[("wed", "9-12, 11-13"), ("thu", "late")]).await.expect(422);
    assert!(refused.problem("wed").is_some() && refused.problem("thu").is_some() && refused.problem("mon").is_none());
    let saved = bo.submit(&page, "#form", &[("wed", "9-12, 13-17:30"), ("sun", "")]).await.expect(303);
    let shown = bo.follow(&saved).await;
    assert!(shown.has_text("09:00–12:00, 13:00–17:30") && shown.has_text("changed its opening hours"), "{shown}");
    let hours = hours_of(&app, BOARDROOM.id).await;
    let wednesday = hours.weekly.iter().filter(|row| row.weekday == chrono::Weekday::Wed);
    assert_eq!(wednesday.map(|row| (row.opens, row.closes)).collect::<Vec<_>>(), [(540, 720), (780, 1_050)]);
    assert!(hours.weekly.iter().all(|row| row.weekday != chrono::Weekday::Sun));
    let late = bo.submit(&page, "#form", &[("mon", "1-2")]).await.expect(409);
    assert!(late.has_text("changed this in the meantime"), "{late}");
    assert_eq!(
        (late.field_value("mon").as_str(), late.problem("wed").as_deref()),
        ("1-2", Some("Saved now: “09:00-12:00, 13:00-17:30”."))
    );
    bo.submit(&late, "#form", &[("wed", "9-12")]).await.expect(303);
}

#[tokio::test]
async fn the_nearest_exception_wins_and_every_blackout_holds() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let home = format!("/o/harbour-house/resources/{}", BOARDROOM.id);
    let building = BUILDING.id.to_string();
    for (owner, hours) in [("organisation", ""), (building.as_str(), "10-12"), ("resource", "10-14")] {
        let form = bo.get(&format!("{home}/exceptions/new")).await.expect(200);
        let fields = [("day", "2026-12-24"), ("label", "Christmas Eve"), ("hours", hours), ("owner", owner)];
        bo.submit(&form, "#form", &fields).await.expect(303);
    }
    let again = bo.get(&format!("{home}/exceptions/new")).await;
    let twice = [("day", "2026-12-24"), ("label", "Again"), ("owner", "organisation")];
    assert!(bo.submit(&again, "#form", &twice).await.expect(422).problem("day").is_some());
    for (owner, reason) in [("organisation", "Regatta"), ("resource", "Paint")] {
        let form = bo.get(&format!("{home}/blackouts/new")).await.expect(200);
        let fields =
            [("from", "2026-07-01T10:00"), ("until", "2026-07-02T12:00"), ("reason", reason), ("owner", owner)];
        bo.submit(&form, "#form", &fields).await.expect(303);
    }
    let spans = |hours: &Hours| hours.exceptions.iter().map(|one| (one.day, one.spans.clone())).collect::<Vec<_>>();
    let eve = day("2026-12-24");
    let (room, desks) = (hours_of(&app, BOARDROOM.id).await, hours_of(&app, DESKS.id).await);
    assert_eq!(spans(&room), [(eve, vec![(600, 840)])], "its own");
    assert_eq!(spans(&desks), [(eve, vec![(600, 720)])], "its building's");
    assert_eq!((room.blackouts.len(), desks.blackouts.len()), (2, 1));
    assert_eq!(room.blackouts[0].span.start.to_rfc3339(), "2026-07-01T08:00:00+00:00", "wall time of Madrid");

    let shown = bo.get(&home).await;
    for text in ["All of Harbour House", "All in Boathouse", "This resource", "Thu 24 Dec 2026", "Regatta"] {
        assert!(shown.has_text(text), "{text}: {shown}");
    }
    let (exception,): (Uuid,) = sql("select id from day_exceptions where org_id = $1 and resource_id = $2")
        .bind(HARBOUR.id)
        .bind(BOARDROOM.id)
        .one(app.db())
        .await
        .unwrap();
    bo.submit(&shown, &format!("/exceptions/{exception}/removal"), &[]).await.expect(303);
    assert_eq!(spans(&hours_of(&app, BOARDROOM.id).await), [(eve, vec![(600, 720)])]);
    let told = bo.get(&home).await;
    assert_eq!(told.toast().as_deref(), Some("Christmas Eve was removed."));
    bo.submit(&told, "/exceptions", &[]).await.expect(303);
    assert_eq!(spans(&hours_of(&app, BOARDROOM.id).await), [(eve, vec![(600, 840)])], "undone");
    bo.post(&format!("{home}/exceptions/{exception}/removal"), &[]).await.expect(404);
}

#[tokio::test]
async fn only_what_lies_in_the_window_is_read() {
    let app = TestApp::start().await;
    let now = app.now();
    for (hours, length) in [(-48, 24), (-1, 2), (30, 1), (400, 1)] {
        app.db()
            .run(
                sql("insert into blackouts (id, org_id, starts_at, ends_at, reason, created_at) values ($1, $2, $3, $4, 'x', $5)")
                    .bind(app.house.id())
                    .bind(HARBOUR.id)
                    .bind(now + TimeDelta::hours(hours))
                    .bind(now + TimeDelta::hours(hours + length))
                    .bind(now),
            )
            .await
            .unwrap();
    }
    let resources = all(&app).await;
    let window = Span::new(now, now + TimeDelta::hours(48)).unwrap();
    let hours = store::hours(app.db(), HARBOUR.id, &[&resources[0]], window, app.now()).await.unwrap();
    assert_eq!(hours.len(), 1);
    assert_eq!(hours[&resources[0].id].blackouts.len(), 2);
}

#[tokio::test]
async fn a_thousand_resources_get_their_own_hours() {
    let app = TestApp::start().await;
    let now = app.now();
    let mut tx = app.db().begin().await.unwrap();
    let mut ids = Vec::new();
    for number in 0..1_000i16 {
        let id = app.house.id();
        sql("insert into resources (id, org_id, location_id, slug, name, kind, status, capacity, units, who, notice_minutes, horizon_days,
                 min_minutes, max_minutes, grid_minutes, buffer_before_minutes, buffer_after_minutes, change_notice_minutes, created_at)
             values ($1, $2, $3, $4, $4, 'desk', 'available', 1, 1, 'anyone', 0, 90, 30, 480, 30, 0, 0, 0, $5)")
            .bind(id)
            .bind(HARBOUR.id)
            .bind(BUILDING.id)
            .bind(format!("desk-{number}"))
            .bind(now)
            .run(&mut tx)
            .await
            .unwrap();
        sql("insert into opening_hours (org_id, resource_id, weekday, opens, closes) values ($1, $2, $3, $4, 1200)")
            .bind(HARBOUR.id)
            .bind(id)
            .bind(number % 7 + 1)
            .bind(number)
            .run(&mut tx)
            .await
            .unwrap();
        if number % 100 == 0 {
            sql("insert into day_exceptions (id, org_id, resource_id, day, label, spans, created_at) values ($1, $2, $3, $4, 'x', $5, $6)")
                .bind(app.house.id())
                .bind(HARBOUR.id)
                .bind(id)
                .bind(now.date_naive())
                .bind(Json(json!([[60, 120]])))
                .bind(now)
                .run(&mut tx)
                .await
                .unwrap();
        }
        ids.push(id);
    }
    tx.commit().await.unwrap();
    let resources = all(&app).await;
    assert_eq!(resources.len(), 1_003);
    let window = Span::new(now, now + TimeDelta::days(7)).unwrap();
    let hours =
        store::hours(app.db(), HARBOUR.id, &resources.iter().collect::<Vec<_>>(), window, app.now()).await.unwrap();
    for (number, id) in ids.iter().enumerate() {
        let hours = &hours[id];
        assert_eq!(hours.weekly.len(), 1);
        assert_eq!(usize::from(hours.weekly[0].opens), number);
        assert_eq!(hours.exceptions.len(), usize::from(number % 100 == 0));
    }
    assert_eq!(hours[&PROJECTOR.id].weekly.len(), 7);
}

#[tokio::test]
async fn the_hours_of_one_house_are_not_those_of_another() {
    let app = TestApp::start().await;
    let now = app.now();
    app.db()
        .run(
            sql("insert into blackouts (id, org_id, starts_at, ends_at, reason, created_at) values ($1, $2, $3, $4, 'Blast', $3)")
                .bind(app.house.id())
                .bind(QUARRY.id)
                .bind(now)
                .bind(now + TimeDelta::hours(5)),
        )
        .await
        .unwrap();
    assert!(hours_of(&app, BOARDROOM.id).await.blackouts.is_empty());
}
