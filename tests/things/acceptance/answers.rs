//! Answering: by the link, on a screen, in part; what is kept of it.

use super::{ACCEPTANCES, TEXT, ZOE, all, ask, hand, link, two_laptops, zoe};
use crate::support::{ADA, Answer, BO, HARBOUR, TestApp};
use crate::things::assets::{asset, below, category};
use chrono::TimeDelta;
use kernel::crypto::sha256_hex;
use kernel::db::sql;
use things::acceptance::{Record, State, pdf, store};
use uuid::Uuid;

/// The name of the box that says that this was not received.
fn box_of(page: &Answer, nth: usize) -> String {
    let form = page.form("#sign");
    let boxes: Vec<&str> = form.names().into_iter().filter(|name| name.starts_with("missing-")).collect();
    boxes[nth].to_owned()
}

async fn record_of(app: &TestApp, id: Uuid) -> (String, Record) {
    let kept = store::record_of(app.db(), HARBOUR.id, id).await.unwrap().expect("a record");
    let read = Record::read(&kept).expect("a record that can be read");
    (kept, read)
}

#[tokio::test]
async fn a_hand_over_is_signed_by_the_link_in_one_letter_and_kept_with_its_hash() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    let letters = app.mail_to(ZOE).await;
    assert_eq!((letters.len(), letters[0].kind.as_str()), (1, "acceptance.asked"), "one for both");
    assert!(letters[0].text_body.contains("NB-1") && letters[0].text_body.contains("NB-2"));
    let guest = app.guest();
    let address = link(&app).await;
    let page = guest.get(&address).await.expect(200);
    assert!(page.has_text("I will bring it back.") && page.has_text("NB-2"), "{page}");
    let form = page.form("#sign");
    assert!(guest.send_form(&form).await.expect(422).problem("name").is_some());
    let strokes = "[[[10,20],[30,40],[50,20]],[[100,100]]]";
    guest
        .send_form(&form.clone().set("name", "Zoe Park").forge("drawing", Some("[[[9999,1],[1,1],[1,1]]]")))
        .await
        .expect(422);
    // Later, so that the letters have an order.
    app.advance(TimeDelta::minutes(5));
    let signed = form.clone().set("name", "Zoe M. Park").forge("drawing", Some(strokes));
    guest.send_form(&signed).await.expect(303);
    let page = guest.get(&address).await.expect(200);
    assert!(page.has_text("Thank you") && page.has_text("Zoe M. Park") && !page.has_form("#sign"), "{page}");
    let again = guest.send_form(&signed).await;
    assert_eq!(again.status, 409, "one answer");

    let one = all(&app).await.remove(0);
    assert_eq!((one.state, one.items, one.declined), (State::Signed, 2, 0));
    let (kept, record) = record_of(&app, one.id).await;
    assert_eq!(one.sha256.as_deref(), Some(sha256_hex(kept.as_bytes()).as_str()));
    assert_eq!((record.text.as_str(), record.signature.how.as_str()), (TEXT, "drawn"));
    assert_eq!((record.signature.name.as_str(), record.signature.strokes.len()), ("Zoe M. Park", 2));
    assert_eq!((record.signature.before.as_deref(), record.handed.0.as_str()), (None, ADA.name));
    assert!(!record.signature.address.is_empty());
    // The same on paper, the same bytes for the same record.
    let paper = guest.get(&format!("{address}/file")).await.expect(200);
    assert_eq!(paper.header("content-type"), "application/pdf");
    let drawn = pdf(&record, one.sha256.as_deref().unwrap(), chrono_tz::Europe::Madrid).unwrap();
    assert!(paper.bytes == drawn && drawn.starts_with(b"%PDF"));
    let letters = app.mail_to(ZOE).await;
    assert_eq!((letters.len(), letters[1].kind.as_str()), (2, "acceptance.copy"));
    let attached = sql("select file_id, file_name from messages where id = $1").bind(letters[1].id);
    let (file, name): (Option<Uuid>, Option<String>) = attached.one(app.db()).await.unwrap();
    assert_eq!((file, name.as_deref()), (one.file_id, Some("acceptance-2026-03-02.pdf")));
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{ACCEPTANCES}/{}", one.id)).await.expect(200);
    assert!(page.has_text("Zoe M. Park") && page.has_text("signed for") && !page.has_text("was altered"), "{page}");
    ada.get(&format!("{ACCEPTANCES}/{}/file", one.id)).await.expect(200);
}

