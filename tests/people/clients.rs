//! Clients sign in by a code, see what is theirs, and leave.

use super::contacts::keep;
use crate::bookings::desk::{book, events, guest_books, tidy};
use crate::support::world::BOARDROOM;
use crate::support::{ADA, Answer, BO, Browser, HARBOUR, QUARRY, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use std::collections::BTreeMap;

const BASE: &str = "/b/harbour-house";
const GRACE: &str = "grace@guests.example";

/// Asks for a code in this browser.
async fn ask(guest: &Browser, email: &str) -> Answer {
    let page = tidy(guest.get(&format!("{BASE}/sign-in")).await.expect(200));
    guest.submit(&page, "#sign-in", &[("email", email)]).await
}

/// The code of the newest mail to this address.
async fn code_of(app: &TestApp, email: &str) -> String {
    app.settle().await;
    let mail = app.mail_to(email).await.into_iter().rfind(|mail| mail.kind == "client.code").expect("a code");
    assert!(!mail.subject.chars().any(|letter| letter.is_ascii_digit()), "the subject keeps it to itself");
    let words = mail.text_body.split(|letter: char| !letter.is_ascii_digit());
    words.into_iter().find(|word| word.len() == 6).expect("six digits").to_owned()
}

async fn signed_in(app: &TestApp, email: &str) -> Browser {
    app.advance(TimeDelta::seconds(1)); // so that its letter is the newest
    let guest = app.guest();
    let page = guest.follow(&ask(&guest, email).await.expect(303)).await.expect(200);
    let code = code_of(app, email).await;
    guest.submit(&page, "#code-form", &[("code", &code)]).await.expect(303);
    guest
}

#[tokio::test]
async fn a_guest_signs_in_by_a_code_sees_their_bookings_and_signs_out() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    guest_books(&app.guest(), &BOARDROOM, "2026-03-03T10:00", GRACE).await;
    book(&ada, &BOARDROOM, "2026-03-04T10:00", 60, "somebody@guests.example").await;
    let guest = app.guest();
    let sent_on = guest.get(&format!("{BASE}/my/bookings")).await.expect(303);
    assert_eq!(sent_on.location(), "/b/harbour-house/sign-in?next=/my/bookings");
    let asked = guest.follow(&sent_on).await.expect(200);
    let asked = guest.submit(&asked, "#sign-in", &[("email", "Grace@Guests.example")]).await.expect(303);
    let page = tidy(guest.follow(&asked).await.expect(200));
    let code = code_of(&app, GRACE).await;
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let done = guest.submit(&page, "#code-form", &[("code", &spaced)]).await.expect(303);
    assert_eq!(done.location(), "/b/harbour-house/my/bookings");
    let mine = tidy(guest.follow(&done).await.expect(200));
    assert!(mine.has_text("Tue 3 Mar 2026") && !mine.has_text("Wed 4 Mar 2026"), "only their own: {mine}");
    let manage = guest.follow_link(&mine, BOARDROOM.name).await.expect(200);
    guest.submit(&manage, "/cancellation", &[]).await.expect(303);
    let mine = guest.get(&format!("{BASE}/my/bookings")).await.expect(200);
    assert!(mine.has_text("Past and cancelled") && mine.has_text("Nothing is booked."), "{mine}");
    // The form is filled in already.
    let room = guest.get(&format!("{BASE}/{}?day=2026-03-05&minutes=60", BOARDROOM.slug)).await.expect(200);
    let form = room.form("#book");
    assert_eq!((form.value("name").as_deref(), form.value("email").as_deref()), (Some("Grace Holm"), Some(GRACE)));
    assert!(guest.get(BASE).await.expect(200).has_text("Signed in as grace@guests.example"));
    guest.submit(&mine, "/my/sign-out", &[]).await.expect(303);
    guest.get(&format!("{BASE}/my/bookings")).await.expect(303);
    assert_eq!((app.count("client_sessions").await, events(&app, "contact.signed_in").await), (0, 1));
    assert!(!guest.get(BASE).await.expect(200).has_text("Signed in as"));
}

