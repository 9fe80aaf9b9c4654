//! One kit, and one template.

use super::lists::due_text;
use super::{Row, deed_here, lacks_text, line_text, standing};
use crate::assets::Asset;
use crate::kits::{Line, Template};
use crate::views::assets::{holder, status_badge};
use crate::views::words::counted;
use kernel::time::{clock_text, day_text, rfc3339, wall};
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FeedItem, back_link, badge, button, button_link, card, card_flush, cell, cell_main, cell_num, confirm_form,
    empty, facts, feed, notice, page_header_with, primary_link, table, two_columns,
};
use platform::ui::{Icon, Tone, address};
use serde_json::Value;
use std::collections::HashSet;

/// What the page of a kit is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The kit with what is in it.
    pub row: &'a Row,
    /// The asset that it is.
    pub asset: &'a Asset,
    /// What happened to it, the newest first.
    pub history: &'a [Happening],
    /// Those of the parts which that tells of that the viewer may see, by id.
    pub known: &'a HashSet<String>,
    /// May the viewer hand it over and take it back?
    pub may_lend: bool,
    /// May the viewer change it?
    pub may_change: bool,
}

/// The page of a kit.
pub(crate) fn show(shown: &Facts<'_>) -> Markup {
    let (org, row, kit) = (shown.org, shown.row, &shown.row.kit);
    let own = |rest: &str| org.path(&format!("/kits/{}{rest}", kit.asset_id));
    let sub = html! { (standing(row)) " " (status_badge(shown.asset)) " " (kit.name) };
    let put_in = address(&org.path("/assets/check-out"), &[("to", "asset"), ("holder", &kit.tag)]);
    html! {
        (back_link(&org.path("/kits"), "Kits"))
        (page_header_with(&kit.tag, Some(sub), html! {
            (button_link(&org.path(&format!("/assets/{}", kit.asset_id)), Some(Icon::Package), "The asset"))
            @if shown.may_lend {
                @if shown.asset.may_be_checked_out() { (primary_link(&own("/check-out"), Some(Icon::SignOut), "Check out")) }
                @else if shown.asset.custody_id.is_some() { (primary_link(&own("/return"), Some(Icon::SignIn), "Take back")) }
            }
        }))
        @if !row.lacks.is_empty() {
            (notice(Tone::Warn, html! { p { strong { "Missing: " } (lacks_text(&row.lacks)) "." } }))
        }
        (two_columns(
            html! { (parts(shown, &put_in)) (history(org, shown.history, shown.known)) },
            html! {
                (card("What must be in it", html! {}, html! {
                    p { a href=(org.path(&format!("/kit-templates/{}", kit.template_id))) { (kit.template_name) } }
                    ul { @for line in &row.lines { li { (line_text(line)) } } }
                }))
                @if shown.asset.custody_id.is_some() {
                    (card("Who has it", html! {}, facts(&[("Checked out to", holder(org, shown.asset)), ("Expected back", html! { (due_text(row)) })])))
                }
                @if shown.may_change {
                    (card("No kit any more", html! {}, html! {
                        p .muted { "The asset stays, and its parts stay in it." }
                        (confirm_form("removal", &own("/removal"), "Make it no kit", &format!("{} is an asset like any other then. Its parts stay in it.", kit.tag), html! {}))
                    }))
                }
            },
        ))
    }
}

fn parts(shown: &Facts<'_>, put_in: &str) -> Markup {
    let (org, row) = (shown.org, shown.row);
    let add = html! { @if shown.may_lend { (button_link(put_in, Some(Icon::Plus), "Put something in")) } };
    if row.parts.is_empty() && row.others == 0 {
        return card_flush("Parts", add, empty(Icon::Package, "Nothing is in it yet.", html! {}));
    }
    let columns = [Column::main("Part"), Column::sub("Name"), Column::extra("Serial"), Column::actions()];
    card_flush(
        "Parts",
        add,
        html! {
            @if !row.parts.is_empty() {
                (table("What is in it", &columns, html! {
                    @for part in &row.parts {
                        tr {
                            (cell_main(&org.path(&format!("/assets/{}", part.asset_id)), &part.tag))
                            (cell(Column::SUB, html! { (part.name) }))
                            (cell(Column::EXTRA, html! { (part.serial) }))
                            (cell(Column::ACTIONS, html! {
                                @if shown.may_lend { a href=(address(&org.path("/assets/check-in"), &[("assets", &part.tag)])) { "Take out" span .vh { " " (part.tag) } } }
                            }))
                        }
                    }
                }))
            }
            @if row.others > 0 {
                p .row.muted { (counted(row.others as i64, "more thing is", "more things are")) " in it that you may not see. Whoever may, hands it over." }
            }
        },
    )
}

