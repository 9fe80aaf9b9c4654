//! What is different between two snapshots, person by person.

use super::model::{Line, Snapshot};
use crate::orgs::model::Tree;
use chrono::{DateTime, Utc};
use platform::{Perm, Perms};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What is different for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Who.
    pub user: Uuid,
    /// What they are, or were, called.
    pub name: String,
    /// In what way.
    pub kind: Kind,
}

/// In what way somebody's rights are different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// They held nothing before.
    New,
    /// They hold nothing any more.
    Gone,
    /// They held something before, and hold something now.
    Changed {
        /// What they may do now and could not do before, by place.
        wider: Vec<(Option<Uuid>, Perms)>,
        /// What they could do before and may not do now, by place.
        narrower: Vec<(Option<Uuid>, Perms)>,
        /// What they may do as before, but until another time.
        ends: Vec<NewEnd>,
        /// What they may do about assets holds for other categories than before.
        other_assets: bool,
    },
}

/// Rights that end at another time than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEnd {
    /// Where.
    pub place: Option<Uuid>,
    /// Which.
    pub perms: Perms,
    /// When they would have ended.
    pub before: Option<DateTime<Utc>>,
    /// When they end now.
    pub after: Option<DateTime<Utc>>,
}

/// Everything that is different, in the order of names. Places lie as they lie now.
pub fn difference(before: &Snapshot, after: &Snapshot, tree: &Tree) -> Vec<Difference> {
    let mut people: BTreeMap<Uuid, (String, Vec<&Line>, Vec<&Line>)> = BTreeMap::new();
    for line in &before.lines {
        let entry = people.entry(line.user).or_default();
        entry.0.clone_from(&line.name);
        entry.1.push(line);
    }
    for line in &after.lines {
        let entry = people.entry(line.user).or_default();
        entry.0.clone_from(&line.name);
        entry.2.push(line);
    }
    let mut found: Vec<Difference> = people
        .into_iter()
        .filter_map(|(user, (name, old, new))| {
            let kind = match (old.is_empty(), new.is_empty()) {
                (true, _) => Some(Kind::New),
                (_, true) => Some(Kind::Gone),
                _ => changed(&Side { snapshot: before, lines: old, tree }, &Side { snapshot: after, lines: new, tree }),
            };
            kind.map(|kind| Difference { user, name, kind })
        })
        .collect();
    found.sort_by_key(|one| (one.name.to_lowercase(), one.user));
    found
}

/// When something ends; none: it has no end.
type End = Option<DateTime<Utc>>;

/// What one person holds in one snapshot.
struct Side<'a> {
    snapshot: &'a Snapshot,
    lines: Vec<&'a Line>,
    tree: &'a Tree,
}

impl Side<'_> {
    /// What they may do at this place.
    fn at(&self, place: Option<Uuid>) -> Perms {
        let here = self.lines.iter().filter(|line| self.tree.covers(line.place, place));
        here.map(|line| self.snapshot.perms(line)).fold(Perms::NONE, Perms::and)
    }

    /// The assets they may do something about: places, and categories there.
    fn shares(&self) -> BTreeSet<(Option<Uuid>, &[Uuid])> {
        self.lines.iter().filter_map(|line| self.snapshot.share(line)).collect()
    }

    /// Until when they may do this at this place; none: without end.
    fn end(&self, perm: Perm, place: Option<Uuid>) -> Option<DateTime<Utc>> {
        let here = self.lines.iter().filter(|line| self.tree.covers(line.place, place));
        let ends: Vec<_> = here.filter(|line| self.snapshot.perms(line).has(perm)).map(|line| line.ends_at).collect();
        if ends.contains(&None) { None } else { ends.into_iter().flatten().max() }
    }
}

fn changed(before: &Side<'_>, after: &Side<'_>) -> Option<Kind> {
    let mut places: Vec<Option<Uuid>> = {
        let all: BTreeSet<_> = before.lines.iter().chain(&after.lines).map(|line| line.place).collect();
        all.into_iter().collect()
    };
    // What holds above is told there, so it comes first.
    let depth = |place: Option<Uuid>, all: &[Option<Uuid>]| {
        all.iter().filter(|other| **other != place && after.tree.covers(**other, place)).count()
    };
    let all = places.clone();
    places.sort_by_key(|place| (depth(*place, &all), *place));
    let (mut wider, mut narrower, mut ends) = (Vec::new(), Vec::new(), Vec::<NewEnd>::new());
    for place in places {
        let (old, new) = (before.at(place), after.at(place));
        tell(&mut wider, place, new.without(old), after.tree);
        tell(&mut narrower, place, old.without(new), after.tree);
        let mut here: BTreeMap<(End, End), Perms> = BTreeMap::new();
        for perm in old.iter().filter(|perm| new.has(*perm)) {
            let pair = (before.end(perm, place), after.end(perm, place));
            if pair.0 != pair.1 {
                let perms = here.entry(pair).or_default();
                *perms = perms.with(perm);
            }
        }
        for ((old_end, new_end), perms) in here {
            let above = ends.iter().filter(|told| after.tree.covers(told.place, place));
            let same = above.filter(|told| (told.before, told.after) == (old_end, new_end));
            let rest = perms.without(same.map(|told| told.perms).fold(Perms::NONE, Perms::and));
            if !rest.is_empty() {
                ends.push(NewEnd { place, perms: rest, before: old_end, after: new_end });
            }
        }
    }
    let (old, new) = (before.shares(), after.shares());
    let other_assets = old != new && old.iter().chain(&new).any(|(_, categories)| !categories.is_empty());
    let is_same = wider.is_empty() && narrower.is_empty() && ends.is_empty() && !other_assets;
    (!is_same).then_some(Kind::Changed { wider, narrower, ends, other_assets })
}