/// What could tell one answer from another.
fn face(answer: &Answer) -> (u16, BTreeMap<String, String>, String) {
    let fresh = ["x-request-id", "date", "content-length"];
    let headers = answer.headers.iter().filter(|(name, _)| !fresh.contains(&name.as_str()));
    let value = |name: &str, value: &str| match name {
        // The cookie's value is chance; its length and everything around it is not.
        "set-cookie" => {
            value.split_once(';').map_or(0, |(pair, _)| pair.len()).to_string()
                + value.split_once(';').map_or("", |(_, rest)| rest)
        }
        _ => value.to_owned(),
    };
    let headers =
        headers.map(|(name, held)| (name.to_string(), value(name.as_str(), held.to_str().unwrap_or_default())));
    let request = answer.header("x-request-id").to_owned();
    (
        answer.status.as_u16(),
        headers.collect(),
        if request.is_empty() { answer.body() } else { answer.body().replace(&request, "") },
    )
}

#[tokio::test]
async fn a_known_address_and_an_unknown_one_get_the_same_answers_after_the_same_work() {
    let app = TestApp::start().await;
    keep(&app, HARBOUR.slug, "Grace", "known@guests.example", "", "page").await;
    let (known, unknown) = (app.guest(), app.guest());
    ask(&app.guest(), "warm@guests.example").await.expect(303);
    let mut costs = Vec::new();
    let mut answers = Vec::new();
    for (guest, email) in [(&known, "known@guests.example"), (&unknown, "nobody@guests.example")] {
        let before = kernel::db::statements();
        let asked = ask(guest, email).await.expect(303);
        costs.push(kernel::db::statements() - before);
        let page = guest.follow(&asked).await.expect(200);
        answers.push((asked, page));
    }
    assert_eq!(costs[0], costs[1], "the same statements");
    assert_eq!(face(&answers[0].0), face(&answers[1].0));
    assert_eq!(face(&answers[0].1), face(&answers[1].1));
    app.settle().await;
    assert_eq!(
        (app.mail_to("known@guests.example").await.len(), app.mail_to("nobody@guests.example").await.len()),
        (1, 0)
    );
    // Wrong codes are answered alike, to the last.
    let right = code_of(&app, "known@guests.example").await;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for attempt in 1..=6 {
        let mut faces = Vec::new();
        for (guest, (_, page)) in [&known, &unknown].into_iter().zip(&answers) {
            let before = kernel::db::statements();
            let refused = tidy(guest.submit(page, "#code-form", &[("code", wrong)]).await.expect(422));
            faces.push((face(&refused), kernel::db::statements() - before));
            assert_eq!(refused.has_text("This is not the code."), attempt < 5, "{attempt}: {refused}");
        }
        assert_eq!(faces[0], faces[1], "try {attempt}");
    }
    known.submit(&answers[0].1, "#code-form", &[("code", &right)]).await.expect(422);
    known.get(&format!("{BASE}/my/bookings")).await.expect(303);
    let twice = ask(&app.guest(), "not an address").await.expect(422);
    assert!(twice.problem("email").is_some(), "{twice}");
}

