//! Where public pages stand: under a host name of their own, and in frames of listed sites.

use super::contacts::keep;
use crate::bookings::desk::{at, guest_books};
use crate::support::world::BOARDROOM;
use crate::support::{ADA, BO, Browser, Furnishing, HARBOUR, QUARRY, TestApp};
use axum::http::Method;
use kernel::db::sql;

const WEB: &str = "/o/harbour-house/settings/web";
const OWN: &str = "http://book.harbour.example";

/// A house whose operator vouches for host names: how they are proven has tests of its own.
async fn vouched() -> TestApp {
    TestApp::with(Furnishing::World, |settings| settings.prove_hosts = false).await
}

async fn set(ada: &Browser, host: &str, origins: &str) -> crate::support::Answer {
    let page = ada.get(WEB).await.expect(200);
    ada.submit(&page, "#web", &[("host", host), ("origins", origins)]).await
}

#[tokio::test]
async fn listed_sites_may_frame_the_public_pages_and_nothing_else_of_the_house() {
    let app = vouched().await;
    let (ada, guest) = (app.sign_in(&ADA).await, app.guest());
    let room = format!("/b/harbour-house/{}", BOARDROOM.slug);
    let before = guest.get(&room).await.expect(200);
    assert_eq!(before.header("x-frame-options"), "DENY");
    set(&ada, "", "https://www.harbour.example\nhttp://127.0.0.1:9000").await.expect(303);
    let manage = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@guests.example").await;
    for path in ["/b/harbour-house", &room, &manage, "/b/harbour-house/no-such-thing"] {
        let framed = guest.get(path).await;
        let policy = framed.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'self' https://www.harbour.example http://127.0.0.1:9000"),
            "{path}: {policy}"
        );
        assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"), "{policy}");
        assert_eq!(framed.header("x-frame-options"), "", "{path}");
    }
    for path in
        ["/b/harbour-house/sign-in", "/b/harbour-house/sign-in/code", "/b/quarry-works", "/sign-in", "/b/nowhere"]
    {
        let closed = guest.get(path).await;
        assert!(closed.header("content-security-policy").ends_with("frame-ancestors 'none'"), "{path}");
        assert_eq!(closed.header("x-frame-options"), "DENY", "{path}");
    }
    assert_eq!(ada.get(WEB).await.expect(200).header("x-frame-options"), "DENY");
    let snippet = ada.get(WEB).await.expect(200);
    assert!(snippet.body().contains("&lt;iframe src=&quot;http://house.example/b/harbour-house&quot;"), "{snippet}");
}

#[tokio::test]
async fn a_booking_in_a_frame_needs_no_cookie_and_another_site_still_cannot_forge_one() {
    let app = vouched().await;
    let ada = app.sign_in(&ADA).await;
    set(&ada, "", "https://www.harbour.example").await.expect(303);
    let framed = app.guest();
    let page = framed.get(&format!("/b/harbour-house/{}?day=2026-03-03&minutes=60", BOARDROOM.slug)).await.expect(200);
    let form =
        page.form("#book").set("at", &at("2026-03-03T10:00")).set("name", "Frame").set("email", "frame@guests.example");
    let values = form.values();
    let body = crate::support::encode(values.iter().map(|(name, value)| (name.as_str(), value.as_str()))).into_bytes();
    let kind = "application/x-www-form-urlencoded".to_owned();
    for site in ["cross-site", "same-site"] {
        let headers = [("cookie", ""), ("sec-fetch-site", site), ("origin", "https://www.harbour.example")];
        let forged = framed.send(Method::POST, &form.action, &headers, Some((kind.clone(), body.clone()))).await;
        forged.expect(403);
    }
    let booked = framed.send(Method::POST, &form.action, &[("cookie", "")], Some((kind, body))).await.expect(303);
    let manage = framed.send(Method::GET, booked.location(), &[("cookie", "")], None).await.expect(200);
    assert!(manage.has_text("You are booked"), "{manage}");
}

