//! A contact's page: made, changed, noted, tagged, blocked, listed.

use super::contacts::{CONTACTS, keep};
use super::team::keeper;
use crate::bookings::desk::{book, events, guest_asks, guest_books};
use crate::support::world::{BOARDROOM, BUILDING, FLOOR, PROJECTOR};
use crate::support::{ADA, Answer, BO, Browser, HARBOUR, QUARRY, TestApp};
use kernel::db::sql;
use platform::Role;

/// The page of the contact with this address.
pub async fn page_of(browser: &Browser, email: &str) -> Answer {
    let list = browser.get(&format!("{CONTACTS}?text={email}")).await.expect(200);
    let href = list.hrefs().into_iter().find(|href| href.starts_with(&format!("{CONTACTS}/0")));
    browser.get(&href.unwrap_or_else(|| panic!("{email} is not in {list}"))).await.expect(200)
}

#[tokio::test]
async fn a_contact_is_made_once_and_an_address_that_is_known_is_told_at_its_field() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let blank = bo.get(&format!("{CONTACTS}/new")).await.expect(200);
    let typed = [("name", "Grace Hopper"), ("email", "Grace@Navy.example"), ("phone", "+34 1"), ("source", "Fair")];
    let first = bo.submit(&blank, "#contact", &typed).await.expect(303);
    let again = bo.submit(&blank, "#contact", &typed).await.expect(303);
    assert_eq!(first.location(), again.location(), "a second click is the first one");
    assert_eq!((app.count("contacts").await, events(&app, "contact.created").await), (1, 1));
    let page = bo.follow(&first).await.expect(200);
    for seen in ["Grace Hopper", "grace@navy.example", "+34 1", "Fair"] {
        assert!(page.has_text(seen), "{seen}: {page}");
    }
    let blank = bo.get(&format!("{CONTACTS}/new")).await.expect(200);
    let refused =
        bo.submit(&blank, "#contact", &[("name", "Impostor"), ("email", "grace@navy.example")]).await.expect(422);
    assert!(refused.problem("email").is_some_and(|told| told.contains("has this address")), "{refused}");
    assert_eq!(refused.form("#contact").value("name").as_deref(), Some("Impostor"), "what was typed stays");
    let nowhere = bo.submit(&blank, "#contact", &[("email", "nobody")]).await.expect(422);
    assert!(nowhere.problem("email").is_some());
}

#[tokio::test]
async fn of_two_editors_the_second_is_told_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let grace = keep(&app, HARBOUR.slug, "Grace", "grace@navy.example", "", "staff").await;
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{CONTACTS}/{}/form", grace.id)).await.expect(200);
    ada.submit(&form, "#contact", &[("name", "Grace Hopper")]).await.expect(303);
    ada.submit(&form, "#contact", &[("name", "Gracie")]).await.expect(409);
    let page = page_of(&ada, "grace@navy.example").await;
    assert!(page.has_text("Grace Hopper") && page.has_text("changed name"), "{page}");
    let happened = platform::events::of_subject(app.db(), HARBOUR.id, grace.id, 9).await.unwrap();
    assert!(!happened[0].data.0.to_string().contains("Hopper"), "no event names a client");
    let other = keep(&app, HARBOUR.slug, "Other", "other@navy.example", "", "staff").await;
    let form = ada.get(&format!("{CONTACTS}/{}/form", other.id)).await.expect(200);
    let refused = ada.submit(&form, "#contact", &[("email", "GRACE@navy.example")]).await.expect(422);
    assert!(refused.problem("email").is_some(), "{refused}");
}

