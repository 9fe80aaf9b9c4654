//! A year of bookings: drawn day by day, as many as the weekday, the month and the distance from today suggest, at hours
//! people keep, and only where the thing is free. Pure: what is drawn is written by [`super::trail`].

use super::plan::{Plan, Rhythm, Season, Thing};
use super::words;
use super::write::Written;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use days::bookings::model::{Booking, Status};
use kernel::id::Ids;
use kernel::time::{DAY_MINUTES, Span, after, day_start, resolve, wall};
use platform::Role;
use things::resources::slots::{Busy, peak};
use things::resources::{PricePer, Who};

/// How far the past reaches.
const DAYS_BACK: i64 = 305;
/// How far the future reaches.
const DAYS_AHEAD: i64 = 42;
/// A meeting of every week is promised this far ahead.
const STANDING_AHEAD: i64 = 28;
/// Of a hundred bookings, how many are given back.
const CANCELLED: u64 = 6;
/// Of a hundred bookings, how many carry a note.
const NOTED: u64 = 8;
/// Letters of a booking's code, as the house draws them.
const CODE_LETTERS: usize = 7;
/// How often another start is tried where one is taken.
const TRIES: usize = 3;

/// Every booking of an organisation, in the order in which they were made.
pub(super) fn bookings(plan: &Plan, written: &Written, ids: &Ids, now: DateTime<Utc>) -> Vec<Booking> {
    let busy = plan.things.iter().map(|_| Vec::new()).collect();
    let today = wall(written.zone, now).date();
    let mut year = Year { plan, written, ids, now, today, busy, made: Vec::new() };
    year.hold_standing();
    for offset in -DAYS_BACK..=DAYS_AHEAD {
        let day = today + TimeDelta::days(offset);
        for thing in 0..plan.things.len() {
            if !year.is_shut(thing, day) {
                year.fill(thing, day, offset);
            }
        }
    }
    year.made.sort_by_key(|booking| booking.created_at);
    year.made
}

struct Year<'a> {
    plan: &'a Plan,
    written: &'a Written,
    ids: &'a Ids,
    now: DateTime<Utc>,
    today: NaiveDate,
    /// What is held of each thing.
    busy: Vec<Vec<Busy>>,
    made: Vec<Booking>,
}

/// What a booking is for, and by whom.
struct Purpose {
    title: &'static str,
    people: i64,
    contact: usize,
    created: DateTime<Utc>,
    source: &'static str,
}

