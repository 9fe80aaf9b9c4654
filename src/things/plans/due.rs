//! When an asset is due by a plan: pure reckoning with what was read of it.

use super::model::{DueBy, Plan, Test};
use crate::work::State;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use kernel::time::wall;
use uuid::Uuid;

/// What lies further ahead is not foretold (days).
const FORETOLD_MAX: i64 = 3_650;

/// An asset that a plan is for, with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Member {
    /// Which asset.
    pub asset_id: Uuid,
    /// The tag of that.
    pub tag: String,
    /// What that is called.
    pub name: String,
    /// Its meter of the plan's name.
    pub meter_id: Option<Uuid>,
    /// What that counts in.
    pub unit: Option<String>,
    /// The number of its newest reading.
    pub newest: Option<i64>,
    /// What it shows.
    pub value: Option<i64>,
    /// What it has counted.
    pub total: Option<i64>,
    /// When that was.
    pub read_at: Option<DateTime<Utc>>,
    /// What it counts in a day.
    pub per_day: Option<i64>,
    /// What the plan's field holds.
    pub held: Option<String>,
    /// The same as a number.
    pub held_number: Option<i64>,
    /// Orders raised so far.
    pub round: i64,
    /// The last of them, as long as it was not seen to be over.
    pub order_id: Option<Uuid>,
    /// The number of that.
    pub order_number: Option<i64>,
    /// How that stands.
    pub order_state: Option<State>,
    /// When that was over.
    pub order_ended_at: Option<DateTime<Utc>>,
    /// What the meter had counted when it was last done.
    pub base: Option<i64>,
    /// What it will have counted when it is due.
    pub due_at: Option<i64>,
    /// The day on which that will be.
    pub due_on: Option<NaiveDate>,
    /// The reading that raised the last order.
    pub seen: i64,
    /// Did the condition not hold since?
    pub is_away: bool,
}

/// What becomes of an asset's state with a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The order that is not over, if any.
    pub order_id: Option<Uuid>,
    /// What the meter had counted when it was last done.
    pub base: Option<i64>,
    /// What it will have counted when it is due.
    pub due_at: Option<i64>,
    /// The day on which that will be.
    pub due_on: Option<NaiveDate>,
    /// Did the condition not hold since the last order?
    pub is_away: bool,
    /// Is an order to be raised?
    pub raises: bool,
}

/// What was looked up beside the member itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Since {
    /// What the meter had counted when the last order was done.
    pub done_at: Option<i64>,
    /// Was there a reading since the last order that the condition does not hold for?
    pub was_away: bool,
}

impl Member {
    /// What the plan's field holds.
    pub fn field_value(&self) -> Option<&str> {
        self.held.as_deref()
    }

    /// Is the last order over?
    pub fn is_over(&self) -> bool {
        self.order_state.is_some_and(State::is_over)
    }

    /// How it stands with a plan on a day where the organisation is.
    pub fn judge(&self, plan: &Plan, since: Since, (zone, today): (Tz, NaiveDate)) -> Judged {
        let waits = self.order_id.is_some() && !self.is_over();
        let order_id = self.order_id.filter(|_| waits);
        match plan.due_by {
            DueBy::Days => Judged { order_id, base: None, due_at: None, due_on: None, is_away: true, raises: false },
            DueBy::Meter => self.by_meter(plan, since, order_id, (zone, today)),
            DueBy::Condition => {
                let holds = self.holds(plan);
                let is_away = self.is_away || since.was_away || !holds;
                let raises = order_id.is_none() && holds && is_away;
                Judged { order_id, base: None, due_at: None, due_on: None, is_away: is_away && !raises, raises }
            }
        }
    }

    fn by_meter(&self, plan: &Plan, since: Since, waits: Option<Uuid>, (zone, today): (Tz, NaiveDate)) -> Judged {
        let every = plan.every.unwrap_or(1).max(1);
        let base = match self.order_state {
            // What was done counts from what the meter showed then; what was called off, from when it was due.
            Some(State::Done) => since.done_at.or(self.total).or(self.base),
            Some(State::Cancelled) => self.due_at.or(self.base),
            _ => self.base.or(plan.counted_from).or(self.total),
        };
        let nothing = Judged { order_id: waits, base, due_at: self.due_at, due_on: None, is_away: true, raises: false };
        let (Some(base), None) = (base, waits) else { return nothing };
        let due_at = base.saturating_add(every);
        let (Some(total), Some(read_at)) = (self.total, self.read_at) else {
            return Judged { due_at: Some(due_at), ..nothing };
        };
        let due_on = foretold(due_at, (total, wall(zone, read_at).date()), self.per_day).map(|day| day.max(today));
        let is_near = total >= due_at.saturating_sub(plan.ahead.unwrap_or(0));
        let is_soon = due_on.is_some_and(|day| day <= today + TimeDelta::days(plan.ahead_days));
        Judged { due_at: Some(due_at), due_on, raises: is_near || is_soon, ..nothing }
    }

    /// Does the plan's condition hold?
    fn holds(&self, plan: &Plan) -> bool {
        let Some(test) = plan.test else { return false };
        let number = if plan.field_id.is_some() { self.held_number } else { self.value };
        match (number, plan.threshold_number) {
            (Some(number), Some(threshold)) => compares(number, test, threshold),
            _ => {
                let threshold = plan.threshold.as_deref().unwrap_or_default().to_lowercase();
                test == Test::Equal && self.held.as_ref().is_some_and(|held| held.to_lowercase() == threshold)
            }
        }
    }
}

/// Does a number compare so?
pub fn compares(number: i64, test: Test, threshold: i64) -> bool {
    match test {
        Test::Above => number > threshold,
        Test::Below => number < threshold,
        Test::Equal => number == threshold,
    }
}

/// On which day a meter will have counted so much, by how it is used: the day of the reading where it has already; none where
/// it is not used, or not within ten years.
fn foretold(due_at: i64, (total, read_on): (i64, NaiveDate), per_day: Option<i64>) -> Option<NaiveDate> {
    let left = due_at.saturating_sub(total);
    if left <= 0 {
        return Some(read_on);
    }
    let per_day = per_day.filter(|per_day| *per_day > 0)?;
    let days = left / per_day + i64::from(left % per_day > 0);
    (days <= FORETOLD_MAX).then(|| read_on + TimeDelta::days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_is_foretold_by_how_it_is_used() {
        let read = (100, day("2026-03-02"));
        assert_eq!(foretold(150, read, Some(10)), Some(day("2026-03-07")));
        assert_eq!(foretold(151, read, Some(10)), Some(day("2026-03-08")), "a part of a day is a day");
        assert_eq!(foretold(90, read, None), Some(day("2026-03-02")), "it has already");
        assert_eq!((foretold(150, read, None), foretold(1_000_000, read, Some(1))), (None, None));
    }

    #[test]
    fn numbers_compare_as_they_are_told_to() {
        let each = [Test::Above, Test::Below, Test::Equal];
        assert_eq!(each.map(|test| compares(3, test, 2)), [true, false, false]);
        assert_eq!(each.map(|test| compares(2, test, 2)), [false, false, true]);
        assert_eq!(each.map(|test| compares(1, test, 2)), [false, true, false]);
    }
}
