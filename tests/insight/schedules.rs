//! Reports by mail: on the right day, once, with the rights of their owner, to those who want them.

use super::madrid;
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, BO, DEE, HARBOUR, Mail, Program, TestApp};
use crate::things::assets::{asset, category};
use chrono::TimeDelta;
use insight::schedules::send::{FILE_MAX, Send};
use insight::schedules::{AGEING, HOLDING};
use kernel::db::{Json, sql};
use platform::jobs::Job;
use platform::{Perm, Perms, Role};
use serde_json::{Value, json};
use uuid::Uuid;

const API: &str = "/api/v1/report-schedules";
const PAGES: &str = "/o/harbour-house/reports/schedules";
const BOOKS: &str = "books@accountant.example";

/// A schedule as somebody makes it, and its id.
async fn made(program: &Program, change: Value) -> (Uuid, Value) {
    let mut input = json!({
        "name": "What we have", "report": "assets", "filters": { "by": "category" }, "every": "day", "file": "csv",
        "recipients": [ADA.email],
    });
    input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let shown = program.post(API, input).await.expect(201).json();
    (shown["id"].as_str().unwrap().parse().unwrap(), shown)
}

/// The clocks of the organisation show this now.
fn at(app: &TestApp, wall: &str) {
    app.advance(madrid(wall) - app.now());
}

async fn look(app: &TestApp) {
    Send.run(&app.house).await.unwrap();
}

