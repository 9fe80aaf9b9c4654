//! Handing out and erasing: everything that tells of a person goes, everywhere, and what stays is listed.

use super::contacts::{CONTACTS, keep};
use super::contacts_edit::page_of;
use crate::bookings::desk::{at, events, guest_books, row};
use crate::support::world::BOARDROOM;
use crate::support::{ADA, Browser, HARBOUR, QUARRY, TestApp};
use chrono::TimeDelta;
use kernel::db::{Engine, sql};
use people::contacts::{erased, replay_erasures};

/// Words that stand nowhere else.
const CANARIES: [&str; 6] = ["canary-mail", "canaryname", "canaryphone", "canarytitle", "canarynote", "canaryreason"];

/// Columns of text that hold one of the canaries.
async fn traces(app: &TestApp) -> Vec<String> {
    let columns: Vec<(String, String)> = match app.db().engine() {
        Engine::Sqlite => {
            sql("select m.name, c.name from sqlite_schema m, pragma_table_info(m.name) c
                  where m.type = 'table' and m.name not like 'sqlite_%' and lower(c.type) in ('text', 'jsonb')")
            .all(app.db())
            .await
        }
        Engine::Postgres => {
            sql("select table_name::text, column_name::text from information_schema.columns
                  where table_schema = 'public' and data_type in ('text', 'jsonb')")
            .all(app.db())
            .await
        }
    }
    .unwrap();
    assert!(columns.len() > 50, "the catalogue was not read");
    let mut found = Vec::new();
    for (table, column) in columns {
        for canary in CANARIES {
            let text: &'static str =
                format!("select count(*) from {table} where lower(cast({column} as text)) like '%{canary}%'").leak();
            let (number,): (i64,) = sql(text).one(app.db()).await.unwrap();
            if number > 0 {
                found.push(format!("{table}.{column} holds {canary}"));
            }
        }
    }
    found
}

/// Somebody with everything that can be kept about a person.
async fn somebody(app: &TestApp, ada: &Browser) -> String {
    let guest = app.guest();
    for (day, email) in [("2026-03-03", "canary-mail@guests.example"), ("2026-03-10", "canary-mail-2@guests.example")] {
        let page = guest.get(&format!("/b/harbour-house/{}?day={day}&minutes=60", BOARDROOM.slug)).await.expect(200);
        let start = at(&format!("{day}T10:00"));
        let typed = [
            ("at", start.as_str()),
            ("name", "Canaryname Holm"),
            ("email", email),
            ("phone", "canaryphone 1"),
            ("title", "Canarytitle party"),
        ];
        let booked = guest.submit(&page, "#book", &typed).await.expect(303);
        let manage = guest.follow(&booked).await.expect(200);
        if day == "2026-03-03" {
            let form = manage.form("/cancellation").forge("reason", Some("canaryreason"));
            guest.send_form(&form).await.expect(303);
        }
    }
    app.settle().await;
    let page = page_of(ada, "canary-mail@guests.example").await;
    ada.submit(&page, "#notes", &[("note", "canarynote")]).await.expect(303);
    ada.submit(&page, "#tags", &[("tag", "canarynote-tag")]).await.expect(303);
    let kept = page.address.clone();
    let other = page_of(ada, "canary-mail-2@guests.example").await;
    let gone = other.address.rsplit('/').next().unwrap_or_default().to_owned();
    let compare = ada.get(&format!("{kept}/merging?with={gone}")).await.expect(200);
    ada.submit(&compare, "#merge", &[]).await.expect(303);
    // Signed in, and asking once more.
    let sign_in = guest.get("/b/harbour-house/sign-in").await.expect(200);
    guest.submit(&sign_in, "#sign-in", &[("email", "canary-mail@guests.example")]).await.expect(303);
    app.settle().await;
    kept
}

#[tokio::test]
async fn everything_is_handed_out_in_one_file_and_that_is_told() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let path = somebody(&app, &ada).await;
    let file = ada.get(&format!("{path}/disclosure")).await.expect(200);
    assert!(file.header("content-disposition").starts_with("attachment;"), "{file}");
    let all: serde_json::Value = serde_json::from_slice(&file.bytes).unwrap();
    assert_eq!(all["contact"]["name"], "Canaryname Holm");
    assert_eq!(all["addresses"].as_array().unwrap().len(), 2);
    assert_eq!(all["bookings"].as_array().unwrap().len(), 2);
    assert_eq!(all["bookings"][0]["title"], "Canarytitle party");
    assert!(all["letters"].as_array().unwrap().len() >= 3, "{all}");
    let text = all.to_string().to_lowercase();
    for canary in CANARIES {
        assert!(text.contains(canary), "{canary} is not handed out");
    }
    assert_eq!(events(&app, "contact.disclosed").await, 1);
}

#[tokio::test]
async fn after_an_erasure_no_table_tells_of_the_person_and_the_figures_stay() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let path = somebody(&app, &ada).await;
    let before = traces(&app).await;
    for table in ["contacts.email", "bookings.title", "messages.html_body", "event_words.words", "contact_notes.body"] {
        assert!(before.iter().any(|trace| trace.starts_with(table)), "the search sees {table}: {before:#?}");
    }
    assert!(!before.iter().any(|trace| trace.starts_with("events.")), "events never hold it: {before:#?}");
    let (bookings, letters, facts) =
        (app.count("bookings").await, app.count("messages").await, app.count("events").await);
    let outlook = ada.get(&format!("{path}/erasure")).await.expect(200);
    assert!(
        outlook.has_text("2 bookings, without name") && outlook.has_text("1 of them are still to come"),
        "{outlook}"
    );
    ada.submit(&outlook, "/erasure", &[]).await.expect(303);
    ada.submit(&outlook, "/erasure", &[]).await.expect(303);
    assert_eq!(traces(&app).await, Vec::<String>::new());
    assert_eq!(
        (app.count("bookings").await, app.count("messages").await, app.count("events").await),
        (bookings, letters, facts + 1)
    );
    assert_eq!(events(&app, "contact.erased").await, 1);
    assert_eq!((app.count("client_sessions").await, app.count("client_codes").await), (0, 0));
    let page = ada.get(&path).await.expect(200);
    assert!(page.has_text("Erased contact") && page.has_text("What stays, and why"), "{page}");
    assert!(page.has_text("2 bookings") && page.has_text("fingerprint"), "{page}");
    assert!(!ada.get(CONTACTS).await.expect(200).has_text("Erased contact"));
    let list = ada.get("/o/harbour-house/bookings?show=all").await.expect(200);
    assert!(list.has_text("Erased contact"), "bookings say so: {list}");
    ada.get(&format!("{path}/disclosure")).await.expect(409);
}

