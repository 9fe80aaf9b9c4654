//! Grants, invitations, and the forms that make them.

use crate::identity::model::{address, person_name};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use kernel::mail::EmailAddress;
use kernel::time::{day_start, day_text, parse_day, wall};
use kernel::{Problems, Result};
use platform::{AnyRole, OwnRole, Role};
use serde::Deserialize;
use uuid::Uuid;

/// A location that a grant may be limited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: Uuid,
    /// Its name with those above it: `Harbour › Boathouse`.
    pub label: String,
}

/// A grant that is in force.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub user_id: Uuid,
    /// What they are called.
    pub user_name: String,
    /// Lower case.
    pub user_email: String,
    /// Which role.
    pub role: AnyRole,
    /// Within this location; none: everywhere.
    pub location_id: Option<Uuid>,
    /// Its name.
    pub location_name: Option<String>,
    /// Until then.
    pub ends_at: Option<DateTime<Utc>>,
    /// Who gave it.
    pub given_by: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// For optimistic locking.
    pub version: i64,
}

/// Somebody on the team with what they hold.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub user_id: Uuid,
    /// What they are called.
    pub name: String,
    /// Lower case.
    pub email: String,
    /// What they hold, as far as the viewer sees it.
    pub grants: Vec<Held>,
}

/// What the team page shows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TeamFilter {
    /// Part of a name or address.
    pub text: String,
    /// A role: a built-in one's name, or an own one's id.
    pub role: String,
    /// Which page, from 0.
    pub page: i64,
}

impl TeamFilter {
    /// Does it leave anybody out?
    pub fn is_narrow(&self) -> bool {
        !self.text.trim().is_empty() || !self.role.is_empty()
    }
}

/// Role, place and end as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GrantForm {
    /// The role: a built-in one's name, or an own one's id.
    pub role: String,
    /// A location's id; empty: everywhere.
    pub location: String,
    /// The last day, `yyyy-mm-dd`; empty: until it is ended.
    pub until: String,
    /// Which version was on the screen.
    pub version: i64,
    /// What makes a second click nothing.
    pub key: String,
}

impl GrantForm {
    /// The form as it stands for this grant, in the organisation's zone.
    pub fn of(held: &Held, zone: Tz) -> GrantForm {
        GrantForm {
            role: held.role.key(),
            location: held.location_id.map(|id| id.to_string()).unwrap_or_default(),
            until: held.ends_at.map(|end| last_moment(zone, end).format("%Y-%m-%d").to_string()).unwrap_or_default(),
            version: held.version,
            key: String::new(),
        }
    }
}

/// Role, place and end, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantWish {
    /// Which role.
    pub role: AnyRole,
    /// Within this location; none: everywhere.
    pub location: Option<Uuid>,
    /// Until this instant; none: until it is ended.
    pub ends_at: Option<DateTime<Utc>>,
}

impl GrantWish {
    /// This role, everywhere, until it is ended.
    pub fn of(role: impl Into<AnyRole>) -> GrantWish {
        GrantWish { role: role.into(), location: None, ends_at: None }
    }

    /// Reads the form; days are days of this zone, and these are the organisation's own roles.
    ///
    /// # Errors
    /// All problems at once.
    pub fn parse(form: &GrantForm, own: &[OwnRole], zone: Tz, now: DateTime<Utc>) -> Result<GrantWish, Problems> {
        let mut problems = Problems::new();
        let role = AnyRole::find(&form.role, own);
        if role.is_none() {
            problems.add("role", "Choose a role.");
        }
        let location = match form.location.as_str() {
            "" => None,
            id => problems.take("location", id.parse::<Uuid>().map_err(|_| "Choose a place from the list.")),
        };
        let ends_at = match form.until.trim() {
            "" => None,
            day => problems.take("until", end_of(day, zone, now)),
        };
        let is_owner = role.as_ref().is_some_and(|role| *role == Role::Owner);
        if is_owner && !form.location.is_empty() {
            problems.add("location", "An owner is an owner everywhere.");
        }
        if is_owner && !form.until.trim().is_empty() {
            problems.add("until", "An owner is an owner until somebody ends it.");
        }
        match role {
            Some(role) if problems.is_empty() => Ok(GrantWish { role, location, ends_at }),
            _ => Err(problems),
        }
    }
}

fn end_of(day: &str, zone: Tz, now: DateTime<Utc>) -> Result<DateTime<Utc>, &'static str> {
    let next = parse_day(day).and_then(|day| day.succ_opt()).ok_or("Choose a day.")?;
    let end = day_start(zone, next);
    if end > now { Ok(end) } else { Err("This day is over.") }
}

/// The last day on which something that ends then still holds, for people.
pub fn last_day(zone: Tz, ends_at: DateTime<Utc>) -> String {
    day_text(last_moment(zone, ends_at))
}