/// What goes along with the latest letter to somebody.
async fn attached(app: &TestApp, address: &str) -> Option<String> {
    let row: Option<(Vec<u8>,)> =
        sql("select f.bytes from messages m join files f on f.org_id = m.org_id and f.id = m.file_id
          where m.to_address = $1 order by m.queued_at desc, m.id desc limit 1")
        .bind(address.to_owned())
        .maybe(app.db())
        .await
        .unwrap();
    row.map(|(bytes,)| String::from_utf8(bytes).unwrap())
}

async fn latest(app: &TestApp, address: &str) -> Mail {
    app.mail_to(address).await.pop().expect("a letter")
}

async fn one_click(app: &TestApp, address: &str) -> String {
    let (url,): (Option<String>,) =
        sql("select unsubscribe from messages where to_address = $1 order by queued_at desc limit 1")
            .bind(address.to_owned())
            .one(app.db())
            .await
            .unwrap();
    let url = url.expect("an address for one click");
    url[url.find("/b/").unwrap()..].to_owned()
}

/// Who was told of schedules, and as what.
async fn told(app: &TestApp) -> Vec<(Uuid, String)> {
    sql("select n.user_id, n.kind from notifications n where n.org_id = $1 order by n.at, n.id")
        .bind(HARBOUR.id)
        .all(app.db())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_long_list_has_pages_that_lead_on_and_back() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (first, _) = made(&ada, json!({ "name": "Schedule 000" })).await;
    for nth in 1..120 {
        let copy = sql("insert into report_schedules (id, org_id, name, report, query, every, on_day, paper, next_on, owner_id, created_at)
             select $1, org_id, $2, report, query, every, on_day, paper, next_on, owner_id, created_at from report_schedules where id = $3");
        app.db().run(copy.bind(app.house.id()).bind(format!("Schedule {nth:03}")).bind(first)).await.unwrap();
    }
    let browser = app.sign_in(&ADA).await;
    let names = |page: &crate::support::Answer| -> Vec<String> {
        (0..120).map(|nth| format!("Schedule {nth:03}")).filter(|name| page.maybe_link(name).is_some()).collect()
    };
    let mut page = browser.get(PAGES).await.expect(200);
    let (mut all, mut pages) = (names(&page), 1);
    while page.maybe_link("Next").is_some() {
        page = browser.follow_link(&page, "Next").await.expect(200);
        all.extend(names(&page));
        pages += 1;
    }
    assert_eq!((pages, names(&page).len(), all.len()), (3, 20, 120));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 120, "each stands on one page");
    for _ in 1..pages {
        page = browser.follow_link(&page, "Previous").await.expect(200);
    }
    assert_eq!(names(&page), names(&browser.get(PAGES).await.expect(200)));
    assert!(page.maybe_link("Previous").is_none(), "{page}");
}

#[tokio::test]
async fn it_is_sent_in_the_morning_of_its_day_once_and_a_house_that_was_down_sends_one() {
    let app = TestApp::start().await;
    let kind = category(&app, "Cameras", "CAM-##").await;
    asset(&app, kind, "CAM-1", Some(FLOOR.id)).await;
    at(&app, "2026-03-03T12:00");
    let ada = app.program(&ADA).await;
    let (_, shown) = made(&ada, json!({ "every": "week", "on_day": 1, "recipients": [ADA.email, BOOKS] })).await;
    assert_eq!(shown["next_on"], "2026-03-09");
    for (wall, letters) in [
        ("2026-03-08T12:00", 0),
        ("2026-03-09T07:30", 0), // nobody is written to before the day begins there
        ("2026-03-09T08:30", 1),
        ("2026-03-09T09:30", 1),
        ("2026-04-08T20:30", 1), // down for a month, and it is night
        ("2026-04-09T08:30", 2),
        ("2026-04-12T09:30", 2),
        ("2026-04-13T09:30", 3),
    ] {
        at(&app, wall);
        look(&app).await;
        look(&app).await;
        assert_eq!((app.mail_to(ADA.email).await.len(), app.mail_to(BOOKS).await.len()), (letters, letters), "{wall}");
    }
    let letter = latest(&app, BOOKS).await;
    assert_eq!((letter.subject.as_str(), letter.kind.as_str()), ("What we have, Mon 13 Apr 2026", "report.schedule"));
    assert!(letter.text_body.contains("Cameras") && letter.html_body.contains("Cameras"), "{}", letter.text_body);
    assert!(attached(&app, BOOKS).await.unwrap().contains("Cameras,1,0.00"));
}

#[tokio::test]
async fn ends_of_months_and_summer_time_are_days_like_others() {
    let app = TestApp::start().await;
    at(&app, "2026-03-28T12:00");
    let ada = app.program(&ADA).await;
    let (_, last) = made(&ada, json!({ "name": "Ends", "every": "month", "on_day": 0 })).await;
    let (_, daily) = made(&ada, json!({ "name": "Days" })).await;
    assert_eq!((&last["next_on"], &daily["next_on"]), (&json!("2026-03-31"), &json!("2026-03-29")));
    let subjects = async |name: &str| {
        let letters = app.mail_to(ADA.email).await;
        letters.into_iter().map(|one| one.subject).filter(|subject| subject.starts_with(name)).collect::<Vec<_>>()
    };
    // On the 29th the clocks of Madrid jump from two to three: half past eight is there all the same, once.
    for hour in 0..24 {
        at(&app, &format!("2026-03-29T{hour:02}:30"));
        look(&app).await;
    }
    assert_eq!(subjects("Days").await, ["Days, Sun 29 Mar 2026"]);
    for day in ["2026-03-30", "2026-03-31", "2026-04-01", "2026-04-30", "2026-05-31", "2026-06-01"] {
        at(&app, &format!("{day}T08:30"));
        look(&app).await;
    }
    assert_eq!(subjects("Ends").await, ["Ends, Tue 31 Mar 2026", "Ends, Thu 30 Apr 2026", "Ends, Sun 31 May 2026"]);
    assert_eq!(subjects("Days").await.len(), 7);
}

#[tokio::test]
async fn days_and_months_are_counted_from_the_day_it_is_sent() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    at(&app, "2026-03-30T12:00");
    for report in ["journal", "depreciation", "maintenance-schedule"] {
        made(&ada, json!({ "name": report, "report": report, "filters": {} })).await;
    }
    at(&app, "2026-04-01T09:00");
    look(&app).await;
    let letters = app.mail_to(ADA.email).await;
    let told = |name: &str| letters.iter().find(|one| one.subject.starts_with(name)).expect("a letter");
    assert!(told("journal").text_body.contains("March 2026 to March 2026"), "{}", told("journal").text_body);
    assert!(told("depreciation").text_body.contains("at the end of Tue 31 Mar 2026"));
    assert!(told("maintenance").text_body.contains("from Wed 1 Apr 2026 until"));
    assert!(told("journal").link("/reports/journal").ends_with("from=2026-03&until=2026-03"));
}

