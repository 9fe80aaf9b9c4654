//! Conditions of a call, as they are named for programs.

use crate::assets::model::{Condition, Test};
use crate::catalogue::fields::Field;
use platform::Scope;
use platform::web::api::Problem;
use std::collections::BTreeMap;

/// The conditions by the names that addresses of the list give them.
///
/// # Errors
/// A problem at `filter` that names the first which is none.
pub(super) fn read(scope: &Scope, text: &str, fields: &[Field]) -> Result<BTreeMap<String, String>, Problem> {
    let mut all = BTreeMap::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, value) = part
            .split_once(':')
            .and_then(|(said, value)| Some((named(said, fields)?, value)))
            .ok_or_else(|| wrong(part))?;
        let is_exact = fields.iter().any(|field| field.input() == name);
        let condition = Condition::read(&name, value, fields, (&scope.org.currency, scope.org.zone()));
        if !is_exact && condition.is_none_or(|condition| condition.test == Test::Unread) {
            return Err(wrong(part));
        }
        all.insert(name, value.to_owned());
    }
    Ok(all)
}

/// The name that addresses give to what a program calls `cost-from`, `fields.Memory-from` or `fields.Colour`.
fn named(said: &str, fields: &[Field]) -> Option<String> {
    let Some(own) = said.strip_prefix("fields.") else { return Some(said.to_owned()) };
    let input = |name: &str| fields.iter().find(|field| !field.is_sealed && field.name == name).map(Field::input);
    // A field's name may hold a line itself: what ends it is a test only where there is no such field.
    input(own).or_else(|| own.rsplit_once('-').and_then(|(name, test)| Some(format!("{}-{test}", input(name)?))))
}

fn wrong(part: &str) -> Problem {
    Problem::field("filter", format!("{part} is no condition. One is cost-from:500, or fields.Memory-from:16"))
}
