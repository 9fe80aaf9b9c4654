//! Races between different verbs for the same time, and the same verb said many times.

use super::harness::{Arena, CLIENTS, Guard, Outcome, Shot, id_of, morning, try_post};
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{Answer, Form, HARBOUR};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use kernel::db::{Engine, sql};
use kernel::time::rfc3339;
use uuid::Uuid;

/// Rounds of a contest.
const ROUNDS: usize = 30;
/// Rounds of a control.
const CONTROL_ROUNDS: usize = 4;
/// Of the clients, how many move a booking they have.
const MOVERS: usize = 16;
/// Clicks on the same button at once.
const CLICKS: usize = 8;
/// Rounds on the public page.
const PUBLIC_ROUNDS: usize = 10;

fn won(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| outcome.won()).count()
}

/// Half of the clients move a booking to an hour that the other half wants to book.
async fn moves_and_creates(arena: &Arena, rounds: usize) -> (Vec<usize>, usize) {
    let mut movable: Vec<Uuid> = Vec::new();
    for number in 0..MOVERS {
        let start = morning(60 + number as i64);
        movable.push(id_of(&arena.must(&arena.create(&BOARDROOM, start, 60, 1)).await));
    }
    let (mut winners, mut moved) = (Vec::new(), 0);
    for round in 0..rounds {
        let start = morning(1 + round as i64) + TimeDelta::hours(2);
        let mut shots = Vec::new();
        for (number, id) in movable.iter().enumerate() {
            shots.push(arena.shift(*id, start, 60).await);
            let half_past = start + TimeDelta::minutes(if number % 2 == 0 { 0 } else { 30 });
            shots.push(arena.create(&BOARDROOM, half_past, 60, 1));
        }
        let outcomes = arena.fire(&shots).await;
        winners.push(won(&outcomes));
        moved += outcomes.iter().step_by(2).filter(|outcome| outcome.won()).count();
    }
    (winners, moved)
}

#[tokio::test]
async fn a_move_and_a_booking_never_both_get_the_hour() {
    let arena = Arena::open(Guard::Stands).await;
    let (winners, moved) = moves_and_creates(&arena, ROUNDS).await;
    assert_eq!(winners, vec![1; ROUNDS]);
    assert_eq!(arena.overpromised().await, Vec::<String>::new());
    let made = (MOVERS + ROUNDS - moved) as i64;
    assert_eq!(arena.count("select count(*) from bookings").await, made);
    assert_eq!((arena.events("booking.confirmed").await, arena.events("booking.moved").await), (made, moved as i64));
    let newer = arena.count("select cast(coalesce(sum(version - 1), 0) as bigint) from bookings").await;
    assert_eq!(newer, moved as i64, "a move that was refused changed nothing");
}

#[tokio::test]
async fn without_the_guard_a_move_and_a_booking_both_get_the_hour() {
    let arena = Arena::open(Guard::Dropped).await;
    let (winners, moved) = moves_and_creates(&arena, CONTROL_ROUNDS).await;
    assert_eq!((winners, moved), (vec![CLIENTS; CONTROL_ROUNDS], CONTROL_ROUNDS * MOVERS));
    assert!(!arena.overpromised().await.is_empty(), "the sweep sees it");
}

/// In even rounds a booking is cancelled while all others want its hour; in odd rounds a cancelled one is restored while
/// they do. Answers how often the hour was given to somebody else, and how often the restoration won.
async fn givings_back(arena: &Arena, rounds: usize) -> (usize, usize) {
    let (mut taken, mut restored) = (0, 0);
    for round in 0..rounds {
        let start = morning(1 + round as i64);
        let booked = id_of(&arena.must(&arena.create(&BOARDROOM, start, 60, 1)).await);
        let is_restoration = round % 2 == 1;
        if is_restoration {
            arena.must(&arena.verb(booked, "cancellation").await).await;
        }
        let verb = arena.verb(booked, if is_restoration { "restoration" } else { "cancellation" }).await;
        // Not always the first in line.
        let place = (round * 5) % CLIENTS;
        let mut shots: Vec<Shot> = (1..CLIENTS).map(|_| arena.create(&BOARDROOM, start, 60, 1)).collect();
        shots.insert(place, verb);
        let mut outcomes = arena.fire(&shots).await;
        let verb = outcomes.remove(place);
        let creates = won(&outcomes);
        assert!(is_restoration || verb.won(), "giving back is always possible: {verb:?}");
        taken += creates;
        restored += usize::from(is_restoration && verb.won());
    }
    (taken, restored)
}