#[tokio::test]
async fn figures_are_what_the_owner_may_see_then_by_place_and_by_category() {
    let app = TestApp::start().await;
    let cameras = category(&app, "Cameras", "CAM-##").await;
    let lamps = category(&app, "Lamps", "LMP-##").await;
    asset(&app, cameras, "CAM-1", Some(FLOOR.id)).await;
    asset(&app, cameras, "CAM-2", Some(SITE.id)).await;
    asset(&app, lamps, "LMP-1", Some(FLOOR.id)).await;
    let role = app.make_role(HARBOUR.id, "Cameras", Perms::of(&[Perm::Home, Perm::AssetsRead])).await;
    let owner = app.employ_as(HARBOUR.id, role, None).await;
    let program = app.program_of(owner, Some(HARBOUR.id), None).await;
    at(&app, "2026-03-03T12:00");
    made(&program, json!({ "recipients": [BOOKS] })).await;
    let sent = async |day: i64| {
        at(&app, &format!("2026-03-{:02}T09:00", 3 + day));
        look(&app).await;
        attached(&app, BOOKS).await.expect("a file")
    };
    let all = sent(1).await;
    assert!(all.contains("Cameras,2") && all.contains("Lamps,1"), "{all}");
    let by_category = sql("update roles set categories = $2 where id = $1").bind(role).bind(Json(vec![cameras]));
    app.db().run(by_category).await.unwrap();
    let narrow = sent(2).await;
    assert!(narrow.contains("Cameras,2") && !narrow.contains("Lamps"), "{narrow}");
    let by_place = sql("update grants set location_id = $2 where user_id = $1").bind(owner).bind(FLOOR.id);
    app.db().run(by_place).await.unwrap();
    let narrower = sent(3).await;
    assert!(narrower.contains("Cameras,1") && !narrower.contains("Lamps"), "{narrower}");
    // What is narrowed to something that the owner may not see is not taken.
    let elsewhere = json!({ "name": "No", "report": "maintenance-schedule", "filters": { "location_id": SITE.id }, "every": "day", "recipients": [BOOKS] });
    assert_eq!(program.post(API, elsewhere).await.expect(422).pointers(), ["/report"]);
}

