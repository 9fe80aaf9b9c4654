//! What may stand where, and whose serials a change makes unique.

use super::input::NewCategory;
use super::model::{Category, DEPTH_MAX, defaults};
use kernel::Problems;
use std::collections::HashMap;
use uuid::Uuid;

/// What a new or moved category would stand in, found in the tree; nothing at the top.
///
/// # Errors
/// A problem at the field: an unknown or archived parent, a circle, or a tree that is too deep.
pub(super) fn parent_of<'t>(
    new: &NewCategory,
    existing: Option<&Category>,
    tree: &'t [Category],
) -> Result<Option<&'t Category>, Problems> {
    let mut problems = Problems::new();
    let Some(id) = new.parent else { return Ok(None) };
    let Some(parent) = tree.iter().find(|category| category.id == id && category.archived_at.is_none()) else {
        problems.add("parent", "This category is not there any more. Choose another one.");
        return Err(problems);
    };
    let height = existing.map_or(0, |existing| height(existing, tree));
    if existing.is_some_and(|existing| parent.is_within(existing)) {
        problems.add("parent", "It cannot stand in itself, or in something that stands in it.");
    } else if parent.depth() + 1 + height >= DEPTH_MAX {
        problems.add("parent", format!("The tree would be deeper than {DEPTH_MAX} levels."));
    }
    if problems.is_empty() { Ok(Some(parent)) } else { Err(problems) }
}

/// How many levels there are below a category.
fn height(category: &Category, tree: &[Category]) -> usize {
    let below = tree.iter().filter(|other| other.is_within(category));
    below.map(|other| other.depth() - category.depth()).max().unwrap_or(0)
}

/// Categories whose serials must differ from now on, and those whose need not any more: itself and below it, also what was
/// put away, because what is disposed of stays in it.
pub(super) fn turned(before: &[Category], after: &[Category]) -> (Vec<Uuid>, Vec<Uuid>) {
    let was: HashMap<Uuid, bool> =
        before.iter().map(|category| (category.id, defaults(before, category.id).unique_serials)).collect();
    let turned = after.iter().filter_map(|category| {
        let is = defaults(after, category.id).unique_serials;
        was.get(&category.id).filter(|was| **was != is).map(|_| (category.id, is))
    });
    let (on, off): (Vec<_>, Vec<_>) = turned.partition(|(_, is)| *is);
    let ids = |list: Vec<(Uuid, bool)>| list.into_iter().map(|(id, _)| id).collect();
    (ids(on), ids(off))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(number: u128, parent: Option<&Category>, unique_serials: Option<bool>) -> Category {
        let (above, id) = (parent.map_or("", |parent| parent.path.as_str()), Uuid::from_u128(number));
        let new = Category::new(id, parent.map(|parent| parent.id), above, &format!("Category {number}"));
        Category { unique_serials, ..new }
    }

    fn within(parent: &Category) -> NewCategory {
        NewCategory { parent: Some(parent.id), ..NewCategory::of(&category(99, None, None)) }
    }

    #[test]
    fn nothing_stands_in_itself_or_in_what_is_not_there() {
        let top = category(1, None, None);
        let inner = category(2, Some(&top), None);
        let tree = [top.clone(), inner.clone()];
        assert_eq!(parent_of(&within(&inner), None, &tree), Ok(Some(&inner)));
        for existing in [&top, &inner] {
            assert!(parent_of(&within(&inner), Some(existing), &tree).unwrap_err().at("parent").is_some(), "a circle");
        }
        assert!(parent_of(&within(&category(9, None, None)), None, &tree).unwrap_err().at("parent").is_some());
        let away = Category { archived_at: Some(chrono::DateTime::UNIX_EPOCH), ..top.clone() };
        assert!(parent_of(&within(&top), None, &[away, inner]).is_err(), "nothing new stands in what is away");
    }

    #[test]
    fn the_tree_does_not_grow_for_ever() {
        let mut tree = vec![category(1, None, None)];
        for number in 2..=DEPTH_MAX as u128 {
            tree.push(category(number, tree.last(), None));
        }
        let deepest = tree.last().unwrap();
        assert!(parent_of(&within(deepest), None, &tree).unwrap_err().at("parent").is_some());
        assert!(parent_of(&within(&tree[tree.len() - 2]), None, &tree).is_ok());
        let other = category(20, None, None);
        let below = category(21, Some(&other), None);
        tree.extend([other.clone(), below]);
        let above_deepest = tree[DEPTH_MAX - 2].clone();
        assert!(parent_of(&within(&above_deepest), Some(&other), &tree).is_err(), "what is below it counts too");
    }

    #[test]
    fn a_change_turns_what_inherits_it_and_nothing_else() {
        let top = category(1, None, Some(false));
        let inherits = category(2, Some(&top), None);
        let insists = category(3, Some(&top), Some(true));
        let before = [top.clone(), inherits.clone(), insists.clone()];
        let open = Category { unique_serials: None, ..top.clone() };
        let after = [open, inherits.clone(), insists.clone()];
        assert_eq!(turned(&before, &after), (vec![top.id, inherits.id], vec![]));
        assert_eq!(turned(&after, &before), (vec![], vec![top.id, inherits.id]));
        assert_eq!(turned(&before, &before), (vec![], vec![]));
    }
}
