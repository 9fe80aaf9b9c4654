//! What tests stand on, tested: people sign in for real, copies share nothing, work comes to rest, a server can be killed.

use super::world::{BOARDROOM, DESKS, PASSWORD};
use super::*;

const GUEST: &str = "zoe@guest.example";

/// A guest books an hour of a resource on its public page.
async fn book(guest: &Browser, slug: &str, hour: usize) -> Answer {
    let page = guest.get(&format!("/b/harbour-house/{slug}")).await.expect(200);
    let later = guest.follow_link(&page, "Later days").await.expect(200);
    let form = later.form("#book");
    let at = form.choices("at")[hour].to_owned();
    guest.submit(&later, "#book", &[("at", &at), ("name", "Zoe Park"), ("email", GUEST), ("people", "1")]).await
}

#[tokio::test]
async fn a_person_of_the_world_signs_in_with_their_password() {
    let app = TestApp::start().await;
    let browser = app.guest();
    let door = browser.get("/sign-in").await.expect(200);
    browser.submit(&door, "#sign-in", &[("email", ADA.email), ("password", "not hers, this one")]).await.expect(422);
    let signed_in =
        browser.submit(&door, "#sign-in", &[("email", ADA.email), ("password", PASSWORD)]).await.expect(303);
    browser.follow(&signed_in).await;
    browser.get("/o/harbour-house").await.expect(200);
    browser.get("/o/quarry-works").await.expect(404);
}

#[tokio::test]
async fn a_session_that_was_only_stored_opens_the_same_doors() {
    let app = TestApp::start().await;
    app.sign_in(&BO).await.get("/o/harbour-house/calendar").await.expect(200);
    app.guest().get("/o/harbour-house/calendar").await.expect(303);
    let page = app.sign_in(&DEE).await.get("/o/quarry-works").await.expect(200);
    assert!(page.has_text(QUARRY.name) && !page.has_text(HARBOUR.name), "{page}");
}

#[tokio::test]
async fn copies_of_the_world_share_nothing_and_time_moves_only_when_told() {
    let (one, other) = (TestApp::start().await, TestApp::start().await);
    book(&one.guest(), BOARDROOM.slug, 0).await.expect(303);
    assert_eq!((one.count("bookings").await, other.count("bookings").await), (1, 0));
    assert_eq!(one.now(), beginning());
    one.advance(chrono::TimeDelta::days(1));
    assert_eq!((one.now() - beginning(), other.now()), (chrono::TimeDelta::days(1), beginning()));
}

#[tokio::test]
async fn what_follows_a_booking_is_done_when_the_house_has_come_to_rest() {
    let app = TestApp::with_mail().await;
    let booked = book(&app.guest(), BOARDROOM.slug, 0).await.expect(303);
    assert_eq!(app.mail_to(GUEST).await.len(), 0, "nothing is told before the relay runs");
    app.settle().await;
    let mail = app.mail_to(GUEST).await;
    assert_eq!(
        mail.iter().map(|mail| (mail.kind.as_str(), mail.status.as_str())).collect::<Vec<_>>(),
        [("booking.confirmation", "sent")]
    );
    let left = app.smtp().messages();
    assert!(left.iter().any(|message| message.to == [GUEST]), "{left:?}");
    assert_eq!(app.smtp().slips(), Vec::<String>::new());
    // The mail and the page after the booking lead to the same place.
    let link = mail[0].link("/manage/");
    assert!(booked.location().starts_with(&link), "{link} and {}", booked.location());
    let managed = app.guest().get(&link).await.expect(200);
    assert!(managed.has_text(BOARDROOM.name), "{managed}");
}

#[tokio::test]
async fn a_server_that_was_killed_comes_back_with_everything_it_had_confirmed() {
    let mut server = Server::start().await;
    book(&server.guest(), DESKS.slug, 3).await.expect(303);
    server.kill();
    server.restart().await;
    let page = server.sign_in(&BO).await.get("/o/harbour-house/bookings").await.expect(200);
    assert!(page.has_text("Zoe Park"), "{page}");
    let status = server.terminate().await;
    assert!(status.success(), "{status}: {}", server.log_text());
}
