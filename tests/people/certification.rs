//! Going through the access grant by grant: deciding, stopping and coming back, two at once, and what it leads to.

use crate::support::world::BUILDING;
use crate::support::{ADA, Answer, BO, Browser, CY, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::{Perm, Perms, Role};
use uuid::Uuid;

const REVIEW: &str = "/o/harbour-house/people/review";
const ROUNDS: &str = "/o/harbour-house/people/certifications";

async fn grant_of(app: &TestApp, user: Uuid) -> Uuid {
    let statement = sql("select id from grants where org_id = $1 and user_id = $2 order by created_at, id");
    statement.bind(HARBOUR.id).bind(user).one::<(Uuid,)>(app.db()).await.unwrap().0
}

async fn is_held(app: &TestApp, grant: Uuid) -> bool {
    let statement = sql("select count(*) from grants where id = $1 and ended_at is null").bind(grant);
    statement.one::<(i64,)>(app.db()).await.unwrap().0 == 1
}

async fn facts(app: &TestApp, kind: &'static str) -> i64 {
    sql("select count(*) from events where kind = $1").bind(kind).one::<(i64,)>(app.db()).await.unwrap().0
}

/// Begins one, and answers its page.
async fn begin(browser: &Browser) -> Answer {
    let page = browser.get(REVIEW).await.expect(200);
    let answer = browser.submit(&page, "#begin", &[]).await.expect(303);
    browser.follow(&answer).await.expect(200)
}

/// Decides about a grant as it stands on the page, and answers the page after that.
async fn decide(browser: &Browser, page: &Answer, verdict: &str, grant: Uuid) -> Answer {
    let answer = browser.submit(page, &format!("#{verdict}-{grant}"), &[]).await.expect(303);
    browser.follow(&answer).await.expect(200)
}

#[tokio::test]
async fn what_was_marked_ends_when_it_is_completed_and_who_decided_is_on_record() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let [of_ada, of_bo, of_cy] =
        [grant_of(&app, ADA.id).await, grant_of(&app, BO.id).await, grant_of(&app, CY.id).await];
    let page = begin(&ada).await;
    assert!(page.has_text("0 of 3 decided") && page.has_text("3 roles are not decided yet"), "{page}");
    assert!(!page.has_form("#unchanged"), "there was no review yet: {page}");
    let page = decide(&ada, &page, "keep", of_ada).await;
    let page = decide(&ada, &page, "end", of_cy).await;
    assert!(page.has_text("2 of 3 decided: 1 stay, 1 ends"), "{page}");
    assert!(is_held(&app, of_cy).await, "nothing ends before it is completed");
    // Coming back another day, with nothing lost.
    app.advance(TimeDelta::days(1));
    let ada = app.sign_in(&ADA).await;
    let page = begin(&ada).await;
    assert!(page.has_text("2 of 3 decided"), "{page}");
    let left = ada.get(&format!("{}?show=left", page.address)).await.expect(200);
    assert!(left.has_form(&format!("#keep-{of_bo}")) && !left.has_form(&format!("#keep-{of_cy}")), "{left}");
    let unfinished = ada.post(&format!("{}/completion", page.address), &[("note", "")]).await.expect(409);
    assert!(unfinished.has_text("not decided yet"), "{unfinished}");
    let page = decide(&ada, &page, "keep", of_bo).await;
    assert!(page.has_text(&format!("{} (Member)", CY.name)), "it says what ends: {page}");
    let done = ada.submit(&page, "#complete", &[("note", "With Bo on the phone")]).await.expect(303);
    let past = ada.follow(&done).await.expect(200);
    assert!(past.has_text("2 stayed, 1 ended") && past.has_text("With Bo on the phone"), "{past}");
    assert!(past.has_text("Mon 2 Mar 2026, 10:00 by Ada"), "who decided, and when: {past}");
    assert!(!is_held(&app, of_cy).await && is_held(&app, of_bo).await);
    app.sign_in(&CY).await.get("/o/harbour-house").await.expect(404);
    for kind in ["certification.started", "certification.completed", "grant.ended", "access.reviewed"] {
        assert_eq!(facts(&app, kind).await, 1, "{kind}");
    }
    let file = ada.get(&format!("{}?format=csv", past.address)).await.expect(200).body();
    let line = file.lines().find(|line| line.contains(CY.email)).unwrap_or_default();
    assert!(line.contains(",end,") && line.ends_with(",ended"), "{file}");
    assert_eq!(file.lines().filter(|line| line.ends_with(",kept")).count(), 2, "{file}");
    // It counts as a review: nothing is different since.
    assert!(ada.get(REVIEW).await.expect(200).has_text("Nothing is different."));
    assert!(ada.get(ROUNDS).await.expect(200).has_text("Completed"));
    ada.post(&format!("{}/completion", past.address), &[("note", "")]).await.expect(409);
    ada.post(&format!("{}/abandonment", past.address), &[]).await.expect(409);
}