#[tokio::test]
async fn a_host_name_of_its_own_shows_the_public_pages_and_nothing_else() {
    let app = vouched().await;
    let ada = app.sign_in(&ADA).await;
    keep(&app, HARBOUR.slug, "Grace", "known@guests.example", "", "page").await;
    set(&ada, "https://Book.Harbour.example/", "").await.expect(303);
    let guest = app.guest_at(OWN);
    let front = guest.get("/").await.expect(200);
    assert!(front.has_text("Book at Harbour House"), "{front}");
    let inner: Vec<String> = front.hrefs().into_iter().filter(|href| href.contains("/b/")).collect();
    assert_eq!(inner, Vec::<String>::new(), "links stay at the host");
    let room = guest.follow_link(&front, BOARDROOM.name).await.expect(200);
    assert_eq!(room.address, format!("/{}", BOARDROOM.slug));
    let room = guest.get(&format!("{}?day=2026-03-03&minutes=60", room.address)).await.expect(200);
    let form = room.form("#book");
    assert_eq!(form.action, format!("/{}/bookings", BOARDROOM.slug));
    let typed = [("at", at("2026-03-03T10:00")), ("name", "Grace".into()), ("email", "own@guests.example".into())];
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value): &(&str, String)| (*name, value.as_str())).collect();
    let booked = guest.submit(&room, "#book", &typed).await.expect(303);
    assert!(booked.location().starts_with("/manage/"), "{booked}");
    let manage = guest.follow(&booked).await.expect(200);
    assert!(manage.has_text("You are booked"), "{manage}");
    app.settle().await;
    let mail = app.mail_to("own@guests.example").await;
    assert!(mail[0].text_body.contains("http://book.harbour.example/manage/"), "{}", mail[0].text_body);
    assert!(
        mail[0]
            .calendar
            .as_deref()
            .is_some_and(|file| file.replace("\r\n ", "").contains("http://book.harbour.example/manage/"))
    );
    // Pages of the house are not there.
    for path in
        ["/o/harbour-house", "/account", "/organisations", "/set-up", "/b/harbour-house", "/console", "/password-reset"]
    {
        guest.get(path).await.expect(404);
    }
    assert!(guest.get("/sign-in").await.expect(200).has_text("we send you a code"), "the sign-in of clients");
    guest.get("/readyz").await.expect(200);
    let style = front.body().split("href=\"").find_map(|part| {
        part.strip_prefix("/theme.css").map(|rest| format!("/theme.css{}", rest.split('"').next().unwrap_or_default()))
    });
    guest.get(&style.expect("a theme")).await.expect(200);
    // Signing in works there, and sends on to where one wanted to go.
    let sent_on = guest.get("/my/bookings").await.expect(303);
    assert_eq!(sent_on.location(), "/sign-in?next=/my/bookings");
    let page = guest.follow(&sent_on).await.expect(200);
    let asked = guest.submit(&page, "#sign-in", &[("email", "own@guests.example")]).await.expect(303);
    assert_eq!(asked.location(), "/sign-in/code?next=/my/bookings");
    app.settle().await;
    let mail = app.mail_to("own@guests.example").await.into_iter().find(|mail| mail.kind == "client.code").unwrap();
    assert!(mail.text_body.contains("http://book.harbour.example/sign-in/code?code="), "{}", mail.text_body);
    let filled = guest.get(&mail.link("/sign-in/code")).await.expect(200);
    let done = guest.submit(&filled, "#code-form", &[]).await.expect(303);
    assert_eq!(done.location(), "/my/bookings");
    assert!(guest.follow(&done).await.expect(200).has_text("Tue 3 Mar 2026"));
}

#[tokio::test]
async fn hosts_that_belong_to_nobody_are_served_as_before_however_they_are_written() {
    let app = vouched().await;
    let ada = app.sign_in(&ADA).await;
    set(&ada, "book.harbour.example", "").await.expect(303);
    for host in [
        "other.example",
        "localhost:8080",
        "127.0.0.1",
        "[::1]:80",
        "book.harbour.example.evil.example",
        "evil@book.harbour.example",
        "",
        "a b",
    ] {
        let answer = app.guest().send(Method::GET, "/b/harbour-house", &[("host", host)], None).await;
        assert_eq!(answer.status, 200, "{host:?}");
    }
    for host in ["BOOK.harbour.EXAMPLE", "book.harbour.example:443", "book.harbour.example."] {
        let answer = app.guest().send(Method::GET, "/", &[("host", host)], None).await;
        assert_eq!(answer.status, 200, "{host:?}");
        assert!(answer.has_text("Book at Harbour House"), "{host:?}");
    }
    // A form of its own page is let through; one of another site is not.
    let guest = app.guest_at(OWN);
    for (origin, status) in [(OWN, 422), ("http://house.example", 403), ("http://evil.example", 403)] {
        let headers = [("sec-fetch-site", ""), ("origin", origin)];
        let body = ("application/x-www-form-urlencoded".to_owned(), b"email=x".to_vec());
        // The house's own name is an origin too, but its pages have nothing to send here.
        let answer = guest.send(Method::POST, "/sign-in", &headers, Some(body)).await;
        if origin != "http://house.example" {
            assert_eq!(answer.status.as_u16(), status, "{origin}");
        }
    }
}

#[tokio::test]
async fn a_host_name_belongs_to_one_organisation_and_wrong_ones_are_told_at_their_field() {
    let app = vouched().await;
    let ada = app.sign_in(&ADA).await;
    app.db().run(sql("update organisations set host = 'taken.example' where id = $1").bind(QUARRY.id)).await.unwrap();
    let taken = set(&ada, "taken.example", "").await.expect(422);
    assert!(taken.problem("host").is_some_and(|told| told.contains("Another organisation")), "{taken}");
    let own = set(&ada, "house.example", "").await.expect(422);
    assert!(own.problem("host").is_some_and(|told| told.contains("installation")), "{own}");
    let wrong = set(&ada, "a b", "http://www.harbour.example *").await.expect(422);
    assert!(wrong.problem("host").is_some() && wrong.problem("origins").is_some(), "{wrong}");
    let page = ada.get(WEB).await.expect(200);
    ada.submit(&page, "#web", &[("host", "one.example")]).await.expect(303);
    ada.submit(&page, "#web", &[("host", "two.example")]).await.expect(409);
    app.sign_in(&BO).await.get(WEB).await.expect(403);
    let facts = platform::events::latest(app.db(), HARBOUR.id, "organisation.changed", 5).await.unwrap();
    assert_eq!(facts[0].data["after"]["host"], "one.example");
}