impl Year<'_> {
    /// The meetings of every week come first: others book around them.
    fn hold_standing(&mut self) {
        for standing in self.plan.standing {
            let Some(thing) = self.plan.things.iter().position(|thing| thing.name == standing.thing) else { continue };
            let Some(time) = NaiveTime::from_hms_opt(standing.at.0, standing.at.1, 0) else { continue };
            for offset in -DAYS_BACK..=STANDING_AHEAD {
                let day = self.today + TimeDelta::days(offset);
                if day.weekday().number_from_monday() != standing.weekday || self.is_shut(thing, day) {
                    continue;
                }
                let Some(span) = self.span(day, time, standing.minutes) else { continue };
                // Promised a season at a time, by the staff.
                let created =
                    (span.start - TimeDelta::days(60 + self.draw(20) as i64)).min(self.now - TimeDelta::days(3));
                let purpose = Purpose {
                    title: standing.title,
                    people: standing.people,
                    contact: standing.contact,
                    created,
                    source: "staff",
                };
                self.make(thing, span, &purpose, self.draw(100) < 3);
            }
        }
    }

    fn fill(&mut self, thing: usize, day: NaiveDate, offset: i64) {
        let habit = &self.plan.things[thing].habit;
        let ordinary = if day.weekday().number_from_monday() < 6 { habit.daily.0 } else { habit.daily.1 };
        // The house has grown all year, and the weeks to come fill up from the near end.
        let growth = 1.0 + 0.3 * offset.min(0) as f64 / DAYS_BACK as f64;
        let known = if offset <= 0 { 1.0 } else { 0.1 + 0.9 * (-(offset as f64) / 12.0).exp() };
        let expected = ordinary * season(habit.season, day) * growth * known;
        let count = expected.floor() as u64 + u64::from(self.chance(expected.fract()));
        // Some days are full and some are quiet.
        let count = if count > 1 { (count + self.draw(3)).saturating_sub(self.draw(3)) } else { count };
        for _ in 0..count {
            self.one(thing, day);
        }
    }

    fn one(&mut self, thing: usize, day: NaiveDate) {
        let plan = &self.plan.things[thing];
        for _ in 0..TRIES {
            let minutes = self.pick(plan.habit.lengths);
            let Some(time) = self.start(plan, day, minutes) else { continue };
            let Some(span) = self.span(day, time, minutes).filter(|span| !self.meets_shut(thing, *span)) else {
                continue;
            };
            let Some(created) = self.created(plan, span) else { continue };
            let cancelled = self.draw(100) < CANCELLED;
            if !cancelled && !self.is_free(thing, span) {
                continue;
            }
            let staff = plan.who == Who::Staff || self.draw(100) < 35;
            let member = plan.who == Who::Members && self.written.member().is_some() && self.draw(100) < 12;
            let purpose = Purpose {
                title: self.pick(plan.habit.topics),
                people: 1 + self.draw(plan.capacity as u64) as i64,
                contact: if member { self.written.member_contact() } else { self.contact() },
                created,
                source: if member {
                    "member"
                } else if staff || plan.who != Who::Anyone {
                    "staff"
                } else {
                    "page"
                },
            };
            self.make(thing, span, &purpose, cancelled);
            return;
        }
    }

    fn make(&mut self, thing: usize, span: Span, purpose: &Purpose, cancelled: bool) {
        let (plan, resource) = (&self.plan.things[thing], &self.written.resources[thing]);
        let block = plan.rules.block(span);
        if !cancelled {
            if !self.is_free(thing, span) {
                return;
            }
            self.busy[thing].push(Busy { block, units: 1 });
        }
        let contact = &self.written.contacts[purpose.contact];
        // Between being made and beginning, and never in the future.
        let latest = span.start.min(self.now);
        let given_back = purpose.created + (latest - purpose.created) / 100 * self.draw(100) as i32;
        let status = match (cancelled, span.end <= self.now) {
            (true, _) => Status::Cancelled,
            (false, true) => Status::Completed,
            (false, false) => Status::Confirmed,
        };
        let updated_at = match status {
            Status::Cancelled => given_back,
            Status::Completed => span.end,
            _ => purpose.created,
        };
        self.made.push(Booking {
            id: self.ids.id(purpose.created),
            org_id: self.written.org,
            code: self.ids.code(CODE_LETTERS),
            resource_id: resource.id,
            contact_id: contact.id,
            user_id: match purpose.source {
                "staff" => Some(self.written.clerk()),
                "member" => self.written.member(),
                _ => None,
            },
            status,
            title: purpose.title.to_owned(),
            note: if self.draw(100) < NOTED { self.pick(words::NOTES).to_owned() } else { String::new() },
            people: purpose.people,
            units: 1,
            starts_at: span.start,
            ends_at: span.end,
            block_from: block.start,
            block_until: block.end,
            zone_name: self.plan.zone.to_owned(),
            price_minor: price(plan, span, self.written.zone),
            currency: self.plan.currency.to_owned(),
            source: purpose.source.to_owned(),
            version: if status == Status::Confirmed { 1 } else { 2 },
            sequence: i64::from(cancelled),
            created_at: purpose.created,
            updated_at,
            cancelled_at: cancelled.then_some(given_back),
            cancel_reason: if cancelled { self.pick(words::REASONS).to_owned() } else { String::new() },
            resource_name: plan.name.to_owned(),
            resource_slug: resource.slug.clone(),
            location_id: resource.location,
            location_name: plan.place.to_owned(),
            contact_name: contact.name.clone(),
            contact_email: contact.email.clone(),
            contact_phone: String::new(),
        });
    }

    fn is_free(&self, thing: usize, span: Span) -> bool {
        let plan = &self.plan.things[thing];
        peak(&self.busy[thing], plan.rules.block(span)) < plan.units
    }

    /// A holiday, or taken away for works.
    fn is_shut(&self, thing: usize, day: NaiveDate) -> bool {
        let plan = &self.plan.things[thing];
        let holiday = self.plan.holidays.iter().any(|(month, date, _)| (day.month(), day.day()) == (*month, *date));
        let offset = (day - self.today).num_days();
        let is_taken = |name: &str, from: i64, days: i64| name == plan.name && (from..from + days).contains(&offset);
        holiday || self.plan.works.iter().any(|(name, from, days, _)| is_taken(name, *from, *days))
    }

    /// Does it reach into a day that is shut?
    fn meets_shut(&self, thing: usize, span: Span) -> bool {
        let last = last_day(span, self.written.zone);
        let mut days = wall(self.written.zone, span.start).date().iter_days().take_while(|day| *day <= last);
        days.any(|day| self.is_shut(thing, day))
    }

    fn span(&self, day: NaiveDate, time: NaiveTime, minutes: i64) -> Option<Span> {
        let start = resolve(self.written.zone, day.and_time(time)).instant();
        Span::new(start, after(self.written.zone, start, minutes)).ok()
    }

    /// A start on the grid inside the hours of that day, at an hour people keep.
    fn start(&self, plan: &Thing, day: NaiveDate, minutes: i64) -> Option<NaiveTime> {
        let weekday = i16::try_from(day.weekday().number_from_monday()).ok()?;
        let open = plan.hours.iter().filter(|open| open.days.contains(&weekday));
        let mut starts: Vec<(i64, u64)> = Vec::new();
        for (opens, closes) in open.map(|open| (i64::from(open.hours.0) * 60, i64::from(open.hours.1) * 60)) {
            // What is open round the clock is open on the next day too.
            let closes = if closes - opens == DAY_MINUTES { DAY_MINUTES + minutes } else { closes };
            let grid = (opens..closes.min(DAY_MINUTES)).step_by(usize::try_from(plan.rules.grid_minutes).ok()?);
            let fitting = grid.filter(|start| start + minutes <= closes);
            starts.extend(fitting.map(|start| (start, weight(plan.habit.rhythm, start))));
        }
        let total: u64 = starts.iter().map(|(_, weight)| weight).sum();
        let mut at = (total > 0).then(|| self.draw(total))?;
        let chosen = starts.into_iter().find(|(_, weight)| {
            let here = at < *weight;
            at = at.saturating_sub(*weight);
            here
        });
        let start = u32::try_from(chosen?.0).ok()?;
        NaiveTime::from_hms_opt(start / 60, start % 60, 0)
    }

    /// When it was made: as long before as the rules ask and people plan, by day, and not in the future. None for a start that
    /// could not have been booked by now.
    fn created(&self, plan: &Thing, span: Span) -> Option<DateTime<Utc>> {
        let notice = plan.rules.notice_minutes;
        let lead = match self.draw(10) {
            0..=2 => 20 + self.draw(360),
            3..=5 => 360 + self.draw(2 * 1_440),
            6..=8 => 1_440 + self.draw(12 * 1_440),
            _ => 7 * 1_440 + self.draw(35 * 1_440),
        };
        let planned = span.start - TimeDelta::minutes(lead as i64 + notice);
        // What lies ahead was booked by now: lately, rather than long ago.
        let recently = self.now - TimeDelta::minutes(5 + (self.draw(1_000) * self.draw(1_000) / 40) as i64);
        let created = planned.min(recently).min(span.start - TimeDelta::minutes(notice));
        // Nobody is awake in the small hours.
        let created = if wall(self.written.zone, created).hour() < 7 { created - TimeDelta::hours(9) } else { created };
        let in_time = wall(self.written.zone, span.start).date() - wall(self.written.zone, created).date();
        (in_time.num_days() <= plan.rules.horizon_days).then_some(created)
    }

    /// Some come all the time, most come once in a while.
    fn contact(&self) -> usize {
        let many = self.written.contacts.len() as u64;
        self.draw(many).min(self.draw(many)).min(self.draw(many * 2)) as usize
    }

    fn draw(&self, below: u64) -> u64 {
        self.ids.below(below)
    }

    fn chance(&self, probability: f64) -> bool {
        (self.draw(10_000) as f64) < probability * 10_000.0
    }

    fn pick<T: Copy>(&self, from: &[T]) -> T {
        from[self.draw(from.len() as u64) as usize]
    }
}

