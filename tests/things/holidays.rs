//! Holidays from calendar files: read, chosen, brought in, renewed, removed.

use crate::bookings::desk::{book, events, row};
use crate::support::world::{BOARDROOM, BUILDING};
use crate::support::{ADA, Answer, BO, Browser, HARBOUR, TestApp};
use days::bookings::model::Status;
use kernel::db::sql;
use platform::Role;

const PAGE: &str = "/o/harbour-house/holidays";

fn file(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Feasts//EN\r\nX-WR-CALNAME:Spain\r\n{events}END:VCALENDAR\r\n")
}

fn day(date: &str, name: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:{date}\r\nDTSTART;VALUE=DATE:{date}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n")
}

/// A calendar with two days and one that comes each year.
fn spain() -> String {
    let yearly = "BEGIN:VEVENT\r\nUID:x\r\nDTSTART;VALUE=DATE:20001225\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Navidad\r\nEND:VEVENT\r\n";
    file(&(day("20260319", "San José") + &day("20260403", "Viernes Santo") + yearly))
}

/// Sends a file; whatever comes back.
async fn read(ada: &Browser, owner: &str, text: &str) -> Answer {
    let page = ada.get(&format!("{PAGE}/new")).await.expect(200);
    let form = page.form("#form").set("owner", owner).set("years", "2");
    ada.send_form_with(&form, Some(("spain.ics", "text/calendar", text.as_bytes()))).await
}

async fn exceptions(app: &TestApp) -> Vec<(String, String)> {
    let rows: Vec<(chrono::NaiveDate, String)> =
        sql("select day, label from day_exceptions where org_id = $1 order by day")
            .bind(HARBOUR.id)
            .all(app.db())
            .await
            .unwrap();
    rows.into_iter().map(|(day, label)| (day.to_string(), label)).collect()
}

#[tokio::test]
async fn a_file_is_read_chosen_from_and_brought_in_once() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let shown = read(&ada, "organisation", &spain()).await.expect(200);
    assert!(
        shown.has_text("4 days are new") && shown.has_text("Viernes Santo") && shown.has_text("Fri 25 Dec 2026"),
        "{shown}"
    );
    assert_eq!(exceptions(&app).await, [], "nothing is written by looking");
    let form = shown.form("#form");
    let ticked: Vec<String> =
        form.values().into_iter().filter(|(name, _)| name == "day").map(|(_, value)| value).collect();
    assert_eq!(ticked.len(), 4);
    let mut chosen = form.untick("day");
    for value in ticked.iter().filter(|value| !value.contains("San José")) {
        chosen = chosen.set("day", value);
    }
    let brought = ada.send_form(&chosen).await.expect(303);
    ada.send_form(&chosen).await.expect(303);
    let listed = ada.follow(&brought).await;
    assert!(
        listed.has_text("Spain")
            && listed.has_text("3 days until Sat 25 Dec 2027")
            && listed.has_text("All of Harbour House"),
        "{listed}"
    );
    let expected = [("2026-04-03", "Viernes Santo"), ("2026-12-25", "Navidad"), ("2027-12-25", "Navidad")];
    assert_eq!(exceptions(&app).await, expected.map(|(day, label)| (day.to_owned(), label.to_owned())));
    assert_eq!(events(&app, "calendar.brought_in").await, 1);
    let resource = ada.get(&format!("/o/harbour-house/resources/{}", BOARDROOM.id)).await.expect(200);
    assert!(resource.has_text("Viernes Santo"), "{resource}");
}

#[tokio::test]
async fn a_later_edition_renews_its_own_days_and_leaves_others_alone() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("/o/harbour-house/resources/{}/exceptions/new", BOARDROOM.id)).await;
    let own = [("day", "2026-03-19"), ("label", "Open house"), ("hours", "10-22"), ("owner", "organisation")];
    ada.submit(&page, "#form", &own).await.expect(303);
    let shown = read(&ada, "organisation", &spain()).await.expect(200);
    assert!(shown.has_text("Left as it is: Open house"), "{shown}");
    ada.send_form(&shown.form("#form")).await.expect(303);
    let later = file(&(day("20260402", "Jueves Santo") + &day("20261225", "Natividad")));
    let shown = read(&ada, "organisation", &later).await.expect(200);
    assert!(shown.has_text("Was Navidad") && shown.has_text("No longer in this calendar"), "{shown}");
    ada.send_form(&shown.form("#form")).await.expect(303);
    let expected = [("2026-03-19", "Open house"), ("2026-04-02", "Jueves Santo"), ("2026-12-25", "Natividad")];
    assert_eq!(exceptions(&app).await, expected.map(|(day, label)| (day.to_owned(), label.to_owned())));
    let listed = ada.get(PAGE).await.expect(200);
    let removed = ada.submit(&listed, "/removal", &[]).await.expect(303);
    assert_eq!(ada.follow(&removed).await.toast().as_deref(), Some("Spain was removed with its 2 days."));
    assert_eq!(exceptions(&app).await, [("2026-03-19".to_owned(), "Open house".to_owned())]);
    assert_eq!(app.count("day_calendars").await + app.count("day_calendar_days").await, 0);
}

