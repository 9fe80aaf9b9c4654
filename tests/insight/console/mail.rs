//! Mail in the console: of everybody, without what it says; sent once more, let go, held.

use super::{kinds, operator, see};
use crate::support::{HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use uuid::Uuid;

/// A message in a state, of an organisation or of the installation; answers its id.
async fn message(
    app: &TestApp,
    org: Option<Uuid>,
    to: &'static str,
    status: &'static str,
    answer: &'static str,
) -> Uuid {
    let id = app.house.id();
    let statement = sql("insert into messages (id, org_id, kind, subject_kind, from_name, to_name, to_address, subject, text_body, html_body,
             status, attempts, due_at, answer, dedupe_key, queued_at)
         values ($1, $2, 'booking.confirmation', 'booking', 'Harbour House', 'Zoe', $3, $4, 'https://house.example/secret', '<p>secret</p>',
             $5, 2, $6, $7, $8, $9)");
    let statement = statement
        .bind(id)
        .bind(org)
        .bind(to)
        .bind(format!("To {to}"))
        .bind(status)
        .bind(app.now() + TimeDelta::hours(1))
        .bind(answer)
        .bind(id.to_string())
        .bind(app.now());
    app.db().run(statement).await.expect("a message that fits the schema");
    id
}

async fn status(app: &TestApp, id: Uuid) -> String {
    sql("select status from messages where id = $1").bind(id).one::<(String,)>(app.db()).await.unwrap().0
}

#[tokio::test]
async fn mail_is_found_by_state_organisation_and_address_with_the_servers_answer() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    message(&app, Some(HARBOUR.id), "zoe@guest.example", "failed", "550 no such user").await;
    message(&app, None, "kim@house.example", "deferred", "451 later, please").await;
    let all = see(&dee, "/console/messages").await;
    assert!(all.has_text("550 no such user") && all.has_text("451 later, please"), "{all}");
    assert!(all.has_text("The installation") && all.has_text("Harbour House"));
    let failed = see(&dee, "/console/messages?state=failed").await;
    assert!(failed.has_text("zoe@guest.example") && !failed.has_text("kim@house.example"), "{failed}");
    let own = see(&dee, "/console/messages?org=none").await;
    assert!(own.has_text("kim@house.example") && !own.has_text("zoe@guest.example"), "{own}");
    let harbours = see(&dee, &format!("/console/messages?org={}", HARBOUR.id)).await;
    assert!(harbours.has_text("zoe@guest.example") && !harbours.has_text("kim@house.example"), "{harbours}");
    assert!(see(&dee, "/console/messages?text=KIM%40").await.maybe_link("To kim@house.example").is_some());
    assert!(see(&dee, "/console/messages?state=held").await.has_text("No message matches."));
    assert!(see(&dee, "/console/messages?kind=house.test").await.has_text("No message matches."));
    let confirmations = see(&dee, "/console/messages?kind=booking.confirmation&state=failed").await;
    let file = dee.get(&confirmations.link("Export CSV")).await.expect(200).body();
    let lines: Vec<&str> = file.trim().lines().collect();
    assert!(lines.len() == 2 && lines[1].contains("550 no such user") && lines[1].contains("Harbour House"), "{file}");
    assert!(!file.contains("secret"), "envelopes only: {file}");
}

#[tokio::test]
async fn only_what_failed_or_is_uncertain_is_sent_once_more_and_only_what_is_deferred_is_let_go() {
    let app = TestApp::with_mail().await;
    let dee = operator(&app).await;
    for (state, resend, release) in [
        ("failed", 303, 409),
        ("uncertain", 303, 409),
        ("deferred", 409, 303),
        ("sent", 409, 409),
        ("sending", 409, 409),
        ("queued", 409, 409),
    ] {
        for (verb, expected) in [("resending", resend), ("release", release)] {
            let id = message(&app, Some(HARBOUR.id), "zoe@guest.example", state, "an answer").await;
            dee.post(&format!("/console/messages/{id}/{verb}"), &[]).await.expect(expected);
            let facts = kinds(&app, id).await;
            assert_eq!(facts.len(), usize::from(expected == 303), "{state} {verb}: {facts:?}");
            assert_eq!(status(&app, id).await, if expected == 303 && verb == "resending" { "queued" } else { state });
            let harmless = sql("delete from messages where id = $1").bind(id);
            app.db().run(harmless).await.unwrap();
        }
    }
    // Let go, it leaves at once and not in an hour.
    let id = message(&app, None, "kim@house.example", "deferred", "451 later").await;
    app.settle().await;
    assert_eq!(status(&app, id).await, "deferred");
    let page = see(&dee, &format!("/console/messages/{id}")).await;
    assert!(!page.body().contains("secret"), "the letter is not shown: {page}");
    dee.submit(&page, "/release", &[]).await.expect(303);
    app.settle().await;
    assert_eq!(status(&app, id).await, "sent");
}