#[tokio::test]
async fn the_copy_travels_with_the_paper() {
    let app = TestApp::with_mail().await;
    two_laptops(&app).await;
    let guest = app.guest();
    let page = guest.get(&link(&app).await).await.expect(200);
    guest.send_form(&page.form("#sign").set("name", "Zoe")).await.expect(303);
    app.settle().await;
    let sent = app.smtp().messages();
    let copy = sent.iter().map(|message| String::from_utf8_lossy(&message.octets).into_owned());
    let with_file: Vec<String> = copy.filter(|text| text.contains("acceptance-2026-03-02.pdf")).collect();
    assert_eq!(with_file.len(), 1);
    assert!(with_file[0].contains("application/pdf") && with_file[0].contains("JVBER"), "a PDF begins so in base64");
    // Its page names it, and has it for those who may read the letter.
    let (id,): (uuid::Uuid,) = sql("select id from messages where file_id is not null").one(app.db()).await.unwrap();
    let (ada, bo) = (app.sign_in(&ADA).await, app.sign_in(&BO).await);
    let message = format!("/o/harbour-house/messages/{id}");
    let page = ada.get(&message).await.expect(200);
    assert!(page.has_text("acceptance-2026-03-02.pdf application/pdf, "), "{page}");
    let file = ada.get(&page.link("acceptance-2026-03-02.pdf")).await.expect(200);
    assert_eq!(file.header("content-type"), "application/pdf");
    assert!(file.body().starts_with("%PDF"));
    let page = bo.get(&message).await.expect(200);
    assert!(
        page.has_text("acceptance-2026-03-02.pdf") && page.maybe_link("acceptance-2026-03-02.pdf").is_none(),
        "{page}"
    );
    bo.get(&format!("{message}/file")).await.expect(403);
}

#[tokio::test]
async fn what_was_not_received_is_declined_with_a_reason_and_told_to_whoever_handed_it_over() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    let guest = app.guest();
    let page = guest.get(&link(&app).await).await.expect(200);
    let missing = box_of(&page, 1);
    let form = page.form("#sign").set("name", "Zoe Park").forge(&missing, Some("on"));
    let refused = guest.send_form(&form).await.expect(422);
    assert!(refused.has_text("Say what became of NB-2"), "{refused}");
    let reason = missing.replace("missing-", "reason-");
    guest.send_form(&form.set(&reason, "The box was empty")).await.expect(303);
    let one = all(&app).await.remove(0);
    assert_eq!((one.state, one.declined), (State::Signed, 1), "signed for the other");
    let (_, record) = record_of(&app, one.id).await;
    assert_eq!((record.tags(true), record.tags(false)), (vec!["NB-1"], vec!["NB-2"]));
    assert_eq!(record.items[1].reason, "The box was empty");
    let told = app.mail_to(ADA.email).await.pop().expect("a letter");
    assert!(told.subject.contains("NB-2") && told.text_body.contains("The box was empty"), "{}", told.text_body);
    let ada = app.sign_in(&ADA).await;
    let list = ada.get(&format!("{ACCEPTANCES}?state=declined")).await.expect(200);
    assert!(list.has_text("Signed in part"), "{list}");
}

#[tokio::test]
async fn who_received_nothing_declines_all_of_it() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    let guest = app.guest();
    let page = guest.get(&link(&app).await).await.expect(200);
    let mut form = page.form("#sign").set("name", "Zoe Park");
    for nth in 0..2 {
        let missing = box_of(&page, nth);
        form = form.forge(&missing, Some("on")).set(&missing.replace("missing-", "reason-"), "Never came");
    }
    guest.send_form(&form).await.expect(303);
    let one = all(&app).await.remove(0);
    assert_eq!((one.state, one.declined), (State::Declined, 2));
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, one.id, 9).await.unwrap();
    let mut kinds: Vec<&str> = facts.iter().map(|fact| fact.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["acceptance.declined", "acceptance.requested"]);
}

#[tokio::test]
async fn a_keeper_has_it_signed_on_their_own_screen() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    ask(&app, kind, TEXT).await;
    zoe(&app).await;
    let id = asset(&app, kind, "NB-1", None).await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get("/o/harbour-house/assets/check-out?assets=NB-1").await.expect(200);
    let out = ada.send_form(&page.form("check-out").set("person", ZOE)).await.expect(303);
    let one = all(&app).await.remove(0);
    assert_eq!(out.location(), format!("{ACCEPTANCES}/{}", one.id), "to what has to be signed");
    let part = ada.get(&format!("/o/harbour-house/assets/{id}/acceptances")).await.expect(200);
    assert!(part.has_text("Waiting") && part.maybe_link("Sign here now").is_some(), "{part}");
    let pad = ada.follow_link(&ada.follow(&out).await.expect(200), "Sign here now").await.expect(200);
    ada.send_form(&pad.form("#sign").set("name", "Zoe Park")).await.expect(303);
    let (_, record) = record_of(&app, one.id).await;
    assert_eq!((record.signature.how.as_str(), record.signature.before.as_deref()), ("typed", Some(ADA.name)));
}

