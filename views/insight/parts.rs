//! What several of this wing's pages share.

use kernel::Problems;

/// What is wrong with a form, as its summary lists it.
pub fn problems_of(problems: &Problems) -> Vec<(String, String)> {
    problems.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect()
}
