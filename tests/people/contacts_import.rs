//! Files of contacts: previewed, applied once, bad rows told.

use super::contacts::{CONTACTS, keep};
use super::contacts_edit::page_of;
use crate::bookings::desk::events;
use crate::support::{ADA, Answer, Browser, DEE, HARBOUR, QUARRY, TestApp};
use serde_json::json;

async fn upload(browser: &Browser, bytes: &[u8]) -> Answer {
    let page = browser.get(&format!("{CONTACTS}/imports/new")).await.expect(200);
    browser.send_form_with(&page.form("#import"), Some(("people.csv", "text/csv", bytes))).await
}

#[tokio::test]
async fn a_file_is_shown_first_then_applied_once_and_bad_rows_hold_up_nobody() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let bo = keep(&app, HARBOUR.slug, "Bo", "bo@x.example", "", "staff").await;
    keep(&app, HARBOUR.slug, "Same", "same@x.example", "", "staff").await;
    let file = "Name;E-Mail;Telefon;Stichworte;Notizen\n\
        Ann Ö;ann@x.example;'+34 600;vip, club;Met at the fair\n\
        Bo Marsh;BO@x.example;;club;\n\
        Nobody;nobody at x;;;\n\
        Same;same@x.example;;;\n\
        Ann again;ann@x.example;;;\n";
    let uploaded = upload(&ada, file.as_bytes()).await.expect(303);
    let preview = ada.follow(&uploaded).await.expect(200);
    for seen in ["Line 4", "Line 6", "stands in line 2", "UTF-8", "semicolon", "Apply 2"] {
        assert!(preview.has_text(seen), "{seen}: {preview}");
    }
    assert_eq!((app.count("contacts").await, app.count("contact_tags").await), (2, 0), "a preview writes nothing");
    let applied = ada.submit(&preview, "#apply", &[]).await.expect(303);
    ada.submit(&preview, "#apply", &[]).await.expect(303);
    assert_eq!((app.count("contacts").await, app.count("contact_tags").await), (3, 3));
    assert_eq!((app.count("contact_notes").await, events(&app, "contacts.imported").await), (1, 1));
    let done = ada.follow(&applied).await.expect(200);
    assert!(!done.has_form("#apply") && done.has_text("was applied"), "{done}");
    let kept: (String,) =
        kernel::db::sql("select cast(file_rows as text) from contact_imports").one(app.db()).await.unwrap();
    assert_eq!(kept.0, "[]", "the rows are not kept");
    let known = people::contacts::store::by_id(app.db(), HARBOUR.id, bo.id).await.unwrap();
    assert_eq!(known.name, "Bo Marsh");
    let page = page_of(&ada, "ann@x.example").await;
    assert!(page.has_text("+34 600") && page.has_text("vip") && page.has_text("Met at the fair"), "{page}");
    // The same file once more says nothing new; with another note it adds that one.
    let again = ada.follow(&upload(&ada, file.as_bytes()).await.expect(303)).await.expect(200);
    assert!(!again.has_form("#apply") && again.has_text("says nothing new"), "{again}");
    let other = file.replace("Met at the fair", "Met again");
    let again = ada.follow(&upload(&ada, other.as_bytes()).await.expect(303)).await.expect(200);
    ada.submit(&again, "#apply", &[]).await.expect(303);
    assert_eq!((app.count("contacts").await, app.count("contact_notes").await), (3, 2));
}

#[tokio::test]
async fn what_was_exported_can_be_imported_and_says_nothing_new() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoë, \"Zed\"", "zoe@x.example", "+34 600", "The fair").await;
    let program = app.program(&ADA).await;
    for note in ["Likes tea.\n\nNot coffee.", "=Paid in cash"] {
        app.advance(chrono::TimeDelta::minutes(1));
        program.post(&format!("/api/v1/contacts/{}/notes", zoe.id), json!({ "note": note })).await.expect(201);
    }
    let file = ada.get(&format!("{CONTACTS}?format=csv")).await.expect(200);
    assert!(file.body().contains("\"Likes tea.\n\nNot coffee.\n\n=Paid in cash\""), "{}", file.body());
    let preview = ada.follow(&upload(&ada, &file.bytes).await.expect(303)).await.expect(200);
    assert!(!preview.has_form("#apply") && preview.has_text("says nothing new"), "{preview}");
    // Another organisation learns all of it, where they are known from too.
    let dee = app.sign_in(&DEE).await;
    let theirs = CONTACTS.replace(HARBOUR.slug, QUARRY.slug);
    let page = dee.get(&format!("{theirs}/imports/new")).await.expect(200);
    let sent = dee.send_form_with(&page.form("#import"), Some(("people.csv", "text/csv", &file.bytes))).await;
    let preview = dee.follow(&sent.expect(303)).await.expect(200);
    dee.submit(&preview, "#apply", &[]).await.expect(303);
    let copy = dee.get(&format!("{theirs}?format=csv")).await.expect(200).body();
    assert!(copy.contains("The fair") && copy.contains("Not coffee.\n\n=Paid in cash"), "{copy}");
}

#[tokio::test]
async fn what_is_no_table_of_contacts_is_refused_at_its_field() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let long: String =
        std::iter::once("E-mail\n".to_owned()).chain((0..10_001).map(|n| format!("{n}@x.example\n"))).collect();
    for (bytes, told) in [
        (b"Name\nAda\n".as_slice(), "No column is called E-mail"),
        (b"E-mail\n".as_slice(), "no rows"),
        (long.as_bytes(), "more than 10000 rows"),
    ] {
        let refused = upload(&ada, bytes).await.expect(422);
        assert!(refused.problem("file").is_some_and(|problem| problem.contains(told)), "{refused}");
    }
    let page = ada.get(&format!("{CONTACTS}/imports/new")).await.expect(200);
    ada.send_form_with(&page.form("#import"), None).await.expect(422);
    upload(&ada, &vec![b'x'; 6 * 1024 * 1024]).await.expect(422);
    assert_eq!(app.count("contact_imports").await, 0);
    // Letters that no database keeps do no harm.
    let odd = upload(&ada, b"Name,E-mail\nA\0b,a@x.example\n").await.expect(303);
    ada.follow(&odd).await.expect(200);
}
