//! Who may be the same person; two contacts side by side before they become one.

use super::super::listed;
use super::{moment, source_text, warning};
use crate::contacts::duplicates::{Alike, PAIRS_MAX, Suspects};
use crate::contacts::model::{Contact, Undone};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::{Field, Tile, hidden, problem_summary, radio_tiles};
use platform::ui::parts::{
    Column, back_link, button, button_link, card, cell, empty, filter_row, filter_search, no_results, page_header,
    primary_button, table,
};

/// The suggestions.
pub(crate) fn index(org: &Org, pairs: &[Suspects]) -> Markup {
    html! {
        (back_link(&org.path("/contacts"), "Contacts"))
        (page_header("Duplicates", Some("Contacts that share a mailbox, a number or a name. You decide whether they are one person."), html! {}))
        section .card {
            @if pairs.is_empty() { (empty(Icon::Users, "Nobody looks like somebody else.", button_link(&org.path("/contacts"), None, "All contacts"))) }
            @else {
                (table("Pairs that look alike", &[Column::main("Known longer"), Column::sub("Known since later"), Column::extra("Alike"), Column::actions()], html! {
                    @for pair in pairs {
                        tr {
                            td .main { a href=(org.path(&format!("/contacts/{}", pair.one.id))) { (label(&pair.one.name, &pair.one.email)) } br; span .small.muted { (pair.one.email) } }
                            (cell(Column::SUB, html! { a href=(org.path(&format!("/contacts/{}", pair.other.id))) { (label(&pair.other.name, &pair.other.email)) } " " span .small.muted { (pair.other.email) } }))
                            (cell(Column::EXTRA, html! { (alike(&pair.alike)) }))
                            (cell(Column::ACTIONS, html! {
                                div .row {
                                    (button_link(&org.path(&format!("/contacts/{}/merging?with={}", pair.one.id, pair.other.id)), None, "Compare"))
                                    form method="post" action=(org.path(&format!("/contacts/{}/distinctions", pair.one.id))) {
                                        (hidden("other", &pair.other.id.to_string()))
                                        (button(None, "Two people"))
                                    }
                                }
                            }))
                        }
                    }
                }))
                @if pairs.len() == PAIRS_MAX { p .hint.body { "There are more. They appear when these are decided." } }
            }
        }
    }
}

fn label<'a>(name: &'a str, email: &'a str) -> &'a str {
    if name.is_empty() { email } else { name }
}

