//! Who may be told of what. Pure: rights and places come in, a yes or no goes out.

use super::model::Kind;
use super::store::Thing;
use platform::context::AnyRole;
use platform::{Perm, Reach, Scope};
use uuid::Uuid;

/// The kinds this viewer may be told of at all: those about themselves, and those of what they may see.
pub fn kinds(scope: &Scope) -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| kind.perm().is_none_or(|perm| scope.may(perm))).collect()
}

/// May this viewer still be told of something of this kind that happened at one of these locations? At none of them: only
/// rights everywhere reach it.
pub fn may_be_told(scope: &Scope, kind: Kind, thing: &Thing) -> bool {
    let Some(perm) = kind.perm() else { return true };
    let places: Vec<Option<Uuid>> = thing.places.iter().copied().map(Some).collect();
    scope.reach(perm).holds(&places, thing.category)
}

/// Does a role that is held everywhere, or at one location, reach what happened at one of these places? A path names
/// all locations above its place, and itself; so do the categories of a thing.
pub fn reaches(role: &AnyRole, within: Option<Uuid>, perm: Perm, paths: &[&str], categories: &[Uuid]) -> bool {
    let there =
        within.is_none_or(|location| paths.iter().any(|path| path.split('/').any(|step| step.parse() == Ok(location))));
    let is_limited = perm.is_about_assets() && !role.categories().is_empty();
    let such = !is_limited || role.categories().iter().any(|category| categories.contains(category));
    role.may(perm) && there && such
}

/// May this viewer read the whole log, and not only what they were told themselves?
pub fn reads_everybodys(scope: &Scope) -> bool {
    scope.reach(Perm::MessagesRead) == Reach::Everywhere
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::{OwnRole, Perms, Role};

    #[test]
    fn a_role_at_a_location_reaches_what_is_below_it() {
        let (site, floor, other) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let path = format!("/{site}/{floor}");
        let reaches = |within| reaches(&Role::Manager.into(), within, Perm::BookingsRead, &[path.as_str()], &[]);
        assert!(reaches(None) && reaches(Some(site)) && reaches(Some(floor)) && !reaches(Some(other)));
        assert!(!super::reaches(&Role::Member.into(), None, Perm::BookingsRead, &[path.as_str()], &[]));
        assert!(!super::reaches(&Role::Admin.into(), Some(site), Perm::PeopleManage, &[], &[]));
    }

    #[test]
    fn a_role_for_some_categories_is_told_of_their_assets_only() {
        let (tools, saws, laptops) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let perms = Perms::of(&[Perm::AssetsRead, Perm::BookingsRead]);
        let keeper = OwnRole { id: Uuid::nil(), name: "Keeper".into(), perms, categories: vec![tools] }.into();
        assert!(reaches(&keeper, None, Perm::AssetsRead, &[], &[tools, saws]));
        assert!(!reaches(&keeper, None, Perm::AssetsRead, &[], &[laptops]));
        assert!(!reaches(&keeper, None, Perm::AssetsRead, &[], &[]));
        assert!(reaches(&keeper, None, Perm::BookingsRead, &[], &[]));
    }
}