#[tokio::test]
async fn whoever_lost_the_right_sends_nothing_and_somebody_else_takes_it_over() {
    let app = TestApp::start().await;
    let role = app.make_role(HARBOUR.id, "Reader", Perms::of(&[Perm::Home, Perm::AssetsRead])).await;
    let owner = app.employ_as(HARBOUR.id, role, None).await;
    let program = app.program_of(owner, Some(HARBOUR.id), None).await;
    at(&app, "2026-03-03T12:00");
    let (id, _) = made(&program, json!({ "recipients": [BOOKS] })).await;
    let (gone, _) = made(&program, json!({ "name": "Gone", "recipients": [BOOKS] })).await;
    app.db().run(sql("update report_schedules set next_on = '2026-03-20' where id = $1").bind(gone)).await.unwrap();
    let no_right = sql("update roles set perms = $2 where id = $1").bind(role).bind(Json(json!(["home"])));
    app.db().run(no_right).await.unwrap();
    at(&app, "2026-03-04T09:00");
    look(&app).await;
    let ada = app.program(&ADA).await;
    let shown = ada.get(&format!("{API}/{id}")).await.expect(200).json();
    assert_eq!((app.mail_to(BOOKS).await.len(), &shown["paused_because"]), (0, &json!("no_right")));
    // Its owner is told, and nobody else; the next round tells nothing again.
    app.settle().await;
    at(&app, "2026-03-05T09:00");
    look(&app).await;
    app.settle().await;
    assert_eq!(told(&app).await, [(owner, "report_paused".to_owned())]);
    let email = "select email from users where id = $1";
    let (email,): (String,) = sql(email).bind(owner).one(app.db()).await.unwrap();
    let letter = latest(&app, &email).await;
    assert!(
        letter.text_body.contains("Your “What we have” is not mailed any more: you may not read the report"),
        "{}",
        letter.text_body
    );
    app.db().run(sql("update users set disabled_at = $2 where id = $1").bind(owner).bind(app.now())).await.unwrap();
    at(&app, "2026-03-20T09:00");
    look(&app).await;
    assert_eq!(ada.get(&format!("{API}/{gone}")).await.expect(200).json()["paused_because"], "owner_gone");
    assert_eq!(
        ada.post(&format!("{API}/{gone}/sendings"), json!({})).await.expect(409).code(),
        "report_schedule_no_rights"
    );
    let browser = app.sign_in(&ADA).await;
    let page = browser.get(&format!("{PAGES}/{gone}")).await.expect(200);
    assert!(page.has_text("Paused: its owner left") && page.has_text("Take it over"), "{page}");
    let taken = browser.submit(&page, "/take-over", &[]).await.expect(303);
    assert!(browser.follow(&taken).await.expect(200).has_text("is yours"));
    at(&app, "2026-03-21T09:00");
    look(&app).await;
    assert_eq!(app.mail_to(BOOKS).await.len(), 1);
    // The one that nobody took over waits.
    assert_eq!(app.count("report_sendings").await, 1);
}

#[tokio::test]
async fn whoever_gets_it_ends_it_by_one_click_and_only_they_take_it_back() {
    let app = TestApp::start().await;
    at(&app, "2026-03-03T12:00");
    let ada = app.program(&ADA).await;
    let (id, _) = made(&ada, json!({ "recipients": [ADA.email, BO.email, BOOKS] })).await;
    at(&app, "2026-03-04T09:00");
    look(&app).await;
    let link = one_click(&app, BOOKS).await;
    assert!(latest(&app, BOOKS).await.link("/ending").ends_with(&link[link.find("/b/").unwrap()..]));
    let guest = app.guest();
    // To look is not to end it.
    assert!(guest.get(&link).await.expect(200).has_text("Stop sending me this"));
    assert!(guest.post(&link, &[("List-Unsubscribe", "One-Click")]).await.expect(200).has_text("any more"));
    // A colleague may do so from the list, too.
    let bo = app.sign_in(&BO).await;
    let list = bo.get(PAGES).await.expect(200);
    bo.submit(&list, "/leaving", &[]).await.expect(303);
    at(&app, "2026-03-05T09:00");
    look(&app).await;
    let counts = [ADA.email, BO.email, BOOKS].map(|address| app.mail_to(address));
    let counts: Vec<usize> = futures::future::join_all(counts).await.iter().map(Vec::len).collect();
    assert_eq!(counts, [2, 1, 1]);
    let shown = ada.get(&format!("{API}/{id}")).await.expect(200).json();
    let ended: Vec<bool> =
        shown["recipients"].as_array().unwrap().iter().map(|one| !one["ended_at"].is_null()).collect();
    assert_eq!(ended.iter().filter(|ended| **ended).count(), 2);
    // The owner cannot take that back …
    let again = json!({ "recipients": [ADA.email, BOOKS] });
    let refused = ada.patch(&format!("{API}/{id}"), again).await.expect(422);
    assert_eq!(refused.pointers(), ["/recipients"], "{refused}");
    // … but they themselves can.
    let back = link.replace("/ending", "/resumption");
    let page = guest.follow(&guest.post(&back, &[]).await.expect(303)).await;
    assert!(page.has_text("Stop sending me this"), "{page}");
    at(&app, "2026-03-06T09:00");
    look(&app).await;
    assert_eq!(app.mail_to(BOOKS).await.len(), 2);
    guest.post(&link.replace("/reports/", "/reports/x"), &[]).await.expect(404);
    guest.get(&link.replace("harbour-house", "quarry-works")).await.expect(404);
    // Nobody is left: it pauses, and says so.
    for address in [ADA.email, BOOKS] {
        guest.post(&one_click(&app, address).await, &[]).await.expect(200);
    }
    at(&app, "2026-03-07T09:00");
    look(&app).await;
    assert_eq!(ada.get(&format!("{API}/{id}")).await.expect(200).json()["paused_because"], "nobody");
    // Ada is told under the bell and by mail, as she chose nothing else; what she pauses herself she knows.
    app.settle().await;
    assert_eq!(told(&app).await, [(ADA.id, "report_paused".to_owned())]);
    assert!(latest(&app, ADA.email).await.text_body.contains("nobody is left who gets it"));
    let browser = app.sign_in(&ADA).await;
    let news = browser.get("/o/harbour-house/notifications").await.expect(200);
    assert!(news.hrefs().iter().any(|href| href.contains("notifications/") || href.contains("schedules/")), "{news}");
    let (_, other) = made(&ada, json!({ "name": "Other" })).await;
    let path = format!("{API}/{}", other["id"].as_str().unwrap());
    ada.patch(&path, json!({ "paused": true })).await.expect(200);
    app.settle().await;
    assert_eq!(told(&app).await.len(), 1);
}

