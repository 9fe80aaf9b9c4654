//! Where a reason comes from, in words for the people of the house: which line of the week, whose exception, which booking.

use super::explanation::{Detail, Link};
use super::judgement::Reason;
use super::model::Booking;
use chrono::NaiveDate;
use kernel::time::{day_text, span_text, wall};
use people::orgs::store::Ever;
use platform::{AnyRole, Perm, Scope};
use things::locations::Location;
use things::resources::away::Absence;
use things::resources::hours::{Closed, Source};
use things::resources::rules::Refusal;
use things::resources::{Owner, Resource, duration, week};
use things::words;
use uuid::Uuid;

/// What is needed to name sources.
pub struct Sources<'a> {
    /// Who asks.
    pub scope: &'a Scope,
    /// About which resource.
    pub resource: &'a Resource,
    /// The tree, with what was put away.
    pub places: &'a [Location],
    /// The bookings that hold it around that time.
    pub holding: &'a [Booking],
    /// What is not there then.
    pub absences: &'a [Absence],
    /// What whoever wants it holds and held.
    pub grants: &'a [Ever],
    /// What they are called.
    pub whom: &'a str,
    /// Which contact that is, where it is one.
    pub contact: Option<Uuid>,
}

/// The sources of a reason.
pub fn details(sources: &Sources<'_>, reason: &Reason) -> Vec<Detail> {
    let resource = sources.resource;
    let rules = resource.rules();
    let one = |text: String, rest: &str, label: &str| vec![Detail { text, link: sources.change(rest, label) }];
    let rule = |name: &str, minutes: i64, field: &str| {
        one(
            format!("{name} of {}: {}.", resource.name, duration::long(minutes)),
            &format!("/details#{field}"),
            "Change rules",
        )
    };
    match reason {
        Reason::NoRight => sources.rights(),
        Reason::Blocked => sources.blocked(),
        Reason::EnoughForToday { limit, .. } => vec![Detail {
            text: format!("The operator of this installation allows {limit} bookings a day."),
            link: None,
        }],
        Reason::Archived => {
            let when = resource.archived_at.map(|at| day_text(wall(resource.zone(), at).date())).unwrap_or_default();
            one(format!("{} was archived on {when}.", resource.name), "", "Look at it")
        }
        Reason::Status(status) => one(
            format!("The status of {} is “{}”.", resource.name, words::status_text(*status)),
            "/details#status",
            "Change its status",
        ),
        Reason::Who(who) => {
            one(format!("Who may book it: {}.", words::who_line(*who)), "/details#who", "Change who may book")
        }
        Reason::TooManyPeople { .. } => one(
            format!("The capacity of {}: {}.", resource.name, words::room_text(resource.capacity, resource.units)),
            "/details#capacity",
            "Change its capacity",
        ),
        Reason::TooManyUnits { units } | Reason::Surplus { units } => one(
            format!("{} has {}.", resource.name, words::counted(*units, "unit", "units")),
            "/details#units",
            "Change its units",
        ),
        Reason::Taken { by } => sources.bookings(by),
        Reason::Rule(Refusal::Past) => Vec::new(),
        Reason::Rule(Refusal::TooSoon { .. }) => rule("Notice", rules.notice_minutes, "notice_minutes"),
        Reason::Rule(Refusal::TooFar { .. }) => one(
            format!("Horizon of {}: {}.", resource.name, words::counted(rules.horizon_days, "day", "days")),
            "/details#horizon_days",
            "Change rules",
        ),
        Reason::Rule(Refusal::TooShort { .. }) => rule("Shortest booking", rules.min_minutes, "min_minutes"),
        Reason::Rule(Refusal::TooLong { .. }) => rule("Longest booking", rules.max_minutes, "max_minutes"),
        Reason::Rule(Refusal::OffGrid { .. }) => rule("Step between starts", rules.grid_minutes, "grid_minutes"),
        Reason::Rule(Refusal::Closed(closed)) => sources.closed(closed),
    }
}

