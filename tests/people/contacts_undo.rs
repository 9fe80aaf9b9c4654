//! A merge that was a mistake is undone: what went over goes back, what was changed since stays and is told.

use super::contacts::{CONTACTS, keep};
use super::contacts_edit::page_of;
use crate::bookings::desk::{ask, book, events, guest_books};
use crate::support::world::{BOARDROOM, BUILDING};
use crate::support::{ADA, Answer, Browser, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use people::contacts::Contact;
use platform::Role;
use uuid::Uuid;

async fn by_id(app: &TestApp, id: Uuid) -> Contact {
    people::contacts::store::by_id(app.db(), HARBOUR.id, id).await.unwrap()
}

fn id_in(address: &str) -> Uuid {
    address.rsplit('/').next().and_then(|id| id.split('?').next()).and_then(|id| id.parse().ok()).unwrap()
}

async fn contact_of(app: &TestApp, booking: Uuid) -> Uuid {
    let found = sql("select contact_id from bookings where id = $1").bind(booking).one::<(Uuid,)>(app.db()).await;
    found.unwrap().0
}

async fn contact_at(app: &TestApp, day: &'static str) -> Uuid {
    let from = crate::bookings::desk::madrid(&format!("{day}T10:00"));
    let found = sql("select contact_id from bookings where starts_at = $1").bind(from).one::<(Uuid,)>(app.db()).await;
    found.unwrap().0
}

/// Merges the one into the other by the page, with these fields of the one that goes.
async fn merge(ada: &Browser, kept: Uuid, gone: Uuid, taken: &[&str]) {
    let compare = ada.get(&format!("{CONTACTS}/{kept}/merging?with={gone}")).await.expect(200);
    let form = taken.iter().fold(compare.form("#merge"), |form, field| form.set(field, "other"));
    ada.send_form(&form).await.expect(303);
}

/// Undoes the only merge on the page of a contact, and answers where that leads.
async fn undo(ada: &Browser, kept: Uuid) -> Answer {
    let page = ada.get(&format!("{CONTACTS}/{kept}")).await.expect(200);
    let done = ada.submit(&page, "/reversal", &[]).await.expect(303);
    ada.follow(&done).await.expect(200)
}

#[tokio::test]
async fn what_went_over_goes_back_and_what_came_since_stays() {
    let app = TestApp::start().await;
    let (ada, guest) = (app.sign_in(&ADA).await, app.guest());
    guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@old.example").await;
    let own = book(&ada, &BOARDROOM, "2026-03-04T10:00", 60, "hopper@new.example").await;
    let (old, new) = (page_of(&ada, "grace@old.example").await, page_of(&ada, "hopper@new.example").await);
    let (gone, kept) = (id_in(&old.address), id_in(&new.address));
    ada.submit(&old, "#notes", &[("note", "From before.")]).await.expect(303);
    for (page, tags) in [(&old, ["navy", "both"]), (&new, ["both", "own"])] {
        for tag in tags {
            ada.submit(page, "#tags", &[("tag", tag)]).await.expect(303);
        }
    }
    ada.submit(&old, "/blocking", &[("reason", "Noise")]).await.expect(303);
    // Somebody who was merged into the one that goes.
    let third = keep(&app, HARBOUR.slug, "G. Holm", "third@old.example", "", "staff").await.id;
    merge(&ada, gone, third, &[]).await;
    let (was_kept, was_gone) = (by_id(&app, kept).await, by_id(&app, gone).await);
    app.advance(TimeDelta::minutes(1));
    merge(&ada, kept, gone, &["name", "email"]).await;
    assert_eq!(by_id(&app, kept).await.email, "grace@old.example");
    assert!(by_id(&app, kept).await.blocked_at.is_some());
    app.advance(TimeDelta::minutes(1));
    let typed = [("name", "Grace Holm"), ("email", "grace@old.example")];
    let booked = ask(&ada, &BOARDROOM, "2026-03-05T10:00", 60, &typed).await.expect(303);
    let since = crate::bookings::harness::id_of(booked.location());

    let page = undo(&ada, kept).await;
    assert_eq!(id_in(&page.address), gone, "it leads to who is a person again");
    let told = page.toast().unwrap_or_default();
    assert!(told.contains("1 bookings") && told.contains("2 notes") && told.contains("2 tags"), "{told}");
    assert!(!told.contains("stays"), "{told}");
    assert!(page.has_text("From before.") && page.has_text("Tue 3 Mar 2026") && page.has_text("navy"), "{page}");
    let (one, other) = (by_id(&app, kept).await, by_id(&app, gone).await);
    let fields = |one: &Contact| (one.name.clone(), one.email.clone(), one.phone.clone(), one.block_reason.clone());
    assert_eq!((fields(&one), fields(&other)), (fields(&was_kept), fields(&was_gone)));
    assert!(one.blocked_at.is_none() && other.blocked_at.is_some() && other.merged_into.is_none());
    assert_eq!(by_id(&app, third).await.merged_into, Some(gone), "a sign leads where it led");
    let booked_before = contact_at(&app, "2026-03-03").await;
    assert_eq!((booked_before, contact_of(&app, own).await, contact_of(&app, since).await), (gone, kept, kept));
    let page = ada.get(&format!("{CONTACTS}/{kept}")).await.expect(200);
    assert!(!page.has_text("From before.") && !page.has_text("Merged:") && !page.has_text("navy"), "{page}");
    assert!(page.has_text("own") && page.has_text("both") && page.has_text("undid a merge"), "{page}");
    assert_eq!((events(&app, "contact.parted").await, app.count("contact_merges").await), (1, 1));
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, kept, 9).await.unwrap();
    let parted = facts.iter().find(|fact| fact.kind == "contact.parted").unwrap();
    assert!(!parted.data.0.to_string().contains("example"), "no event names a client: {:?}", parted.data);
    // Each address stands for its own again, and nobody suggests the two.
    assert_eq!(keep(&app, HARBOUR.slug, "", "grace@old.example", "", "page").await.id, gone);
    assert_eq!(keep(&app, HARBOUR.slug, "", "hopper@new.example", "", "page").await.id, kept);
    let suspects = ada.get(&format!("{CONTACTS}/duplicates")).await.expect(200);
    assert!(suspects.has_text("Nobody looks like somebody else."), "{suspects}");
}

