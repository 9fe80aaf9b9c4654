//! What an edit of a role does to the people who hold it.

use super::model::{Effect, NewRole};
use crate::orgs::model::{Held, Tree};
use kernel::crypto::sha256_hex;
use platform::Perms;
use uuid::Uuid;

/// What becomes of everybody who holds this role when it may do this: a line for each grant of it. `held` is all that
/// these people hold, so that nobody is told of losing what they have by another role too.
pub fn effects(held: &[Held], role: Uuid, after: Perms, tree: &Tree) -> Vec<Effect> {
    let mut effects: Vec<Effect> = Vec::new();
    for grant in held.iter().filter(|grant| grant.role.own_id() == Some(role)) {
        let place = grant.location_id;
        let beside: Vec<&Held> =
            held.iter().filter(|one| one.user_id == grant.user_id && tree.covers(one.location_id, place)).collect();
        let sum = |perms: &dyn Fn(&Held) -> Perms| {
            let at = |one: &&Held| if one.location_id.is_some() { perms(one).within_a_place() } else { perms(one) };
            beside.iter().map(at).fold(Perms::NONE, Perms::and)
        };
        let now = sum(&|one| one.role.perms());
        let then = sum(&|one| if one.role.own_id() == Some(role) { after } else { one.role.perms() });
        let effect = Effect {
            user_id: grant.user_id,
            name: grant.user_name.clone(),
            place,
            gains: then.without(now),
            loses: now.without(then),
        };
        if !effects.contains(&effect) {
            effects.push(effect);
        }
    }
    effects
}

/// A short name of what was on the screen: an edit is saved with the effect that was looked at, or looked at again.
pub fn seal(version: i64, wish: &NewRole, effects: &[Effect]) -> String {
    let lines = effects.iter().map(|effect| {
        format!("{} {:?} {:?} {:?}", effect.user_id, effect.place, effect.gains.names(), effect.loses.names())
    });
    let lines = lines.collect::<Vec<_>>().join("\n");
    let text = format!("{version} {:?} {:?} {lines}", wish.perms.names(), wish.categories);
    sha256_hex(text.as_bytes()).chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use platform::{AnyRole, OwnRole, Perm, Role};

    const DESK: Uuid = Uuid::from_u128(7);

    fn held(user: u128, role: AnyRole, place: Option<Uuid>) -> Held {
        Held {
            id: Uuid::from_u128(user),
            user_id: Uuid::from_u128(user),
            user_name: format!("user {user}"),
            user_email: String::new(),
            role,
            location_id: place,
            location_name: None,
            ends_at: None,
            given_by: None,
            created_at: DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    fn desk(perms: &[Perm]) -> AnyRole {
        OwnRole { id: DESK, name: "Front desk".into(), perms: Perms::of(perms), categories: Vec::new() }.into()
    }

    #[test]
    fn nobody_loses_what_another_role_gives_them() {
        let before = &[Perm::Home, Perm::CalendarRead, Perm::ContactsRead];
        let all = [held(1, desk(before), None), held(1, Role::Member.into(), None), held(2, desk(before), None)];
        let after = Perms::of(&[Perm::Home, Perm::BookingsMake]);
        let found = effects(&all, DESK, after, &Tree::default());
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].gains, found[0].loses), (Perms::NONE, Perms::of(&[Perm::ContactsRead])));
        assert_eq!(found[1].gains, Perms::of(&[Perm::BookingsMake]));
        assert_eq!(found[1].loses, Perms::of(&[Perm::CalendarRead, Perm::ContactsRead]));
    }

    #[test]
    fn within_a_place_counts_what_reaches_there() {
        let [site, floor] = [1, 2].map(Uuid::from_u128);
        let tree = Tree::of([(site, "/a".into(), "Pier".into()), (floor, "/a/b".into(), "Loft".into())]);
        let all = [held(1, desk(&[Perm::Home]), Some(floor)), held(1, Role::Manager.into(), Some(site))];
        let found = effects(&all, DESK, Perms::of(&[Perm::Home, Perm::ContactsRead, Perm::OrgManage]), &tree);
        assert!(found[0].gains.is_empty(), "a manager of the site sees contacts, and a place gives no settings");
        let other = effects(&all, DESK, Perms::of(&[Perm::PeopleManage]), &tree);
        assert_eq!(other[0].gains, Perms::of(&[Perm::PeopleManage]));
        let wish = |categories| NewRole { categories, ..NewRole::default() };
        let sealed = |effects, categories: &[Uuid]| seal(1, &wish(categories.to_vec()), effects);
        assert_ne!(sealed(&found, &[]), sealed(&other, &[]));
        assert_ne!(sealed(&found, &[]), sealed(&found, &[site]));
    }
}