fn last_moment(zone: Tz, ends_at: DateTime<Utc>) -> chrono::NaiveDate {
    wall(zone, ends_at - TimeDelta::seconds(1)).date()
}

/// An invitation that waits.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// Where to.
    pub org_id: Uuid,
    /// Who.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they will hold.
    pub wish: GrantWish,
    /// The location's name.
    pub location_name: Option<String>,
    /// By whom.
    pub invited_by: Uuid,
    /// What they are called.
    pub invited_by_name: String,
    /// The link works until then.
    pub expires_at: DateTime<Utc>,
}

/// An invitation as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InvitationForm {
    /// What they are called.
    pub name: String,
    /// Where the link goes.
    pub email: String,
    /// The role: a built-in one's name, or an own one's id.
    pub role: String,
    /// A location's id; empty: everywhere.
    pub location: String,
    /// The last day, `yyyy-mm-dd`; empty: until it is ended.
    pub until: String,
}

/// An invitation to be sent, checked.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// Where the link goes.
    pub email: EmailAddress,
    /// What they are called.
    pub name: String,
    /// What they will hold.
    pub wish: GrantWish,
}

impl NewInvitation {
    /// Reads the form.
    ///
    /// # Errors
    /// All problems at once.
    pub fn parse(
        form: &InvitationForm,
        own: &[OwnRole],
        zone: Tz,
        now: DateTime<Utc>,
    ) -> Result<NewInvitation, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", person_name(&form.name));
        let email = problems.take("email", address(&form.email));
        let typed = GrantForm {
            role: form.role.clone(),
            location: form.location.clone(),
            until: form.until.clone(),
            ..GrantForm::default()
        };
        let wish = match GrantWish::parse(&typed, own, zone, now) {
            Ok(wish) => Some(wish),
            Err(more) => {
                problems.extend(more);
                None
            }
        };
        match (name, email, wish) {
            (Some(name), Some(email), Some(wish)) => Ok(NewInvitation { email, name, wish }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Madrid;
    use platform::{Perm, Perms};

    fn now() -> DateTime<Utc> {
        "2026-03-02T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_last_day_counts_to_its_end_in_the_organisations_zone() {
        let form = GrantForm { role: "manager".into(), until: "2026-03-29".into(), ..GrantForm::default() };
        let wish = GrantWish::parse(&form, &[], Madrid, now()).unwrap();
        let end = wish.ends_at.unwrap();
        assert_eq!(end.to_rfc3339(), "2026-03-29T22:00:00+00:00", "the clocks change on that day");
        assert_eq!(last_day(Madrid, end), "Sun 29 Mar 2026");
        let today = GrantForm { until: "2026-03-02".into(), ..form.clone() };
        assert!(GrantWish::parse(&today, &[], Madrid, now()).is_ok());
        let over = GrantForm { until: "2026-03-01".into(), ..form };
        assert!(GrantWish::parse(&over, &[], Madrid, now()).unwrap_err().at("until").is_some());
    }

    #[test]
    fn a_role_is_named_by_its_name_or_its_id() {
        let desk = OwnRole {
            id: Uuid::from_u128(9),
            name: "Front desk".into(),
            perms: Perms::of(&[Perm::Home]),
            categories: Vec::new(),
        };
        let form = |role: &str| GrantForm { role: role.into(), ..GrantForm::default() };
        let parse = |role: &str| GrantWish::parse(&form(role), std::slice::from_ref(&desk), Madrid, now());
        assert_eq!(parse(&desk.id.to_string()).unwrap().role, AnyRole::Own(desk.clone()));
        assert_eq!(parse("viewer").unwrap().role, AnyRole::BuiltIn(Role::Viewer));
        for unknown in [String::new(), "Front desk".to_owned(), Uuid::from_u128(8).to_string()] {
            assert!(parse(&unknown).unwrap_err().at("role").is_some(), "{unknown:?}");
        }
    }

    #[test]
    fn an_owner_has_neither_an_end_nor_a_limit() {
        let form = GrantForm {
            role: "owner".into(),
            until: "2027-01-01".into(),
            location: Uuid::from_u128(1).to_string(),
            ..GrantForm::default()
        };
        let problems = GrantWish::parse(&form, &[], Madrid, now()).unwrap_err();
        assert!(problems.at("until").is_some() && problems.at("location").is_some());
    }

    #[test]
    fn an_invitation_tells_all_that_is_wrong() {
        let problems = NewInvitation::parse(&InvitationForm::default(), &[], Madrid, now()).unwrap_err();
        assert!(["name", "email", "role"].iter().all(|field| problems.at(field).is_some()), "{problems}");
    }
}
