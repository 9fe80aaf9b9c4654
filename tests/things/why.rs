//! Why a time is closed, and why somebody may not book it: told by the judgement that books.

use crate::bookings::desk::{ask, book, change, guest_books, madrid, run};
use crate::support::world::{BOARDROOM, BUILDING, DESKS, FLOOR, PROJECTOR};
use crate::support::{ADA, BO, CY, DEE, HARBOUR, TestApp};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use days::bookings::actions;
use days::bookings::explanation::{Question, Whom, explain};
use days::bookings::model::{Guest, Wish};
use days::bookings::policy::By;
use kernel::Error;
use kernel::db::{Json, sql};
use kernel::mail::EmailAddress;
use kernel::time::Span;
use platform::context::Limits;
use platform::{Errand, Perm, Perms, Role, Scope, context};
use serde_json::json;
use things::resources::store;
use uuid::Uuid;

/// Random cases of the property.
const CASES: u64 = 600;

fn why(resource: Uuid, more: &str) -> String {
    format!("/o/harbour-house/resources/{resource}/why?{more}")
}

/// Chance that comes out the same each time (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((mixed ^ (mixed >> 31)) % end).unwrap()
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }
}

async fn exception(
    app: &TestApp,
    owner: (Option<Uuid>, Option<Uuid>),
    day: NaiveDate,
    label: &str,
    spans: serde_json::Value,
) {
    let statement =
        sql("insert into day_exceptions (id, org_id, resource_id, location_id, day, label, spans, created_at)
                         values ($1, $2, $3, $4, $5, $6, $7, $8)");
    let statement = statement.bind(app.house.id()).bind(HARBOUR.id).bind(owner.0).bind(owner.1).bind(day);
    run(app, statement.bind(label.to_owned()).bind(Json(spans)).bind(app.now())).await;
}

async fn blackout(
    app: &TestApp,
    owner: (Option<Uuid>, Option<Uuid>),
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    reason: &str,
) {
    let statement =
        sql("insert into blackouts (id, org_id, resource_id, location_id, starts_at, ends_at, reason, created_at)
                         values ($1, $2, $3, $4, $5, $6, $7, $8)");
    let statement = statement.bind(app.house.id()).bind(HARBOUR.id).bind(owner.0).bind(owner.1).bind(from).bind(until);
    run(app, statement.bind(reason.to_owned()).bind(app.now())).await;
}

/// Somebody's request, also of one who holds nothing there.
async fn scope_of(app: &TestApp, user: Option<Uuid>) -> Scope {
    let org = context::org_by_slug(app.db(), HARBOUR.slug).await.unwrap();
    let mut scope = Scope::unattended(&app.house, org, "test");
    if let Some(user) = user {
        scope.viewer = context::enter(app.db(), HARBOUR.slug, user, app.now()).await.unwrap().1;
    }
    scope
}

/// Sets how many bookings the operator allows a day.
async fn limit(app: &TestApp, bookings_a_day: Option<i64>) {
    let org = context::org_by_id(app.db(), HARBOUR.id).await.unwrap();
    let version = org.version;
    let scope = Errand::unattended(&app.house, "test").inside(org);
    people::orgs::actions::set_terms(&scope, Limits { bookings_a_day, ..Limits::default() }, &[], version)
        .await
        .unwrap();
}

/// Two contacts, one of whom may be blocked by chance.
async fn clients(app: &TestApp) -> [(Uuid, &'static str); 2] {
    let known = [(app.house.id(), "kim@guest.example"), (app.house.id(), "lou@guest.example")];
    for (id, email) in known {
        let statement = sql(
            "insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, $3, 'Kim', 'staff', $4)",
        );
        run(app, statement.bind(id).bind(HARBOUR.id).bind(email.to_owned()).bind(app.now())).await;
    }
    known
}

async fn block(app: &TestApp, contact: Uuid, since: Option<DateTime<Utc>>) {
    run(app, sql("update contacts set blocked_at = $2 where id = $1").bind(contact).bind(since)).await;
}

/// Makes the house random: rules, status, hours, exceptions and blackouts of every owner.
async fn shuffle(app: &TestApp, chance: &mut Chance) {
    for thing in [&BOARDROOM, &DESKS, &PROJECTOR] {
        let status = *chance.pick(&["available", "available", "available", "available", "maintenance", "closed"]);
        let who = *chance.pick(&["anyone", "anyone", "members", "staff"]);
        let (min, max) = *chance.pick(&[(30, 480), (60, 120), (15, 1_440)]);
        let assignments = format!(
            "status = '{status}', who = '{who}', notice_minutes = {}, horizon_days = {}, min_minutes = {min}, max_minutes = {max},
             grid_minutes = {}, buffer_before_minutes = {}, buffer_after_minutes = {}, capacity = {}, archived_at = null",
            chance.pick(&[0, 0, 60, 1_440]),
            chance.pick(&[1, 7, 90]),
            chance.pick(&[15, 30, 60]),
            chance.pick(&[0, 0, 15]),
            chance.pick(&[0, 0, 30]),
            chance.pick(&[1, 4, 12]),
        );
        change(app, thing, &assignments).await;
        if chance.one_in(8) {
            run(app, sql("update resources set archived_at = $2 where id = $1").bind(thing.id).bind(app.now())).await;
        }
    }
    for table in ["day_exceptions", "blackouts"] {
        let text: &'static str = format!("delete from {table}").leak();
        app.db().run(sql(text)).await.unwrap();
    }
    let owners = [
        (Some(BOARDROOM.id), None),
        (Some(DESKS.id), None),
        (None, Some(FLOOR.id)),
        (None, Some(BUILDING.id)),
        (None, None),
    ];
    for (number, owner) in owners.iter().enumerate() {
        if chance.one_in(3) {
            let day = app.now().date_naive() + TimeDelta::days(chance.below(6));
            let spans = if chance.one_in(2) { json!([]) } else { json!([[600, 840]]) };
            exception(app, *owner, day, &format!("Day {number}"), spans).await;
        }
        if chance.one_in(4) {
            let from = app.now() + TimeDelta::minutes(30 * chance.below(200));
            blackout(
                app,
                *owner,
                from,
                from + TimeDelta::minutes(30 * (1 + chance.below(8))),
                &format!("Works {number}"),
            )
            .await;
        }
    }
}

#[tokio::test]
async fn what_is_explained_is_what_the_booking_says_whoever_asks_for_whatever() {
    let app = TestApp::start().await;
    let viewer = app.employ(HARBOUR.id, Role::Viewer).await;
    let clients = clients(&app).await;
    let mut chance = Chance(41);
    let (mut booked, mut rules) = (0, std::collections::BTreeMap::<&str, u32>::new());
    for case in 0..CASES {
        if case % 6 == 0 {
            shuffle(&app, &mut chance).await;
            block(&app, clients[0].0, chance.one_in(2).then(|| app.now())).await;
            let made = app.count("bookings").await;
            limit(&app, chance.one_in(4).then(|| (made + chance.below(2)).max(1))).await;
        }
        let thing = *chance.pick(&[&BOARDROOM, &BOARDROOM, &DESKS, &PROJECTOR]);
        let resource = store::by_id(app.db(), HARBOUR.id, thing.id).await.unwrap();
        let start = app.now() + TimeDelta::minutes(15 * (chance.below(360) - 8));
        let span = Span::new(start, start + TimeDelta::minutes(*chance.pick(&[15, 30, 60, 60, 120, 600]))).unwrap();
        let (people, units) = (*chance.pick(&[1, 1, 2, 13]), *chance.pick(&[1, 1, 1, 2, 4]));
        let user = *chance.pick(&[Some(BO.id), Some(BO.id), Some(BO.id), Some(CY.id), Some(viewer), None, None, None]);
        let scope = scope_of(&app, user).await;
        let client = *chance.pick(&[None, None, Some(clients[0]), Some(clients[1])]);
        let client = client.filter(|_| user.is_none());
        let whom = match (user, client) {
            (Some(_), _) => Whom::Me,
            (None, Some((id, _))) => Whom::Contact(id),
            (None, None) => Whom::Guest,
        };
        // Staff ask about a contact, who books for themselves.
        let asking = if client.is_some() { scope_of(&app, Some(BO.id)).await } else { scope.clone() };
        let told = explain(&asking, &resource, &Question { span, people, units, whom, booking: None }).await.unwrap();
        let by = if user.is_some() { By::of(&scope, &resource) } else { Ok(By::Guest) };
        let outcome = match by {
            Err(error) => Err(error),
            Ok(by) => {
                let address = client.map_or_else(|| format!("guest{case}@example.org"), |(_, email)| email.to_owned());
                let email = EmailAddress::parse(&address).unwrap();
                let guest = Guest { name: "Grace".into(), email, phone: String::new() };
                let wish = Wish {
                    span,
                    title: String::new(),
                    people,
                    units,
                    guest,
                    note: String::new(),
                    key: format!("case-{case}"),
                };
                actions::book(&scope, &resource, &wish, by).await.map(drop)
            }
        };
        let seen = format!("case {case}: {outcome:?} but {told:#?}");
        assert_eq!(told.bookable, told.reasons.is_empty(), "{seen}");
        assert_eq!(told.bookable, outcome.is_ok(), "{seen}");
        let first = told.reasons.first();
        for reason in &told.reasons {
            *rules.entry(reason.rule).or_default() += 1;
        }
        match (outcome, first) {
            (Ok(()), None) => booked += 1,
            (Err(Error::Invalid(problems)), Some(first)) => {
                assert_eq!(problems.iter().next().unwrap().1, first.sentence, "{seen}");
            }
            (Err(Error::Conflict(rule)), Some(first)) if rule == "booking_overlap" => {
                assert_eq!(first.rule, "taken", "{seen}")
            }
            (Err(Error::Conflict(rule)), Some(first)) => assert_eq!(app.house.refusal(&rule), first.sentence, "{seen}"),
            (Err(Error::Forbidden), Some(first)) => assert_eq!(first.rule, "rights", "{seen}"),
            (Err(Error::NotFound), Some(first)) => assert_eq!(first.rule, "archived", "{seen}"),
            _ => panic!("{seen}"),
        }
    }
    assert!(booked > 5, "some must succeed: {rules:?}");
    for rule in ["taken", "status", "rights", "archived", "capacity", "blocked", "bookings_a_day"] {
        assert!(rules.contains_key(rule), "chance never met {rule}: {rules:?}");
    }
}

#[tokio::test]
async fn the_first_reason_is_what_the_form_says_and_the_form_leads_to_the_rest() {
    let app = TestApp::start().await;
    blackout(&app, (None, None), madrid("2026-03-03T10:00"), madrid("2026-03-03T12:00"), "Fire drill").await;
    let cy = app.sign_in(&CY).await;
    let refused = cy.get("/o/harbour-house/bookings/new").await.expect(200);
    let form = refused.form("/bookings").set("resource", &BOARDROOM.id.to_string()).set("starts", "2026-03-03T10:15");
    let refused = cy.send_form(&form.set("minutes", "600")).await.expect(422);
    let told = cy.follow_link(&refused, "Why? All reasons, and where they come from").await.expect(200);
    let all: Vec<String> = told
        .document()
        .elements()
        .filter(|(_, element)| element.attribute("class").is_some_and(|class| class.contains("reason-says")))
        .map(|(at, _)| told.document().text(at))
        .collect();
    assert_eq!(all[0], "Book at most 8 hours.");
    assert!(refused.problem("minutes").is_some_and(|problem| problem.contains(&all[0])), "{refused}");
    for reason in &all {
        assert!(refused.has_text(reason), "{reason}: {refused}");
    }
    assert!(
        all.iter().any(|reason| reason.contains("Fire drill"))
            && all.iter().any(|reason| reason.contains("every 30 minutes"))
    );
}

#[tokio::test]
async fn staff_see_where_it_comes_from_and_members_a_polite_sentence() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let day: NaiveDate = "2026-03-04".parse().unwrap();
    exception(&app, (None, Some(BUILDING.id)), day, "Regatta", json!([])).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;

    let night = bo.get(&why(BOARDROOM.id, "starts=2026-03-03T21:00&minutes=60&for=guest")).await.expect(200);
    assert!(
        night.has_text("It is closed then. It opens next on Wed 4 Mar 2026, 08:00.")
            || night.has_text("It is closed then."),
        "{night}"
    );
    assert!(
        night.has_text("The week of Boardroom Aurora: Tuesdays 08:00-20:00.")
            && night.hrefs().iter().any(|href| href.ends_with("/hours"))
    );
    let regatta = bo.get(&why(BOARDROOM.id, "starts=2026-03-04T10:00&minutes=60&for=guest")).await.expect(200);
    assert!(regatta.has_text("Holds for everything in Boathouse."), "{regatta}");
    let taken = bo.get(&why(BOARDROOM.id, "starts=2026-03-03T10:30&minutes=60")).await.expect(200);
    assert!(taken.has_text("This time is taken.") && taken.has_text("grace, Tue 3 Mar 2026"), "{taken}");

    let cy = app.sign_in(&CY).await;
    let taken = cy.get(&why(BOARDROOM.id, "starts=2026-03-03T10:30&minutes=60")).await.expect(200);
    assert!(taken.has_text("This time is taken.") && !taken.has_text("grace"), "{taken}");
    let regatta = cy.get(&why(BOARDROOM.id, "starts=2026-03-04T10:00&minutes=60")).await.expect(200);
    assert!(
        regatta.has_text("It is closed on Wed 4 Mar 2026: Regatta.") && !regatta.has_text("Boathouse."),
        "{regatta}"
    );
    let staff_only = cy.get(&why(PROJECTOR.id, "starts=2026-03-03T10:00&minutes=60")).await.expect(200);
    assert!(staff_only.has_text("This resource cannot be booked here."), "{staff_only}");
    let free = cy.get(&why(BOARDROOM.id, "starts=2026-03-03T12:00&minutes=60")).await.expect(200);
    assert!(free.has_text("Nothing speaks against it."), "{free}");
    let form = cy.follow_link(&free, "Book it").await.expect(200);
    assert_eq!(form.field_value("starts"), "2026-03-03T12:00");
    cy.get(&why(BOARDROOM.id, &format!("for={}", BO.id))).await.expect(404);
    app.sign_in(&DEE).await.get(&why(BOARDROOM.id, "")).await.expect(404);
}

#[tokio::test]
async fn what_is_wrong_with_somebodys_rights_is_told_to_those_who_may_know() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let viewer = app.employ(HARBOUR.id, Role::Viewer).await;
    let elsewhere = app.employ(HARBOUR.id, Role::Member).await;
    let over = app.employ(HARBOUR.id, Role::Member).await;
    let desk = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home, Perm::CalendarRead])).await;
    let own = app.employ_as(HARBOUR.id, desk, None).await;
    let of = |user: Uuid| {
        sql("update grants set location_id = $3, ends_at = $4 where org_id = $1 and user_id = $2")
            .bind(HARBOUR.id)
            .bind(user)
    };
    run(&app, of(elsewhere).bind(Some(FLOOR.id)).bind(None::<DateTime<Utc>>)).await;
    run(&app, of(over).bind(None::<Uuid>).bind(Some(app.now() - TimeDelta::days(1)))).await;
    change(&app, &PROJECTOR, "who = 'anyone'").await;
    for (user, sentence) in [
        (viewer, "The role Viewer does not include booking."),
        (own, "The role Front desk does not include booking."),
        (elsewhere, "The role Member holds within Upper deck only."),
        (over, "The role Member ended on Sun 1 Mar 2026."),
    ] {
        let address = why(PROJECTOR.id, &format!("starts=2026-03-03T10:00&minutes=60&for={user}"));
        let told = bo.get(&address).await.expect(200);
        assert!(
            told.has_text("Your role in this organisation does not allow it.") && told.has_text(sentence),
            "{sentence}: {told}"
        );
    }
    let member =
        bo.get(&why(PROJECTOR.id, &format!("starts=2026-03-03T10:00&minutes=60&for={}", CY.id))).await.expect(200);
    assert!(member.has_text("Nothing speaks against it."), "{member}");
    bo.get(&why(PROJECTOR.id, &format!("for={}", DEE.id))).await.expect(404);
}