#[tokio::test]
async fn holidays_that_hit_bookings_ask_first() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let hit = book(&bo, &BOARDROOM, "2026-04-03T10:00", 60, "grace@example.org").await;
    let building = BUILDING.id.to_string();
    let shown = read(&bo, &building, &spain()).await.expect(200);
    let asked = bo.send_form(&shown.form("#form")).await.expect(409);
    assert!(asked.has_text("It is closed on Fri 3 Apr 2026: Viernes Santo."), "{asked}");
    assert_eq!(exceptions(&app).await, []);
    let back = bo.send_form(&asked.form("#impact").set("impact_back", "1")).await;
    assert!(back.has_text("Viernes Santo") && back.has_form("#form"), "{back}");
    let done = bo.send_form(&asked.form("#impact").set("impact_all", "cancel")).await.expect(303);
    assert!(bo.follow(&done).await.toast().unwrap().contains("1 booking cancelled"));
    assert_eq!((exceptions(&app).await.len(), row(&app, hit).await.status), (4, Status::Cancelled));
}

#[tokio::test]
async fn what_cannot_be_read_is_told_and_nothing_happens() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    for (text, sentence) in [
        ("<!doctype html>".to_owned(), "This is not a calendar file"),
        (file(&day("20261399", "Nonsense")), "Line 7 cannot be read"),
        (
            file("BEGIN:VEVENT\r\nDTSTART:20260501T100000Z\r\nSUMMARY:Party\r\nEND:VEVENT\r\n"),
            "1 × an event with a time of day",
        ),
        (file(&day("19990101", "Long ago")), "There is no whole day in it for these years."),
        ("x".repeat(1_100_000), "larger than 1 MB"),
    ] {
        let refused = read(&ada, "organisation", &text).await.expect(422);
        assert!(refused.problem("file").is_some_and(|problem| problem.contains(sentence)), "{sentence}: {refused}");
    }
    let page = ada.get(&format!("{PAGE}/new")).await.expect(200);
    let unreadable = ada.send_form(&page.form("#form").set("text", "a list")).await.expect(422);
    assert!(unreadable.problem("text").is_some() && unreadable.problem("file").is_none(), "{unreadable}");
    let pasted = page.form("#form").set("text", &spain());
    ada.send_form(&pasted).await.expect(200);
    assert_eq!(exceptions(&app).await, []);
}

#[tokio::test]
async fn who_looks_after_a_part_of_the_tree_brings_holidays_in_there_only() {
    let app = TestApp::start().await;
    let keeper = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let statement = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(statement.bind(HARBOUR.id).bind(keeper).bind(BUILDING.id)).await.unwrap();
    let keeper = app.sign_in_user(keeper).await;
    let building = BUILDING.id.to_string();
    let shown = read(&keeper, &building, &spain()).await.expect(200);
    let form = shown.form("#form");
    keeper.send_form(&form.clone().forge("owner", Some("organisation"))).await.expect(403);
    keeper.send_form(&form).await.expect(303);
    let ada = app.sign_in(&ADA).await;
    let shown = read(&ada, "organisation", &spain()).await.expect(200);
    ada.send_form(&shown.form("#form")).await.expect(303);
    let listed = keeper.get(PAGE).await.expect(200);
    assert_eq!(listed.body().matches("/removal").count(), 1, "theirs, and not the organisation's: {listed}");
    let (whole,): (uuid::Uuid,) = sql("select id from day_calendars where org_id = $1 and location_id is null")
        .bind(HARBOUR.id)
        .one(app.db())
        .await
        .unwrap();
    keeper.post(&format!("{PAGE}/{whole}/removal"), &[]).await.expect(403);
}

