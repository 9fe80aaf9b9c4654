//! What is not there: assets that a resource is made of while they are lent to somebody, in maintenance, or kept.
//!
//! The schema judges by the same rows (`bookable_absences`); here they become what slots and hours are reckoned with.

use super::hours::{Away, Blackout};
use super::model::Resource;
use super::slots::{Busy, full_spans};
use chrono::{DateTime, Utc};
use kernel::time::{Span, merged};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Why an asset is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Cause {
    /// Somebody has it, without a booking.
    Out,
    /// It was handed out for a booking that is over, and did not come back.
    Late,
    /// It will be worked on.
    Work,
    /// It is in maintenance.
    Maintenance,
    /// Its label says that it may not leave.
    Kept,
    /// There is none of them any more.
    None,
}

impl Cause {
    /// What guests read.
    pub fn reason(self) -> &'static str {
        match self {
            Cause::Out | Cause::Late => "lent to somebody",
            Cause::Work | Cause::Maintenance => "maintenance",
            Cause::Kept => "not lent at present",
            Cause::None => "there is none at present",
        }
    }
}

/// When one of the assets that a resource is made of is not there.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Absence {
    /// The resource.
    pub resource_id: Uuid,
    /// The asset.
    pub asset_id: Uuid,
    /// Why.
    pub cause: Cause,
    /// The custody, the work order or the asset that says so.
    pub cause_id: Uuid,
    /// Since when; none: always.
    pub from_at: Option<DateTime<Utc>>,
    /// Until when; none: until somebody says otherwise.
    pub until_at: Option<DateTime<Utc>>,
    /// When it should have ended: from then on it has no end.
    pub late_at: Option<DateTime<Utc>>,
    /// The tag of the asset.
    pub tag: Option<String>,
    /// The number of the work order.
    pub number: Option<i64>,
    /// The title of that.
    pub title: Option<String>,
}

impl Absence {
    /// Should it have ended by now?
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.late_at.is_some_and(|late| late <= now)
    }

    /// Until when, as far as anybody knows now.
    pub fn until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.until_at.filter(|_| !self.is_late(now))
    }

    /// The part of it that lies in a window.
    pub fn within(&self, window: Span, now: DateTime<Utc>) -> Option<Span> {
        let from = self.from_at.map_or(window.start, |from| from.max(window.start));
        let until = self.until(now).map_or(window.end, |until| until.min(window.end));
        Span::new(from, until).ok()
    }

    /// For the people of the house: what is not there, and why.
    pub fn words(&self, now: DateTime<Utc>) -> String {
        let tag = self.tag.as_deref().unwrap_or_default();
        match (self.cause, self.number) {
            (Cause::Work, Some(number)) => {
                format!("WO-{number} {}", self.title.as_deref().unwrap_or_default())
            }
            (Cause::Out | Cause::Late, _) if self.is_late(now) => format!("{tag} should have come back"),
            (Cause::Out | Cause::Late, _) => format!("{tag} is out"),
            (Cause::Kept, _) => format!("{tag} may not leave, by its label"),
            (Cause::None, _) => "No asset of this model is there any more".to_owned(),
            (Cause::Work | Cause::Maintenance, _) => format!("{tag} is in maintenance"),
        }
    }

    /// The page that tells more, below the organisation's.
    pub fn path(&self) -> String {
        match self.cause {
            Cause::Work => format!("/work-orders/{}", self.cause_id),
            Cause::None => format!("/resources/{}", self.resource_id),
            _ => format!("/assets/{}", self.asset_id),
        }
    }
}

/// What absences take away inside a window, each asset once at a time.
pub fn taken(absences: &[Absence], window: Span, now: DateTime<Utc>) -> Vec<(Uuid, Busy)> {
    let mut spans: BTreeMap<(Uuid, Uuid), Vec<Span>> = BTreeMap::new();
    for absence in absences {
        if let Some(span) = absence.within(window, now) {
            spans.entry((absence.resource_id, absence.asset_id)).or_default().push(span);
        }
    }
    let each = spans.into_iter().flat_map(|((resource, _), spans)| {
        merged(spans).into_iter().map(move |block| (resource, Busy { block, units: 1 }))
    });
    each.collect()
}

/// When all that a resource is made of is away, so that it is closed.
pub fn closures(resource: &Resource, absences: &[Absence], window: Span, now: DateTime<Utc>) -> Vec<Blackout> {
    let own: Vec<Absence> = absences.iter().filter(|absence| absence.resource_id == resource.id).cloned().collect();
    let busy: Vec<Busy> = taken(&own, window, now).into_iter().map(|(_, busy)| busy).collect();
    full_spans(&busy, window, resource.units - 1)
        .into_iter()
        .filter_map(|span| {
            let reaches = |absence: &&Absence| absence.within(window, now).is_some_and(|part| part.overlaps(&span));
            // Of several the one that lasts longest says when it is there again.
            let last =
                own.iter().filter(reaches).max_by_key(|absence| (absence.until(now).is_none(), absence.until(now)))?;
            let until = if span.end < window.end { Some(span.end) } else { last.until(now) };
            let away = Away { words: last.words(now), path: last.path(), until };
            Some(Blackout { span, reason: last.cause.reason().to_owned(), source: None, away: Some(away) })
        })
        .collect()
}
