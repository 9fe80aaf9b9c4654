//! What people type to say that a day differs from its weekday, or that nothing can be booked for a while.

use super::model::{Owner, Resource};
use super::week::{parse_spans, spans_text};
use crate::locations::lineage;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use kernel::time::{Resolved, Span, form_value, parse_day, parse_form, resolve, wall};
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest label or reason (characters).
pub const LABEL_MAX: usize = 80;
/// The longest blackout (days).
pub const BLACKOUT_DAYS_MAX: i64 = 3_660;

/// What the form of an exception sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ExceptionForm {
    /// `yyyy-mm-dd`.
    pub day: String,
    /// What the day is.
    pub label: String,
    /// As in [`parse_spans`]; nothing is closed.
    pub hours: String,
    /// For what it holds: `resource`, `organisation`, or a location's id.
    pub owner: String,
    /// So that a double click makes one.
    pub key: String,
}

/// What the form of a blackout sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BlackoutForm {
    /// `yyyy-mm-ddThh:mm`, wall time of the resource's zone.
    pub from: String,
    /// The same.
    pub until: String,
    /// Why.
    pub reason: String,
    /// For what it holds: `resource`, `organisation`, or a location's id.
    pub owner: String,
    /// So that a double click makes one.
    pub key: String,
}

/// A date with other hours than its weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewException {
    /// For what it holds.
    pub owner: Owner,
    /// The day.
    pub day: NaiveDate,
    /// What the day is.
    pub label: String,
    /// `(opens, closes)` in minutes after midnight; none when it is closed.
    pub spans: Vec<(u16, u16)>,
}

/// A span in which nothing can be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewBlackout {
    /// For what it holds.
    pub owner: Owner,
    /// From when to when.
    pub span: Span,
    /// Why.
    pub reason: String,
}

impl ExceptionForm {
    /// The form that says this again.
    pub fn of(new: &NewException, key: String) -> ExceptionForm {
        let (day, hours) = (new.day.to_string(), spans_text(&new.spans));
        ExceptionForm { day, label: new.label.clone(), hours, owner: owner_value(new.owner), key }
    }

    /// Reads the form, filled in at a resource's page.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(&self, resource: &Resource, now: DateTime<Utc>) -> Result<NewException, Problems> {
        let mut problems = Problems::new();
        let day = parse_day(self.day.trim()).ok_or("Choose a day.");
        let day = day
            .and_then(|day| if day < wall(resource.zone(), now).date() { Err("This day is over.") } else { Ok(day) });
        let day = problems.take("day", day);
        let label = problems.take("label", text::line(&self.label, LABEL_MAX));
        let spans = problems.take("hours", parse_spans(&self.hours));
        let owner = problems.take("owner", parse_owner(&self.owner, resource));
        match (owner, day, label, spans) {
            (Some(owner), Some(day), Some(label), Some(spans)) => Ok(NewException { owner, day, label, spans }),
            _ => Err(problems),
        }
    }
}

impl BlackoutForm {
    /// The form that says this again, at a resource's page.
    pub fn of(new: &NewBlackout, zone: Tz, key: String) -> BlackoutForm {
        let shown = |instant| form_value(wall(zone, instant));
        let (from, until) = (shown(new.span.start), shown(new.span.end));
        BlackoutForm { from, until, reason: new.reason.clone(), owner: owner_value(new.owner), key }
    }

    /// Reads the form, filled in at a resource's page in its zone.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(&self, resource: &Resource, now: DateTime<Utc>) -> Result<NewBlackout, Problems> {
        let mut problems = Problems::new();
        let from = problems.take("from", instant(&self.from, resource.zone()));
        let until = problems.take("until", instant(&self.until, resource.zone()));
        let reason = problems.take("reason", text::line(&self.reason, LABEL_MAX));
        let owner = problems.take("owner", parse_owner(&self.owner, resource));
        let span = from.zip(until).map(|(from, until)| match Span::new(from, until) {
            Err(_) => Err("It must end after it begins."),
            Ok(span) if span.end <= now => Err("This is over already."),
            Ok(span) if span.duration().num_days() > BLACKOUT_DAYS_MAX => {
                Err("Ten years are the most. Archive it instead.")
            }
            Ok(span) => Ok(span),
        });
        let span = span.and_then(|span| problems.take("until", span));
        match (owner, span, reason) {
            (Some(owner), Some(span), Some(reason)) => Ok(NewBlackout { owner, span, reason }),
            _ => Err(problems),
        }
    }
}

