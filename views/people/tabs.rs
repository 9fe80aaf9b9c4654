//! The tabs over the pages about people and their rights.

use maud::{Markup, html};
use platform::ui::parts::{Segment, tabs as draw};
use platform::{Perm, Scope};

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

/// The tabs that the viewer may follow.
pub(crate) fn tabs(scope: &Scope, current: Tab) -> Markup {
    let all = [
        (Tab::Team, "Team", "/people", Perm::PeopleRead),
        (Tab::Roles, "Roles", "/people/roles", Perm::PeopleRead),
        (Tab::Permissions, "Permissions", "/people/permissions", Perm::PeopleRead),
        (Tab::Review, "Review", "/people/review", Perm::PeopleManage),
        (Tab::Former, "Former", "/people/former", Perm::PeopleManage),
    ];
    let segments: Vec<Segment> = all
        .into_iter()
        .filter(|(.., perm)| scope.may(*perm))
        .map(|(tab, label, path, _)| Segment {
            label: label.to_owned(),
            href: scope.org.path(path),
            current: tab == current,
        })
        .collect();
    html! { (draw("Team and rights", &segments)) }
}