#[tokio::test]
async fn an_hour_given_back_goes_to_one_and_is_taken_back_only_while_it_is_free() {
    let arena = Arena::open(Guard::Stands).await;
    let (taken, restored) = givings_back(&arena, ROUNDS).await;
    assert_eq!(arena.overpromised().await, Vec::<String>::new());
    let odd = ROUNDS / 2;
    assert!((odd - restored..=ROUNDS - restored).contains(&taken), "{taken} taken, {restored} of {odd} restored");
    let confirmed = (ROUNDS + taken) as i64;
    assert_eq!(arena.count("select count(*) from bookings").await, confirmed);
    assert_eq!(arena.events("booking.confirmed").await, confirmed);
    assert_eq!(arena.events("booking.cancelled").await, ROUNDS as i64);
    assert_eq!(arena.events("booking.restored").await, restored as i64);
}

#[tokio::test]
async fn without_the_guard_an_hour_given_back_goes_to_many() {
    let arena = Arena::open(Guard::Dropped).await;
    let (taken, restored) = givings_back(&arena, CONTROL_ROUNDS).await;
    assert_eq!((taken, restored), (CONTROL_ROUNDS * (CLIENTS - 1), CONTROL_ROUNDS / 2));
    assert!(!arena.overpromised().await.is_empty(), "the sweep sees it");
}

/// The same request, sent many times at once by a nervous hand.
async fn clicks(arena: &Arena, shot: Shot) -> Vec<Outcome> {
    arena.fire(&vec![shot; CLICKS]).await
}

#[tokio::test]
async fn many_clicks_make_one_booking_one_move_and_one_cancellation() {
    let arena = Arena::open(Guard::Stands).await;
    for round in 1..=6 {
        let start = morning(round as i64);
        let made = clicks(&arena, arena.create(&DESKS, start, 60, 1)).await;
        assert!(made[0].won(), "{made:?}");
        assert_eq!(made, vec![made[0].clone(); CLICKS], "all answers lead to the same booking");
        let id = id_of(made[0].location.as_deref().unwrap_or_default());
        for verb in ["moved", "cancelled", "restored"] {
            let shot = match verb {
                "moved" => arena.shift(id, start + TimeDelta::hours(3), 90).await,
                "cancelled" => arena.verb(id, "cancellation").await,
                _ => arena.verb(id, "restoration").await,
            };
            assert_eq!(won(&clicks(&arena, shot).await), CLICKS, "{verb}: every click is told that it worked");
            assert_eq!(arena.events(&format!("booking.{verb}")).await, round as i64, "{verb} once");
        }
        assert_eq!(arena.count("select count(*) from bookings").await, round as i64);
        assert_eq!(arena.events("booking.confirmed").await, round as i64);
    }
}

#[tokio::test]
async fn without_its_guard_a_key_makes_a_booking_for_each_click() {
    let arena = Arena::open(Guard::Stands).await;
    // Keys are not unique any more, and there is room for every click.
    let forget = match arena.db.engine() {
        Engine::Sqlite => {
            "drop table idempotency; create table idempotency (org_id uuid, key text, fingerprint text, subject_id uuid, created_at timestamptz)"
        }
        Engine::Postgres => "alter table idempotency drop constraint idempotency_pkey",
    };
    arena.db.script(forget).await.expect("the guard can be dropped");
    arena.db.script("update resources set units = 8 where slug = 'dock-desks'").await.expect("desks can be bought");
    let made = clicks(&arena, arena.create(&DESKS, morning(1), 60, 1)).await;
    assert_eq!(won(&made), CLICKS);
    // A click that comes after another has been answered still finds its key; those at once do not.
    assert!(arena.count("select count(*) from bookings").await > 1, "the test above would see it");
}