#[tokio::test]
async fn notes_are_added_once_and_tags_are_suggested_filtered_and_taken_back() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    for name in ["ann", "ben"] {
        keep(&app, HARBOUR.slug, name, &format!("{name}@x.example"), "", "staff").await;
    }
    let page = page_of(&ada, "ann@x.example").await;
    for _ in 0..2 {
        ada.submit(&page, "#notes", &[("note", "Likes the window.\nPays in cash.")]).await.expect(303);
    }
    assert_eq!(app.count("contact_notes").await, 1);
    let empty = ada.submit(&page, "#notes", &[("note", " \n ")]).await.expect(422);
    assert!(empty.problem("note").is_some(), "{empty}");
    ada.submit(&page, "#tags", &[("tag", " VIP  Guest")]).await.expect(303);
    ada.submit(&page, "#tags", &[("tag", "vip guest")]).await.expect(303);
    let wrong = ada.submit(&page, "#tags", &[("tag", "a, b")]).await.expect(422);
    assert!(wrong.problem("tag").is_some_and(|told| told.contains("comma")), "{wrong}");
    let page = page_of(&ada, "ann@x.example").await;
    assert!(page.has_text("Likes the window.") && page.has_text("Ada Lind"), "{page}");
    let other = page_of(&ada, "ben@x.example").await;
    assert!(other.body().contains("<option value=\"vip guest\">"), "a tag in use is suggested: {other}");
    let tagged = ada.get(&format!("{CONTACTS}?tag=vip+guest")).await.expect(200);
    assert!(tagged.has_text("ann@x.example") && !tagged.has_text("ben@x.example"), "{tagged}");
    let gone = ada.submit(&page, "/tags/removal", &[]).await.expect(303);
    let shown = ada.follow(&gone).await.expect(200);
    assert_eq!(app.count("contact_tags").await, 0);
    assert!(shown.has_text("Undo"), "{shown}");
    ada.post(&format!("{}/tags", page.address), &[("tag", "vip guest")]).await.expect(303);
    assert_eq!(app.count("contact_tags").await, 1);
}

#[tokio::test]
async fn the_list_has_an_order_views_and_a_file_that_no_spreadsheet_runs() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    keep(&app, HARBOUR.slug, "Zoe", "zoe@x.example", "+34 600", "staff").await;
    app.advance(chrono::TimeDelta::minutes(1));
    keep(&app, HARBOUR.slug, "=cmd|' /C calc'!A0", "ann@x.example", "", "page").await;
    keep(&app, QUARRY.slug, "Rival", "rival@x.example", "", "staff").await;
    let place = |answer: &Answer, text: &str| answer.text().find(text).unwrap_or_else(|| panic!("{text}: {answer}"));
    let by_name = ada.get(CONTACTS).await.expect(200);
    assert!(place(&by_name, "ann@x.example") < place(&by_name, "zoe@x.example"));
    let newest = ada.get(&format!("{CONTACTS}?order=newest")).await.expect(200);
    assert!(place(&newest, "ann@x.example") < place(&newest, "zoe@x.example"));
    app.advance(chrono::TimeDelta::minutes(1));
    keep(&app, HARBOUR.slug, "Mid", "mid@x.example", "", "staff").await;
    let newest = ada.get(&format!("{CONTACTS}?order=newest")).await.expect(200);
    assert!(place(&newest, "mid@x.example") < place(&newest, "ann@x.example"));
    let from_page = ada.get(&format!("{CONTACTS}?source=page")).await.expect(200);
    assert!(from_page.has_text("ann@x.example") && !from_page.has_text("zoe@x.example"), "{from_page}");
    let file = ada.get(&format!("{CONTACTS}?format=csv")).await.expect(200);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"contacts.csv\"");
    let text = file.body();
    assert!(text.contains("'=cmd") && text.contains("'+34 600") && !text.contains("rival"), "{text}");
}

#[tokio::test]
async fn the_page_of_a_contact_shows_the_bookings_the_viewer_may_see() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    book(&ada, &BOARDROOM, "2026-03-03T10:00", 60, "both@guests.example").await;
    book(&ada, &PROJECTOR, "2026-03-04T10:00", 60, "both@guests.example").await;
    let all = page_of(&ada, "both@guests.example").await;
    assert!(all.has_text(BOARDROOM.name) && all.has_text(PROJECTOR.name), "{all}");
    let some = page_of(&keeper(&app, FLOOR.id).await, "both@guests.example").await;
    assert!(some.has_text(BOARDROOM.name) && !some.has_text(PROJECTOR.name), "{some}");
    // Who looks after one place may note and tag who booked there, and not decide about the directory.
    let keeper = keeper(&app, BUILDING.id).await;
    let page = page_of(&keeper, "both@guests.example").await;
    keeper.submit(&page, "#notes", &[("note", "Seen.")]).await.expect(303);
    let stranger = keep(&app, HARBOUR.slug, "Nowhere", "nowhere@guests.example", "", "staff").await;
    keeper.get(&format!("{CONTACTS}/{}", stranger.id)).await.expect(404);
    keeper.post(&format!("{CONTACTS}/{}/notes", stranger.id), &[("note", "x"), ("key", "k")]).await.expect(404);
    for path in ["new", "duplicates", "imports/new"] {
        keeper.get(&format!("{CONTACTS}/{path}")).await.expect(403);
    }
    let viewer = app.sign_in_user(app.employ(HARBOUR.id, Role::Viewer).await).await;
    let page = page_of(&viewer, "both@guests.example").await;
    assert!(!page.has_form("#notes") && !page.has_form("#tags") && page.maybe_link("Change").is_none(), "{page}");
}

