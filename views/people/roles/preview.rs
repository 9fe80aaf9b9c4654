//! What an edit of a role changes, and for whom, before it is saved.

use super::super::query;
use super::{list, named};
use crate::orgs::model::{Place, Tree};
use crate::roles::model::{Effect, NewRole, OwnRoleRecord, RoleForm};
use maud::{Markup, html};
use platform::ui::Tone;
use platform::ui::forms::hidden;
use platform::ui::parts::{Column, back_link, card, card_flush, cell, notice, page_header, primary_button, table};
use uuid::Uuid;

/// What the page shows.
pub(crate) struct PreviewPage<'a> {
    /// The path of the roles.
    pub base: &'a str,
    /// The role as it is.
    pub role: &'a OwnRoleRecord,
    /// The form as it was sent.
    pub form: &'a RoleForm,
    /// The role as it becomes.
    pub wish: &'a NewRole,
    /// For the names of categories of assets.
    pub categories: &'a [Place],
    /// What becomes of those who hold it.
    pub effects: &'a [Effect],
    /// For the names of places.
    pub tree: &'a Tree,
    /// What makes sure that this is what was seen.
    pub seal: &'a str,
    /// Who looks.
    pub viewer: Option<Uuid>,
    /// Was something else seen before?
    pub again: bool,
}

/// The page.
pub(crate) fn page(shown: &PreviewPage<'_>) -> Markup {
    let (role, wish) = (shown.role, shown.wish);
    let path = format!("{}/{}", shown.base, role.id);
    let is_felt = |effect: &&Effect| !effect.gains.is_empty() || !effect.loses.is_empty();
    let felt: Vec<&Effect> = shown.effects.iter().filter(is_felt).collect();
    let mine = felt.iter().any(|effect| Some(effect.user_id) == shown.viewer && !effect.loses.is_empty());
    html! {
        (back_link(&typed(shown, &path), "Back to the form"))
        (page_header("What changes", Some(&role.name), html! {}))
        @if shown.again {
            (notice(Tone::Warn, html! { p { "Who holds this role, or what they hold beside it, has changed since you looked. This is how it is now." } }))
        }
        @if mine {
            (notice(Tone::Warn, html! { p { "You hold this role yourself, and lose something by this." } }))
        }
        (card("The role", html! {}, changes(shown)))
        @if shown.effects.is_empty() {
            (card("Who is affected", html! {}, html! { p .muted { "Nobody holds this role now." } }))
        } @else if felt.is_empty() && role.categories != wish.categories {
            (card("Who is affected", html! {}, html! { p .muted { "Whoever holds it: other assets are theirs to see or to change than before." } }))
        } @else if felt.is_empty() {
            (card("Who is affected", html! {}, html! { p .muted { "Nobody of those who hold it can do more or less than before." } }))
        } @else {
            (card_flush("Who is affected, from their next click on", html! {}, people(shown, &felt)))
        }
        form .card #save method="post" action={ (path) "/details" } {
            div .body {
                (hidden("name", &shown.form.name))
                (hidden("description", &shown.form.description))
                @for name in wish.perms.names() { (hidden("perms", name)) }
                @for id in &wish.categories { (hidden("categories", &id.to_string())) }
                (hidden("version", &shown.form.version.to_string()))
                (hidden("seen", shown.seal))
                div .submit-row { (primary_button(None, "Save it so")) a .btn.ghost href=(path) { "Cancel" } }
            }
        }
    }
}

/// The form with what was typed.
fn typed(shown: &PreviewPage<'_>, path: &str) -> String {
    let version = shown.form.version.to_string();
    let mut pairs =
        vec![("name", shown.form.name.as_str()), ("description", &shown.form.description), ("version", &version)];
    pairs.extend(shown.form.perms.iter().map(|name| ("perms", name.as_str())));
    pairs.extend(shown.form.categories.iter().map(|id| ("categories", id.as_str())));
    query(&format!("{path}/details"), &pairs)
}

fn changes(shown: &PreviewPage<'_>) -> Markup {
    let (role, wish, form) = (shown.role, shown.wish, shown.form);
    let (more, less) = (wish.perms.without(role.perms), role.perms.without(wish.perms));
    let along = wish.perms.without(form.ticked());
    let is_same = role.wish() == *wish;
    html! {
        div .stack {
            @if is_same { p .muted { "Nothing changes." } }
            @if role.name != wish.name { p { "It is called " strong { (wish.name) } " instead of " (role.name) "." } }
            @if role.description != wish.description { p { "What it is for is told differently." } }
            @if !more.is_empty() { div { p { "It may do more:" } (list(more)) } }
            @if !less.is_empty() { div { p { "It may not do any more:" } (list(less)) } }
            @if role.categories != wish.categories {
                p { "What it may do about assets will hold for " (named(&wish.categories, shown.categories)) "." }
            }
            @if !along.is_empty() {
                div .muted.small { p { "Taken in, because what you ticked is of no use without:" } (list(along)) }
            }
        }
    }
}

fn people(shown: &PreviewPage<'_>, felt: &[&Effect]) -> Markup {
    let others = shown.effects.len() - felt.len();
    let columns = [Column::main("Who"), Column::sub("Where"), Column::sub("Gains"), Column::sub("Loses")];
    html! {
        (table("Who is affected", &columns, html! {
            @for effect in felt {
                tr {
                    (cell(Column::MAIN, html! { strong { (effect.name) } }))
                    (cell(Column::SUB, html! { (shown.tree.label(effect.place)) }))
                    (cell(Column::SUB, html! { @if effect.gains.is_empty() { span .muted { "Gains nothing" } } @else { span .vh { "Gains: " } (list(effect.gains)) } }))
                    (cell(Column::SUB, html! { @if effect.loses.is_empty() { span .muted { "Loses nothing" } } @else { span .vh { "Loses: " } (list(effect.loses)) } }))
                }
            }
        }))
        @if others > 0 {
            p .card-note { (others) @if others == 1 { " other grant of it changes" } @else { " other grants of it change" } " nothing: another role gives as much." }
        }
    }
}
