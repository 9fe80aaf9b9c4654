//! What is repaired, cleaned and looked after at Harbour House: raised and worked on by what does it on any other day.

use super::owner;
use chrono::TimeDelta;
use kernel::Result;
use kernel::db::sql;
use kernel::id::Ids;
use platform::files::Arrived;
use platform::{House, Scope};
use things::plans::{self, Due, NewPlan};
use things::work::{Kind, NewOrder, Priority, State, Subject, actions, files, known, store};
use uuid::Uuid;

/// An order: days ago, title, kind, priority, tag of its asset or name of its place, days from then until it is due, steps,
/// minutes of labour, and the states it went through.
type Plan = (i64, &'static str, Kind, Priority, &'static str, i64, &'static [&'static str], i64, &'static [State]);

const PLANS: [Plan; 9] = [
    (
        80,
        "Yearly look at the ladders",
        Kind::Inspection,
        Priority::Normal,
        "Workshop",
        7,
        &["Rungs", "Feet", "Stickers"],
        90,
        &[State::InProgress, State::Done],
    ),
    (
        41,
        "Lamp flickers",
        Kind::Repair,
        Priority::High,
        "PR-001",
        3,
        &["Clean the filter", "Change the lamp"],
        50,
        &[State::InProgress, State::Waiting, State::InProgress, State::Done],
    ),
    (
        33,
        "Descale",
        Kind::Preventive,
        Priority::Normal,
        "KI-001",
        5,
        &["Descale", "Grease the group"],
        40,
        &[State::InProgress, State::Done],
    ),
    (26, "Keyboard sticks", Kind::Repair, Priority::Low, "NB-00012", 10, &[], 0, &[State::Cancelled]),
    (
        12,
        "Brake pads worn",
        Kind::Repair,
        Priority::Urgent,
        "BK-002",
        2,
        &["Front", "Rear", "Test ride"],
        0,
        &[State::InProgress, State::Waiting],
    ),
    (9, "Windows of the stairs", Kind::Cleaning, Priority::Low, "Custom House", 6, &[], 0, &[]),
    (
        6,
        "Fan is loud",
        Kind::Repair,
        Priority::Normal,
        "NB-00010",
        9,
        &["Open it", "Clean it", "Listen"],
        0,
        &[State::InProgress],
    ),
    (3, "Wobbly leg", Kind::Repair, Priority::Normal, "FU-0003", 8, &[], 0, &[]),
    (
        1,
        "Smoke detectors",
        Kind::Inspection,
        Priority::High,
        "Upper deck",
        12,
        &["Press each button", "Note the batteries"],
        0,
        &[],
    ),
];

/// Papers of orders: whose, what they are called, what stands in them.
const PAPERS: [(&str, &str, &str); 2] = [
    ("Fan is loud", "What I heard.txt", "It rattles when it is warm, and is quiet in the morning.\n"),
    ("Smoke detectors", "Batteries.csv", "detector,battery\nStairs,2025-11\nDeck,2026-02\n"),
];

/// What is done again and again: title, RRULE, tag of its asset or name of its place, days ahead, steps.
type Again = (&'static str, &'static str, &'static str, i64, &'static [&'static str]);

const MAINTENANCE: [Again; 4] = [
    ("Descale the coffee machine", "FREQ=MONTHLY;INTERVAL=2", "KI-001", 7, &["Descale", "Grease the group"]),
    ("Spring service", "FREQ=YEARLY", "BK-001", 21, &["Brakes", "Chain", "Tyres"]),
    ("Clean the windows", "FREQ=MONTHLY", "Custom House", 5, &[]),
    ("Look at the ladders", "FREQ=YEARLY", "Workshop", 14, &["Rungs", "Feet", "Stickers"]),
];

/// Writes it.
pub(super) async fn furnish(house: &House, ids: &Ids) -> Result<()> {
    let at = async |days: i64| owner(house, days).await;
    let people = known(&at(0).await?).await?.people;
    for (nth, plan) in PLANS.iter().enumerate() {
        let (days, title, kind, priority, about, due, steps, minutes, states) = plan;
        let then = at(*days).await?;
        let new = NewOrder {
            title: (*title).to_owned(),
            description: String::new(),
            kind: *kind,
            priority: *priority,
            subject: subject(&then, about).await?,
            assignee: people.get(nth % people.len().max(1)).map(|(id, _)| *id),
            due_on: Some(then.now.date_naive() + TimeDelta::days(*due)),
            supplier: None,
            labour_minutes: *minutes,
            rate_minor: if *minutes > 0 { 3_600 } else { 0 },
            other_minor: 0,
            down: (None, None),
            takes_out: *kind == Kind::Repair && !states.is_empty(),
            checklist: steps.iter().map(|step| (*step).to_owned()).collect(),
        };
        let id = actions::create(&then, &new, &ids.token()).await?;
        for (step, state) in (0i64..).zip(*states) {
            let later = Scope { now: then.now + TimeDelta::hours(3 + step * 20), ..then.clone() };
            if state.is_over() {
                for task in store::tasks(&house.db, then.org_id(), id).await? {
                    actions::tick(&later, id, task.id, true).await?;
                }
            }
            let order = store::by_id(&house.db, then.org_id(), id).await?;
            actions::go(&later, (id, order.version), *state, "", &[]).await?;
        }
        if let Some((_, name, text)) = PAPERS.iter().find(|(of, ..)| of == title) {
            let file = Arrived::of(house, name, text.as_bytes()).await?;
            files::add(&then, id, file, &ids.token()).await?;
        }
        if nth == 4 {
            actions::comment(&then, id, "The pads are ordered; they come on Thursday.", &ids.token()).await?;
        }
    }
    let began = at(20).await?;
    for (nth, (title, rule, about, ahead_days, steps)) in MAINTENANCE.iter().enumerate() {
        let starts_on = began.now.date_naive() + TimeDelta::days(33 + 20 * nth as i64);
        let order = NewOrder {
            title: (*title).to_owned(),
            description: String::new(),
            kind: Kind::Preventive,
            priority: Priority::Normal,
            subject: subject(&began, about).await?,
            assignee: people.get(nth % people.len().max(1)).map(|(id, _)| *id),
            due_on: None,
            supplier: None,
            labour_minutes: 0,
            rate_minor: 0,
            other_minor: 0,
            down: (None, None),
            takes_out: false,
            checklist: steps.iter().map(|step| (*step).to_owned()).collect(),
        };
        let plan = NewPlan {
            order,
            many: None,
            due: Due::Days((*rule).to_owned()),
            starts_on,
            ahead_days: *ahead_days,
            next_on: Some(starts_on),
        };
        plans::actions::create(&began, &plan, &ids.token()).await?;
    }
    Ok(())
}

/// The asset with this tag, or the place of this name.
pub(super) async fn subject(scope: &Scope, about: &str) -> Result<Subject> {
    let asset = things::assets::store::by_tag(scope.db(), scope.org_id(), about).await?;
    if let Some(asset) = asset {
        return Ok(Subject::Asset(asset.id));
    }
    let (id,): (Uuid,) = sql("select id from locations where org_id = $1 and name = $2 and archived_at is null")
        .bind(scope.org_id())
        .bind(about.to_owned())
        .one(scope.db())
        .await?;
    Ok(Subject::Location(id))
}