/// The price as the house computes it: by the minute, or for each day that is touched.
fn price(plan: &Thing, span: Span, zone: Tz) -> Option<i64> {
    let (minor, per) = plan.price?;
    Some(match per {
        PricePer::Hour => (minor * span.minutes() + 30) / 60,
        PricePer::Day => minor * ((last_day(span, zone) - wall(zone, span.start).date()).num_days() + 1),
    })
}

/// The last day that a span touches.
fn last_day(span: Span, zone: Tz) -> NaiveDate {
    wall(zone, span.end - TimeDelta::microseconds(1)).date()
}

/// How likely a start is, by its minute of the day: full hours before halves, halves before quarters.
fn weight(rhythm: Rhythm, minute: i64) -> u64 {
    let hour = minute / 60;
    let by_hour = match (rhythm, hour) {
        (Rhythm::Office, 9 | 15 | 16) => 8,
        (Rhythm::Office, 10 | 11) => 10,
        (Rhythm::Office, 12 | 17) => 5,
        (Rhythm::Office, 8 | 14 | 18) => 3,
        (Rhythm::Office, 7..=20) => 1,
        (Rhythm::Morning, 8 | 10) => 4,
        (Rhythm::Morning, 9) => 8,
        (Rhythm::Morning, 11..=14) => 1,
        (Rhythm::Leisure, 9..=12 | 16..=18) => 5,
        (Rhythm::Leisure, 8 | 13..=15 | 19) => 2,
        (Rhythm::Evening, 18 | 19) => 8,
        (Rhythm::Evening, 16 | 17 | 20) => 4,
        (Rhythm::Evening, 10..=15) => 1,
        _ => 0,
    };
    by_hour
        * match minute % 60 {
            0 => 6,
            30 => 2,
            _ => 1,
        }
}