/// Notes what is different at a place and was not told of a place around it.
fn tell(told: &mut Vec<(Option<Uuid>, Perms)>, place: Option<Uuid>, perms: Perms, tree: &Tree) {
    let above = told.iter().filter(|(other, _)| tree.covers(*other, place));
    let rest = perms.without(above.map(|(_, perms)| *perms).fold(Perms::NONE, Perms::and));
    if !rest.is_empty() {
        told.push((place, rest));
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::RoleThen;
    use super::*;
    use platform::Role;

    const SITE: Uuid = Uuid::from_u128(101);
    const LOFT: Uuid = Uuid::from_u128(102);

    fn tree() -> Tree {
        Tree::of([(SITE, "/a".into(), "Pier".into()), (LOFT, "/a/b".into(), "Loft".into())])
    }

    fn day(day: u32) -> DateTime<Utc> {
        format!("2026-04-{day:02}T00:00:00Z").parse().unwrap()
    }

    fn snapshot(lines: &[(u128, Role, Option<Uuid>, End)]) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for (user, role, place, ends_at) in lines {
            let perms = Perms::of(role.perms()).names().into_iter().map(str::to_owned).collect();
            let then = RoleThen { label: role.label().into(), perms, categories: Vec::new() };
            snapshot.roles.insert(role.name().into(), then);
            let (name, email) = (format!("user {user}"), String::new());
            let role = role.name().to_owned();
            let line = Line { user: Uuid::from_u128(*user), name, email, role, place: *place, ends_at: *ends_at };
            snapshot.lines.push(line);
        }
        snapshot
    }

    fn kinds(before: &Snapshot, after: &Snapshot) -> Vec<Kind> {
        difference(before, after, &tree()).into_iter().map(|one| one.kind).collect()
    }

    #[test]
    fn who_came_and_who_went_is_told() {
        let one = snapshot(&[(1, Role::Viewer, None, None), (2, Role::Member, None, None)]);
        let other = snapshot(&[(2, Role::Member, None, None), (3, Role::Member, None, None)]);
        assert_eq!(kinds(&one, &other), [Kind::Gone, Kind::New]);
        assert_eq!(kinds(&one, &one), []);
    }

    #[test]
    fn more_and_less_is_told_once_and_where_it_is_widest() {
        let before = snapshot(&[(1, Role::Member, None, None)]);
        let after = snapshot(&[(1, Role::Support, None, None), (1, Role::Support, Some(LOFT), None)]);
        let gained = Perms::of(Role::Support.perms()).without(Perms::of(Role::Member.perms()));
        let Kind::Changed { wider, narrower, ends, .. } = &kinds(&before, &after)[0] else { panic!("changed") };
        assert_eq!((wider.as_slice(), narrower.len(), ends.len()), ([(None, gained)].as_slice(), 0, 0));
        let Kind::Changed { wider, narrower, .. } = &kinds(&after, &before)[0] else { panic!("changed") };
        assert_eq!((wider.len(), narrower.as_slice()), (0, [(None, gained)].as_slice()));
    }

    #[test]
    fn a_place_that_became_smaller_is_narrower_outside_of_it() {
        let before = snapshot(&[(1, Role::Member, Some(SITE), None)]);
        let after = snapshot(&[(1, Role::Member, Some(LOFT), None)]);
        let Kind::Changed { wider, narrower, .. } = &kinds(&before, &after)[0] else { panic!("changed") };
        assert!(wider.is_empty(), "the loft was theirs already");
        assert_eq!(narrower.as_slice(), [(Some(SITE), Perms::of(Role::Member.perms()))]);
    }

    #[test]
    fn another_role_with_the_same_rights_and_another_end_is_a_new_end() {
        let before = snapshot(&[(1, Role::Support, None, None)]);
        let after = snapshot(&[(1, Role::BookingManager, None, Some(day(3))), (1, Role::Member, None, Some(day(9)))]);
        let Kind::Changed { wider, narrower, ends, .. } = &kinds(&before, &after)[0] else { panic!("changed") };
        assert!(wider.is_empty() && narrower.is_empty());
        let member = Perms::of(Role::Member.perms());
        let rest = Perms::of(Role::Support.perms()).without(member);
        let new_end = |perms, after| NewEnd { place: None, perms, before: None, after: Some(after) };
        assert_eq!(ends.as_slice(), [new_end(rest, day(3)), new_end(member, day(9))]);
    }

    #[test]
    fn a_role_for_other_assets_is_a_difference_though_it_allows_the_same() {
        let before = snapshot(&[(1, Role::AssetAdmin, None, None), (2, Role::Member, None, None)]);
        let mut after = before.clone();
        for role in ["asset_admin", "member"] {
            after.roles.get_mut(role).unwrap().categories.push(Uuid::from_u128(7));
        }
        let found = kinds(&before, &after);
        let [Kind::Changed { wider, narrower, other_assets, .. }] = found.as_slice() else { panic!("{found:?}") };
        assert!(wider.is_empty() && narrower.is_empty() && *other_assets, "a member has nothing to do with assets");
    }

    #[test]
    fn a_role_that_was_changed_is_a_difference_for_who_holds_it() {
        let before = snapshot(&[(1, Role::Member, None, None)]);
        let mut after = before.clone();
        after.roles.get_mut("member").unwrap().perms.push(Perm::ContactsRead.name().into());
        let Kind::Changed { wider, .. } = &kinds(&before, &after)[0] else { panic!("changed") };
        assert_eq!(wider.as_slice(), [(None, Perms::of(&[Perm::ContactsRead]))]);
    }
}
