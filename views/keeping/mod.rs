//! The pages of keeping the house.

pub(crate) mod backups;
pub(crate) mod quarantine;
pub(crate) mod retention;
mod when;

use kernel::Problems;

/// Problems as the parts of pages take them.
fn listed(problems: &Problems) -> Vec<(String, String)> {
    problems.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect()
}