#[tokio::test]
async fn what_somebody_changed_since_stays_and_is_told() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let changed = book(&ada, &BOARDROOM, "2026-03-03T10:00", 60, "grace@old.example").await;
    let same = book(&ada, &BOARDROOM, "2026-03-04T10:00", 60, "grace@old.example").await;
    let kept = keep(&app, HARBOUR.slug, "Hopper", "hopper@new.example", "+34 1", "staff").await.id;
    let old = page_of(&ada, "grace@old.example").await;
    let gone = id_in(&old.address);
    ada.submit(&old, "#tags", &[("tag", "navy")]).await.expect(303);
    merge(&ada, kept, gone, &["name"]).await;
    app.advance(TimeDelta::minutes(1));
    let page = ada.get(&format!("/o/harbour-house/bookings/{changed}")).await.expect(200);
    ada.submit(&page, "/cancellation", &[("reason", "Rain")]).await.expect(303);
    let form = ada.get(&format!("{CONTACTS}/{kept}/form")).await.expect(200);
    ada.submit(&form, "#contact", &[("name", "Admiral"), ("phone", "+34 2")]).await.expect(303);
    let page = ada.get(&format!("{CONTACTS}/{kept}")).await.expect(200);
    ada.submit(&page, "/tags/removal", &[]).await.expect(303);
    let page = undo(&ada, kept).await;
    let told = page.toast().unwrap_or_default();
    let stayed = "stays with the other one: 1 bookings, 1 tags, the name, the number";
    assert!(told.contains("back here: 1 bookings;") && told.contains(stayed), "{told}");
    assert_eq!((contact_of(&app, changed).await, contact_of(&app, same).await), (kept, gone));
    let (one, other) = (by_id(&app, kept).await, by_id(&app, gone).await);
    assert_eq!((one.name.as_str(), one.phone.as_str(), other.name.as_str()), ("Admiral", "+34 2", "grace"));
    assert_eq!(app.count("contact_tags").await, 0, "what was taken away stays away");
}