/// The days of a country or a region; whatever comes back.
async fn look_up(ada: &Browser, country: &str, region: Option<&str>) -> Answer {
    let page = ada.get(&format!("{PAGE}/new")).await.expect(200);
    let form = page.form("#form").set("owner", "organisation").set("years", "2").set("country", country);
    let shown = ada.send_form(&form).await;
    match region {
        None => shown,
        Some(region) => ada.send_form(&shown.expect(200).form("#regions").set("region", region)).await,
    }
}

fn ticked(page: &Answer) -> Vec<String> {
    let values = page.form("#form").values().into_iter();
    values.filter(|(name, _)| name == "day").map(|(_, value)| value).collect()
}

#[tokio::test]
async fn a_country_and_its_region_are_chosen_and_their_days_brought_in_and_renewed() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let spain = look_up(&ada, "ES", None).await.expect(200);
    assert!(spain.has_text("Viernes Santo") && !spain.has_text("Lunes de Pascua"), "{spain}");
    assert!(!ticked(&spain).iter().any(|day| day.starts_with("2026-01")), "what is over is not shown");
    let shown = look_up(&ada, "ES", Some("CT")).await.expect(200);
    let days = ticked(&shown);
    assert!(days.contains(&"2027-03-29 Lunes de Pascua".to_owned()), "{days:?}");
    assert_eq!(exceptions(&app).await, [], "nothing is written by looking");
    ada.send_form(&shown.form("#form")).await.expect(303);
    assert_eq!(exceptions(&app).await.len(), days.len());
    let list = ada.get(PAGE).await.expect(200);
    assert!(list.has_text("Cataluña, Spain"), "{list}");
    // The same again finds its own days; the country is another calendar, which leaves alone what is taken.
    let again = look_up(&ada, "ES", Some("CT")).await.expect(200);
    assert!(again.has_text("There already") && again.has_text("0 days are new"), "{again}");
    let other = look_up(&ada, "ES", None).await.expect(200);
    assert!(other.has_text("Left as it is: Viernes Santo"), "{other}");
}

#[tokio::test]
async fn days_that_hang_on_the_moon_are_shown_and_not_ticked() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let egypt = look_up(&ada, "EG", None).await.expect(200);
    assert!(egypt.has_text("hang on the sight of the moon") && egypt.has_text("Tue 9 Mar 2027"), "{egypt}");
    let days = ticked(&egypt);
    assert!(!days.is_empty() && !days.iter().any(|day| day.starts_with("2027-03-09")), "{days:?}");
}

#[tokio::test]
async fn a_country_and_a_file_neither_and_years_that_nobody_knows_are_told() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{PAGE}/new")).await.expect(200);
    let neither = ada.send_form(&page.form("#form")).await.expect(422);
    assert!(neither.has_text("Choose a country, or a file"), "{neither}");
    let both = page.form("#form").set("country", "ES");
    let both = ada.send_form_with(&both, Some(("spain.ics", "text/calendar", spain().as_bytes()))).await.expect(422);
    assert!(both.has_text("Choose a country or a file, not both."), "{both}");
    assert_eq!(both.form("#form").value("country").as_deref(), Some("ES"), "what was chosen stays");
    for (country, region) in [("XX", ""), ("ES", "XX"), ("ES", "BY")] {
        let forged = page.form("#form").forge("country", Some(country)).forge("region", Some(region));
        ada.send_form(&forged).await.expect(422);
    }
    app.advance(chrono::TimeDelta::days(365 * 3));
    let form = page.form("#form").set("country", "ES").set("years", "5");
    let late = app.sign_in(&ADA).await.send_form(&form).await.expect(422);
    assert!(late.has_text("known until 2031"), "{late}");
}

#[test]
fn the_days_of_countries_are_what_their_source_says() {
    let script = crate::support::root().join("tests/things/countries.py");
    let output = std::process::Command::new(crate::support::python::of_the_countries()).arg(script).output();
    let output = output.expect("the interpreter starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let file = crate::support::root().join("src/things/calendars/countries.tsv");
    if std::env::var_os("STEWARD_BLESS").is_some() {
        std::fs::write(&file, &output.stdout).expect("the file can be written");
    }
    let kept = std::fs::read(&file).expect("the file can be read");
    assert!(kept == output.stdout, "countries.tsv is not what its source says (STEWARD_BLESS=1 writes it anew)");
}
