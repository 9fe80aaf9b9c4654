//! Who sees acceptances, and what becomes of them with their person.

use super::{ACCEPTANCES, ZOE, all, ask, hand, link, take, two_laptops, zoe};
use crate::people::contacts::keep;
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, CY, DEE, HARBOUR, TestApp};
use crate::things::assets::{asset, category};
use kernel::db::sql;
use platform::Role;
use serde_json::json;
use things::acceptance::{State, store};

async fn sign(app: &TestApp) {
    let guest = app.guest();
    let page = guest.get(&link(app).await).await.expect(200);
    guest.send_form(&page.form("#sign").set("name", "Canaryname Park")).await.expect(303);
}

#[tokio::test]
async fn a_keeper_of_a_floor_sees_what_is_all_of_that_floor() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    ask(&app, kind, "Mine.").await;
    let here = asset(&app, kind, "HERE", Some(FLOOR.id)).await;
    let there = asset(&app, kind, "THERE", Some(SITE.id)).await;
    hand(&app, &zoe(&app).await, &[here]).await;
    let other = keep(&app, HARBOUR.slug, "Ivo Reed", "ivo@guest.example", "", "staff").await;
    hand(&app, &other, &[there]).await;
    let found = all(&app).await;
    let of = |tag: &str| found.iter().find(|one| one.first_tag == tag).unwrap().id;
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    let list = keeper.get(ACCEPTANCES).await.expect(200);
    assert!(list.maybe_link("HERE").is_some() && list.maybe_link("THERE").is_none(), "{list}");
    let file = keeper.get(&format!("{ACCEPTANCES}?format=csv")).await.expect(200).body();
    assert!(file.contains("HERE") && !file.contains("THERE"), "{file}");
    keeper.get(&format!("{ACCEPTANCES}/{}/signature", of("HERE"))).await.expect(200);
    keeper.get(&format!("{ACCEPTANCES}/{}", of("THERE"))).await.expect(404);
    keeper.post(&format!("{ACCEPTANCES}/{}/withdrawal", of("THERE")), &[]).await.expect(404);
    let program = app.program_of(user, None, None).await;
    let told = program.get("/api/v1/orgs/harbour-house/acceptances").await.expect(200).json();
    assert_eq!(told["data"].as_array().unwrap().len(), 1);
    // What is in part of another floor is not theirs.
    let more = asset(&app, kind, "MORE", Some(SITE.id)).await;
    hand(&app, &zoe(&app).await, &[more]).await;
    keeper.get(&format!("{ACCEPTANCES}/{}", of("HERE"))).await.expect(404);
}

#[tokio::test]
async fn who_may_only_look_asks_nobody_and_others_see_nothing() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    let id = all(&app).await[0].id;
    let viewer = app.sign_in_user(app.employ(HARBOUR.id, Role::Viewer).await).await;
    let page = viewer.get(&format!("{ACCEPTANCES}/{id}")).await.expect(200);
    assert!(page.maybe_link("Sign here now").is_none() && !page.has_form("withdrawal"), "{page}");
    for verb in ["signature", "reminder", "withdrawal"] {
        viewer.post(&format!("{ACCEPTANCES}/{id}/{verb}"), &[]).await.expect(403);
    }
    app.sign_in(&CY).await.get(ACCEPTANCES).await.expect(403);
    app.sign_in(&DEE).await.get(&format!("{ACCEPTANCES}/{id}")).await.expect(404);
}

#[tokio::test]
async fn an_erasure_keeps_the_proof_while_something_is_out_and_cuts_it_when_all_is_back() {
    for is_back in [false, true] {
        let app = TestApp::start().await;
        let (_, ids) = two_laptops(&app).await;
        sign(&app).await;
        let one = all(&app).await.remove(0);
        if is_back {
            take(&app, &ids).await;
        }
        let ada = app.sign_in(&ADA).await;
        let page = ada.get(&format!("/o/harbour-house/contacts/{}/erasure", one.contact_id)).await.expect(200);
        assert!(page.has_text("1 signed acceptances"), "{page}");
        assert_eq!(page.has_text("GDPR Art. 17(3)(e)"), !is_back, "{page}");
        ada.submit(&page, "/erasure", &[]).await.expect(303);
        let kept = store::record_of(app.db(), HARBOUR.id, one.id).await.unwrap();
        assert_eq!(kept.is_some(), !is_back);
        let now = all(&app).await.remove(0);
        assert_eq!((now.state, now.file_id.is_some()), (State::Signed, !is_back));
        let papers = sql("select count(*) from files where mime = 'application/pdf'").one::<(i64,)>(app.db());
        assert_eq!(papers.await.unwrap().0, i64::from(!is_back));
        assert!(ada.get(&format!("{ACCEPTANCES}/{}", one.id)).await.expect(200).has_text("Acceptance"));
    }
}

#[tokio::test]
async fn whoever_is_erased_is_not_waited_for() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    let one = all(&app).await.remove(0);
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("/o/harbour-house/contacts/{}/erasure", one.contact_id)).await.expect(200);
    ada.submit(&page, "/erasure", &[]).await.expect(303);
    assert_eq!(all(&app).await[0].state, State::Withdrawn);
}

#[tokio::test]
async fn what_was_signed_is_on_the_page_of_its_person_handed_out_and_goes_with_a_merge() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    sign(&app).await;
    let one = all(&app).await.remove(0);
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("/o/harbour-house/contacts/{}", one.contact_id)).await.expect(200);
    assert!(page.has_text("NB-1 and 1 more"), "{page}");
    let out = ada.get(&format!("/o/harbour-house/contacts/{}/disclosure", one.contact_id)).await;
    assert!(out.expect(200).body().contains("Canaryname Park"));
    let other = keep(&app, HARBOUR.slug, "Zoe P.", "zoe@old.example", "", "staff").await;
    let program = app.program(&ADA).await;
    let body = json!({ "with": one.contact_id });
    let merged = program.post(&format!("/api/v1/contacts/{}/merges", other.id), body).await;
    assert!([200, 201].contains(&merged.status.as_u16()), "{merged}");
    assert_eq!(all(&app).await[0].contact_id, other.id);
    assert_eq!(app.mail_to(ZOE).await.len(), 2);
}