impl Sources<'_> {
    /// A page of the resource, for those who may change it.
    fn change(&self, rest: &str, label: &str) -> Option<Link> {
        let may = self.scope.may_at(Perm::ResourcesManage, self.resource.location_id);
        let href = self.scope.org.path(&format!("/resources/{}{rest}", self.resource.id));
        may.then(|| Link { label: label.to_owned(), href })
    }

    fn closed(&self, closed: &Closed) -> Vec<Detail> {
        let (text, rest, label) = match closed {
            Closed::Outside { day, open, .. } => {
                let text = format!("The week of {}: {}.", self.resource.name, weekday_line(*day, open));
                (text, "/hours", "Change hours")
            }
            Closed::Exception { day, label, open, source, .. } => {
                let hours = if open.is_empty() { "closed".to_owned() } else { week::spans_text(open) };
                (
                    format!("“{label}” on {}: {hours}. Holds for {}.", day_text(*day), self.owner(*source)),
                    "#exceptions",
                    "Look at days with other hours",
                )
            }
            Closed::Blackout { away: Some(away), .. } => {
                let until = away.until.map(|until| wall(self.resource.zone(), until));
                let until = until.map(|at| format!(", until {}, {}", day_text(at.date()), at.format("%H:%M")));
                let text = format!("{}{}.", away.words, until.unwrap_or_default());
                return vec![Detail { text, link: self.behind(&away.path) }];
            }
            Closed::Blackout { span, reason, source, .. } => {
                let when = span_text(self.resource.zone(), *span);
                (
                    format!("“{reason}”, {when}. Holds for {}.", self.owner(*source)),
                    "#blackouts",
                    "Look at blocked times",
                )
            }
        };
        vec![Detail { text, link: self.change(rest, label) }]
    }

    /// The page of what is behind it, for those who may look at assets.
    fn behind(&self, path: &str) -> Option<Link> {
        let may = self.scope.may(Perm::AssetsRead);
        may.then(|| Link { label: "Look at it".to_owned(), href: self.scope.org.path(path) })
    }

    fn owner(&self, source: Option<Source>) -> String {
        match source.map(|source| source.owner) {
            Some(Owner::Organisation) => format!("all of {}", self.scope.org.name),
            Some(Owner::Location(id)) => {
                let place = self.places.iter().find(|place| place.id == id);
                format!("everything in {}", place.map_or("a place above it", |place| place.name.as_str()))
            }
            Some(Owner::Resource(_)) | None => format!("{} only", self.resource.name),
        }
    }

    fn bookings(&self, by: &[Uuid]) -> Vec<Detail> {
        let absent = self.absences.iter().filter(|absence| by.contains(&absence.asset_id)).map(|absence| Detail {
            text: format!("{}.", absence.words(self.scope.now)),
            link: self.behind(&absence.path()),
        });
        let holding = self.holding.iter().filter(|booking| by.contains(&booking.id));
        let detail = |booking: &Booking| Detail {
            text: format!(
                "{}, {}{}",
                booking.label(),
                span_text(booking.zone(), booking.span()),
                if self.resource.units > 1 {
                    format!(", {} of {} units", booking.units, self.resource.units)
                } else {
                    String::new()
                }
            ),
            link: Some(Link {
                label: format!("Booking {}", booking.code),
                href: self.scope.org.path(&format!("/bookings/{}", booking.id)),
            }),
        };
        holding.map(detail).chain(absent).collect()
    }

    /// The page of the contact, where the block is lifted.
    fn blocked(&self) -> Vec<Detail> {
        let href = |id| self.scope.org.path(&format!("/contacts/{id}"));
        let link = self.contact.map(|id| Link { label: "Look at the contact".to_owned(), href: href(id) });
        vec![Detail { text: format!("{} may not book on the public pages.", self.whom), link }]
    }

    /// Why their roles do not do: none, over, without this right, or elsewhere.
    fn rights(&self) -> Vec<Detail> {
        let link = || {
            let may = self.scope.may(Perm::PeopleRead);
            may.then(|| Link { label: "Team".to_owned(), href: self.scope.org.path("/people") })
        };
        if self.grants.is_empty() {
            return vec![Detail {
                text: format!("{} holds no role in {}.", self.whom, self.scope.org.name),
                link: link(),
            }];
        }
        let zone = self.scope.org.zone();
        let told = |grant: &Ever| {
            let role = grant.role.as_ref().map_or("that was", AnyRole::label);
            let over = grant.over(self.scope.now).map(|at| day_text(wall(zone, at).date()));
            let books = |role: &AnyRole| role.may(Perm::BookingsMake) || role.may(Perm::BookingsManage);
            let gives = grant.role.as_ref().is_some_and(books);
            match (over, gives, &grant.location_name) {
                (Some(day), _, _) => format!("The role {role} ended on {day}."),
                (None, false, _) => format!("The role {role} does not include booking."),
                (None, true, Some(place)) => format!("The role {role} holds within {place} only."),
                (None, true, None) => format!("The role {role} holds everywhere."),
            }
        };
        self.grants.iter().map(|grant| Detail { text: told(grant), link: link() }).collect()
    }
}

/// `Mondays 09:00-12:00`, `closed on Mondays`.
fn weekday_line(day: NaiveDate, open: &[(u16, u16)]) -> String {
    let weekday = day.format("%A");
    if open.is_empty() { format!("closed on {weekday}s") } else { format!("{weekday}s {}", week::spans_text(open)) }
}