#[tokio::test]
async fn a_closed_cell_of_the_calendar_and_a_resource_lead_to_the_reasons() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let calendar = ada.get("/o/harbour-house/calendar?day=2026-03-03&hours=all").await.expect(200);
    let link = calendar.hrefs().into_iter().find(|href| href.contains("/why?at=")).expect("closed hours say why");
    let told = ada.get(&link.replace("&amp;", "&")).await.expect(200);
    assert!(
        told.has_text("outside") || told.has_text("overrule"),
        "staff may book then, and are told what they overrule: {told}"
    );
    exception(&app, (None, None), "2026-03-04".parse().unwrap(), "Feast", json!([])).await;
    let week = ada.get("/o/harbour-house/calendar?day=2026-03-03&view=week").await.expect(200);
    assert!(week.hrefs().iter().any(|href| href.contains("/why?at=2026-03-04T11")), "{:?}", week.hrefs());
    let page = ada.get(&format!("/o/harbour-house/resources/{}", BOARDROOM.id)).await.expect(200);
    ada.follow_link(&page, "Why?").await.expect(200);
}

#[tokio::test]
async fn an_empty_day_of_the_public_page_says_why_and_when_it_opens() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let page = |day: &str, minutes: i64| format!("/b/harbour-house/boardroom-aurora?day={day}&minutes={minutes}");
    run(&app, sql("delete from opening_hours where resource_id = $1 and weekday = 3").bind(BOARDROOM.id)).await;
    exception(&app, (None, None), "2026-03-05".parse().unwrap(), "Feast of oars", json!([])).await;
    exception(&app, (None, None), "2026-03-06".parse().unwrap(), "Short Friday", json!([[600, 660]])).await;
    blackout(&app, (None, None), madrid("2026-03-07T00:00"), madrid("2026-03-08T00:00"), "New floor").await;
    for (day, minutes, sentence) in [
        ("2026-03-04", 60, "Closed on Wednesdays. It opens next on Fri 6 Mar 2026, 10:00."),
        ("2026-03-05", 60, "Closed on Thu 5 Mar 2026: Feast of oars. It opens next on Fri 6 Mar 2026, 10:00."),
        ("2026-03-06", 120, "On Fri 6 Mar 2026 it is open 10:00–11:00: too short for 2 hours."),
        ("2026-03-07", 60, "New floor."),
    ] {
        let told = guest.get(&page(day, minutes)).await.expect(200);
        assert!(told.has_text(sentence), "{day}: {sentence}: {told}");
    }
    change(&app, &BOARDROOM, "horizon_days = 4").await;
    let told = guest.get(&page("2026-03-06", 60)).await.expect(200);
    assert!(told.has_text("opens on 3 March"), "the seventh can be booked from the third on: {told}");
    change(&app, &BOARDROOM, "horizon_days = 90, notice_minutes = 1440").await;
    let told = guest.get(&page("2026-03-02", 60)).await.expect(200);
    assert!(told.has_text("What is left of this day is too soon"), "{told}");
    let bo = app.sign_in(&BO).await;
    ask(&bo, &BOARDROOM, "2026-03-07T10:00", 60, &[("name", "G"), ("email", "g@example.org")]).await.expect(422);
}