#[tokio::test]
async fn others_find_nothing_of_it_unless_they_may_change_all_assets() {
    let app = TestApp::start().await;
    let role = app.make_role(HARBOUR.id, "Reader", Perms::of(&[Perm::Home, Perm::AssetsRead])).await;
    let [one, other] = [app.employ_as(HARBOUR.id, role, None).await, app.employ_as(HARBOUR.id, role, None).await];
    let (mine, theirs) =
        (app.program_of(one, Some(HARBOUR.id), None).await, app.program_of(other, Some(HARBOUR.id), None).await);
    let (id, _) = made(&mine, json!({ "recipients": [BOOKS] })).await;
    let path = format!("{API}/{id}");
    assert_eq!(theirs.get(API).await.expect(200).json()["data"], json!([]));
    theirs.get(&path).await.expect(404);
    theirs.patch(&path, json!({ "paused": true })).await.expect(404);
    theirs.delete(&path).await.expect(404);
    theirs.post(&format!("{path}/sendings"), json!({})).await.expect(404);
    theirs.post(&format!("{path}/take-over"), json!({})).await.expect(404);
    let dee = app.program(&DEE).await;
    dee.get(&format!("/api/v1/orgs/quarry-works/report-schedules/{id}")).await.expect(404);
    dee.get(&format!("/api/v1/orgs/harbour-house/report-schedules/{id}")).await.expect(404);
    let keeper = app.employ(HARBOUR.id, Role::AssetAdmin).await;
    let keeper = app.program_of(keeper, Some(HARBOUR.id), None).await;
    assert_eq!(keeper.get(API).await.expect(200).json()["data"].as_array().unwrap().len(), 1);
    keeper.delete(&path).await.expect(204);
    mine.get(&path).await.expect(404);
    let back = mine.post(&format!("{path}/restoration"), json!({})).await.expect(200).json();
    assert_eq!(back["name"], "What we have");
}

#[tokio::test]
async fn what_looks_like_a_formula_is_text_in_the_file() {
    let app = TestApp::start().await;
    let kind = category(&app, "=HYPERLINK(\"http://evil.example\")", "EV-##").await;
    asset(&app, kind, "EV-1", None).await;
    let ada = app.program(&ADA).await;
    let (id, _) = made(&ada, json!({ "name": "=1+1", "recipients": [BOOKS] })).await;
    ada.post(&format!("{API}/{id}/sendings"), json!({})).await.expect(200);
    let file = attached(&app, BOOKS).await.unwrap();
    assert!(file.contains("\"'=HYPERLINK") && !file.contains(",=HYPERLINK"), "{file}");
}