fn alike(reasons: &[Alike]) -> String {
    let words = reasons.iter().map(|alike| match alike {
        Alike::Mailbox => "the same mailbox",
        Alike::Phone => "the same number",
        Alike::Name => "the same name",
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Choosing with whom.
pub(crate) fn choose(org: &Org, contact: &Contact, text: &str, found: &[Contact]) -> Markup {
    let path = org.path(&format!("/contacts/{}", contact.id));
    let base = format!("{path}/merging");
    html! {
        (back_link(&path, contact.label()))
        (page_header("Merge", Some(&format!("Who is the same person as {}?", contact.label())), html! {}))
        section .card {
            (filter_row(&base, filter_search("text", "Name, e-mail or telephone", text), html! {}))
            div #found {
                @if text.trim().is_empty() { (empty(Icon::Search, "Look for the other contact.", html! {})) }
                @else if found.is_empty() { (no_results("Nobody else matches.", &base)) }
                @else {
                    (table("Contacts", &[Column::main("Name"), Column::sub("E-mail"), Column::extra("Telephone")], html! {
                        @for other in found {
                            tr {
                                td .main { a href={ (base) "?with=" (other.id) } { (other.label()) } }
                                (cell(Column::SUB, html! { (other.email) }))
                                (cell(Column::EXTRA, html! { (other.phone) }))
                            }
                        }
                    }))
                }
            }
        }
    }
}

/// What the comparison is drawn of.
pub(crate) struct Compared<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The one that stays.
    pub kept: &'a Contact,
    /// The one that goes.
    pub gone: &'a Contact,
    /// Notes of the one that goes.
    pub notes: i64,
    /// Its tags.
    pub tags: i64,
    /// What makes it happen once.
    pub key: &'a str,
}

/// Two contacts side by side, field by field.
pub(crate) fn compare(shown: &Compared<'_>, problems: &Problems) -> Markup {
    let (kept, gone) = (shown.kept, shown.gone);
    let path = shown.org.path(&format!("/contacts/{}", kept.id));
    let turned = shown.org.path(&format!("/contacts/{}/merging?with={}", gone.id, kept.id));
    html! {
        (back_link(&path, kept.label()))
        (page_header("Merge", Some("Two contacts become one. Bookings, notes, tags and letters of both are there afterwards."), html! {}))
        (problem_summary(&listed(problems)))
        @if gone.blocked_at.is_some() != kept.blocked_at.is_some() { (warning("One of the two is blocked. The one that stays will be.")) }
        form .card #merge method="post" action={ (path) "/merging" } {
            header { h2 { "What stays of each" } }
            div .body.stack {
                (hidden("key", shown.key))
                (hidden("other", &gone.id.to_string()))
                (hidden("version", &kept.version.to_string()))
                (hidden("other_version", &gone.version.to_string()))
                (choice("name", "Name", &kept.name, &gone.name))
                (choice("email", "E-mail", &kept.email, &gone.email))
                (choice("phone", "Telephone", &kept.phone, &gone.phone))
                p .muted {
                    (kept.label()) " stays, known from " (source_text(&kept.source)) " since " (moment(shown.org, kept.created_at)) ". "
                    "Of the other one, " (shown.notes) " notes and " (shown.tags) " tags move over. Both addresses lead to the one contact from then on; "
                    "letters go to the one chosen here. A note keeps what the other one was."
                }
            }
            footer {
                div .submit-row { (primary_button(Some(Icon::Users), "Make them one")) a .btn.ghost href=(turned) { "The other way round" } }
            }
        }
        (card("Not the same?", html! {}, html! {
            form method="post" action={ (path) "/distinctions" } {
                (hidden("other", &gone.id.to_string()))
                (button(None, "They are two people"))
            }
        }))
    }
}

/// Whose value stays. Where only one of them says something, that is chosen.
fn choice(name: &'static str, label: &'static str, own: &str, other: &str) -> Markup {
    let tile = |value: &str, text: &str, line: &str| Tile {
        value: value.to_owned(),
        title: if text.is_empty() { "Nothing".to_owned() } else { text.to_owned() },
        line: line.to_owned(),
    };
    let tiles = [tile("own", own, "Of the one that stays"), tile("other", other, "Of the one that goes")];
    let selected = if own.is_empty() && !other.is_empty() { "other" } else { "own" };
    radio_tiles(&Field::new(name, label).required(), &tiles, selected)
}

/// What undoing a merge did.
pub(crate) fn undone(undone: &Undone) -> String {
    let list = |parts: &[(String, u64)]| {
        let parts = parts.iter().filter(|(_, number)| *number > 0).map(|(kind, number)| format!("{number} {kind}"));
        parts.collect::<Vec<_>>().join(", ")
    };
    let (back, mut stayed) = (list(&undone.back), list(&undone.stayed));
    for field in &undone.fields {
        let more = format!("the {}", field.replace("email", "address").replace("phone", "number"));
        stayed = if stayed.is_empty() { more } else { format!("{stayed}, {more}") };
    }
    let mut text = "They are two contacts again".to_owned();
    if !back.is_empty() {
        text.push_str(&format!("; back here: {back}"));
    }
    if !stayed.is_empty() {
        text.push_str(&format!("; changed since, so it stays with the other one: {stayed}"));
    }
    text.push('.');
    text
}
