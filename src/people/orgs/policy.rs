//! Who may hand out what, and which colours can be read.

use chrono::{DateTime, Utc};
use platform::{AnyRole, OwnRole, Perm, Perms, Reach, Role, Viewer};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The least contrast between letters and what they stand on (WCAG 2.2, 1.4.3).
pub const LETTERS_MIN: f64 = 4.5;
/// The least contrast between a button and the page (WCAG 2.2, 1.4.11).
pub const SHAPES_MIN: f64 = 3.0;

/// May this viewer give, change or end this role at this location (none: everywhere)?
///
/// They must look after people there, and must be allowed there themselves all that the role allows. Owners are made and
/// ended by owners only, although admins may do as much: an owner cannot be got rid of by somebody they trusted.
pub fn may_hand(viewer: &Viewer, role: &AnyRole, location: Option<Uuid>) -> bool {
    let theirs = viewer.perms_at(location);
    let given = if location.is_some() { role.perms().within_a_place() } else { role.perms() };
    let is_theirs = *role != Role::Owner || viewer.is_owner();
    theirs.has(Perm::PeopleManage) && given.is_within(theirs) && is_theirs
}

/// May this viewer give this role there until this instant (none: without an end)?
///
/// Nobody gives what lasts longer than their own: who looks after people for a month would else do it for good.
pub fn may_give(viewer: &Viewer, role: &AnyRole, location: Option<Uuid>, ends_at: Option<DateTime<Utc>>) -> bool {
    let given = if location.is_some() { role.perms().within_a_place() } else { role.perms() };
    may_hand(viewer, role, location) && given.is_within(viewer.perms_lasting(location, ends_at))
}

/// The roles this viewer may give somewhere: built-in ones, the mightiest first, then these own ones.
pub fn roles_to_hand(viewer: &Viewer, own: &[OwnRole]) -> Vec<AnyRole> {
    let limited = viewer.grants.iter().filter_map(|grant| grant.within.as_deref()).flatten();
    // Nearly always a handful of sets for any number of locations.
    let places: BTreeSet<Uuid> = limited.copied().collect();
    let mut standings: Vec<(Option<Uuid>, Perms)> = vec![(None, viewer.perms_at(None))];
    for place in places {
        let perms = viewer.perms_at(Some(place));
        if !standings.iter().any(|(location, known)| location.is_some() && *known == perms) {
            standings.push((Some(place), perms));
        }
    }
    let all = Role::ALL.into_iter().map(AnyRole::from).chain(own.iter().cloned().map(AnyRole::from));
    all.filter(|role| standings.iter().any(|(place, _)| may_hand(viewer, role, *place))).collect()
}

/// May this viewer make a role of these permissions, change one that had them, or archive it? Roles belong to no place
/// and have no end, so only what somebody holds everywhere and without an end counts.
pub fn may_make(viewer: &Viewer, perms: Perms) -> bool {
    let theirs = viewer.perms_lasting(None, None);
    theirs.has(Perm::PeopleManage) && perms.is_within(theirs)
}

/// Is the first role mightier than the second?
pub fn is_mightier(one: Role, other: Role) -> bool {
    let rank = |role| Role::ALL.iter().position(|known| *known == role);
    rank(one) < rank(other)
}

/// Is something at this location (none: everywhere) within the viewer's reach?
pub fn sees(reach: &Reach, location: Option<Uuid>) -> bool {
    match location {
        None => *reach == Reach::Everywhere,
        Some(location) => reach.covers(location),
    }
}

