//! Calendar feeds: what they tell whom, when they end, and what a second fetch costs.

use super::{another_site, book, employ_at, tidy};
use crate::letters::python::check_in;
use crate::support::world::{BOARDROOM, DESKS, SITE};
use crate::support::{ADA, Answer, BO, Browser, CY, DEE, HARBOUR, TestApp};
use axum::http::Method;
use chrono::TimeDelta;
use kernel::db::{sql, statements};
use platform::Role;
use uuid::Uuid;

const PAGE: &str = "/o/harbour-house/feeds";

/// Somebody adds a feed through the form; answers the path of its address.
async fn add(browser: &Browser, subject: &str, detail: &str) -> String {
    let page = browser.get(PAGE).await.expect(200);
    let before = addresses(&page);
    let form = page.form("#feed").set("subject", subject).set("detail", detail);
    browser.send_form(&form).await.expect(303);
    let page = tidy(browser.get(PAGE).await.expect(200));
    let new = addresses(&page).into_iter().find(|one| !before.contains(one));
    new.expect("another feed")
}

fn addresses(page: &Answer) -> Vec<String> {
    let values = page.document().elements().filter_map(|(_, element)| element.attribute("value"));
    values.filter_map(|value| value.find("/feeds/").map(|at| value[at..].to_owned())).collect()
}

async fn fetch(app: &TestApp, path: &str, known: Option<&str>) -> Answer {
    let headers: Vec<(&str, &str)> = known.map(|tag| ("if-none-match", tag)).into_iter().collect();
    app.guest().send(Method::GET, path, &headers, None).await
}

fn text(answer: &Answer) -> String {
    answer.body().replace("\r\n ", "")
}

fn of(thing: Uuid) -> String {
    format!("resource:{thing}")
}

#[tokio::test]
async fn a_feed_of_a_resource_is_a_calendar_and_tells_as_much_as_was_chosen() {
    let app = TestApp::start().await;
    book(&app, &HARBOUR, &BO, &BOARDROOM, "2026-03-04T10:00", "2026-03-04T11:00", "Board, all").await;
    book(&app, &HARBOUR, &BO, &BOARDROOM, "2026-07-04T10:00", "2026-07-04T11:00", "Summer").await;
    book(&app, &HARBOUR, &BO, &DESKS, "2026-03-04T10:00", "2026-03-04T11:00", "Elsewhere").await;
    let bo = app.sign_in(&BO).await;
    let busy = fetch(&app, &add(&bo, &of(BOARDROOM.id), "busy").await, None).await.expect(200);
    assert_eq!(busy.header("content-type"), "text/calendar; charset=utf-8");
    let busy = text(&busy);
    assert!(busy.contains("SUMMARY:Busy · ") && !busy.contains("Board\\, all") && !busy.contains("Grace"), "{busy}");
    let titles = text(&fetch(&app, &add(&bo, &of(BOARDROOM.id), "titles").await, None).await.expect(200));
    assert!(titles.contains("SUMMARY:Board\\, all · ") && !titles.contains("Grace") && !titles.contains("Elsewhere"));
    let guests = fetch(&app, &add(&bo, &of(BOARDROOM.id), "guests").await, None).await.expect(200);
    let file = text(&guests);
    assert!(file.contains("DESCRIPTION:Guest: Grace Holm") && file.contains("X-WR-CALNAME:"), "{file}");
    assert_eq!((file.matches("BEGIN:VEVENT").count(), file.matches("BEGIN:VTIMEZONE").count()), (2, 1));
    assert!(file.contains("DTSTART;TZID=Europe/Madrid:20260304T100000"), "{file}");
    check_in("insight", "feed_check.py", &guests.body());
}

#[tokio::test]
async fn a_member_sees_titles_of_their_own_and_that_others_are_busy() {
    let app = TestApp::start().await;
    book(&app, &HARBOUR, &BO, &BOARDROOM, "2026-03-04T10:00", "2026-03-04T11:00", "Secret talks").await;
    book(&app, &HARBOUR, &CY, &BOARDROOM, "2026-03-05T10:00", "2026-03-05T11:00", "Cy and Co").await;
    let cy = app.sign_in(&CY).await;
    let all = text(&fetch(&app, &add(&cy, &format!("location:{}", SITE.id), "guests").await, None).await.expect(200));
    assert!(all.contains("Cy and Co") && all.contains("Busy · ") && !all.contains("Secret talks"), "{all}");
    let mine = text(&fetch(&app, &add(&cy, "mine", "titles").await, None).await.expect(200));
    assert_eq!(mine.matches("BEGIN:VEVENT").count(), 1);
    assert!(mine.contains("Cy and Co"), "{mine}");
}

#[tokio::test]
async fn what_has_not_changed_is_answered_with_304_and_what_has_is_told() {
    let app = TestApp::start().await;
    let path = add(&app.sign_in(&BO).await, &of(BOARDROOM.id), "titles").await;
    let booking = book(&app, &HARBOUR, &BO, &BOARDROOM, "2026-03-04T10:00", "2026-03-04T11:00", "Board").await;
    let first = fetch(&app, &path, None).await.expect(200);
    let tag = first.header("etag").to_owned();
    assert!(first.header("last-modified").ends_with("GMT"));
    let before = statements();
    let again = fetch(&app, &path, Some(&tag)).await.expect(304);
    assert!(again.body().is_empty() && again.header("etag") == tag);
    assert!(statements() - before <= 8, "a 304 costs {} statements", statements() - before);
    fetch(&app, &path, Some(&format!("\"other\", W/{tag}"))).await.expect(304);
    fetch(&app, &path, Some("\"other\"")).await.expect(200);
    app.advance(TimeDelta::minutes(5));
    let cancelled = sql("update bookings set status = 'cancelled', updated_at = $3 where org_id = $1 and id = $2");
    app.db().run(cancelled.bind(HARBOUR.id).bind(booking.id).bind(app.now())).await.unwrap();
    let changed = fetch(&app, &path, Some(&tag)).await.expect(200);
    assert!(!changed.body().contains("VEVENT") && changed.header("etag") != tag);
    app.advance(TimeDelta::days(1));
    fetch(&app, &path, Some(changed.header("etag"))).await.expect(200); // the window has moved
}