fn instant(typed: &str, zone: Tz) -> Result<DateTime<Utc>, String> {
    let shown = parse_form(typed.trim()).ok_or("Choose a day and a time.")?;
    match resolve(zone, shown) {
        Resolved::Skipped { .. } => Err("The clock is put forward that night and skips this time.".into()),
        resolved => Ok(resolved.instant()),
    }
}

/// How [`parse_owner`] reads it back.
fn owner_value(owner: Owner) -> String {
    match owner {
        Owner::Resource(_) => "resource".to_owned(),
        Owner::Organisation => "organisation".to_owned(),
        Owner::Location(id) => id.to_string(),
    }
}

/// For what it holds: only the resource itself and what is above it can be chosen.
fn parse_owner(typed: &str, resource: &Resource) -> Result<Owner, String> {
    let above = |id: &Uuid| lineage(&resource.location_path).contains(id);
    match typed {
        "resource" => Ok(Owner::Resource(resource.id)),
        "organisation" => Ok(Owner::Organisation),
        id => id.parse().ok().filter(above).map(Owner::Location).ok_or_else(|| "Choose what it holds for.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::model::{Kind, PricePer, Status, Who};
    use crate::resources::rules::Rules;

    fn resource() -> Resource {
        let (site, floor) = (Uuid::from_u128(1), Uuid::from_u128(2));
        Resource {
            id: Uuid::from_u128(3),
            org_id: Uuid::from_u128(9),
            location_id: floor,
            location_name: "Upper deck".into(),
            location_path: format!("/{site}/{floor}"),
            site_name: "Harbour".into(),
            zone_name: "Europe/Madrid".into(),
            slug: "aurora".into(),
            name: "Aurora".into(),
            kind: Kind::Room,
            status: Status::Available,
            description: String::new(),
            capacity: 12,
            units: 1,
            who: Who::Anyone,
            rules: Rules {
                notice_minutes: 0,
                horizon_days: 90,
                min_minutes: 30,
                max_minutes: 480,
                grid_minutes: 30,
                buffer_before_minutes: 0,
                buffer_after_minutes: 0,
                change_notice_minutes: 0,
            },
            price_minor: None,
            price_per: PricePer::Hour,
            version: 1,
            stamp: 1,
            archived_at: None,
            amenities: vec![],
            cover_id: None,
            asset_id: None,
            asset_label: None,
            model_id: None,
            model_name: None,
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-03-02T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_holiday_is_closed_or_has_hours_of_its_own() {
        let form = ExceptionForm {
            day: "2026-12-24".into(),
            label: "Christmas Eve".into(),
            owner: "organisation".into(),
            ..Default::default()
        };
        let closed = form.parse(&resource(), now()).unwrap();
        assert_eq!((closed.owner, closed.spans), (Owner::Organisation, vec![]));
        let open = ExceptionForm { hours: "10-14".into(), owner: Uuid::from_u128(1).to_string(), ..form.clone() };
        let open = open.parse(&resource(), now()).unwrap();
        assert_eq!((open.owner, open.spans), (Owner::Location(Uuid::from_u128(1)), vec![(600, 840)]));
        let stranger = ExceptionForm { owner: Uuid::from_u128(77).to_string(), day: "2026-03-01".into(), ..form };
        let problems = stranger.parse(&resource(), now()).unwrap_err();
        assert!(problems.at("owner").is_some() && problems.at("day").is_some());
    }

    #[test]
    fn a_blackout_is_wall_time_of_the_resources_zone() {
        let form = BlackoutForm {
            from: "2026-07-01T10:00".into(),
            until: "2026-07-01T12:00".into(),
            reason: "Works".into(),
            owner: "resource".into(),
            ..Default::default()
        };
        let new = form.parse(&resource(), now()).unwrap();
        assert_eq!(new.span.start, "2026-07-01T08:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let skipped =
            BlackoutForm { from: "2026-03-29T02:30".into(), until: "2026-03-29T02:00".into(), ..form.clone() };
        assert!(skipped.parse(&resource(), now()).unwrap_err().at("from").is_some());
        let backwards = BlackoutForm { until: "2026-07-01T09:00".into(), ..form };
        assert!(backwards.parse(&resource(), now()).unwrap_err().at("until").is_some());
    }
}