/// The contrast between two colours (`#rrggbb`), from 1 to 21 (WCAG 2.2).
pub fn contrast(one: &str, two: &str) -> f64 {
    let (one, two) = (luminance(one) + 0.05, luminance(two) + 0.05);
    if one > two { one / two } else { two / one }
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::context::Grant;
    use platform::ui::mail::ink_on;

    fn viewer(role: impl Into<AnyRole>, within: Option<Vec<Uuid>>) -> Viewer {
        Viewer {
            grants: vec![Grant { role: role.into(), within, categories: None, ends_at: None }],
            ..Viewer::default()
        }
    }

    fn own(perms: &[Perm]) -> OwnRole {
        OwnRole { id: Uuid::from_u128(7), name: "Front desk".into(), perms: Perms::of(perms), categories: Vec::new() }
    }

    fn may_hand(viewer: &Viewer, role: impl Into<AnyRole>, location: Option<Uuid>) -> bool {
        super::may_hand(viewer, &role.into(), location)
    }

    #[test]
    fn nobody_hands_out_more_than_they_have() {
        let (owner, admin, manager) =
            (viewer(Role::Owner, None), viewer(Role::Admin, None), viewer(Role::Manager, None));
        assert!(may_hand(&owner, Role::Owner, None));
        assert!(!may_hand(&admin, Role::Owner, None));
        assert!(may_hand(&admin, Role::Admin, None) && may_hand(&admin, Role::Member, None));
        assert!(!may_hand(&manager, Role::Member, None), "a manager does not look after people");
        assert!(roles_to_hand(&manager, &[own(&[Perm::Home])]).is_empty());
        assert!(!roles_to_hand(&admin, &[]).iter().any(|role| *role == Role::Owner));
    }

    #[test]
    fn who_looks_after_people_by_an_own_role_hands_out_what_is_within_it() {
        use Perm::{BookingsMake, CalendarRead, Home, OrgManage, PeopleManage, PeopleRead};
        let keeper = viewer(own(&[Home, CalendarRead, BookingsMake, PeopleRead, PeopleManage]), None);
        assert!(may_hand(&keeper, Role::Member, None) && !may_hand(&keeper, Role::Viewer, None));
        assert!(may_hand(&keeper, own(&[Home, PeopleManage]), None));
        assert!(!may_hand(&keeper, own(&[Home, OrgManage]), None));
        assert_eq!(roles_to_hand(&keeper, &[own(&[Home]), own(&[OrgManage])]).len(), 2, "member and the first");
        assert!(may_make(&keeper, Perms::of(&[Home, BookingsMake])) && !may_make(&keeper, Perms::all()));
    }

    #[test]
    fn two_grants_together_are_what_somebody_holds() {
        let mut both = viewer(own(&[Perm::Home, Perm::PeopleManage]), None);
        both.grants.push(Grant { role: Role::Member.into(), within: None, categories: None, ends_at: None });
        assert!(may_hand(&both, Role::Member, None));
        both.grants[1].within = Some(vec![Uuid::from_u128(1)]);
        assert!(!may_hand(&both, Role::Member, None) && may_hand(&both, Role::Member, Some(Uuid::from_u128(1))));
        assert!(!may_make(&both, Perms::of(Role::Member.perms())), "roles belong to no place");
    }

    #[test]
    fn what_is_limited_to_a_place_is_handed_out_there_only() {
        let (here, elsewhere) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let limited = viewer(Role::Admin, Some(vec![here]));
        assert!(may_hand(&limited, Role::Manager, Some(here)));
        assert!(!may_hand(&limited, Role::Manager, Some(elsewhere)));
        assert!(!may_hand(&limited, Role::Manager, None));
        assert!(!sees(&Reach::Within(vec![here]), None) && sees(&Reach::Within(vec![here]), Some(here)));
    }

    #[test]
    fn nobody_gives_what_lasts_longer_than_their_own() {
        let day = |day: u32| format!("2026-04-{day:02}T00:00:00Z").parse::<DateTime<Utc>>().unwrap();
        let mut admin = viewer(Role::Admin, None);
        admin.grants[0].ends_at = Some(day(9));
        let gives = |viewer: &Viewer, until| may_give(viewer, &Role::Member.into(), None, until);
        assert!(gives(&admin, Some(day(9))) && !gives(&admin, Some(day(10))) && !gives(&admin, None));
        assert!(may_hand(&admin, Role::Member, None), "but they may end it");
        assert!(!may_make(&admin, Perms::of(&[Perm::Home])), "roles have no end");
        admin.grants.push(Grant { role: Role::Member.into(), within: None, categories: None, ends_at: None });
        assert!(gives(&admin, None) && !may_give(&admin, &Role::Viewer.into(), None, None));
    }

    #[test]
    fn contrast_is_measured_as_wcag_does() {
        assert!((contrast("#ffffff", "#000000") - 21.0).abs() < 0.01);
        assert!((contrast("#777777", "#ffffff") - 4.48).abs() < 0.01);
        assert!(contrast("#facc15", "#ffffff") < SHAPES_MIN && contrast("#0f766e", "#ffffff") > SHAPES_MIN);
    }

    #[test]
    fn letters_can_be_read_on_every_colour_that_can_be_chosen() {
        let steps = || (0..=255u8).step_by(15);
        for (red, green, blue) in steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| (r, g, b)))) {
            let colour = format!("#{red:02x}{green:02x}{blue:02x}");
            assert!(contrast(&colour, ink_on(&colour)) >= LETTERS_MIN, "{colour}");
        }
    }
}
