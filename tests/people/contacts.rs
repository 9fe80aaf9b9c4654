//! The people an organisation deals with.

use super::team::keeper;
use crate::bookings::desk::book;
use crate::support::world::{BOARDROOM, BUILDING, FLOOR, PROJECTOR};
use crate::support::{ADA, CY, HARBOUR, QUARRY, TestApp};
use kernel::db::sql;
use kernel::mail::EmailAddress;
use people::contacts::Contact;
use people::contacts::actions::remember;

/// The list.
pub const CONTACTS: &str = "/o/harbour-house/contacts";

/// A contact as other actions remember it.
pub async fn keep(app: &TestApp, slug: &str, name: &str, email: &str, phone: &str, source: &'static str) -> Contact {
    let org = platform::context::org_by_slug(app.db(), slug).await.unwrap();
    let scope = platform::Scope::unattended(&app.house, org, "test");
    let mut tx = app.db().begin().await.unwrap();
    let email = EmailAddress::parse(email).unwrap();
    let contact = remember(&mut tx, &scope, name, &email, phone, source).await.unwrap();
    tx.commit().await.unwrap();
    contact
}

#[tokio::test]
async fn a_stranger_changes_nothing_about_somebody_who_is_known() {
    let app = TestApp::start().await;
    let first = keep(&app, HARBOUR.slug, "", "Grace@Navy.example", "", "staff").await;
    for source in ["page", "member"] {
        let again = keep(&app, HARBOUR.slug, "Mallory", "grace@navy.example", "+34 666", source).await;
        assert_eq!(again, first, "{source}");
    }
    keep(&app, HARBOUR.slug, "Grace Hopper", "grace@navy.example", "+34 1", "staff").await;
    let staff = keep(&app, HARBOUR.slug, "Rear Admiral Hopper", "grace@navy.example", "", "staff").await;
    assert_eq!((staff.id, staff.name.as_str(), staff.phone.as_str()), (first.id, "Rear Admiral Hopper", "+34 1"));
    let elsewhere = keep(&app, QUARRY.slug, "G. Hopper", "grace@navy.example", "", "staff").await;
    assert_ne!(elsewhere.id, first.id);
}

#[tokio::test]
async fn the_case_of_no_letter_hides_anybody_on_any_list() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    book(&ada, &BOARDROOM, "2026-03-03T10:00", 60, "zoe@guests.example").await;
    keep(&app, HARBOUR.slug, "Zoë Öberg", "zoe@guests.example", "", "staff").await;
    for (text, id) in [
        (sql("update resources set name = 'Überseeraum' where id = $1"), BOARDROOM.id),
        (sql("update users set name = 'Ålesund, Ćiro' where id = $1"), CY.id),
    ] {
        app.db().run(text.bind(id)).await.unwrap();
    }
    for (list, typed, found) in [
        ("contacts", ["Öberg", "öberg", "ZOË", "zoë ö"], "Zoë Öberg"),
        ("bookings", ["Öberg", "ÖBERG", "überSEE", "ÜBER"], "Überseeraum"),
        ("resources", ["Übersee", "übersee", "ÜBERSEE", "seeraum"], "Überseeraum"),
        ("people", ["Ålesund", "ålesund", "ćiro", "ÅLE"], "Ålesund, Ćiro"),
    ] {
        for text in typed {
            let page = ada.get(&format!("/o/harbour-house/{list}?text={}", text.replace(' ', "+"))).await.expect(200);
            assert!(page.has_text(found), "{list}: {text}\n{page}");
        }
        let other = ada.get(&format!("/o/harbour-house/{list}?text=oberg")).await.expect(200);
        assert!(!other.has_text(found), "letters are not their neighbours: {list}");
    }
}

#[tokio::test]
async fn the_list_is_read_forwards_and_backwards_and_searched() {
    let app = TestApp::start().await;
    for number in 0..120 {
        keep(&app, HARBOUR.slug, &format!("Guest {number:03}"), &format!("g{number}@guests.example"), "", "staff")
            .await;
    }
    keep(&app, QUARRY.slug, "Guest of the quarry", "q@guests.example", "", "staff").await;
    let ada = app.sign_in(&ADA).await;
    let first = ada.get(CONTACTS).await.expect(200);
    assert!(first.has_text("Guest 000") && first.has_text("Guest 049") && !first.has_text("Guest 050"), "{first}");
    let second = ada.follow_link(&first, "Next").await.expect(200);
    assert!(second.has_text("Guest 050") && second.has_text("Guest 099"), "{second}");
    let third = ada.follow_link(&second, "Next").await.expect(200);
    assert!(third.has_text("Guest 119") && !third.has_text("quarry") && third.maybe_link("Next").is_none(), "{third}");
    let back = ada.follow_link(&third, "Previous").await.expect(200);
    assert!(back.has_text("Guest 050") && back.has_text("Guest 099"), "{back}");
    let found = ada.get(&format!("{CONTACTS}?text=GUEST+11")).await.expect(200);
    assert!(found.has_text("Guest 110") && !found.has_text("Guest 011"), "{found}");
    assert!(ada.get(&format!("{CONTACTS}?text=_")).await.expect(200).has_text("No contact matches."));
    app.sign_in(&CY).await.get(CONTACTS).await.expect(403);
}

#[tokio::test]
async fn who_looks_after_one_place_sees_the_contacts_who_booked_there() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    book(&ada, &BOARDROOM, "2026-03-03T10:00", 60, "upstairs@guests.example").await;
    book(&ada, &PROJECTOR, "2026-03-03T10:00", 60, "downstairs@guests.example").await;
    keep(&app, HARBOUR.slug, "Nowhere", "nowhere@guests.example", "", "staff").await;
    for (browser, seen) in [
        (&ada, [true, true, true]),
        (&keeper(&app, BUILDING.id).await, [true, true, false]),
        (&keeper(&app, FLOOR.id).await, [true, false, false]),
    ] {
        for (guest, seen) in ["upstairs", "downstairs", "nowhere"].into_iter().zip(seen) {
            let found = browser.get(&format!("{CONTACTS}?text={guest}")).await.expect(200);
            assert_eq!(found.has_text(&format!("{guest}@guests.example")), seen, "{guest} {found}");
        }
    }
}
