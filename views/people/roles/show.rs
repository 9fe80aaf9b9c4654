//! One role of the organisation's own: what it may do, who holds it, and what became of it.

use super::{grouped, index, named};
use crate::orgs::model::Place;
use crate::roles::model::OwnRoleRecord;
use maud::{Markup, html};
use platform::events::Happening;
use platform::ui::parts::{
    Column, FeedItem, back_link, button_link, card, card_flush, cell, cell_main, empty, feed, notice, page_header,
    table, two_columns,
};
use platform::ui::{Icon, Tone};
use platform::{Perm, Perms};
use serde_json::Value;

/// Somebody who holds it.
pub(crate) struct HolderLine {
    /// Their page.
    pub path: String,
    /// What they are called.
    pub name: String,
    /// Where, if not everywhere.
    pub place: Option<String>,
    /// The last day, if it has an end.
    pub until: Option<String>,
}

/// Something that became of it.
pub(crate) struct Moment {
    /// What.
    pub happening: Happening,
    /// When, for people.
    pub when: String,
    /// When, for machines.
    pub instant: String,
}

/// What the page shows.
pub(crate) struct RolePage<'a> {
    /// The path of the team.
    pub base: &'a str,
    /// The role.
    pub role: &'a OwnRoleRecord,
    /// For the names of categories of assets.
    pub categories: &'a [Place],
    /// Who holds it, as far as the viewer sees.
    pub holders: &'a [HolderLine],
    /// The latest first.
    pub history: &'a [Moment],
    /// May the viewer make roles?
    pub may_make: bool,
    /// May they change this one?
    pub may_change: bool,
}

/// The page.
pub(crate) fn page(shown: &RolePage<'_>) -> Markup {
    let role = shown.role;
    let (base, key) = (format!("{}/roles", shown.base), role.id.to_string());
    let is_archived = role.archived_at.is_some();
    let sub = if role.description.is_empty() { "A role of your own" } else { role.description.as_str() };
    let actions = index::actions(&base, &key, shown.may_make && !is_archived, shown.may_change && !is_archived);
    let main = html! {
        (card_flush("Who holds it", html! {}, who(shown)))
        (card_flush("History", html! {}, history(shown.history)))
    };
    html! {
        (back_link(&base, "Roles"))
        (page_header(&role.name, Some(sub), actions))
        @if is_archived {
            (notice(Tone::Neutral, html! {
                p { "This role is in the archive: it cannot be given." }
                @if shown.may_change { form method="post" action={ (base) "/" (key) "/restoration" } { button .btn type="submit" { "Restore" } } }
            }))
        }
        (two_columns(main, html! {
            (card("What it may do", html! {}, abilities(role, shown.categories)))
            @if shown.may_change && !is_archived {
                (card("Archive", html! {}, html! {
                    div .stack {
                        p .muted { "A role that is not needed any more goes to the archive." }
                        @if shown.holders.is_empty() { (index::archive_button(&base, &key, &role.name, role.version)) }
                        @else { div { (button_link(&format!("{base}/{key}/archival"), Some(Icon::Archive), "Archive the role")) } }
                    }
                }))
            }
        }))
    }
}

fn abilities(role: &OwnRoleRecord, categories: &[Place]) -> Markup {
    html! {
        div .stack {
            @for (heading, perms) in grouped(role.perms) {
                div { p { strong { (heading) } } ul .perms { @for perm in perms { li { (perm.sentence()) } } } }
            }
            @if !role.categories.is_empty() { p { "About assets: " (named(&role.categories, categories)) "." } }
        }
    }
}

fn who(shown: &RolePage<'_>) -> Markup {
    if shown.holders.is_empty() {
        return empty(
            Icon::Users,
            "Nobody holds this role now. Give it to somebody on their page of the team.",
            html! {
                @if shown.may_change { (button_link(shown.base, Some(Icon::Users), "Team")) }
            },
        );
    }
    holders(shown.holders)
}

/// Who holds a role, where and until when.
pub(crate) fn holders(lines: &[HolderLine]) -> Markup {
    table(
        "Who holds it",
        &[Column::main("Name"), Column::sub("Where"), Column::sub("Until")],
        html! {
            @for line in lines {
                tr {
                    (cell_main(&line.path, &line.name))
                    (cell(Column::SUB, html! { (line.place.as_deref().unwrap_or("Everywhere")) }))
                    (cell(Column::SUB, html! { @match &line.until { Some(day) => { "Until " (day) }, None => "Until somebody ends it" } }))
                }
            }
        },
    )
}

fn history(moments: &[Moment]) -> Markup {
    if moments.is_empty() {
        return empty(Icon::History, "Nothing has been noted yet.", html! {});
    }
    let items: Vec<FeedItem> = moments
        .iter()
        .map(|moment| FeedItem {
            icon: match moment.happening.kind.as_str() {
                "role.created" => Icon::Plus,
                "role.archived" => Icon::Archive,
                "role.restored" => Icon::ArchiveRestore,
                _ => Icon::Pencil,
            },
            sentence: sentence(&moment.happening),
            when: moment.when.clone(),
            instant: moment.instant.clone(),
        })
        .collect();
    feed(&items)
}

fn sentence(happening: &Happening) -> Markup {
    let data = &happening.data.0;
    let (before, after) = (&data["before"], &data["after"]);
    let who = if happening.actor_name.is_empty() { "The house" } else { &happening.actor_name };
    html! {
        strong { (who) }
        @match happening.kind.as_str() {
            "role.created" => { " made it:" br; (sentences(perms(after))) "." },
            "role.archived" => {
                " put it into the archive"
                @if let Some(instead) = data["instead"].as_str() { "; who held it became " (instead) }
                "."
            },
            "role.restored" => " took it out of the archive.",
            _ => {
                " changed it."
                @if before["name"] != after["name"] { " It was called " (text(before, "name")) " before." }
                @if before["description"] != after["description"] { " What it is for was told differently." }
                @if categories(before) != categories(after) { " It holds for assets of other categories." }
                (step("It may do more:", perms(after).without(perms(before))))
                (step("It may not do any more:", perms(before).without(perms(after))))
            },
        }
    }
}

fn step(words: &str, perms: Perms) -> Markup {
    html! { @if !perms.is_empty() { br; (words) " " (sentences(perms)) "." } }
}

fn sentences(perms: Perms) -> String {
    perms.iter().map(Perm::sentence).collect::<Vec<_>>().join("; ")
}

fn perms(state: &Value) -> Perms {
    let names = state["perms"].as_array().into_iter().flatten();
    Perms::parse(names.filter_map(Value::as_str))
}

/// Ids of categories; none in what was noted before there were any.
fn categories(state: &Value) -> &[Value] {
    state["categories"].as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(state: &'a Value, name: &str) -> &'a str {
    state[name].as_str().unwrap_or_default()
}