/// How much of its ordinary use a month brings.
fn season(season: Season, day: NaiveDate) -> f64 {
    let by_month: [f64; 12] = match season {
        Season::Work => [0.9, 1.0, 1.05, 0.95, 1.0, 1.0, 0.85, 0.5, 1.0, 1.1, 1.1, 0.8],
        Season::Summer => [0.1, 0.15, 0.35, 0.6, 0.9, 1.2, 1.5, 1.5, 1.0, 0.55, 0.25, 0.1],
        Season::Winter => [1.5, 1.4, 1.2, 0.8, 0.5, 0.3, 0.15, 0.15, 0.5, 0.9, 1.3, 1.5],
        Season::Feasts => [0.5, 0.7, 0.8, 0.9, 1.3, 1.5, 1.2, 0.7, 1.2, 1.0, 0.8, 1.5],
    };
    // Between Christmas and New Year nobody meets.
    let quiet = day.month() == 12 && day.day() > 23 && matches!(season, Season::Work);
    if quiet { 0.15 } else { by_month[day.month0() as usize] }
}

/// The first instant of a day so many days from today.
pub(super) fn day_from(now: DateTime<Utc>, zone: Tz, offset: i64) -> DateTime<Utc> {
    day_start(zone, wall(zone, now).date() + TimeDelta::days(offset))
}

/// Does somebody in this role book for themselves?
pub(super) fn is_member(role: Role) -> bool {
    role == Role::Member
}
