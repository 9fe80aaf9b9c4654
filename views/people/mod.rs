//! The pages and letters about people.

pub(crate) mod certifications;
pub(crate) mod clients;
pub(crate) mod contacts;
pub(crate) mod identity;
pub(crate) mod installation;
pub(crate) mod orgs;
pub(crate) mod reviews;
pub(crate) mod roles;
pub(crate) mod tabs;
pub(crate) mod tokens;

use kernel::Problems;
use platform::ui::address as query;

/// Problems as the summary above a form takes them.
fn listed(problems: &Problems) -> Vec<(String, String)> {
    problems.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect()
}