#[tokio::test]
async fn nothing_is_sent_to_an_erased_person_and_a_later_booking_is_a_new_person() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let path = somebody(&app, &ada).await;
    let outlook = ada.get(&format!("{path}/erasure")).await.expect(200);
    ada.submit(&outlook, "/erasure", &[]).await.expect(303);
    let coming: (uuid::Uuid,) = sql("select id from bookings where status = 'confirmed'").one(app.db()).await.unwrap();
    assert_eq!(row(&app, coming.0).await.contact_name, "Erased contact");
    let letters = app.count("messages").await;
    let page = ada.get(&format!("/o/harbour-house/bookings/{}", coming.0)).await.expect(200);
    ada.submit(&page, "/cancellation", &[]).await.expect(303);
    app.settle().await;
    let to_guests: Vec<(String,)> =
        sql("select to_address from messages where status in ('queued', 'deferred')").all(app.db()).await.unwrap();
    assert!(!to_guests.iter().any(|(address,)| address.contains("erased")), "{to_guests:?}");
    assert!(app.count("messages").await >= letters);
    guest_books(&app.guest(), &BOARDROOM, "2026-03-12T10:00", "canary-mail@guests.example").await;
    let again = page_of(&ada, "canary-mail@guests.example").await;
    assert_ne!(again.address, path, "a new contact");
    assert!(!again.has_text("canarynote"), "{again}");
}