#[tokio::test]
async fn a_refused_guest_is_led_to_every_reason_and_to_nothing_internal() {
    let app = TestApp::start().await;
    change(&app, &BOARDROOM, "change_notice_minutes = 120").await;
    blackout(&app, (None, None), madrid("2026-03-03T10:00"), madrid("2026-03-03T12:00"), "Fire drill").await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T12:00", 60, "grace@example.org").await;
    let guest = app.guest();
    let form = guest.get("/b/harbour-house/boardroom-aurora?day=2026-03-03&minutes=60").await.expect(200).form("#book");
    let ask = |at: &str, minutes: &str, people: &str| {
        let form = form.clone().set("name", "Ann").set("email", "ann@guest.example");
        form.forge("at", Some(at)).forge("minutes", Some(minutes)).forge("people", Some(people))
    };
    // Too long, off the grid, and closed for a fire drill, while somebody else has a part of it.
    let refused = guest.send_form(&ask("2026-03-03T09:15:00Z", "600", "1")).await.expect(422);
    let told = guest.follow_link(&refused, "Why can this not be booked?").await.expect(200);
    for reason in ["Book at most 8 hours.", "Bookings start every 30 minutes", "Fire drill", "This time is taken."] {
        assert!(told.has_text(reason), "{reason}: {told}");
    }
    assert!(told.has_text("Guests may move or cancel until 2 hours before their booking begins."), "{told}");
    assert!(!told.body().contains("grace") && !told.body().contains("/o/harbour-house"), "{told}");
    // What was typed around the time is no reason of the house: there is nothing to explain.
    let nameless = guest.send_form(&ask("2026-03-03T14:00:00Z", "60", "1").forge("name", Some(""))).await.expect(422);
    assert!(nameless.maybe_link("Why can this not be booked?").is_none(), "{nameless}");
    // Asked by its address: a free time, one that cannot be read, and what guests may not see at all.
    let page = "/b/harbour-house/boardroom-aurora/why";
    assert!(
        guest
            .get(&format!("{page}?at=2026-03-03T14:00:00Z&minutes=60"))
            .await
            .expect(200)
            .has_text("Nothing speaks against it.")
    );
    assert_eq!(guest.get(&format!("{page}?at=soon")).await.expect(303).location(), "/b/harbour-house/boardroom-aurora");
    guest.get("/b/harbour-house/projector/why?at=2026-03-03T14:00:00Z&minutes=60").await.expect(404);
}

