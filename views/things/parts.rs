//! What several of these pages share.

use crate::locations::Location;
use kernel::Problems;

/// Problems as a form's summary wants them.
pub fn listed(problems: &Problems) -> Vec<(String, String)> {
    // The key is no field that anybody could look at: its problem is the whole form's.
    let field = |name: &str| if name == "key" { String::new() } else { name.to_owned() };
    problems.iter().map(|(name, message)| (field(name), message.to_owned())).collect()
}

/// Locations as the options of a choice, each as far in as it is deep in the tree.
pub fn place_options<'a>(places: impl IntoIterator<Item = &'a Location>) -> Vec<(String, String)> {
    places
        .into_iter()
        .map(|place| (place.id.to_string(), format!("{}{}", "\u{2003}".repeat(place.depth()), place.name)))
        .collect()
}