#[tokio::test]
async fn a_category_asks_as_what_it_stands_in_and_what_was_signed_keeps_its_text() {
    let app = TestApp::start().await;
    let top = category(&app, "IT", "IT-####").await;
    let kind = below(&app, Some(top), "Laptops", "NB-#####").await;
    let free = below(&app, Some(top), "Cables", "CB-#####").await;
    let ada = app.sign_in(&ADA).await;
    let details = |id: Uuid| format!("/o/harbour-house/catalogue/categories/{id}/details");
    let form = ada.get(&details(top)).await.expect(200).form("#form");
    ada.send_form(&form.set("asks_acceptance", "yes").set("acceptance_text", TEXT)).await.expect(303);
    let form = ada.get(&details(free)).await.expect(200).form("#form");
    ada.send_form(&form.set("asks_acceptance", "no")).await.expect(303);
    let shown = ada.get(&format!("/o/harbour-house/catalogue/categories/{kind}")).await.expect(200);
    assert!(shown.has_text("I will bring it back.") && shown.has_text("from IT"), "{shown}");
    let (laptop, cable) = (asset(&app, kind, "NB-1", None).await, asset(&app, free, "CB-1", None).await);
    hand(&app, &zoe(&app).await, &[laptop, cable]).await;
    let one = all(&app).await.remove(0);
    assert_eq!((one.items, one.first_tag.as_str(), one.text.as_str()), (1, "NB-1", TEXT), "nobody signs for a cable");
    ask(&app, top, "Another text altogether").await;
    let guest = app.guest();
    let page = guest.get(&link(&app).await).await.expect(200);
    guest.send_form(&page.form("#sign").set("name", "Zoe Park")).await.expect(303);
    assert_eq!(record_of(&app, one.id).await.1.text, TEXT);
    let alone = asset(&app, free, "CB-2", None).await;
    hand(&app, &zoe(&app).await, &[alone]).await;
    assert_eq!(all(&app).await.len(), 1);
}

#[tokio::test]
async fn what_is_handed_over_a_moment_later_joins_and_nobody_signs_for_what_they_did_not_see() {
    let app = TestApp::start().await;
    let (kind, _) = two_laptops(&app).await;
    let guest = app.guest();
    let address = link(&app).await;
    let seen = guest.get(&address).await.expect(200).form("#sign").set("name", "Zoe Park");
    let third = asset(&app, kind, "NB-3", None).await;
    hand(&app, &zoe(&app).await, &[third]).await;
    assert_eq!((all(&app).await.len(), app.mail_to(ZOE).await.len()), (1, 1), "it joined");
    assert_eq!(guest.send_form(&seen).await.status, 409, "they saw two");
    assert_eq!(all(&app).await[0].state, State::Waiting);
    let page = guest.get(&address).await.expect(200);
    assert!(page.has_text("NB-3"), "{page}");
    guest.send_form(&page.form("#sign").set("name", "Zoe Park")).await.expect(303);
    assert_eq!(all(&app).await[0].items, 3);
    // An hour later it is another hand-over.
    app.advance(TimeDelta::hours(1));
    let fourth = asset(&app, kind, "NB-4", None).await;
    hand(&app, &zoe(&app).await, &[fourth]).await;
    assert_eq!(all(&app).await.len(), 2);
}

#[tokio::test]
async fn programs_read_what_was_signed_and_withdraw_what_was_not() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    let one = all(&app).await.remove(0);
    let ada = app.program(&ADA).await;
    let list = ada.get("/api/v1/acceptances?state=waiting").await.expect(200).json();
    assert_eq!((list["data"].as_array().unwrap().len(), &list["data"][0]["item_count"]), (1, &2.into()));
    ada.get("/api/v1/acceptances?state=perhaps").await.expect(422);
    let whole = ada.get(&format!("/api/v1/acceptances/{}", one.id)).await.expect(200).json();
    assert_eq!((whole["items"][1]["tag"].as_str(), whole["record"].as_str()), (Some("NB-2"), None));
    ada.post(&format!("/api/v1/acceptances/{}/reminder", one.id), serde_json::json!({})).await.expect(200);
    assert_eq!(app.mail_to(ZOE).await.len(), 2);
    ada.post(&format!("/api/v1/acceptances/{}/withdrawal", one.id), serde_json::json!({})).await.expect(200);
    ada.post(&format!("/api/v1/acceptances/{}/withdrawal", one.id), serde_json::json!({})).await.expect(409);
    let page = app.guest().get(&link(&app).await).await.expect(200);
    assert!(page.has_text("Nothing to sign") && !page.has_form("#sign"), "{page}");
    let ada = app.sign_in(&ADA).await;
    let file = ada.get(&format!("{ACCEPTANCES}?format=csv")).await.expect(200).body();
    assert!(file.contains("Withdrawn") && file.contains(ZOE), "{file}");
}