fn history(org: &Org, happenings: &[Happening], known: &HashSet<String>) -> Markup {
    let icon = |kind: &str| match kind {
        "kit.checked_out" => Icon::SignOut,
        "kit.returned" => Icon::SignIn,
        _ => Icon::Pencil,
    };
    let missing = |event: &Happening| {
        let all = event.data["missing"].as_array().map(Vec::as_slice).unwrap_or_default();
        let said = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
        let one = |one: &Value| match known.contains(&said(one, "id")) {
            true => format!("{} ({})", said(one, "tag"), said(one, "fate")),
            false => format!("something else ({})", said(one, "fate")),
        };
        all.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let items: Vec<FeedItem> = happenings
        .iter()
        .map(|event| FeedItem {
            icon: icon(&event.kind),
            sentence: html! {
                strong { @if event.actor_name.is_empty() { "Steward" } @else { (event.actor_name) } } " "
                (deed_here(&event.kind).unwrap_or(&event.kind))
                @if !missing(event).is_empty() { br; span .muted { "Missing: " (missing(event)) } }
            },
            when: format!("{}, {}", day_text(wall(org.zone(), event.at).date()), clock_text(org.zone(), event.at)),
            instant: rfc3339(event.at),
        })
        .collect();
    card_flush("History", html! {}, feed(&items))
}

/// The page of a template.
pub(crate) fn template(
    org: &Org,
    template: &Template,
    lines: &[Line],
    rows: &[Row],
    happenings: &[Happening],
    may_change: bool,
) -> Markup {
    let own = |rest: &str| org.path(&format!("/kit-templates/{}{rest}", template.id));
    let is_archived = template.archived_at.is_some();
    let sub =
        html! { @if is_archived { (badge(Tone::Neutral, "Archived")) " " } (counted(template.kits, "kit", "kits")) };
    let version = || hidden("version", &template.version.to_string());
    let columns = [Column::main("Kit"), Column::sub("Name"), Column::num("Parts"), Column::status("State")];
    html! {
        (back_link(&org.path("/kit-templates"), "Kit templates"))
        (page_header_with(&template.name, Some(sub), html! {
            @if may_change && !is_archived { (primary_link(&own("/details"), Some(Icon::Pencil), "Edit")) }
        }))
        (two_columns(
            html! {
                (card("What must be in it", html! {}, html! {
                    ul { @for line in lines { li { (line_text(line)) } } }
                    @if !template.note.is_empty() { p .muted { @for line in template.note.lines() { (line) br; } } }
                }))
                @if !rows.is_empty() {
                    (card_flush("Kits", html! {}, table("Kits made by it", &columns, html! {
                        @for row in rows {
                            tr {
                                (cell_main(&org.path(&format!("/kits/{}", row.kit.asset_id)), &row.kit.tag))
                                (cell(Column::SUB, html! { (row.kit.name) }))
                                (cell_num("Parts", &(row.parts.len() + row.others).to_string()))
                                (cell("status", standing(row)))
                            }
                        }
                    })))
                }
            },
            html! {
                @if may_change {
                    (card(if is_archived { "Restore" } else { "Archive" }, html! {}, html! {
                        @if is_archived {
                            form method="post" action=(own("/restoration")) { (version()) (button(Some(Icon::ArchiveRestore), "Restore")) }
                        } @else if template.kits > 0 {
                            p .muted { "Kits are made by it. They have to be no kits any more first." }
                        } @else {
                            form method="post" action=(own("/archival")) { (version()) (button(Some(Icon::Archive), "Archive")) }
                        }
                    }))
                }
                (history(org, happenings, &HashSet::new()))
            },
        ))
    }
}