#[tokio::test]
async fn one_click_keeps_what_the_last_review_saw_and_nothing_else() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let desk = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home])).await;
    let fay = app.employ_as(HARBOUR.id, desk, None).await;
    let review = ada.get(REVIEW).await.expect(200);
    ada.submit(&review, "#mark", &[]).await.expect(303);
    app.advance(TimeDelta::minutes(1));
    // Since then a role allows more, and somebody came.
    let wider = sql("update roles set perms = $2 where id = $1").bind(desk);
    app.db().run(wider.bind(kernel::db::Json(["home", "contacts_read"]))).await.unwrap();
    let eli = app.employ(HARBOUR.id, Role::Viewer).await;
    let page = begin(&ada).await;
    assert!(page.has_text("Keep the 3 that are as before"), "{page}");
    let form = page.form("#unchanged");
    let kept = ada.send_form(&form).await.expect(303);
    let page = ada.follow(&kept).await.expect(200);
    assert!(page.has_text("3 of 5 decided") && !page.has_form("#unchanged"), "{page}");
    let left = ada.get(&format!("{}?show=left", page.address)).await.expect(200);
    for user in [fay, eli] {
        assert!(left.has_form(&format!("#keep-{}", grant_of(&app, user).await)), "{left}");
    }
    assert!(left.has_text("New or different"), "{left}");
    // A review in between makes `as before` mean something else: it is looked at again.
    let review = ada.get(REVIEW).await.expect(200);
    ada.submit(&review, "#mark", &[("note", "in between")]).await.expect(303);
    ada.send_form(&form).await.expect(409);
}

#[tokio::test]
async fn a_verdict_is_on_what_was_seen() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let of_cy = grant_of(&app, CY.id).await;
    let page = begin(&ada).await;
    let (keep, stale) = (page.form(&format!("#keep-{of_cy}")), page.address.clone());
    let mightier = sql("update grants set role = 'admin', version = version + 1 where id = $1").bind(of_cy);
    app.db().run(mightier).await.unwrap();
    ada.send_form(&keep).await.expect(409);
    let page = ada.get(&stale).await.expect(200);
    let page = decide(&ada, &page, "keep", of_cy).await;
    assert!(page.has_text("1 of 3 decided"), "{page}");
    let back = sql("update grants set ends_at = $2, version = version + 1 where id = $1").bind(of_cy);
    app.db().run(back.bind(app.now() + TimeDelta::days(9))).await.unwrap();
    let page = ada.get(&stale).await.expect(200);
    assert!(page.has_text("0 of 3 decided") && page.has_text("Changed since"), "{page}");
    // Who is gone meanwhile needs no verdict, and the record says so.
    let page = decide(&ada, &page, "end", of_cy).await;
    let gone = sql("update grants set ended_at = created_at where id = $1").bind(of_cy);
    app.db().run(gone).await.unwrap();
    let page = decide(&ada, &page, "keep", grant_of(&app, ADA.id).await).await;
    let page = decide(&ada, &page, "keep", grant_of(&app, BO.id).await).await;
    let done = ada.submit(&page, "#complete", &[]).await.expect(303);
    let past = ada.follow(&done).await.expect(200);
    assert!(past.has_text("2 stayed, 0 ended") && past.has_text("Was gone before"), "{past}");
    assert_eq!(facts(&app, "grant.ended").await, 0);
}

#[tokio::test]
async fn who_comes_second_is_told_and_may_take_over() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let bel = app.employ(HARBOUR.id, Role::Admin).await;
    let bel = app.sign_in_user(bel).await;
    let page = begin(&ada).await;
    let of_bo = grant_of(&app, BO.id).await;
    let ada_page = decide(&ada, &page, "keep", of_bo).await;
    let theirs = begin(&bel).await;
    assert_eq!(theirs.address, page.address.split('?').next().unwrap(), "the same one");
    assert!(theirs.has_text("Ada") && theirs.has_text("goes through the access already"), "{theirs}");
    assert!(!theirs.has_form(&format!("#end-{of_bo}")) && !theirs.has_form("#complete"), "{theirs}");
    let forged = page.form(&format!("#keep-{of_bo}"));
    let refused = bel.send_form(&forged).await.expect(409);
    assert!(refused.has_text("Somebody else goes through this now"), "{refused}");
    let takeover = theirs.form("#takeover");
    let taken = bel.send_form(&takeover).await.expect(303);
    let theirs = bel.follow(&taken).await.expect(200);
    assert!(theirs.has_text("1 of 4 decided") && theirs.has_form(&format!("#end-{of_bo}")), "{theirs}");
    assert_eq!(facts(&app, "certification.taken_over").await, 1);
    ada.send_form(&ada_page.form(&format!("#end-{of_bo}"))).await.expect(409);
    ada.post(&format!("{}/completion", theirs.address), &[]).await.expect(409);
    // Taking over from who does not have it any more is told too; a second click is nothing.
    bel.send_form(&takeover).await.expect(303);
    let cat = app.sign_in_user(app.employ(HARBOUR.id, Role::Admin).await).await;
    cat.send_form(&takeover).await.expect(409);
    assert_eq!(facts(&app, "certification.taken_over").await, 1);
    // An admin does not end an owner.
    let of_ada = grant_of(&app, ADA.id).await;
    assert!(!theirs.has_form(&format!("#end-{of_ada}")), "{theirs}");
    let owner = theirs.form(&format!("#keep-{of_ada}")).set("verdict", "end");
    bel.send_form(&owner).await.expect(403);
}

