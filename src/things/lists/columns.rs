//! Which columns a list has: those that its address asks for, or else those that the viewer chose.

use super::model::Kind;
use super::store;
use kernel::Result;
use platform::Scope;

/// A column, the name by which addresses call it, and its head.
pub type Named<C> = (C, &'static str, &'static str);

/// The columns of a list by their names, with commas between: what its address `said`, or else what the viewer chose; empty:
/// the usual ones.
///
/// # Errors
/// Only of the database.
pub async fn columns(scope: &Scope, kind: Kind, said: &str) -> Result<String> {
    match scope.user_id() {
        Some(user) if said.trim().is_empty() => store::columns(scope.db(), scope.org_id(), user, kind).await,
        _ => Ok(said.to_owned()),
    }
}

/// The columns that were asked for in their order, each once; none where the list is to have its usual ones. The `first`
/// leads to what a row is about: a list without it would lead nowhere.
pub fn chosen<C: PartialEq>(names: &str, named: impl Fn(&str) -> Option<C>, first: C) -> Option<Vec<C>> {
    if names.trim().is_empty() {
        return None;
    }
    let mut chosen: Vec<C> = Vec::new();
    for column in names.split(',').filter_map(|name| named(name.trim())) {
        if !chosen.contains(&column) {
            chosen.push(column);
        }
    }
    if !chosen.contains(&first) {
        chosen.insert(0, first);
    }
    Some(chosen)
}

/// The column that is called so.
pub fn named<C: Copy>(all: &[Named<C>], name: &str) -> Option<C> {
    all.iter().find(|(_, known, _)| *known == name).map(|(column, ..)| *column)
}

/// How addresses call a column.
pub fn name_of<C: PartialEq>(all: &[Named<C>], column: &C) -> &'static str {
    all.iter().find(|(known, ..)| known == column).map_or("", |(_, name, _)| name)
}

/// A column's head.
pub fn head_of<C: PartialEq>(all: &[Named<C>], column: &C) -> &'static str {
    all.iter().find(|(known, ..)| known == column).map_or("", |(.., head)| head)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Named<char>; 3] = [('a', "alpha", "A"), ('b', "beta", "B"), ('c', "gamma", "C")];

    #[test]
    fn what_is_asked_for_comes_once_in_its_order_and_the_first_always() {
        let asked = |names: &str| chosen(names, |name| named(&ALL, name), 'a');
        assert_eq!(asked(" "), None);
        assert_eq!(asked("gamma, beta,nonsense,gamma"), Some(vec!['a', 'c', 'b']));
        assert_eq!(asked("beta,alpha"), Some(vec!['b', 'a']));
        assert_eq!((name_of(&ALL, &'b'), head_of(&ALL, &'c'), head_of(&ALL, &'x')), ("beta", "C", ""));
    }
}