#[tokio::test]
async fn a_feed_has_the_rights_its_owner_has_now() {
    let app = TestApp::start().await;
    book(&app, &HARBOUR, &BO, &BOARDROOM, "2026-03-04T10:00", "2026-03-04T11:00", "Secret talks").await;
    let bo = app.sign_in(&BO).await;
    let path = add(&bo, &of(BOARDROOM.id), "titles").await;
    let first = fetch(&app, &path, None).await.expect(200);
    let less = sql("update grants set role = 'member' where org_id = $1 and user_id = $2");
    app.db().run(less.bind(HARBOUR.id).bind(BO.id)).await.unwrap();
    let now = fetch(&app, &path, Some(first.header("etag"))).await.expect(200);
    assert!(now.body().contains("Busy") && !now.body().contains("Secret talks"), "a tag of before shows nothing old");
    let ended = sql("update grants set ended_at = created_at where org_id = $1 and user_id = $2");
    app.db().run(ended.bind(HARBOUR.id).bind(BO.id)).await.unwrap();
    fetch(&app, &path, Some(now.header("etag"))).await.expect(404);
}

#[tokio::test]
async fn a_feed_ends_when_it_is_revoked_and_its_address_cannot_be_guessed() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let path = add(&bo, "mine", "busy").await;
    fetch(&app, &path, None).await.expect(200);
    let word = path.trim_start_matches("/feeds/").trim_end_matches(".ics");
    let mut forged = word.to_owned().into_bytes();
    forged[0] = if forged[0] == b'A' { b'B' } else { b'A' };
    for wrong in [String::from_utf8(forged).unwrap(), app.house.key.seal("manage-booking", HARBOUR.id.as_bytes())] {
        fetch(&app, &format!("/feeds/{wrong}.ics"), None).await.expect(404);
    }
    let page = bo.get(PAGE).await.expect(200);
    assert!(page.has_text("Last fetched") && !page.has_text("Never"), "{page}");
    let cy = app.sign_in(&CY).await;
    let form = page.form("/revocation");
    cy.send_form(&form).await.expect(404); // somebody else's
    app.sign_in(&DEE).await.send_form(&form).await.expect(404);
    app.advance(TimeDelta::minutes(1));
    bo.send_form(&form).await.expect(303);
    fetch(&app, &path, None).await.expect(404);
    let facts = platform::events::latest(app.db(), HARBOUR.id, "feed.", 9).await.unwrap();
    assert_eq!(facts.iter().map(|fact| fact.kind.as_str()).collect::<Vec<_>>(), ["feed.revoked", "feed.created"]);
    assert!(!format!("{facts:?}").contains(word));
}

#[tokio::test]
async fn nobody_has_a_feed_of_what_they_may_not_see() {
    let app = TestApp::start().await;
    let elsewhere = another_site(&app, &HARBOUR).await;
    let narrow = employ_at(&app, &HARBOUR, Role::Member, &elsewhere).await;
    let narrow = app.sign_in_user(narrow).await;
    let page = narrow.get(PAGE).await.expect(200);
    let form = page.form("#feed");
    for subject in [of(BOARDROOM.id), format!("location:{}", SITE.id), of(Uuid::from_u128(7))] {
        let forged = form.clone().forge("subject", Some(&subject)).forge("key", Some(&subject));
        narrow.send_form(&forged).await.expect(404);
    }
    narrow.send_form(&form.clone().forge("subject", Some("everything"))).await.expect(422);
    assert_eq!(app.count("calendar_feeds").await, 0);
    add(&narrow, &format!("location:{}", elsewhere.id), "titles").await;
}

#[tokio::test]
async fn a_feed_is_fetched_so_often_and_no_more() {
    let app = TestApp::start().await;
    let path = add(&app.sign_in(&ADA).await, "mine", "busy").await;
    let mut refused = 0;
    for _ in 0..250 {
        refused += usize::from(fetch(&app, &path, None).await.status == 429);
    }
    assert_eq!(refused, 10);
    app.advance(TimeDelta::hours(1));
    fetch(&app, &path, None).await.expect(200);
}

#[tokio::test]
async fn a_suspended_organisation_tells_calendars_to_come_again_and_nothing_else() {
    let app = TestApp::start().await;
    book(&app, &HARBOUR, &BO, &BOARDROOM, "2026-03-04T10:00", "2026-03-04T11:00", "Board").await;
    let path = add(&app.sign_in(&BO).await, &of(BOARDROOM.id), "titles").await;
    let tag = fetch(&app, &path, None).await.expect(200).header("etag").to_owned();
    let suspend = sql("update organisations set suspended_at = $2 where id = $1");
    app.db().run(suspend.bind(HARBOUR.id).bind(app.now())).await.unwrap();
    for known in [None, Some(tag.as_str())] {
        let later = fetch(&app, &path, known).await.expect(503);
        assert_eq!(later.header("retry-after"), "3600");
        assert!(!later.body().contains("Board") && later.header("etag").is_empty(), "{later}");
    }
    app.db().run(sql("update organisations set suspended_at = null where id = $1").bind(HARBOUR.id)).await.unwrap();
    fetch(&app, &path, Some(&tag)).await.expect(304);
}
