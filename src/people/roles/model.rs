//! Own roles as they are read, and what people type about them, parsed.

use chrono::{DateTime, Utc};
use kernel::{Problems, text};
use platform::{OwnRole, Perm, Perms, Role};
use serde::Deserialize;
use uuid::Uuid;

/// Longest name of a role (characters).
const NAME_MAX: usize = 60;
/// Categories that a role can be limited to: more than these nobody ticks.
const CATEGORIES_MAX: usize = 50;
/// Longest description (characters).
const DESCRIPTION_MAX: usize = 300;

/// A role of the organisation's own.
#[derive(Debug, Clone)]
pub struct OwnRoleRecord {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it may do.
    pub perms: Perms,
    /// What it may do about assets holds for these categories and all below them; none: for all assets.
    pub categories: Vec<Uuid>,
    /// For optimistic locking.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was archived.
    pub archived_at: Option<DateTime<Utc>>,
}

impl OwnRoleRecord {
    /// As it was wished for.
    pub fn wish(&self) -> NewRole {
        NewRole {
            name: self.name.clone(),
            description: self.description.clone(),
            perms: self.perms,
            categories: self.categories.clone(),
        }
    }

    /// As a grant names it.
    pub fn as_own(&self) -> OwnRole {
        OwnRole { id: self.id, name: self.name.clone(), perms: self.perms, categories: self.categories.clone() }
    }
}

/// A role as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Stored names of permissions.
    pub perms: Vec<String>,
    /// Ids of categories of assets.
    pub categories: Vec<String>,
    /// Which version was on the screen.
    pub version: i64,
    /// What makes a second click nothing.
    pub key: String,
    /// Which effect was on the screen.
    pub seen: String,
}

impl RoleForm {
    /// The form as it stands for this role.
    pub fn of(role: &OwnRoleRecord) -> RoleForm {
        RoleForm {
            name: role.name.clone(),
            description: role.description.clone(),
            perms: role.perms.names().into_iter().map(str::to_owned).collect(),
            categories: role.categories.iter().map(Uuid::to_string).collect(),
            version: role.version,
            ..RoleForm::default()
        }
    }

    /// The permissions that are ticked.
    pub fn ticked(&self) -> Perms {
        Perms::parse(&self.perms)
    }
}

/// A role, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRole {
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it may do: a complete set.
    pub perms: Perms,
    /// What it may do about assets holds for these categories and all below them, in order; none: for all assets.
    pub categories: Vec<Uuid>,
}

impl NewRole {
    /// Reads the form. What the ticked permissions are of no use without is taken in too.
    ///
    /// # Errors
    /// All problems at once.
    pub fn parse(form: &RoleForm) -> Result<NewRole, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let description = problems.take("description", text::optional_line(&form.description, DESCRIPTION_MAX));
        let is_built_in = |name: &String| Role::ALL.iter().any(|role| role.label().eq_ignore_ascii_case(name));
        if name.as_ref().is_some_and(is_built_in) {
            problems.add("name", "A built-in role has this name. Choose another one.");
        }
        let unknown = form.perms.iter().any(|name| Perm::parse(name).is_none());
        let perms = form.ticked();
        if unknown {
            problems.add("perms", "Choose from the list.");
        } else if perms.is_empty() {
            problems.add("perms", "Tick at least one: a role that may do nothing is none.");
        }
        let mut categories: Vec<Uuid> = form.categories.iter().filter_map(|id| id.parse().ok()).collect();
        categories.sort_unstable();
        categories.dedup();
        if categories.len() < form.categories.len() {
            problems.add("categories", "Choose each from the list, once.");
        } else if categories.len() > CATEGORIES_MAX {
            problems.add("categories", "A role holds for 50 categories at most. Choose those above them.");
        } else if !categories.is_empty() && perms.about_assets().is_empty() {
            problems.add("categories", "This limits what it may do about assets, and it may do nothing about them.");
        }
        match (name, description) {
            (Some(name), Some(description)) if problems.is_empty() => {
                Ok(NewRole { name, description, perms: perms.with(Perm::Home).complete(), categories })
            }
            _ => Err(problems),
        }
    }
}

/// What an edit changes for somebody who holds the role, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Who.
    pub user_id: Uuid,
    /// What they are called.
    pub name: String,
    /// Within this location; none: everywhere.
    pub place: Option<Uuid>,
    /// What they may do then and may not now.
    pub gains: Perms,
    /// What they may do now and may not then.
    pub loses: Perms,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, perms: &[&str]) -> RoleForm {
        let perms = perms.iter().map(|name| (*name).to_owned()).collect();
        RoleForm { name: name.into(), perms, ..RoleForm::default() }
    }

    #[test]
    fn what_a_permission_is_of_no_use_without_comes_along() {
        let role = NewRole::parse(&form("  Front   desk ", &["bookings_manage"])).unwrap();
        assert_eq!(role.name, "Front desk");
        let wanted = [Perm::Home, Perm::CalendarRead, Perm::BookingsRead, Perm::BookingsMake, Perm::BookingsManage];
        assert_eq!(role.perms, Perms::of(&wanted));
    }

    #[test]
    fn only_what_it_may_do_about_assets_is_limited_to_categories() {
        let some = |ids: &[u128], perms: &[&str]| RoleForm {
            categories: ids.iter().map(|id| Uuid::from_u128(*id).to_string()).collect(),
            ..form("Keeper", perms)
        };
        let keeper = NewRole::parse(&some(&[2, 1], &["assets_lend"])).unwrap();
        assert_eq!(keeper.categories, [1, 2].map(Uuid::from_u128));
        let many: Vec<u128> = (0..51).collect();
        for refused in [some(&[1], &["bookings_make"]), some(&[1, 1], &["assets_read"]), some(&many, &["assets_read"])]
        {
            assert!(NewRole::parse(&refused).unwrap_err().at("categories").is_some(), "{refused:?}");
        }
        let forged = RoleForm { categories: vec!["all".into()], ..form("Keeper", &["assets_read"]) };
        assert!(NewRole::parse(&forged).unwrap_err().at("categories").is_some());
    }

    #[test]
    fn a_role_has_a_name_of_its_own_and_does_something() {
        let problems = NewRole::parse(&form("facility MANAGER", &[])).unwrap_err();
        assert!(problems.at("name").is_some() && problems.at("perms").is_some(), "{problems}");
        for forged in ["operator", "public", "everything", ""] {
            assert!(NewRole::parse(&form("Desk", &["home", forged])).unwrap_err().at("perms").is_some(), "{forged:?}");
        }
        assert!(NewRole::parse(&form(&"x".repeat(61), &["home"])).unwrap_err().at("name").is_some());
    }
}