/// Two who begin at the same moment: how many rounds there are then.
async fn both_begin(app: &TestApp) -> i64 {
    let ada = app.sign_in(&ADA).await;
    let bel = app.sign_in_user(app.employ(HARBOUR.id, Role::Admin).await).await;
    let (one, two) =
        tokio::join!(ada.post(ROUNDS, &[("key", "the-first-one")]), bel.post(ROUNDS, &[("key", "the-second-one")]));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303), "{one} {two}");
    app.count("access_certifications").await
}

#[tokio::test]
async fn two_who_begin_at_once_share_one() {
    for _ in 0..6 {
        assert_eq!(both_begin(&TestApp::start().await).await, 1);
    }
}

#[tokio::test]
async fn without_the_guard_there_are_two() {
    let app = TestApp::start().await;
    app.db().script("drop index access_certifications_open").await.unwrap();
    assert_eq!(both_begin(&app).await, 2, "nothing but the guard keeps this promise");
}

#[tokio::test]
async fn the_last_owner_stays_and_then_nothing_ends() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let [of_ada, of_bo, of_cy] =
        [grant_of(&app, ADA.id).await, grant_of(&app, BO.id).await, grant_of(&app, CY.id).await];
    let mut page = begin(&ada).await;
    for (verdict, grant) in [("end", of_bo), ("end", of_ada), ("keep", of_cy)] {
        page = decide(&ada, &page, verdict, grant).await;
    }
    let refused = ada.submit(&page, "#complete", &[]).await.expect(409);
    assert!(refused.has_text("owner"), "{refused}");
    assert!(is_held(&app, of_ada).await && is_held(&app, of_bo).await, "all of it or nothing");
    assert_eq!((facts(&app, "grant.ended").await, facts(&app, "certification.completed").await), (0, 0));
    // With another owner they may go, and are led out.
    app.employ(HARBOUR.id, Role::Owner).await;
    let page = ada.get(&page.address).await.expect(200);
    let left = ada.get(&format!("{}?show=left", page.address)).await.expect(200);
    let form =
        crate::support::Form::every(&left).into_iter().find(|form| form.id.starts_with("keep-")).expect("one left");
    ada.send_form(&form).await.expect(303);
    let page = ada.get(&page.address).await.expect(200);
    let gone = ada.submit(&page, "#complete", &[]).await.expect(303);
    assert_eq!(gone.location(), "/");
    assert!(!is_held(&app, of_ada).await && !is_held(&app, of_bo).await);
}

#[tokio::test]
async fn giving_up_ends_nothing_and_who_keeps_one_place_sees_none_of_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let of_cy = grant_of(&app, CY.id).await;
    let page = begin(&ada).await;
    let page = decide(&ada, &page, "end", of_cy).await;
    let path = page.address.split('?').next().unwrap().to_owned();
    let keeper = super::team::keeper(&app, BUILDING.id).await;
    keeper.get(ROUNDS).await.expect(403);
    keeper.post(ROUNDS, &[("key", "k")]).await.expect(403);
    for part in ["", "?format=csv"] {
        keeper.get(&format!("{path}{part}")).await.expect(404);
    }
    for part in ["verdicts", "unchanged", "takeover", "completion", "abandonment"] {
        keeper.post(&format!("{path}/{part}"), &[("verdict", "keep")]).await.expect(404);
    }
    app.sign_in(&BO).await.get(ROUNDS).await.expect(403);
    assert!(!ada.get(REVIEW).await.expect(200).has_text("Nothing is different."));
    ada.submit(&page, "/abandonment", &[]).await.expect(303);
    assert!(is_held(&app, of_cy).await);
    let past = ada.get(&path).await.expect(200);
    assert!(past.has_text("Nothing ended by it") && past.has_text("To end"), "{past}");
    // The next one begins anew.
    assert!(begin(&ada).await.has_text("0 of 4 decided"));
}