#[tokio::test]
async fn the_notice_for_changes_is_explained_by_the_policy_that_refuses_them() {
    let app = TestApp::start().await;
    change(&app, &BOARDROOM, "change_notice_minutes = 120").await;
    let (bo, guest) = (app.sign_in(&BO).await, app.guest());
    let link = guest_books(&guest, &BOARDROOM, "2026-03-02T14:00", "grace@example.org").await;
    let booking = crate::bookings::desk::only(&app).await.id;
    let asked =
        |whom: &str| why(BOARDROOM.id, &format!("starts=2026-03-02T16:00&minutes=60&booking={booking}&for={whom}"));
    let early = bo.get(&asked("guest")).await.expect(200);
    assert!(early.has_text("The booking can be changed to this"), "{early}");
    // Its own time counts as free for it.
    let own = why(BOARDROOM.id, &format!("starts=2026-03-02T14:30&minutes=60&booking={booking}&for=guest"));
    assert!(bo.get(&own).await.expect(200).has_text("The booking can be changed to this"));
    app.advance(TimeDelta::hours(2) + TimeDelta::seconds(1));
    let late = bo.get(&asked("guest")).await.expect(200);
    for part in [
        "Why can the booking not be changed?",
        "until Mon 2 Mar 2026, 12:00, 2 hours before it starts",
        "Staff may still do it.",
    ] {
        assert!(late.has_text(part), "{part}: {late}");
    }
    let rule = late.document().elements().find_map(|(_, element)| element.attribute("data-rule").map(str::to_owned));
    assert_eq!(rule.as_deref(), Some("change_notice_passed"));
    assert!(bo.get(&asked("")).await.expect(200).has_text("The booking can be changed to this"), "not for the staff");
    let manage = guest.get(&link).await.expect(200);
    assert!(manage.has_text("It could be moved or cancelled until Mon 2 Mar 2026, 12:00"), "{manage}");
    // Nobody asks about a booking they may not see, nor about one of another resource.
    app.sign_in(&CY).await.get(&asked("")).await.expect(404);
    bo.get(&why(DESKS.id, &format!("starts=2026-03-02T16:00&minutes=60&booking={booking}"))).await.expect(404);
}