#[tokio::test]
async fn what_is_too_large_is_linked_and_not_attached_and_the_letter_has_its_first_lines() {
    let app = TestApp::start().await;
    let kind = category(&app, "Cameras", "CAM-##").await;
    for nth in 0..25 {
        asset(&app, kind, &format!("CAM-{nth:02}"), None).await;
    }
    let ada = app.program(&ADA).await;
    let wish = json!({ "report": "cost-of-ownership", "filters": { "by": "each" }, "recipients": [ADA.email, BOOKS] });
    let (id, _) = made(&ada, wish).await;
    let send = async || ada.post(&format!("{API}/{id}/sendings"), json!({})).await.expect(200).json();
    let sent = send().await;
    assert_eq!((&sent["letters"], &sent["lines"], &sent["file"]), (&json!(2), &json!(25), &json!(true)));
    let letter = latest(&app, BOOKS).await;
    assert!(letter.text_body.contains("5 more lines stand in it"), "{}", letter.text_body);
    assert!(letter.text_body.contains("CAM-19") && !letter.text_body.contains("CAM-20"), "{}", letter.text_body);
    assert!(!letter.text_body.contains("/reports/cost-of-ownership"), "who cannot sign in gets no link to a page");
    let long = sql("update assets set name = $2 where org_id = $1").bind(HARBOUR.id).bind("x".repeat(FILE_MAX / 20));
    app.db().run(long).await.unwrap();
    app.advance(TimeDelta::minutes(1)); // letters of one instant have no order
    assert_eq!(send().await["file"], false);
    let letter = latest(&app, ADA.email).await;
    assert!(letter.text_body.contains("too large for a letter"));
    assert!(letter.link("/reports/cost-of-ownership").contains("by=each"));
    let page = app.sign_in(&ADA).await.get(&format!("{PAGES}/{id}")).await.expect(200);
    assert!(page.has_text("Too large to go along") && page.has_text("Ada Lind asked for it"), "{page}");
}

#[tokio::test]
async fn however_many_look_at_once_a_day_is_sent_once() {
    let app = TestApp::start().await;
    at(&app, "2026-03-03T12:00");
    let ada = app.program(&ADA).await;
    for nth in 0..4 {
        made(&ada, json!({ "name": format!("Report {nth}") })).await;
    }
    at(&app, "2026-03-04T09:00");
    let looks = (0..6).map(|_| async { Send.run(&app.house).await });
    for result in futures::future::join_all(looks).await {
        result.unwrap();
    }
    look(&app).await;
    assert_eq!((app.count("report_sendings").await, app.mail_to(ADA.email).await.len()), (4, 4));
}

#[tokio::test]
async fn without_the_index_a_day_is_sent_twice() {
    let app = TestApp::start().await;
    at(&app, "2026-03-03T12:00");
    let ada = app.program(&ADA).await;
    let (id, _) = made(&ada, json!({})).await;
    at(&app, "2026-03-04T09:00");
    look(&app).await;
    let forget = || sql("update report_schedules set next_on = '2026-03-04' where id = $1").bind(id);
    app.db().run(forget()).await.unwrap();
    look(&app).await;
    let sent = async || (app.count("report_sendings").await, app.mail_to(ADA.email).await.len());
    assert_eq!(sent().await, (1, 1), "the schema refuses a second one");
    app.db().script("drop index report_sendings_once").await.unwrap();
    app.db().run(forget()).await.unwrap();
    look(&app).await;
    assert_eq!(sent().await, (2, 2), "nothing but the index keeps this promise");
}

