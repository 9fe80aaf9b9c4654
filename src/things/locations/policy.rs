//! What may stand where.

use super::model::{DEPTH_MAX, Kind, Location, NewLocation, Place};
use kernel::Problems;
use uuid::Uuid;

/// What a new or moved location would stand in, found in the tree; nothing for a site.
///
/// # Errors
/// A problem at the field that asks for what cannot be: an unknown or archived parent, a floor in a floor, a circle, a
/// tree that is too deep, or a kind under which what stands in it already could not stay.
pub(super) fn parent_of<'t>(
    new: &NewLocation,
    existing: Option<&Location>,
    tree: &'t [Location],
) -> Result<Option<&'t Location>, Problems> {
    let mut problems = Problems::new();
    let kind = new.kind();
    let parent = match new.place {
        Place::Site { .. } => None,
        Place::Inside { parent, .. } => {
            match tree.iter().find(|location| location.id == parent && location.archived_at.is_none()) {
                Some(parent) => Some(parent),
                None => {
                    problems.add("parent", "This location is not there any more. Choose another one.");
                    return Err(problems);
                }
            }
        }
    };
    if existing.is_some_and(|existing| (existing.kind == Kind::Site) != (kind == Kind::Site)) {
        problems.add("kind", "A site stays a site, and what stands in one cannot become one.");
    }
    if let Some(parent) = parent {
        if !kind.may_stand_in(parent.kind) {
            problems.add(
                "parent",
                "What it is cannot stand in that. A building stands on a site, a floor in a building or on a site.",
            );
        }
        let height = existing.map_or(0, |existing| height(existing, tree));
        if existing.is_some_and(|existing| parent.is_within(existing)) {
            problems.add("parent", "It cannot stand in itself, or in something that stands in it.");
        } else if parent.depth() + 1 + height >= DEPTH_MAX {
            problems.add("parent", format!("The tree would be deeper than {DEPTH_MAX} levels."));
        }
    }
    let id: Option<Uuid> = existing.map(|existing| existing.id);
    let misplaced =
        |child: &&Location| child.parent_id.is_some() && child.parent_id == id && !child.kind.may_stand_in(kind);
    if let Some(child) = tree.iter().find(misplaced) {
        problems.add("kind", format!("{} stands in it and could not stay there.", child.name));
    }
    if problems.is_empty() { Ok(parent) } else { Err(problems) }
}

/// How many levels there are below a location.
fn height(location: &Location, tree: &[Location]) -> usize {
    let below = tree.iter().filter(|other| other.is_within(location));
    below.map(|other| other.depth() - location.depth()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(number: u128, kind: Kind, parent: Option<&Location>) -> Location {
        let id = Uuid::from_u128(number);
        Location {
            id,
            parent_id: parent.map(|parent| parent.id),
            site_id: parent.map_or(id, |parent| parent.site_id),
            path: format!("{}/{id}", parent.map_or("", |parent| parent.path.as_str())),
            kind,
            name: format!("Location {number}"),
            zone_name: "UTC".into(),
            address: String::new(),
            version: 1,
            archived_at: None,
        }
    }

    fn wish(kind: Kind, parent: &Location) -> NewLocation {
        NewLocation { name: "Wished".into(), place: Place::Inside { kind, parent: parent.id } }
    }

    #[test]
    fn nothing_stands_in_itself_or_where_its_kind_cannot() {
        let site = location(1, Kind::Site, None);
        let building = location(2, Kind::Building, Some(&site));
        let floor = location(3, Kind::Floor, Some(&building));
        let area = location(4, Kind::Area, Some(&floor));
        let tree = [site.clone(), building.clone(), floor.clone(), area.clone()];
        assert_eq!(parent_of(&wish(Kind::Area, &floor), None, &tree), Ok(Some(&floor)));
        assert!(parent_of(&wish(Kind::Building, &floor), None, &tree).unwrap_err().at("parent").is_some());
        assert!(
            parent_of(&wish(Kind::Area, &area), Some(&area), &tree).unwrap_err().at("parent").is_some(),
            "a circle"
        );
        let demoted = parent_of(&wish(Kind::Area, &site), Some(&building), &tree).unwrap_err();
        assert!(demoted.at("kind").is_some_and(|message| message.contains("Location 3")), "its floor could not stay");
        assert!(parent_of(&wish(Kind::Building, &site), Some(&site), &tree).unwrap_err().at("kind").is_some());
        let stranger = location(9, Kind::Site, None);
        assert!(parent_of(&wish(Kind::Area, &stranger), None, &tree).unwrap_err().at("parent").is_some());
    }

    #[test]
    fn the_tree_does_not_grow_for_ever() {
        let mut tree = vec![location(1, Kind::Site, None)];
        for number in 2..=DEPTH_MAX as u128 {
            tree.push(location(number, Kind::Area, tree.last()));
        }
        let deepest = tree.last().unwrap();
        assert!(parent_of(&wish(Kind::Area, deepest), None, &tree).unwrap_err().at("parent").is_some());
        let above = &tree[tree.len() - 2];
        assert!(parent_of(&wish(Kind::Area, above), None, &tree).is_ok());
    }
}