#[tokio::test]
async fn a_second_click_is_the_first_one_and_two_at_once_undo_it_once() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let kept = keep(&app, HARBOUR.slug, "Hopper", "hopper@new.example", "", "staff").await.id;
    let gone = keep(&app, HARBOUR.slug, "Grace", "grace@old.example", "", "staff").await.id;
    merge(&ada, kept, gone, &[]).await;
    let form = ada.get(&format!("{CONTACTS}/{kept}")).await.expect(200).form("/reversal");
    let other = ada.get(&format!("{CONTACTS}/{kept}")).await.expect(200).form("/reversal");
    let (one, two) = tokio::join!(ada.send_form(&form), ada.send_form(&other));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert!(matches!(statuses, [303, 404 | 409]), "{one} {two}");
    let won = if one.status == 303 { &form } else { &other };
    assert!(ada.send_form(won).await.expect(303).location().ends_with(&gone.to_string()));
    assert_eq!(events(&app, "contact.parted").await, 1);
}

#[tokio::test]
async fn who_was_merged_further_is_parted_in_the_reverse_order() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(keep(&app, HARBOUR.slug, name, &format!("{name}@x.example"), "", "staff").await.id);
    }
    let [a, b, c] = [ids[0], ids[1], ids[2]];
    merge(&ada, b, a, &["email"]).await;
    let first = ada.get(&format!("{CONTACTS}/{b}")).await.expect(200).form("/reversal");
    merge(&ada, c, b, &["email"]).await;
    let refused = ada.send_form(&first).await.expect(409);
    assert!(refused.has_text("Undo that first"), "{refused}");
    undo(&ada, c).await;
    assert_eq!((by_id(&app, b).await.email.as_str(), by_id(&app, a).await.merged_into), ("a@x.example", Some(b)));
    ada.send_form(&first).await.expect(303);
    let emails = [by_id(&app, a).await, by_id(&app, b).await, by_id(&app, c).await].map(|one| one.email);
    assert_eq!(emails, ["a@x.example", "b@x.example", "c@x.example"]);
    // A later merge into the same one that took the address over is undone first, too.
    merge(&ada, c, a, &["email"]).await;
    let first = ada.get(&format!("{CONTACTS}/{c}")).await.expect(200).form("/reversal");
    app.advance(TimeDelta::seconds(1));
    merge(&ada, c, b, &["email"]).await;
    ada.send_form(&first).await.expect(409);
    assert_eq!(by_id(&app, a).await.merged_into, Some(c), "nothing of it happened");
}

#[tokio::test]
async fn it_is_over_when_the_person_is_erased_or_the_time_is() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let kept = keep(&app, HARBOUR.slug, "Hopper", "hopper@new.example", "", "staff").await.id;
    let gone = keep(&app, HARBOUR.slug, "Grace", "grace@old.example", "", "staff").await.id;
    merge(&ada, kept, gone, &[]).await;
    let form = ada.get(&format!("{CONTACTS}/{kept}")).await.expect(200).form("/reversal");
    // Only who sees everybody parts them.
    let keeper = super::team::keeper(&app, BUILDING.id).await;
    keeper.send_form(&form).await.expect(403);
    app.sign_in_user(app.employ(HARBOUR.id, Role::Viewer).await).await.send_form(&form).await.expect(403);
    let page = ada.get(&format!("{CONTACTS}/{kept}/erasure")).await.expect(200);
    ada.submit(&page, "/erasure", &[]).await.expect(303);
    ada.send_form(&form).await.expect(404);
    assert_eq!(app.count("contact_merges").await, 0, "what it kept of the person is cut");

    let kept = keep(&app, HARBOUR.slug, "Hopper", "hopper@newer.example", "", "staff").await.id;
    let gone = keep(&app, HARBOUR.slug, "Grace", "grace@older.example", "", "staff").await.id;
    merge(&ada, kept, gone, &[]).await;
    app.advance(TimeDelta::days(30) - TimeDelta::microseconds(1));
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{CONTACTS}/{kept}")).await.expect(200).form("/reversal");
    app.advance(TimeDelta::microseconds(1));
    assert!(!ada.get(&format!("{CONTACTS}/{kept}")).await.expect(200).has_form("/reversal"));
    let late = ada.send_form(&form).await.expect(409);
    assert!(late.has_text("too long ago"), "{late}");
    assert_eq!(by_id(&app, gone).await.merged_into, Some(kept));
    app.advance(TimeDelta::hours(2));
    app.tick().await;
    app.settle().await;
    assert_eq!(app.count("contact_merges").await, 0, "and then it is swept away");
}
