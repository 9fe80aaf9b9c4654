//! Thousands of random questions, answered here and by `oracle.py`. Every answer must be the same.
//!
//! Needs `python3` (3.9 or later); it gets the zone database of the release that chrono-tz has. Another release is refused,
//! not compared around.

use super::chance::{Chance, STEP};
use crate::support::{python, root};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::{IANA_TZDB_VERSION, Tz};
use kernel::time::{
    DAY_MINUTES, Resolved, Span, after, day_span, day_start, form_value, resolve, wall, zone_abbreviation,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use things::resources::hours::{Hours, WeeklySpan};
use things::resources::slots::{Busy, Slot, Supply, Wanted};

/// How many questions of each kind.
const WALLS: usize = 4_000;
const INSTANTS: usize = 1_000;
const DAYS: usize = 800;
const WEEKS: usize = 400;
const SLOT_DAYS: usize = 800;

/// A question for the oracle, and our answer to it.
struct Case {
    question: Value,
    answer: Value,
}

fn ask(questions: &[Value]) -> Vec<Value> {
    let mut oracle = Command::new(python::interpreter())
        .arg(root().join("tests/times/oracle.py"))
        .env("PYTHONTZPATH", "") // The machine's own zone database may be of another release.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is needed for the second opinion on times");
    let lines: String = questions.iter().map(|question| format!("{question}\n")).collect();
    let mut input = oracle.stdin.take().unwrap();
    // From a thread of its own: the oracle answers while it is still being asked, and a full pipe would stop both.
    let asking = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = oracle.wait_with_output().unwrap();
    let asked = asking.join().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let mut answers = said.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let release = answers.next().map(|line| line["release"].clone());
    assert_eq!(
        release,
        Some(json!(IANA_TZDB_VERSION)),
        "the oracle must have the zone database of release {IANA_TZDB_VERSION}"
    );
    assert!(output.status.success() && asked.is_ok(), "the oracle fell silent");
    answers.collect()
}

fn wall_case(zone: Tz, wall: NaiveDateTime) -> Case {
    let resolved = resolve(zone, wall);
    let exact: Vec<_> = resolved.both().into_iter().flatten().map(|instant| instant.timestamp()).collect();
    Case {
        question: json!({ "kind": "wall", "zone": zone.name(), "wall": form_value(wall) }),
        answer: json!({
            "exact": exact,
            "instant": resolved.instant().timestamp(),
            "reached": resolved.reached().timestamp(),
        }),
    }
}

fn instant_case(zone: Tz, instant: DateTime<Utc>) -> Case {
    Case {
        question: json!({ "kind": "instant", "zone": zone.name(), "instant": instant.timestamp() }),
        answer: json!({ "wall": form_value(wall(zone, instant)), "letters": zone_abbreviation(zone, instant) }),
    }
}

fn ends(span: Span) -> Value {
    json!([span.start.timestamp(), span.end.timestamp()])
}

fn hours_question(kind: &str, hours: &Hours) -> Value {
    let row = |row: &WeeklySpan| json!([row.weekday.num_days_from_monday(), row.opens, row.closes]);
    json!({
        "kind": kind,
        "zone": hours.zone.name(),
        "weekly": hours.weekly.iter().map(row).collect::<Vec<_>>(),
        "exceptions": hours.exceptions.iter().map(|one| json!([one.day.to_string(), one.spans])).collect::<Vec<_>>(),
        "blackouts": hours.blackouts.iter().map(|one| ends(one.span)).collect::<Vec<_>>(),
    })
}

/// Asks the oracle all of `cases` and stops at the first that it answers otherwise.
fn agree(cases: &[Case]) {
    let questions: Vec<_> = cases.iter().map(|case| case.question.clone()).collect();
    let answers = ask(&questions);
    assert_eq!(answers.len(), cases.len());
    for (case, theirs) in cases.iter().zip(answers) {
        assert_eq!(case.answer, theirs, "ours is left, the oracle's right: {}", case.question);
    }
}

#[test]
fn wall_times_and_instants_agree_with_the_oracle() {
    let mut chance = Chance::seeded(201);
    let mut cases = Vec::new();
    let mut kinds = BTreeMap::new();
    for _ in 0..WALLS {
        let zone = chance.zone();
        // Early in the day, when clocks are changed, or late.
        let minutes = if chance.one_in(3) { chance.among(0..=1_439) } else { chance.among(0..=240) };
        let wall = chance.day(zone).and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minutes);
        *kinds
            .entry(match resolve(zone, wall) {
                Resolved::Once(_) => "once",
                Resolved::Twice { .. } => "twice",
                Resolved::Skipped { .. } => "skipped",
            })
            .or_insert(0) += 1;
        cases.push(wall_case(zone, wall));
    }
    assert!(kinds.len() == 3 && kinds.values().all(|count| *count > 60), "every kind must be asked about: {kinds:?}");
    for _ in 0..INSTANTS {
        let zone = chance.zone();
        let day = chance.day(zone);
        cases.push(instant_case(zone, chance.now(zone, day)));
    }
    agree(&cases);
}

