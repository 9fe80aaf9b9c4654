//! What has to be done when: work that is open, and work that plans will raise.

use super::model::{Bar, Cell, Chart, Head, Line, Report};
use super::store;
use chrono::{Datelike, Days, Months, NaiveDate};
use kernel::Result;
use kernel::money::Money;
use kernel::time::day_text;
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use things::plans::Rule;
use things::plans::ahead::store as ahead;
use things::plans::ahead::{Ahead, Hushed};
use things::words::counted;
use uuid::Uuid;

/// How far ahead the report looks where nobody says it (days).
const AHEAD: u64 = 90;
/// The furthest it looks (days).
const AHEAD_MAX: i64 = 366;
/// Plans and orders that are read.
const ROWS_MAX: i64 = 10_000;
/// Days of one plan that are written out.
const DAYS_MAX: usize = 400;
/// Bars of the chart.
const BARS: usize = 18;

/// How its lines are summed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Lines {
    /// Work by work.
    #[default]
    Each,
    /// Week by week, from Monday.
    Week,
    /// Month by month.
    Month,
    /// Place by place.
    Place,
}

impl Lines {
    /// All of them, in the order they are offered, as an address says them.
    pub const ALL: [(&'static str, Lines); 4] =
        [("each", Lines::Each), ("week", Lines::Week), ("month", Lines::Month), ("place", Lines::Place)];

    /// Reads an address; work by work where it says nothing.
    pub fn parse(name: &str) -> Lines {
        Lines::ALL.iter().find(|(known, _)| *known == name).map(|(_, lines)| *lines).unwrap_or_default()
    }

    /// How an address says it.
    pub fn name(self) -> &'static str {
        Lines::ALL.iter().find(|(_, lines)| *lines == self).map_or("each", |(name, _)| name)
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// How it is summed.
    pub by: Lines,
    /// From this day on; none: what is late too.
    pub from: Option<NaiveDate>,
    /// Until this day.
    pub until: NaiveDate,
    /// At this place.
    pub place: Option<Uuid>,
}

impl Asked {
    /// What an address asks for, on a day.
    pub fn of(
        by: Lines,
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
        place: Option<Uuid>,
        today: NaiveDate,
    ) -> Asked {
        let furthest = today + chrono::TimeDelta::days(AHEAD_MAX);
        let until = until.unwrap_or(today + Days::new(AHEAD)).min(furthest);
        Asked { by, from, until, place }
    }
}

/// Some work on a day.
struct Due {
    day: NaiveDate,
    title: String,
    about: String,
    place: Option<(Uuid, String)>,
    path: String,
    state: &'static str,
    cost: Option<i64>,
}

/// Reads the report.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &Scope, asked: Asked, today: NaiveDate) -> Result<Report> {
    let mut due = gathered(scope, asked.until, today).await?;
    due.retain(|one| asked.from.is_none_or(|from| one.day >= from));
    due.retain(|one| asked.place.is_none_or(|place| one.place.as_ref().is_some_and(|(id, _)| *id == place)));
    due.sort_by(|one, other| (one.day, &one.title).cmp(&(other.day, &other.title)));
    let currency = scope.org.currency.as_str();
    let (heads, lines) = match asked.by {
        Lines::Each => (
            vec![
                Head::word("Work"),
                Head::word("About"),
                Head::word("Due"),
                Head::word("Location"),
                Head::word("State"),
                Head::figure("Usual cost"),
            ],
            due.iter().map(|one| line(one, currency)).collect(),
        ),
        by => (
            vec![Head::word(word(by)), Head::figure("To be done"), Head::figure("Late"), Head::figure("Usual cost")],
            sums(&due, (by, asked), (today, currency)),
        ),
    };
    Ok(Report {
        name: "maintenance-schedule",
        title: "Maintenance schedule".to_owned(),
        lead: match asked.from {
            None => format!("What has to be done until {}, and what is late.", day_text(asked.until)),
            Some(from) => format!("What has to be done from {} until {}.", day_text(from), day_text(asked.until)),
        },
        heads,
        lines,
        totals: Vec::new(),
        chart: chart(&due, currency),
        notes: vec![
            "What work cost is what it cost so far, or what the work of the same plan cost on average.".to_owned(),
        ],
    })
}

/// All work until a day, as far as the viewer's rights hold.
async fn gathered(scope: &Scope, until: NaiveDate, today: NaiveDate) -> Result<Vec<Due>> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let usual: BTreeMap<Uuid, i64> = store::usual_costs(db, org, &scope.org.currency).await?.into_iter().collect();
    let mut due = Vec::new();
    for one in store::open_work(db, org, &reach, until, ROWS_MAX).await? {
        due.push(Due {
            day: one.due_on,
            title: format!("WO-{} {}", one.number, one.title),
            about: one.about,
            place: one.place_id.zip(one.place_name),
            path: format!("/work-orders/{}", one.id),
            state: if one.due_on < today { "Late" } else { "Open" },
            cost: Some(one.cost_minor)
                .filter(|cost| *cost > 0 && one.currency == scope.org.currency)
                .or_else(|| usual.get(&one.plan_id?).copied()),
        });
    }
    for one in ahead::upcoming(db, org, &reach, (until, Hushed::Whichever), ROWS_MAX).await? {
        let Ok(rule) = Rule::parse(&one.rule, one.starts_on) else { continue };
        let mut next = Some(one.due_on);
        for _ in 0..DAYS_MAX {
            let Some(day) = next.filter(|day| *day <= until) else { break };
            next = rule.after(day);
            due.push(planned(&one, day, "Planned", &usual));
        }
    }
    for one in ahead::foretold(db, org, &reach, (until, Hushed::Whichever), ROWS_MAX).await? {
        due.push(planned(&one, one.due_on, "Foretold", &usual));
    }
    Ok(due)
}