#[tokio::test]
async fn a_file_does_not_bring_back_who_was_erased_and_a_restored_backup_erases_again() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let path = somebody(&app, &ada).await;
    app.advance(TimeDelta::hours(1));
    let outlook = ada.get(&format!("{path}/erasure")).await.expect(200);
    ada.submit(&outlook, "/erasure", &[]).await.expect(303);
    let list = erased(&app.house).await.unwrap();
    assert_eq!(list.iter().filter(|one| one.mark.is_some()).count(), 2, "each address has its mark");
    let json = serde_json::to_string(&list).unwrap();
    assert!(!json.contains("canary"), "{json}");
    let page = ada.get(&format!("{CONTACTS}/imports/new")).await.expect(200);
    let file = b"Name,E-mail\nBack,canary-mail@guests.example\n";
    let uploaded = ada.send_form_with(&page.form("#import"), Some(("a.csv", "text/csv", file))).await.expect(303);
    let preview = ada.follow(&uploaded).await.expect(200);
    assert!(preview.has_text("was erased") && !preview.has_form("#apply"), "{preview}");

    // A house that comes from a backup of before: the person is there, under another id after a merge elsewhere.
    let restored = TestApp::start().await;
    let ada = restored.sign_in(&ADA).await;
    keep(&restored, HARBOUR.slug, "Canaryname", "canary-mail@guests.example", "", "page").await;
    keep(&restored, HARBOUR.slug, "Stays", "stays@guests.example", "", "page").await;
    keep(&restored, QUARRY.slug, "Canary", "canary-mail@guests.example", "", "page").await;
    let list = serde_json::from_str::<Vec<platform::erasures::Erased>>(&json).unwrap();
    assert_eq!(replay_erasures(&restored.house, &list).await.unwrap(), 1);
    assert_eq!(replay_erasures(&restored.house, &list).await.unwrap(), 0, "once is enough");
    let left = ada.get(CONTACTS).await.expect(200);
    assert!(left.has_text("stays@guests.example") && !left.has_text("canary"), "{left}");
    let theirs: (i64,) = sql("select count(*) from contacts where org_id = $1 and erased_at is null")
        .bind(QUARRY.id)
        .one(restored.db())
        .await
        .unwrap();
    assert_eq!(theirs.0, 1, "another organisation's contact is another person's business");
    // Somebody who came later with the same address is not meant.
    restored.advance(TimeDelta::hours(2));
    keep(&restored, HARBOUR.slug, "New", "canary-mail@guests.example", "", "page").await;
    assert_eq!(replay_erasures(&restored.house, &list).await.unwrap(), 0);
}

#[tokio::test]
async fn a_fact_reads_with_its_words_until_they_are_cut() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let path = somebody(&app, &ada).await;
    let latest = || async { platform::events::latest(app.db(), HARBOUR.id, "booking.cancelled", 1).await.unwrap() };
    let told = latest().await;
    assert_eq!(
        (told[0].actor_name.as_str(), told[0].data["reason"].as_str()),
        ("Canaryname Holm", Some("canaryreason"))
    );
    assert_eq!(told[0].data["after"]["title"], "Canarytitle party");
    let outlook = ada.get(&format!("{path}/erasure")).await.expect(200);
    ada.submit(&outlook, "/erasure", &[]).await.expect(303);
    let told = latest().await;
    assert_eq!((told[0].actor_name.as_str(), told[0].data["reason"].as_str()), ("A client", None));
    assert_eq!(told[0].data["after"]["resource"], BOARDROOM.name, "what it tells of the house stays");
}