#[test]
fn days_agree_with_the_oracle() {
    let mut chance = Chance::seeded(202);
    let mut uneven = 0;
    let cases: Vec<_> = (0..DAYS)
        .map(|_| {
            let zone = chance.zone();
            let day = chance.day(zone);
            let span = day_span(zone, day);
            uneven += usize::from(span.is_some_and(|span| span.minutes() != DAY_MINUTES));
            Case {
                question: json!({ "kind": "day", "zone": zone.name(), "day": day.to_string() }),
                answer: json!({ "span": span.map(ends) }),
            }
        })
        .collect();
    assert!(uneven > 60, "days of 23 and 25 hours must be asked about: {uneven}");
    agree(&cases);
}

#[test]
fn opening_hours_of_a_week_agree_with_the_oracle() {
    let mut chance = Chance::seeded(203);
    let mut cases = Vec::new();
    let mut spans = 0;
    for _ in 0..WEEKS {
        let zone = chance.zone();
        let day = chance.day(zone);
        let hours = chance.hours(zone, day);
        let start = day_start(zone, day) + TimeDelta::minutes(chance.among(-500..=100) * STEP);
        let week = Span::new(start, after(zone, start, 7 * DAY_MINUTES)).unwrap();
        let open: Vec<_> = hours.open_spans(week).into_iter().map(ends).collect();
        spans += open.len();
        let mut question = hours_question("hours", &hours);
        question["within"] = ends(week);
        cases.push(Case { question, answer: json!({ "open": open }) });
    }
    assert!(spans > 2 * WEEKS, "most weeks must be open at times: {spans}");
    agree(&cases);
}

#[test]
fn slots_agree_with_the_oracle() {
    let mut chance = Chance::seeded(204);
    let mut states = BTreeMap::new();
    let cases: Vec<_> = (0..SLOT_DAYS)
        .map(|_| {
            let zone = chance.zone();
            let day = chance.day(zone);
            let (hours, rules) = (chance.hours(zone, day), chance.rules());
            let (busy, now) = (chance.busy(zone, day, &rules), chance.now(zone, day));
            let supply = Supply { hours: &hours, rules: &rules, units: chance.among(1..=4), busy: &busy };
            let wanted = Wanted { units: chance.among(1..=2), minutes: chance.minutes(&rules) };
            let slots = supply.slots(wanted, day, now);
            for slot in &slots {
                *states.entry(format!("{:?}", slot.state)).or_insert(0) += 1;
            }
            let slot = |slot: &Slot| {
                json!([slot.span.start.timestamp(), slot.span.end.timestamp(), format!("{:?}", slot.state)])
            };
            Case {
                question: slots_question(supply, wanted, day, now),
                answer: json!({ "slots": slots.iter().map(slot).collect::<Vec<_>>() }),
            }
        })
        .collect();
    assert!(states.len() == 4 && states.values().all(|count| *count > 300), "every state must be seen: {states:?}");
    agree(&cases);
}

fn slots_question(supply: Supply<'_>, wanted: Wanted, day: NaiveDate, now: DateTime<Utc>) -> Value {
    let held = |busy: &Busy| json!([busy.block.start.timestamp(), busy.block.end.timestamp(), busy.units]);
    let mut question = hours_question("slots", supply.hours);
    question["rules"] = serde_json::to_value(supply.rules).unwrap();
    question["units"] = json!(supply.units);
    question["wanted"] = json!(wanted.units);
    question["minutes"] = json!(wanted.minutes);
    question["busy"] = supply.busy.iter().map(held).collect();
    question["day"] = json!(day.to_string());
    question["now"] = json!(now.timestamp());
    question
}

/// The control: an oracle that agreed with everything would prove nothing.
#[test]
#[should_panic(expected = "ours is left, the oracle's right")]
fn the_oracle_contradicts_a_wrong_answer() {
    let wall = NaiveDateTime::parse_from_str("2026-10-25T02:30", "%Y-%m-%dT%H:%M").unwrap();
    let mut case = wall_case(Tz::Europe__Madrid, wall);
    case.answer["instant"] = case.answer["exact"][1].clone();
    agree(&[case]);
}