#[tokio::test]
async fn a_blocked_contact_is_refused_politely_on_the_public_page_and_nothing_is_written() {
    let app = TestApp::start().await;
    let (ada, guest) = (app.sign_in(&ADA).await, app.guest());
    guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "rude@guests.example").await;
    let page = page_of(&ada, "rude@guests.example").await;
    ada.submit(&page, "/blocking", &[("reason", "Left without paying.")]).await.expect(303);
    ada.submit(&page, "/blocking", &[("reason", "Again.")]).await.expect(303);
    assert_eq!(events(&app, "contact.blocked").await, 1);
    let shown = page_of(&ada, "rude@guests.example").await;
    assert!(shown.has_text("Left without paying.") && shown.has_text("Blocked"), "{shown}");
    assert!(ada.get(&format!("{CONTACTS}?show=blocked")).await.expect(200).has_text("rude@guests.example"));
    let facts = app.count("events").await;
    let refused = guest_asks(&guest, &BOARDROOM, "2026-03-04T10:00", "Rude@guests.example").await.expect(422);
    assert!(refused.problem("email").is_some_and(|told| told.contains("write to us")), "{refused}");
    assert!(!refused.has_text("paying"), "guests are not told why");
    assert_eq!((app.count("bookings").await, app.count("events").await), (1, facts));
    // The house may still book for them, and another guest for themselves.
    book(&ada, &BOARDROOM, "2026-03-05T10:00", 60, "rude@guests.example").await;
    guest_books(&guest, &BOARDROOM, "2026-03-06T10:00", "kind@guests.example").await;
    ada.submit(&shown, "/unblocking", &[]).await.expect(303);
    guest_books(&guest, &BOARDROOM, "2026-03-09T10:00", "rude@guests.example").await;
}

#[tokio::test]
async fn a_contact_of_another_organisation_cannot_be_reached() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let theirs = keep(&app, QUARRY.slug, "Rival", "rival@x.example", "", "staff").await;
    let ours = keep(&app, HARBOUR.slug, "Ours", "ours@x.example", "", "staff").await;
    ada.get(&format!("{CONTACTS}/{}", theirs.id)).await.expect(404);
    ada.get(&format!("{CONTACTS}/{}/merging?with={}", ours.id, theirs.id)).await.expect(404);
    let id = theirs.id.to_string();
    let fields = [("other", id.as_str()), ("version", "1"), ("other_version", "1"), ("key", "k")];
    ada.post(&format!("{CONTACTS}/{}/merging", ours.id), &fields).await.expect(404);
    let refused = app
        .db()
        .run(
            sql("insert into contact_tags (org_id, contact_id, tag) values ($1, $2, 'x')")
                .bind(HARBOUR.id)
                .bind(theirs.id),
        )
        .await;
    assert!(refused.is_err(), "the schema refuses it too");
}

#[tokio::test]
async fn the_list_takes_six_statements_and_a_contact_some_more_for_any_number_of_rows() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    for number in 0..40 {
        keep(&app, HARBOUR.slug, &format!("Guest {number}"), &format!("g{number}@x.example"), "", "staff").await;
    }
    let page = page_of(&ada, "g1@x.example").await;
    for (address, most) in [(CONTACTS, 6), (page.address.as_str(), 18)] {
        ada.get(address).await.expect(200);
        let before = kernel::db::statements();
        ada.get(address).await.expect(200);
        let number = kernel::db::statements() - before;
        assert!(number <= most, "{address} ran {number} statements");
    }
}