#[tokio::test]
async fn a_code_works_in_the_browser_that_asked_and_its_link_only_fills_it_in() {
    let app = TestApp::start().await;
    keep(&app, HARBOUR.slug, "Grace", GRACE, "", "page").await;
    let (asker, thief) = (app.guest(), app.guest());
    let page = asker.follow(&ask(&asker, GRACE).await.expect(303)).await.expect(200);
    let code = code_of(&app, GRACE).await;
    let link = app.mail_to(GRACE).await[0].link("/sign-in/code");
    // A scanner, or a thief who reads the mail, gets nowhere, and costs the asker nothing.
    let elsewhere = thief.get(&link).await.expect(200);
    assert!(elsewhere.has_text("Which browser was it?") && !elsewhere.has_form("#code-form"), "{elsewhere}");
    thief.post(&format!("{BASE}/sign-in/code"), &[("code", &code)]).await.expect(422);
    ask(&thief, "other@guests.example").await.expect(303);
    thief.post(&format!("{BASE}/sign-in/code"), &[("code", &code)]).await.expect(422);
    // Following the link signs nobody in; it fills in.
    let filled = asker.get(&link).await.expect(200);
    assert_eq!(filled.form("#code-form").value("code").as_deref(), Some(code.as_str()));
    asker.get(&format!("{BASE}/my/bookings")).await.expect(303);
    asker.submit(&filled, "#code-form", &[]).await.expect(303);
    asker.get(&format!("{BASE}/my/bookings")).await.expect(200);
    // It is used: a second time, in the same browser, it is over.
    asker.submit(&page, "#code-form", &[("code", &code)]).await.expect(422);
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_a_session_for_thirty_days() {
    let app = TestApp::start().await;
    keep(&app, HARBOUR.slug, "Grace", GRACE, "", "page").await;
    let guest = app.guest();
    let page = guest.follow(&ask(&guest, GRACE).await.expect(303)).await.expect(200);
    let code = code_of(&app, GRACE).await;
    app.advance(TimeDelta::minutes(10));
    guest.submit(&page, "#code-form", &[("code", &code)]).await.expect(422);
    let guest = signed_in(&app, GRACE).await;
    app.advance(TimeDelta::days(30) - TimeDelta::minutes(1));
    guest.get(&format!("{BASE}/my/bookings")).await.expect(200);
    app.advance(TimeDelta::minutes(1));
    guest.get(&format!("{BASE}/my/bookings")).await.expect(303);
    app.house.db.run(sql("update client_sessions set expires_at = expires_at")).await.unwrap();
    use platform::jobs::Job;
    app.advance(TimeDelta::days(8));
    platform::housekeeping::Sweep.run(&app.house).await.unwrap();
    assert_eq!((app.count("client_sessions").await, app.count("client_codes").await), (0, 0), "what is over is swept");
}

#[tokio::test]
async fn nobodys_mailbox_is_flooded_and_no_network_guesses_for_long() {
    let app = TestApp::start().await;
    keep(&app, HARBOUR.slug, "Grace", GRACE, "", "page").await;
    for number in 0..8 {
        let guest = app.guest().at_address(&format!("203.0.{number}.7"));
        ask(&guest, GRACE).await.expect(303);
    }
    app.settle().await;
    assert_eq!(app.mail_to(GRACE).await.len(), 5, "the sixth asks in vain, and is told the same");
    let guest = app.guest().at_address("198.51.100.7");
    for _ in 0..30 {
        ask(&guest, "many@guests.example").await.expect(303);
    }
    let refused = ask(&guest, "many@guests.example").await.expect(429);
    assert!(!refused.header("retry-after").is_empty());
    for _ in 0..100 {
        guest.post(&format!("{BASE}/sign-in/code"), &[("code", "123456")]).await.expect(422);
    }
    guest.post(&format!("{BASE}/sign-in/code"), &[("code", "123456")]).await.expect(429);
}

#[tokio::test]
async fn a_profile_is_changed_by_its_owner_and_the_trail_names_no_one() {
    let app = TestApp::start().await;
    keep(&app, HARBOUR.slug, "Grace", GRACE, "", "page").await;
    let guest = signed_in(&app, GRACE).await;
    let page = tidy(guest.get(&format!("{BASE}/my/profile")).await.expect(200));
    guest.submit(&page, "#profile", &[("name", "Grace Hopper"), ("phone", "+34 9")]).await.expect(303);
    guest.submit(&page, "#profile", &[("name", "Late")]).await.expect(409);
    let page = guest.get(&format!("{BASE}/my/profile")).await.expect(200);
    assert_eq!(page.field_value("name"), "Grace Hopper");
    let long = "9".repeat(60);
    let refused = guest.submit(&page, "#profile", &[("phone", &long)]).await.expect(422);
    assert!(refused.problem("phone").is_some(), "{refused}");
    let facts = platform::events::latest(app.db(), HARBOUR.id, "contact.changed", 1).await.unwrap();
    assert_eq!((facts[0].actor_kind.as_str(), facts[0].actor_name.as_str()), ("contact", "Grace"));
    let frozen: (String,) =
        sql("select actor_name from events where kind = 'contact.changed'").one(app.db()).await.unwrap();
    assert_eq!(frozen.0, "A client");
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_browser_and_a_session_is_worth_something_at_its_organisation_only() {
    let app = TestApp::start().await;
    keep(&app, HARBOUR.slug, "Grace", GRACE, "", "page").await;
    keep(&app, QUARRY.slug, "Grace", GRACE, "", "page").await;
    let (one, other) = (signed_in(&app, GRACE).await, signed_in(&app, GRACE).await);
    let cookie = one.cookie("client-harbour-house").expect("a cookie");
    one.set_cookie("client-quarry-works", &cookie);
    one.get("/b/quarry-works/my/bookings").await.expect(303);
    // A client is no colleague, and a colleague is no client.
    one.get("/o/harbour-house").await.expect(303);
    app.sign_in(&BO).await.get(&format!("{BASE}/my/bookings")).await.expect(303);
    let page = one.get(&format!("{BASE}/my/profile")).await.expect(200);
    assert!(page.has_text("In 2 browsers."), "{page}");
    one.submit(&page, "/my/sessions/revocation", &[]).await.expect(303);
    other.get(&format!("{BASE}/my/bookings")).await.expect(303);
    other.post(&format!("{BASE}/my/profile"), &[("name", "Ghost"), ("version", "1")]).await.expect(401);
}

#[tokio::test]
async fn nobody_of_the_house_reads_a_code() {
    let app = TestApp::start().await;
    keep(&app, HARBOUR.slug, "Grace", GRACE, "", "page").await;
    ask(&app.guest(), GRACE).await.expect(303);
    let code = code_of(&app, GRACE).await;
    let id = app.mail_to(GRACE).await[0].id;
    let ada = app.sign_in(&ADA).await;
    let path = format!("/o/harbour-house/messages/{id}");
    let shown = ada.get(&path).await.expect(200);
    assert!(shown.has_text("Code to sign in") && !shown.has_text(&code), "that it was sent is shown: {shown}");
    ada.get(&format!("{path}/page")).await.expect(403);
    ada.post(&format!("{path}/resending"), &[]).await.expect(403);
    let rows: Vec<(String, String)> =
        sql("select cast(arguments as text), coalesce(last_error, '') from jobs").all(app.db()).await.unwrap();
    assert!(!format!("{rows:?}").contains(GRACE), "jobs hold no address");
    let hashes: Vec<(Option<String>,)> = sql("select code_hash from client_codes").all(app.db()).await.unwrap();
    assert!(hashes.iter().all(|(hash,)| hash.as_deref().is_none_or(|hash| !hash.contains(&code))));
}

#[tokio::test]
async fn who_was_signed_in_before_a_merge_is_again_after_it_is_undone_unless_their_time_is_over() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    for day in ["2026-03-03", "2026-03-04"] {
        let email = if day.ends_with('3') { GRACE } else { "hopper@guests.example" };
        guest_books(&app.guest(), &BOARDROOM, &format!("{day}T10:00"), email).await;
    }
    let (first, kept) = (signed_in(&app, GRACE).await, signed_in(&app, "hopper@guests.example").await);
    app.advance(TimeDelta::days(1));
    let second = signed_in(&app, GRACE).await;
    let id = async |email: &str| {
        let found = ada.get(&format!("/api/v1/contacts?email={email}")).await.expect(200).json();
        found["data"][0]["id"].as_str().unwrap().to_owned()
    };
    let merges = format!("/api/v1/contacts/{}/merges", id("hopper@guests.example").await);
    let merged = ada.post(&merges, serde_json::json!({ "with": id(GRACE).await })).await.expect(201);
    for browser in [&first, &second] {
        browser.get(&format!("{BASE}/my/bookings")).await.expect(303);
    }
    kept.get(&format!("{BASE}/my/bookings")).await.expect(200);
    // The time of the first one is over by then, and nobody gives it more.
    app.advance(TimeDelta::days(29));
    app.db().run(sql("update client_sessions set expires_at = $1").bind(app.now() + TimeDelta::days(9))).await.unwrap();
    let undo = format!("{}/reversal", merged.header("location"));
    let parted = ada.post(&undo, serde_json::json!({})).await.expect(200).json();
    assert_eq!(parted["back"]["sign-ins"], 1, "{parted}");
    first.get(&format!("{BASE}/my/bookings")).await.expect(303);
    let mine = second.get(&format!("{BASE}/my/bookings")).await.expect(200);
    assert!(mine.has_text("Tue 3 Mar 2026") && !mine.has_text("Wed 4 Mar 2026"), "{mine}");
    kept.get(&format!("{BASE}/my/bookings")).await.expect(200);
}
