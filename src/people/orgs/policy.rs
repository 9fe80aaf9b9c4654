//! Who may hand out what, and which colours can be read.

use platform::{Perm, Reach, Role, Viewer};
use uuid::Uuid;

/// The least contrast between letters and what they stand on (WCAG 2.2, 1.4.3).
pub const LETTERS_MIN: f64 = 4.5;
/// The least contrast between a button and the page (WCAG 2.2, 1.4.11).
pub const SHAPES_MIN: f64 = 3.0;

/// May this viewer give, change or end this role at this location (none: everywhere)?
///
/// One of their own grants must allow it: it looks after people there, and is at least as mighty.
pub fn may_hand(viewer: &Viewer, role: Role, location: Option<Uuid>) -> bool {
    let lets = viewer.is_let(Perm::PeopleManage);
    lets && viewer.grants.iter().any(|grant| {
        let there = match (&grant.within, location) {
            (None, _) => true,
            (Some(within), Some(location)) => within.contains(&location),
            (Some(_), None) => false,
        };
        grant.role.may(Perm::PeopleManage) && rank(grant.role) <= rank(role) && there
    })
}

/// The roles this viewer may give somewhere.
pub fn roles_to_hand(viewer: &Viewer) -> Vec<Role> {
    let managing: Vec<Role> =
        viewer.grants.iter().map(|grant| grant.role).filter(|role| role.may(Perm::PeopleManage)).collect();
    Role::ALL.into_iter().filter(|role| managing.iter().any(|own| rank(*own) <= rank(*role))).collect()
}

/// Is something at this location (none: everywhere) within the viewer's reach?
pub fn sees(reach: &Reach, location: Option<Uuid>) -> bool {
    match location {
        None => *reach == Reach::Everywhere,
        Some(location) => reach.covers(location),
    }
}

/// The place in the order of might: 0 is the mightiest.
fn rank(role: Role) -> usize {
    Role::ALL.iter().position(|one| *one == role).unwrap_or(Role::ALL.len())
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

    fn viewer(role: Role, within: Option<Vec<Uuid>>) -> Viewer {
        Viewer { grants: vec![Grant { role, within }], ..Viewer::default() }
    }

    #[test]
    fn nobody_hands_out_more_than_they_have() {
        let (owner, admin, manager) =
            (viewer(Role::Owner, None), viewer(Role::Admin, None), viewer(Role::Manager, None));
        assert!(may_hand(&owner, Role::Owner, None));
        assert!(!may_hand(&admin, Role::Owner, None));
        assert!(may_hand(&admin, Role::Admin, None) && may_hand(&admin, Role::Member, None));
        assert!(!may_hand(&manager, Role::Member, None), "a manager does not look after people");
        assert_eq!(roles_to_hand(&manager), []);
        assert!(!roles_to_hand(&admin).contains(&Role::Owner));
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