#[tokio::test]
async fn a_key_that_comes_with_two_wishes_at_once_serves_one_of_them() {
    let arena = Arena::open(Guard::Stands).await;
    let mut shots: Vec<Shot> =
        (0..CLICKS).map(|day| arena.create(&BOARDROOM, morning(1 + day as i64), 60, 1)).collect();
    let key = shots[0].fields[0].clone();
    shots.iter_mut().for_each(|shot| shot.fields[0] = key.clone());
    assert_eq!(won(&arena.fire(&shots).await), 1);
    assert_eq!(arena.count("select count(*) from bookings").await, 1);
}

/// A guest's form: the hour is chosen, the key is the one the page came with.
async fn fill_in(arena: &Arena, page: &str, start: DateTime<Utc>, number: usize) -> Form {
    let shown = arena.client(number).get(page).await.expect(200);
    let email = format!("guest-{number}-{}@example.org", start.format("%j"));
    let form = shown.form("#book").set("at", &rfc3339(start)).set("name", "Grace Holm");
    form.set("email", &email).set("title", "A race")
}

/// Sends it as if from an address of its own, or the limit of bookings for one address would end the race.
async fn send_from_afar(arena: &Arena, form: &Form, round: usize, number: usize) -> Answer {
    let values = form.values();
    let fields: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let address = format!("198.51.{round}.{number}");
    try_post(arena.client(number), &form.action, &[("x-forwarded-for", &address)], &fields).await.expect("an answer")
}

/// Guests on the public page, each at an address of their own, fill in its form and all want the first free hour of a day.
async fn public_rounds(arena: &Arena, rounds: usize) -> Vec<usize> {
    let mut winners = Vec::new();
    for round in 0..rounds {
        let start = morning(1 + round as i64);
        let page = format!("/b/{}/{}?day={}&minutes=60", HARBOUR.slug, BOARDROOM.slug, start.format("%Y-%m-%d"));
        let filled_in = (0..CLIENTS).map(|number| fill_in(arena, &page, start, number));
        let forms = join_all(filled_in).await;
        let sent =
            join_all(forms.iter().enumerate().map(|(number, form)| send_from_afar(arena, form, round, number))).await;
        for answer in &sent {
            assert!(matches!(answer.status.as_u16(), 303 | 409), "{answer}");
            let offers = answer.is_html().then(|| answer.form("#book").choices("offer").len());
            assert!(offers.is_none_or(|offers| offers >= 3), "who comes late is offered something else: {answer}");
        }
        winners.push(sent.iter().filter(|answer| answer.status.as_u16() == 303).count());
    }
    winners
}

const BEHIND_A_PROXY: [(&str, &str); 1] = [("STEWARD_TRUSTED_PROXIES", "127.0.0.1")];

#[tokio::test]
async fn of_thirty_two_guests_on_the_public_page_one_gets_the_hour() {
    let arena = Arena::open_with(Guard::Stands, &BEHIND_A_PROXY).await;
    assert_eq!(public_rounds(&arena, PUBLIC_ROUNDS).await, vec![1; PUBLIC_ROUNDS]);
    assert_eq!(arena.overpromised().await, Vec::<String>::new());
    assert_eq!(arena.events("booking.confirmed").await, PUBLIC_ROUNDS as i64);
    let contacts = sql("select count(*) from contacts").one::<(i64,)>(&arena.db).await.expect("a count").0;
    assert_eq!(contacts, PUBLIC_ROUNDS as i64, "nobody is remembered who got nothing");
}

#[tokio::test]
async fn without_the_guard_many_guests_on_the_public_page_get_the_hour() {
    let arena = Arena::open_with(Guard::Dropped, &BEHIND_A_PROXY).await;
    assert_eq!(public_rounds(&arena, 1).await, vec![CLIENTS]);
    assert!(!arena.overpromised().await.is_empty(), "the sweep sees it");
}