fn planned(one: &Ahead, day: NaiveDate, state: &'static str, usual: &BTreeMap<Uuid, i64>) -> Due {
    Due {
        day,
        title: one.title.clone(),
        about: one.about.clone(),
        place: one.place_id.zip(one.place_name.clone()),
        path: format!("/maintenance-plans/{}", one.plan_id),
        state,
        cost: usual.get(&one.plan_id).copied(),
    }
}

fn line(one: &Due, currency: &str) -> Line {
    let place = one.place.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
    let cost = one.cost.map_or_else(|| Cell::word(""), |cost| Cell::money(cost, currency));
    let day = Cell { shown: day_text(one.day), plain: one.day.to_string() };
    Line {
        path: Some(one.path.clone()),
        cells: vec![
            Cell::word(&one.title),
            Cell::word(&one.about),
            day,
            Cell::word(place),
            Cell::word(one.state),
            cost,
        ],
    }
}

fn word(by: Lines) -> &'static str {
    match by {
        Lines::Each => "Work",
        Lines::Week => "Week from",
        Lines::Month => "Month",
        Lines::Place => "Location",
    }
}

/// So much work: all of it, what is late, and what it usually costs.
#[derive(Default)]
struct Sum {
    count: i64,
    late: i64,
    cost: i64,
}

fn sums(due: &[Due], (by, asked): (Lines, Asked), (today, currency): (NaiveDate, &str)) -> Vec<Line> {
    let mut sums: BTreeMap<(Option<NaiveDate>, String, Option<Uuid>), Sum> = BTreeMap::new();
    for one in due {
        let key = match by {
            Lines::Place => match &one.place {
                Some((id, name)) => (None, name.clone(), Some(*id)),
                None => (None, "Nowhere in particular".to_owned(), None),
            },
            by => (Some(first_of(by, one.day)), String::new(), None),
        };
        let sum = sums.entry(key).or_default();
        sum.count += 1;
        sum.late += i64::from(one.day < today);
        sum.cost += one.cost.unwrap_or(0);
    }
    let line = |((first, name, place), sum): ((Option<NaiveDate>, String, Option<Uuid>), Sum)| {
        let until = asked.until;
        let (word, path) = match (first, place) {
            (Some(first), _) => {
                let last = last_of(by, first).min(until);
                let shown = match by {
                    Lines::Month => {
                        Cell { shown: first.format("%B %Y").to_string(), plain: first.format("%Y-%m").to_string() }
                    }
                    _ => Cell { shown: day_text(first), plain: first.to_string() },
                };
                (shown, Some(format!("/reports/maintenance-schedule?from={first}&until={last}")))
            }
            (None, Some(place)) => {
                (Cell::word(name), Some(format!("/reports/maintenance-schedule?until={until}&location={place}")))
            }
            (None, None) => (Cell::word(name), None),
        };
        Line {
            path,
            cells: vec![word, Cell::number(sum.count), Cell::number(sum.late), Cell::money(sum.cost, currency)],
        }
    };
    sums.into_iter().map(line).collect()
}

/// The first day of the week or month that a day is in.
fn first_of(by: Lines, day: NaiveDate) -> NaiveDate {
    match by {
        Lines::Month => day.with_day(1).unwrap_or(day),
        _ => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
    }
}

/// The last day of the week or month that begins on a day.
fn last_of(by: Lines, first: NaiveDate) -> NaiveDate {
    match by {
        Lines::Month => first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first),
        _ => first + Days::new(6),
    }
}

/// How much there is to be done, week by week.
fn chart(due: &[Due], currency: &str) -> Option<Chart> {
    let mut weeks: BTreeMap<NaiveDate, (i64, i64)> = BTreeMap::new();
    for one in due {
        let week = weeks.entry(first_of(Lines::Week, one.day)).or_default();
        week.0 += 1;
        week.1 += one.cost.unwrap_or(0);
    }
    let bars: Vec<Bar> = weeks
        .into_iter()
        .take(BARS)
        .map(|(week, (count, cost))| Bar {
            label: week.format("%-d %b").to_string(),
            value: count as f64,
            text: format!("{}, {}", counted(count, "work", "works"), Money::new(cost, currency).grouped()),
        })
        .collect();
    (bars.len() > 1).then(|| Chart { name: "Maintenance week by week".to_owned(), measure: "To be done", bars })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday_and_months_on_their_first_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(first_of(Lines::Week, day("2026-03-08")), day("2026-03-02"));
        assert_eq!(last_of(Lines::Week, day("2026-03-02")), day("2026-03-08"));
        assert_eq!(first_of(Lines::Month, day("2026-02-14")), day("2026-02-01"));
        assert_eq!(last_of(Lines::Month, day("2026-02-01")), day("2026-02-28"));
    }
}
