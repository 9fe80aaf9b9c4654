//! A set of permissions, as cheap as a number.

use super::Perm;

/// A set of permissions. What a role is, and what somebody holds at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Perms(u128);

impl Perms {
    /// No permission.
    pub const NONE: Perms = Perms(0);

    /// These.
    pub const fn of(perms: &[Perm]) -> Perms {
        let (mut set, mut at) = (0, 0);
        while at < perms.len() {
            set |= bit(perms[at]);
            at += 1;
        }
        Perms(set)
    }

    /// All that a role may hold.
    pub const fn all() -> Perms {
        Perms::of(&Perm::ALL)
    }

    /// Those with these stored names. Names this program does not know give nothing.
    pub fn parse<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Perms {
        names.into_iter().filter_map(|name| Perm::parse(name.as_ref())).fold(Perms::NONE, Perms::with)
    }

    /// Their stored names, in the order of the matrix.
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Perm::name).collect()
    }

    /// Is this one of them?
    pub const fn has(self, perm: Perm) -> bool {
        self.0 & bit(perm) != 0
    }

    /// These and one more.
    #[must_use]
    pub const fn with(self, perm: Perm) -> Perms {
        Perms(self.0 | bit(perm))
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, others: Perms) -> Perms {
        Perms(self.0 | others.0)
    }

    /// These without those.
    #[must_use]
    pub const fn without(self, others: Perms) -> Perms {
        Perms(self.0 & !others.0)
    }

    /// Are all of these among those?
    pub const fn is_within(self, others: Perms) -> bool {
        self.0 & !others.0 == 0
    }

    /// None at all?
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// One by one, in the order of the matrix.
    pub fn iter(self) -> impl Iterator<Item = Perm> {
        Perm::ALL.into_iter().filter(move |perm| self.has(*perm))
    }

    /// These, and what they are of no use without.
    #[must_use]
    pub fn complete(self) -> Perms {
        let whole = self.iter().flat_map(|perm| perm.needs()).fold(self, |set, perm| set.with(*perm));
        if whole == self { self } else { whole.complete() }
    }

    /// Those that are about assets.
    #[must_use]
    pub fn about_assets(self) -> Perms {
        self.iter().filter(|perm| perm.is_about_assets()).fold(Perms::NONE, Perms::with)
    }

    /// What is left of them where they hold within a part of the tree only.
    #[must_use]
    pub fn within_a_place(self) -> Perms {
        self.iter().filter(|perm| !perm.is_of_the_whole()).fold(Perms::NONE, Perms::with)
    }
}

const fn bit(perm: Perm) -> u128 {
    1 << perm as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_into_it() {
        let set = Perms::of(&[Perm::Home, Perm::BookingsMake]);
        assert!(set.has(Perm::Home) && set.has(Perm::BookingsMake) && !set.has(Perm::CalendarRead));
        assert_eq!((set.len(), Perms::all().len()), (2, Perm::ALL.len()));
        assert!(set.is_within(Perms::all()) && !Perms::all().is_within(set) && Perms::NONE.is_within(set));
        assert_eq!(set.without(Perms::of(&[Perm::Home])).and(Perms::of(&[Perm::Home])), set);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Perm::Home, Perm::BookingsMake]);
    }

    #[test]
    fn what_is_stored_is_read_again_and_what_no_role_may_hold_is_not() {
        assert_eq!(Perms::parse(Perms::all().names()), Perms::all());
        assert_eq!(Perms::parse(["public", "signed_in", "operator", "Public", "no_such", ""]), Perms::NONE);
    }

    #[test]
    fn a_complete_set_needs_nothing_more() {
        let set = Perms::of(&[Perm::BookingsManage]).complete();
        assert!(set.has(Perm::CalendarRead) && set.has(Perm::BookingsRead) && set.has(Perm::Home), "{set:?}");
        for perm in Perm::ALL {
            let set = Perms::of(&[perm]).complete();
            assert_eq!(set.complete(), set);
            assert!(set.iter().all(|perm| Perms::of(perm.needs()).is_within(set)), "{perm:?}");
        }
    }
}