#[tokio::test]
async fn one_that_cannot_be_sent_leaves_its_day_and_holds_up_no_other() {
    let app = TestApp::start().await;
    at(&app, "2026-03-03T12:00");
    let ada = app.program(&ADA).await;
    made(&ada, json!({ "name": "First" })).await;
    made(&ada, json!({ "name": "Second" })).await;
    at(&app, "2026-03-04T09:00");
    // A letter to the first cannot be written: nothing of it is.
    let broken = match app.db().engine() {
        kernel::db::Engine::Sqlite => {
            "create trigger broken before insert on messages when new.subject like 'First%' begin select raise(abort, 'broken'); end"
        }
        kernel::db::Engine::Postgres => {
            "create function broken() returns trigger language plpgsql as $$ begin if new.subject like 'First%' then raise exception 'broken'; end if; return new; end $$;
             create trigger broken before insert on messages for each row execute function broken()"
        }
    };
    app.db().script(broken).await.unwrap();
    look(&app).await;
    assert_eq!((app.count("report_sendings").await, app.count("files").await), (1, 1));
    let mended = match app.db().engine() {
        kernel::db::Engine::Sqlite => "drop trigger broken",
        kernel::db::Engine::Postgres => "drop trigger broken on messages",
    };
    app.db().script(mended).await.unwrap();
    at(&app, "2026-03-04T10:00");
    look(&app).await;
    assert_eq!((app.count("report_sendings").await, app.mail_to(ADA.email).await.len()), (2, 2));
}

#[tokio::test]
async fn a_suspended_organisation_sends_nothing_and_one_after_it_is_resumed() {
    let app = TestApp::start().await;
    at(&app, "2026-03-03T12:00");
    made(&app.program(&ADA).await, json!({})).await;
    let suspend = |at| {
        sql("update organisations set suspended_at = $2, suspended_reason = '' where id = $1").bind(HARBOUR.id).bind(at)
    };
    app.db().run(suspend(Some(app.now()))).await.unwrap();
    at(&app, "2026-03-06T09:00");
    look(&app).await;
    assert_eq!(app.count("report_sendings").await, 0);
    app.db().run(suspend(None::<chrono::DateTime<chrono::Utc>>)).await.unwrap();
    look(&app).await;
    assert_eq!(app.count("report_sendings").await, 1);
}

#[tokio::test]
async fn a_schedule_is_made_changed_paused_sent_and_removed_by_forms() {
    let app = TestApp::start().await;
    at(&app, "2026-03-03T12:00");
    let ada = app.sign_in(&ADA).await;
    let report = ada.get("/o/harbour-house/reports/idle?days=30").await.expect(200);
    let form = ada.follow_link(&report, "Send by mail…").await.expect(200);
    let typed = form.form("#schedule");
    assert_eq!((form.field_value("name"), form.field_value("to")), ("Idle assets".to_owned(), ADA.email.to_owned()));
    let refused = ada.send_form(&typed.clone().set("to", "nobody").set("name", "")).await.expect(422);
    assert!(refused.problem("to").is_some() && refused.problem("name").is_some(), "{refused}");
    let to = format!("{}\n{BOOKS}", BO.email);
    let saved = ada.send_form(&typed.set("to", &to).set("every", "month").set("month_day", "0")).await.expect(303);
    let page = ada.follow(&saved).await.expect(200);
    for text in [
        "Idle assets: 30 days or more",
        "On the last day of every month",
        "Tue 31 Mar 2026",
        "Bo Marsh",
        BOOKS,
        "It was not sent yet",
    ] {
        assert!(page.has_text(text), "{text}: {page}");
    }
    let sent = ada.submit(&page, "/sendings", &[]).await.expect(303);
    let page = ada.follow(&sent).await.expect(200);
    assert!(page.has_text("in 2 letters") && page.has_text("Kept here"), "{page}");
    assert_eq!((app.mail_to(BO.email).await.len(), app.mail_to(BOOKS).await.len()), (1, 1));
    let edit = ada.follow_link(&page, "Edit").await.expect(200);
    let stale = edit.form("#schedule");
    let saved = ada
        .submit(&edit, "#schedule", &[("name", "What lies about"), ("every", "week"), ("weekday", "5")])
        .await
        .expect(303);
    let page = ada.follow(&saved).await.expect(200);
    assert!(page.has_text("What lies about was saved") && page.has_text("Every Friday"), "{page}");
    ada.send_form(&stale).await.expect(409);
    let paused = ada.submit(&page, "/pause", &[]).await.expect(303);
    let page = ada.follow(&paused).await.expect(200);
    assert!(page.has_text("is paused") && page.has_text("Not until it is resumed"), "{page}");
    let removed = ada.submit(&page, "/removal", &[]).await.expect(303);
    let list = ada.follow(&removed).await.expect(200);
    assert!(list.has_text("What lies about was removed") && list.has_text("belong here"), "{list}");
    let back = ada.submit(&list, "/restoration", &[]).await.expect(303);
    assert!(ada.follow(&back).await.expect(200).has_text("is back"));
    let told = platform::events::latest(app.db(), HARBOUR.id, "report_schedule.", 20).await.unwrap();
    let mut kinds: Vec<&str> = told.iter().map(|fact| fact.kind.trim_start_matches("report_schedule.")).collect();
    kinds.sort_unstable(); // all of it happened at one instant
    assert_eq!(kinds, ["changed", "created", "paused", "removed", "restored", "sent"]);
    assert!(told.iter().all(|fact| !fact.data.0.to_string().contains('@')), "no address stands in the trail");
}

