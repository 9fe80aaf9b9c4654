//! The tree of locations as far as grants need it: what lies within what, and what it is called.

use std::collections::HashMap;
use uuid::Uuid;

/// All locations of an organisation, archived ones too.
#[derive(Debug, Clone, Default)]
pub struct Tree(HashMap<Uuid, (String, String)>);

impl Tree {
    /// Of ids, paths and names.
    pub fn of(rows: impl IntoIterator<Item = (Uuid, String, String)>) -> Tree {
        Tree(rows.into_iter().map(|(id, path, name)| (id, (path, name))).collect())
    }

    /// What a place is called; everywhere, where there is none.
    pub fn label(&self, place: Option<Uuid>) -> String {
        match place {
            None => "Everywhere".to_owned(),
            Some(id) => self.0.get(&id).map_or_else(|| "A place that is gone".to_owned(), |(_, name)| name.clone()),
        }
    }

    /// Does what holds at `above` hold at `below`? None is everywhere.
    pub fn covers(&self, above: Option<Uuid>, below: Option<Uuid>) -> bool {
        match (above, below) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(above), Some(below)) if above == below => true,
            (Some(above), Some(below)) => match (self.0.get(&above), self.0.get(&below)) {
                (Some((above, _)), Some((below, _))) => {
                    below.strip_prefix(above.as_str()).is_some_and(|rest| rest.starts_with('/'))
                }
                _ => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_covers_itself_and_what_lies_below() {
        let [site, floor, other] = [1, 2, 3].map(Uuid::from_u128);
        let tree = Tree::of([
            (site, "/a".into(), "Pier".into()),
            (floor, "/a/b".into(), "Loft".into()),
            (other, "/ab".into(), "Barn".into()),
        ]);
        assert!(tree.covers(None, Some(site)) && tree.covers(Some(site), Some(floor)) && tree.covers(None, None));
        assert!(!tree.covers(Some(floor), Some(site)) && !tree.covers(Some(site), None));
        assert!(!tree.covers(Some(site), Some(other)), "a longer name is not below");
        assert_eq!((tree.label(None).as_str(), tree.label(Some(floor)).as_str()), ("Everywhere", "Loft"));
    }
}
