//! The form of a role: its name, what it is for, and what it may do.

use super::super::listed;
use super::grouped;
use crate::orgs::model::Place;
use crate::roles::model::{OwnRoleRecord, RoleForm};
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::forms::{Field, Input, checkboxes, hidden, input, problem_summary, submit_row};
use platform::ui::parts::{back_link, card_form, page_header, primary_button};
use platform::ui::{Icon, icon};
use platform::{Perm, Perms};

/// What the page shows.
pub(crate) struct FormPage<'a> {
    /// The path of the roles.
    pub base: &'a str,
    /// The role as it is; none: a new one.
    pub role: Option<&'a OwnRoleRecord>,
    /// The form as it stands.
    pub form: &'a RoleForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
    /// What the viewer may do everywhere and without an end, and so may give.
    pub theirs: Perms,
    /// The categories of assets.
    pub categories: &'a [Place],
}

/// The page.
pub(crate) fn page(shown: &FormPage<'_>) -> Markup {
    let (form, problems) = (shown.form, shown.problems);
    let name = Field::new("name", "Name").hint("What people are called who hold it.").error(problems.at("name"));
    let purpose = Field::new("description", "What it is for").error(problems.at("description"));
    let fields = html! {
        (input(&name.required(), &Input { maxlength: Some(60), autocomplete: Some("off"), ..Input::of("text") }, &form.name))
        (input(&purpose, &Input { maxlength: Some(300), autocomplete: Some("off"), ..Input::of("text") }, &form.description))
        (permissions(form.ticked(), shown.theirs, problems.at("perms")))
        @if !shown.categories.is_empty() { (categories(shown)) }
    };
    let head = |back: &str, back_label: &str, title: &str, sub: &str| {
        html! {
            (back_link(back, back_label))
            (page_header(title, Some(sub), html! {}))
            (problem_summary(&listed(problems)))
        }
    };
    match shown.role {
        None => html! {
            (head(shown.base, "Roles", "New role", "Tick what it may do. You can tick what you may do yourself."))
            (card_form("role", "Role", shown.base, html! { (hidden("key", &form.key)) (fields) },
                submit_row(primary_button(None, "Make the role"), shown.base)))
        },
        Some(role) => {
            let path = format!("{}/{}", shown.base, role.id);
            html! {
                (head(&path, &role.name, "Change a role", "Before it is saved you see whom it affects."))
                form .card #role method="get" action={ (path) "/preview" } novalidate data-guard {
                    header { h2 { "Role" } }
                    div .body.stack { (hidden("version", &form.version.to_string())) (fields) }
                    footer { (submit_row(primary_button(None, "See what changes"), &path)) }
                }
            }
        }
    }
}

fn permissions(ticked: Perms, theirs: Perms, error: Option<&str>) -> Markup {
    html! {
        div .perm-groups #perms tabindex="-1" {
            @for (heading, perms) in grouped(Perms::all()) {
                fieldset .field {
                    legend { (heading) }
                    div .perm-list { @for perm in perms { (permission(perm, ticked.has(perm), theirs.has(perm))) } }
                }
            }
            @if let Some(error) = error { p .error #perms-error { (icon(Icon::Alert)) (error) } }
        }
    }
}

fn categories(shown: &FormPage<'_>) -> Markup {
    let is_ticked = |place: &Place| shown.form.categories.contains(&place.id.to_string());
    let options: Vec<_> =
        shown.categories.iter().map(|place| (place.id.to_string(), place.label.clone(), is_ticked(place))).collect();
    let field = Field::new("categories", "Only assets of these categories")
        .hint("What it may do about assets holds for these and all below them. None ticked: for all assets.")
        .error(shown.problems.at("categories"));
    checkboxes(&field, &options)
}

fn permission(perm: Perm, is_ticked: bool, is_theirs: bool) -> Markup {
    let id = format!("perm-{}", perm.name());
    let hint = hint(perm, is_theirs);
    html! {
        div .perm {
            label .check {
                input #(id) type="checkbox" name="perms" value=(perm.name()) checked[is_ticked && is_theirs] disabled[!is_theirs]
                    aria-describedby=[hint.as_ref().map(|_| format!("{id}-hint"))];
                span { (perm.sentence()) }
            }
            @if let Some(hint) = hint { p .hint #{ (id) "-hint" } { (hint) } }
        }
    }
}

/// Why it cannot be ticked, or what comes along when it is.
fn hint(perm: Perm, is_theirs: bool) -> Option<String> {
    if !is_theirs {
        return Some("You may not do this everywhere and without an end yourself, so you cannot give it.".to_owned());
    }
    if perm == Perm::Home {
        return Some("Part of every role.".to_owned());
    }
    let mut notes = Vec::new();
    let along = Perms::of(&[perm]).complete().without(Perms::of(&[perm, Perm::Home]));
    if !along.is_empty() {
        let names: Vec<String> = along.iter().map(|one| format!("“{}”", one.sentence())).collect();
        notes.push(format!("Brings along {}.", names.join(" and ")));
    }
    if perm.is_of_the_whole() {
        notes.push("Only for who holds the role everywhere.".to_owned());
    }
    (!notes.is_empty()).then(|| notes.join(" "))
}
