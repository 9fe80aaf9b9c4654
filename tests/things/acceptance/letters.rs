//! Letters that ask: the ladder, links that end, what comes back before it is signed for.

use super::{ZOE, all, link, take, two_laptops};
use crate::support::{HARBOUR, TestApp};
use chrono::{TimeDelta, Timelike};
use kernel::time::wall;
use platform::jobs::Job;
use things::acceptance::remind::Remind;
use things::acceptance::{State, store};

/// Hours pass, and the schedule looks every hour, twice.
async fn hours_pass(app: &TestApp, hours: i64) {
    for _ in 0..hours {
        app.advance(TimeDelta::hours(1));
        for _ in 0..2 {
            Remind.run(&app.house).await.unwrap();
        }
    }
}

#[tokio::test]
async fn who_does_not_answer_is_reminded_less_and_less_often_each_time_once_and_by_day() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    let first = link(&app).await;
    hours_pass(&app, 47).await;
    assert_eq!(app.mail_to(ZOE).await.len(), 1);
    hours_pass(&app, 14).await;
    let letters = app.mail_to(ZOE).await;
    assert_eq!((letters.len(), letters[1].subject.as_str()), (2, "Still to be signed: 2 things"));
    let second = link(&app).await;
    assert_ne!(first, second, "only hashes of links are kept: each letter has its own");
    for address in [&first, &second] {
        assert!(app.guest().get(address).await.expect(200).has_form("#sign"));
    }
    hours_pass(&app, 24 * 40).await;
    assert_eq!(app.mail_to(ZOE).await.len(), 5, "on the second, the fifth, the tenth and the twentieth day");
}

#[tokio::test]
async fn nobody_is_reminded_in_the_night_and_a_house_that_was_down_writes_one_letter() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    let to_midnight = 23 - i64::from(wall(chrono_tz::Europe::Madrid, app.now()).hour());
    app.advance(TimeDelta::days(12) + TimeDelta::hours(to_midnight));
    Remind.run(&app.house).await.unwrap();
    assert_eq!(app.mail_to(ZOE).await.len(), 1);
    app.advance(TimeDelta::hours(11));
    Remind.run(&app.house).await.unwrap();
    assert_eq!(app.mail_to(ZOE).await.len(), 2);
}

#[tokio::test]
async fn a_link_ends_after_thirty_days_and_nobody_guesses_one() {
    let app = TestApp::start().await;
    two_laptops(&app).await;
    let address = link(&app).await;
    app.guest().get("/b/harbour-house/acceptances/no-such-word").await.expect(404);
    let elsewhere = address.replace("harbour-house", "quarry-works");
    app.guest().get(&elsewhere).await.expect(404);
    app.advance(TimeDelta::days(30));
    app.guest().get(&address).await.expect(404);
}

#[tokio::test]
async fn what_comes_back_is_not_signed_for_any_more() {
    let app = TestApp::start().await;
    let (_, ids) = two_laptops(&app).await;
    let address = link(&app).await;
    let guest = app.guest();
    let seen = guest.get(&address).await.expect(200).form("#sign").set("name", "Zoe Park");
    take(&app, &ids[..1]).await;
    assert_eq!(guest.send_form(&seen).await.status, 409);
    let page = guest.get(&address).await.expect(200);
    assert!(!page.has_text("NB-1") && page.has_text("NB-2"), "{page}");
    take(&app, &ids[1..]).await;
    let one = all(&app).await.remove(0);
    assert_eq!(one.state, State::Ended);
    assert!(guest.get(&address).await.expect(200).has_text("Nothing to sign"));
    hours_pass(&app, 60).await;
    assert_eq!(app.mail_to(ZOE).await.len(), 1, "nobody is reminded of it");
    assert!(store::record_of(app.db(), HARBOUR.id, one.id).await.unwrap().is_none());
}