#[tokio::test]
async fn staff_ask_about_a_contact_and_are_led_to_the_block() {
    let app = TestApp::start().await;
    let [(kim, _), (lou, _)] = clients(&app).await;
    block(&app, kim, Some(app.now())).await;
    let bo = app.sign_in(&BO).await;
    let page = bo.get(&format!("/o/harbour-house/contacts/{kim}")).await.expect(200);
    let told = bo.follow_link(&page, "May they book?").await.expect(200);
    assert!(told.has_text("We cannot take this booking here.") && told.has_text("Kim may not book"), "{told}");
    assert!(told.hrefs().iter().any(|href| href.ends_with(&format!("/contacts/{kim}"))), "{told}");
    let when = "starts=2026-03-03T10:00&minutes=60";
    let asked = |id: Uuid| why(BOARDROOM.id, &format!("{when}&for=contact:{id}"));
    let rule = |answer: &crate::support::Answer| {
        answer.document().elements().find_map(|(_, element)| element.attribute("data-rule").map(str::to_owned))
    };
    assert_eq!(rule(&bo.get(&asked(kim)).await.expect(200)).as_deref(), Some("blocked"));
    assert!(bo.get(&asked(lou)).await.expect(200).has_text("Nothing speaks against it."));
    // What a guest's form says is what is told; for others nothing stands against it.
    assert!(bo.get(&why(BOARDROOM.id, &format!("{when}&for=guest"))).await.has_text("Nothing speaks against it."));
    // Not by members, not by another organisation, not about nobody.
    app.sign_in(&CY).await.get(&asked(kim)).await.expect(404);
    app.sign_in(&DEE).await.get(&asked(kim)).await.expect(404);
    bo.get(&asked(app.house.id())).await.expect(404);
    bo.get(&why(BOARDROOM.id, "for=contact:kim")).await.expect(404);
}

#[tokio::test]
async fn the_limit_of_the_day_is_a_reason_for_new_bookings_and_for_no_others() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    limit(&app, Some(1)).await;
    let when = "starts=2026-03-03T12:00&minutes=60";
    let told = bo.get(&why(BOARDROOM.id, when)).await.expect(200);
    assert!(told.has_text("allows 1 bookings a day") && told.maybe_link("Book it").is_none(), "{told}");
    let address = "/b/harbour-house/boardroom-aurora/why?at=2026-03-03T11:00:00Z&minutes=60";
    let guest = app.guest().get(address).await.expect(200);
    assert!(guest.has_text("No more bookings can be made today.") && !guest.has_text("operator"), "{guest}");
    let booking = crate::bookings::desk::only(&app).await.id;
    let moved = bo.get(&why(BOARDROOM.id, &format!("{when}&booking={booking}"))).await.expect(200);
    assert!(moved.has_text("The booking can be changed to this"), "{moved}");
}
