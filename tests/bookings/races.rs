//! Races for a time: of all who want it at once, as many get it as it has room for, and all others are told.

use super::harness::{Arena, CLIENTS, Chance, Guard, Outcome, morning};
use super::sweep::{self, Block};
use crate::support::world::{BOARDROOM, DESKS, PROJECTOR, Thing};
use chrono::{DateTime, TimeDelta, Utc};

/// Rounds of the race for one slot.
const ROUNDS: usize = 100;
/// Rounds of the races for spans that overlap here and there.
const SPAN_ROUNDS: usize = 20;
/// Rounds of a control: one double booking is enough to show that the harness would see it.
const CONTROL_ROUNDS: usize = 2;
/// Slots of an hour in the ten hours of a [`morning`].
const SLOTS_A_DAY: usize = 10;

fn won(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| outcome.won()).count()
}

/// Everybody wants the same hour, round after round; answers how many got it, round by round.
async fn one_slot(arena: &Arena, rounds: usize) -> Vec<usize> {
    let mut winners = Vec::new();
    for round in 0..rounds {
        let start = morning(1 + (round / SLOTS_A_DAY) as i64) + TimeDelta::hours((round % SLOTS_A_DAY) as i64);
        let shots: Vec<_> = (0..CLIENTS).map(|_| arena.create(&BOARDROOM, start, 60, 1)).collect();
        winners.push(won(&arena.fire(&shots).await));
    }
    winners
}

#[tokio::test]
async fn of_thirty_two_who_want_the_same_hour_one_gets_it() {
    let arena = Arena::open(Guard::Stands).await;
    let winners = one_slot(&arena, ROUNDS).await;
    assert_eq!(winners, vec![1; ROUNDS], "each hour is somebody's, and nobody else's");
    assert_eq!(arena.overpromised().await, Vec::<String>::new());
    assert_eq!(arena.count("select count(*) from bookings").await, ROUNDS as i64);
    assert_eq!(arena.events("booking.confirmed").await, ROUNDS as i64, "what was refused left no trace");
}

#[tokio::test]
async fn without_the_guard_the_same_hour_is_promised_to_many() {
    let arena = Arena::open(Guard::Dropped).await;
    let winners = one_slot(&arena, CONTROL_ROUNDS).await;
    assert!(winners.iter().all(|winners| *winners > 1), "nothing but the guard may keep this promise: {winners:?}");
    assert!(!arena.overpromised().await.is_empty(), "the sweep sees it");
}

/// A wish of a round, as the resource will hold it.
struct Wish {
    block: Block,
    start: DateTime<Utc>,
    minutes: i64,
}

fn wish(chance: &mut Chance, day: DateTime<Utc>, buffer: i64, most_units: i64) -> Wish {
    let minutes = 30 + 5 * chance.below(42); // half an hour to four hours
    let start = day + TimeDelta::minutes(5 * chance.below(1 + (600 - minutes) / 5));
    let around = TimeDelta::minutes(buffer);
    let block = (start - around, start + TimeDelta::minutes(minutes) + around, 1 + chance.below(most_units));
    Wish { block, start, minutes }
}

/// Everybody wants some stretch of the same day. Each round: what was promised fits, and whoever was refused would not
/// have fitted in any more. Answers how many got theirs.
async fn spans(arena: &Arena, resource: &Thing, buffer: i64, total: i64, rounds: usize) -> usize {
    let mut chance = Chance::new(0x5EED + total as u64 * 31 + buffer as u64);
    let mut all = 0;
    for round in 0..rounds {
        let wishes: Vec<Wish> =
            (0..CLIENTS).map(|_| wish(&mut chance, morning(1 + round as i64), buffer, total)).collect();
        let shots: Vec<_> =
            wishes.iter().map(|wish| arena.create(resource, wish.start, wish.minutes, wish.block.2)).collect();
        let outcomes = arena.fire(&shots).await;
        let held: Vec<Block> =
            wishes.iter().zip(&outcomes).filter(|(_, outcome)| outcome.won()).map(|(wish, _)| wish.block).collect();
        for (wish, _) in wishes.iter().zip(&outcomes).filter(|(_, outcome)| !outcome.won()) {
            assert!(!sweep::fits(&held, wish.block, total), "round {round}: {:?} was refused for nothing", wish.block);
        }
        assert!(!held.is_empty(), "round {round}: an empty day takes somebody");
        all += held.len();
    }
    all
}

async fn spans_hold(resource: &Thing, buffer: i64, total: i64) {
    let arena = Arena::open(Guard::Stands).await;
    let winners = spans(&arena, resource, buffer, total, SPAN_ROUNDS).await;
    assert_eq!(arena.overpromised().await, Vec::<String>::new());
    assert!(winners < SPAN_ROUNDS * CLIENTS, "a race that everybody wins is none");
    assert_eq!(arena.count("select count(*) from bookings").await, winners as i64);
    assert_eq!(arena.events("booking.confirmed").await, winners as i64);
}

async fn spans_break(resource: &Thing, buffer: i64, total: i64) {
    let arena = Arena::open(Guard::Dropped).await;
    assert_eq!(spans(&arena, resource, buffer, total, CONTROL_ROUNDS).await, CONTROL_ROUNDS * CLIENTS);
    assert!(!arena.overpromised().await.is_empty(), "the sweep sees it");
}

#[tokio::test]
async fn spans_of_any_length_never_overlap() {
    spans_hold(&BOARDROOM, 0, 1).await;
}

#[tokio::test]
async fn without_the_guard_spans_overlap() {
    spans_break(&BOARDROOM, 0, 1).await;
}

#[tokio::test]
async fn buffers_never_overlap_either() {
    spans_hold(&PROJECTOR, 15, 1).await;
}

#[tokio::test]
async fn without_the_guard_buffers_overlap() {
    spans_break(&PROJECTOR, 15, 1).await;
}

#[tokio::test]
async fn of_three_desks_never_more_than_three_are_promised() {
    spans_hold(&DESKS, 0, 3).await;
}

#[tokio::test]
async fn without_the_guard_more_than_three_desks_are_promised() {
    spans_break(&DESKS, 0, 3).await;
}
