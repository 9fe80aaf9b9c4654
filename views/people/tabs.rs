//! The tabs over the pages about people and their rights.

use maud::Markup;
use platform::ui::parts::{Segment, tabs as draw};

/// Which of them a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// Who works here.
    Team,
    /// What roles there are.
    Roles,
    /// What each role may do.
    Permissions,
    /// Who may do what, until when.
    Review,
    /// Who worked here.
    Former,
}

/// The tabs; `base` is the path of the team. Who does not look after people sees what everybody on it sees.
pub(crate) fn tabs(base: &str, manages: bool, current: Tab) -> Markup {
    let all = [
        (Tab::Team, "Team", "", true),
        (Tab::Roles, "Roles", "/roles", true),
        (Tab::Permissions, "Permissions", "/permissions", true),
        (Tab::Review, "Review", "/review", manages),
        (Tab::Former, "Former", "/former", manages),
    ];
    let shown = all.into_iter().filter(|(.., shown)| *shown);
    let segments: Vec<Segment> = shown
        .map(|(tab, label, path, _)| Segment {
            label: label.to_owned(),
            href: format!("{base}{path}"),
            current: tab == current,
        })
        .collect();
    draw("Team and rights", &segments)
}