#[tokio::test]
async fn a_report_goes_to_ten_at_most_and_a_second_click_sends_nothing() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let many: Vec<String> = (0..11).map(|nth| format!("a{nth}@accountant.example")).collect();
    let wish = json!({ "name": "Many", "report": "overdue", "every": "day", "recipients": many });
    assert_eq!(ada.post(API, wish).await.expect(422).pointers(), ["/recipients"]);
    let day = json!({ "name": "No", "report": "overdue", "every": "week", "on_day": 8, "recipients": [BOOKS] });
    assert_eq!(ada.post(API, day).await.expect(422).pointers(), ["/every"]);
    let (id, _) = made(&ada, json!({ "recipients": [BOOKS] })).await;
    let path = format!("{API}/{id}/sendings");
    for _ in 0..2 {
        ada.try_post_once(&path, "a-click", &json!({})).await.unwrap().expect(200);
    }
    assert_eq!(app.mail_to(BOOKS).await.len(), 1);
    for status in [200, 200, 429] {
        ada.post(&path, json!({})).await.expect(status);
    }
    app.advance(TimeDelta::hours(1));
    ada.post(&path, json!({})).await.expect(200);
    assert_eq!(ada.get(&path).await.expect(200).json()["data"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn an_erased_address_gets_nothing_and_old_sendings_go_with_their_files() {
    let app = TestApp::start().await;
    at(&app, "2026-03-03T12:00");
    let contact = crate::people::contacts::keep(&app, HARBOUR.slug, "Fay Books", BOOKS, "", "staff").await;
    let ada = app.program(&ADA).await;
    let (id, _) = made(&ada, json!({ "recipients": [ADA.email, BOOKS] })).await;
    ada.post(&format!("{API}/{id}/sendings"), json!({})).await.expect(200);
    let scope = app.scope(HARBOUR.slug, &ADA).await;
    assert_eq!((HOLDING.hand_out)(&scope, contact.id).await.unwrap()[0]["report"], "What we have");
    people::contacts::actions::erase(&scope, contact.id, "erase-fay").await.unwrap();
    assert_eq!((app.count("report_recipients").await, app.mail_to(BOOKS).await.len()), (1, 0));
    let (before, files) = (app.now() + TimeDelta::days(1), app.count("files").await);
    assert_eq!((AGEING.count(&scope, before).await.unwrap(), files), (1, 1));
    assert_eq!(AGEING.release(&scope, before, 10).await.unwrap(), 1);
    assert_eq!((app.count("report_sendings").await, app.count("files").await), (0, 0));
}
