//! Tokens as they are read, and the form of a personal one.

use crate::identity::Membership;
use chrono::{DateTime, Utc};
use kernel::db::Json;
use kernel::{Problems, text};
use platform::Perm;
use serde::Deserialize;
use uuid::Uuid;

/// An access token acts for this long (hours).
pub const ACCESS_HOURS: i64 = 1;
/// A refresh token waits for this long (days).
pub const REFRESH_DAYS: i64 = 30;
/// Ends of a personal token that are offered (days).
pub const LIVES: [i64; 4] = [7, 30, 90, 365];
/// Live personal tokens of one user.
pub const PERSONAL_MAX: usize = 50;
/// Longest name of a token (characters).
const NAME_MAX: usize = 60;

/// What a sign-in gives a program.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The word that acts.
    pub access: String,
    /// Until then.
    pub access_until: DateTime<Utc>,
    /// The word that gets the next pair.
    pub refresh: String,
    /// Until then.
    pub refresh_until: DateTime<Utc>,
    /// The organisation both are bound to, by name.
    pub bound_to: Option<String>,
}

/// A token as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Stored {
    /// Its id.
    pub id: Uuid,
    /// `access`, `refresh` or `personal`.
    pub kind: String,
    /// Whose.
    pub user_id: Uuid,
    /// The sign-in it came from.
    pub family: Uuid,
    /// How often that was refreshed.
    pub generation: i64,
    /// The only organisation it opens.
    pub bound_to: Option<Uuid>,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// Until then.
    pub expires_at: DateTime<Utc>,
    /// When it got the next pair.
    pub rotated_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A personal token as its owner sees it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Personal {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// The only organisation it opens, by name.
    pub org_name: Option<String>,
    /// What it may be used for; none: for all its owner may do.
    pub scopes: Option<Json<Vec<String>>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until then.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub used_at: Option<DateTime<Utc>>,
}

/// The form of a personal token.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PersonalForm {
    /// What to call it.
    pub name: String,
    /// An organisation's id; empty: all.
    pub organisation: String,
    /// Permissions by name; none of them: all.
    pub scope: Vec<String>,
    /// One of [`LIVES`].
    pub days: String,
    /// What makes a second click nothing.
    pub key: String,
}

/// A personal token to be made, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPersonal {
    /// What to call it.
    pub name: String,
    /// The only organisation it is to open.
    pub bound_to: Option<Uuid>,
    /// What it may be used for; none: for all its owner may do.
    pub scopes: Option<Vec<Perm>>,
    /// For so many days.
    pub days: i64,
}

impl NewPersonal {
    /// Reads the form of somebody who belongs to these organisations.
    ///
    /// # Errors
    /// All problems at once.
    pub fn parse(form: &PersonalForm, memberships: &[Membership]) -> Result<NewPersonal, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let bound_to = match form.organisation.as_str() {
            "" => Some(None),
            id => {
                let own = memberships.iter().map(|membership| membership.org_id).find(|own| own.to_string() == id);
                problems.take("organisation", own.map(Some).ok_or("Choose one of your organisations."))
            }
        };
        let scopes: Option<Vec<Perm>> = form.scope.iter().map(|name| Perm::parse(name)).collect();
        let scopes = problems.take("scope", scopes.ok_or("Choose from the list."));
        let days = form.days.parse().ok().filter(|days| LIVES.contains(days));
        let days = problems.take("days", days.ok_or("Choose how long it works."));
        match (name, bound_to, scopes, days) {
            (Some(name), Some(bound_to), Some(scopes), Some(days)) => {
                Ok(NewPersonal { name, bound_to, scopes: Some(scopes).filter(|scopes| !scopes.is_empty()), days })
            }
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_and_all_that_is_wrong_with_it_is_told() {
        let own = Membership {
            org_id: Uuid::from_u128(1),
            slug: "harbour".into(),
            name: "Harbour".into(),
            suspended: false,
            roles: Vec::new(),
        };
        let form = PersonalForm {
            name: " Door sign ".into(),
            organisation: Uuid::from_u128(1).to_string(),
            scope: vec!["calendar_read".into()],
            days: "90".into(),
            ..PersonalForm::default()
        };
        let new = NewPersonal::parse(&form, std::slice::from_ref(&own)).unwrap();
        assert_eq!((new.name.as_str(), new.scopes), ("Door sign", Some(vec![Perm::CalendarRead])));
        let wrong = PersonalForm {
            organisation: Uuid::from_u128(2).to_string(),
            scope: vec!["operator".into()],
            days: "100000".into(),
            ..PersonalForm::default()
        };
        let problems = NewPersonal::parse(&wrong, &[own]).unwrap_err();
        assert!(
            ["name", "organisation", "scope", "days"].iter().all(|field| problems.at(field).is_some()),
            "{problems}"
        );
    }
}
