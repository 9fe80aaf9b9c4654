//! What is read from things of Harbour House, and what is due by it.

use super::owner;
use super::work::subject;
use kernel::id::Ids;
use kernel::{Error, Result};
use platform::{House, Scope};
use things::meters::{self, Kind, NewMeter, NewReading};
use things::plans::{self, Due, Many, ManyKind, NewPlan, Test, Watched};
use things::work::{self, NewOrder, Priority, Subject};

/// A meter: the tag of its asset, name, unit, how it goes, and what it showed so many days ago.
type Read = (&'static str, &'static str, &'static str, Kind, &'static [(i64, i64)]);

const METERS: [Read; 4] = [
    ("BK-001", "Odometer", "km", Kind::Counter, &[(84, 1_210), (56, 1_388), (28, 1_547), (6, 1_702)]),
    ("BK-002", "Odometer", "km", Kind::Counter, &[(84, 640), (28, 791), (14, 838)]),
    ("KI-001", "Cups", "cups", Kind::Counter, &[(60, 8_120), (30, 9_480), (3, 10_690)]),
    ("KI-001", "Water hardness", "dH", Kind::Gauge, &[(60, 6), (30, 8), (3, 7)]),
];

/// One whole unit of a meter.
const ONE: i64 = 1_000_000;

/// Writes it.
pub(super) async fn furnish(house: &House, ids: &Ids) -> Result<()> {
    let at = async |days: i64| owner(house, days).await;
    for (tag, name, unit, kind, readings) in METERS {
        let then = at(90).await?;
        let Subject::Asset(asset) = subject(&then, tag).await? else { return Err(Error::NotFound) };
        let new = NewMeter { name: name.to_owned(), unit: unit.to_owned(), kind, archived: false };
        let meter = meters::actions::create(&then, asset, &new, &ids.token()).await?;
        for (days, value) in readings {
            let then = at(*days).await?;
            meters::actions::read(&then, meter, &NewReading::now(value * ONE, then.now), &ids.token()).await?;
        }
    }
    let then = at(20).await?;
    let bike = things::assets::store::by_tag(&house.db, then.org_id(), "BK-001").await?.ok_or(Error::NotFound)?;
    let bikes = Many { kind: ManyKind::Category(bike.category_id), category: bike.category_id, location: None };
    let chain = Due::Meter { meter: "Odometer".to_owned(), every: 500 * ONE, ahead: 50 * ONE, counted_from: None };
    plan(&then, ids, "Chain and brakes", (Subject::Asset(bike.id), Some(bikes)), chain).await?;
    let machine = subject(&then, "KI-001").await?;
    let seals = Due::Meter { meter: "Cups".to_owned(), every: 5_000 * ONE, ahead: 200 * ONE, counted_from: None };
    plan(&then, ids, "Change the seals", (machine, None), seals).await?;
    let filter = Due::Condition {
        watched: Watched::Meter("Water hardness".to_owned()),
        test: Test::Above,
        threshold: "10".to_owned(),
        number: Some(10 * ONE),
    };
    plan(&then, ids, "Change the water filter", (machine, None), filter).await
}

async fn plan(scope: &Scope, ids: &Ids, title: &str, (subject, many): (Subject, Option<Many>), due: Due) -> Result<()> {
    let order = NewOrder {
        title: title.to_owned(),
        description: String::new(),
        kind: work::Kind::Preventive,
        priority: Priority::Normal,
        subject,
        assignee: None,
        due_on: None,
        supplier: None,
        labour_minutes: 0,
        rate_minor: 0,
        other_minor: 0,
        down: (None, None),
        takes_out: false,
        checklist: Vec::new(),
    };
    let plan = NewPlan { order, many, due, starts_on: scope.now.date_naive(), ahead_days: 7, next_on: None };
    plans::actions::create(scope, &plan, &ids.token()).await.map(drop)
}
