//! The lists of kits and of their templates, and kits as a file.

use super::{Row, lacks_text, line_text, standing};
use crate::kits::{KitQuery, Line, Template};
use crate::views::words::counted;
use kernel::keyset::KeysetPage;
use kernel::time::day_text;
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{
    Column, MenuItem, badge, button_link, cell, cell_main, cell_num, cell_status, chips, empty, filter_row,
    filter_search, filter_select, menu, no_results, page_header, pager, primary_link, table,
};
use platform::ui::{Icon, Tone, address};

/// The list of kits.
pub(crate) fn index(
    org: &Org,
    query: &KitQuery,
    page: &KeysetPage<Row>,
    templates: &[Template],
    may_add: bool,
) -> Markup {
    let base = org.path("/kits");
    let file = |paper: &str| {
        let values: Vec<(&str, &str)> = query.said().into_iter().chain([("format", paper)]).collect();
        address(&base, &values)
    };
    let actions = html! {
        (menu("kits-menu", "More about kits", &[
            MenuItem::Link(Icon::Download, "Export CSV".into(), file("csv")),
            MenuItem::Link(Icon::Download, "Export XLSX".into(), file("xlsx")),
        ]))
        (button_link(&org.path("/kit-templates"), Some(Icon::List), "Templates"))
        @if may_add { (primary_link(&org.path("/kits/new"), Some(Icon::Plus), "New kit")) }
    };
    let choices: Vec<(String, String)> =
        templates.iter().map(|template| (template.id.to_string(), template.name.clone())).collect();
    let states = [("complete".to_owned(), "Complete".to_owned()), ("short".to_owned(), "Missing parts".to_owned())];
    let fields = html! {
        (filter_search("text", "Tag or name", &query.text))
        @if !choices.is_empty() { (filter_select("template", "Any template", &choices, &query.template)) }
        (filter_select("state", "Complete or not", &states, &query.state))
    };
    html! {
        (page_header("Kits", Some("Things that go out together."), actions))
        section .card aria-label="Kits" {
            (filter_row(&base, fields, chips(&[])))
            div #kits { (list(org, query, page, may_add)) }
        }
    }
}

fn list(org: &Org, query: &KitQuery, page: &KeysetPage<Row>, may_add: bool) -> Markup {
    let rows = &page.rows;
    if rows.is_empty() {
        if query.narrows() || query.after.is_some() || query.before.is_some() {
            return no_results("No kit fits this filter.", &org.path("/kits"));
        }
        let add = html! { @if may_add { (button_link(&org.path("/kits/new"), Some(Icon::Plus), "New kit")) } };
        return empty(
            Icon::Briefcase,
            "A case with its parts belongs here: they go out together, and are counted when they come back.",
            add,
        );
    }
    let at = |cursor: &str, row: &Row| {
        let id = row.kit.asset_id.to_string();
        let values: Vec<(&str, &str)> = query.said().into_iter().chain([(cursor, id.as_str())]).collect();
        address(&org.path("/kits"), &values)
    };
    let (previous, next) = (page.previous().map(|row| at("before", row)), page.next().map(|row| at("after", row)));
    let columns = [
        Column::main("Kit"),
        Column::sub("Name"),
        Column::extra("Template"),
        Column::num("Parts"),
        Column::extra("Who has it"),
        Column::extra("Missing"),
        Column::status("State"),
    ];
    html! {
        (table("Kits, by tag", &columns, html! {
            @for row in rows {
                tr #{ "kit-" (row.kit.asset_id) } {
                    (cell_main(&org.path(&format!("/kits/{}", row.kit.asset_id)), &row.kit.tag))
                    (cell(Column::SUB, html! { (row.kit.name) }))
                    (cell(Column::EXTRA, html! { (row.kit.template_name) }))
                    (cell_num("Parts", &(row.parts.len() + row.others).to_string()))
                    (cell(Column::EXTRA, html! { (row.kit.holder().unwrap_or_default()) }))
                    (cell(Column::EXTRA, html! { (lacks_text(&row.lacks)) }))
                    (cell_status(standing(row)))
                }
            }
        }))
        (pager(previous.as_deref(), next.as_deref(), &counted(rows.len() as i64, "kit", "kits")))
    }
}

/// The list of templates.
pub(crate) fn templates(org: &Org, all: &[Template], lines: &[Line], may_change: bool) -> Markup {
    let new = org.path("/kit-templates/new");
    let actions = html! { @if may_change { (primary_link(&new, Some(Icon::Plus), "New template")) } };
    let columns =
        [Column::main("Template"), Column::sub("What must be in it"), Column::num("Kits"), Column::status("State")];
    html! {
        (platform::ui::parts::back_link(&org.path("/kits"), "Kits"))
        (page_header("Kit templates", Some("What belongs together."), actions))
        section .card aria-label="Templates" {
            @if all.is_empty() {
                (empty(Icon::List, "A template says what must be in a kit: two of this, one of that.", html! {}))
            } @else {
                (table("Templates, by name", &columns, html! {
                    @for template in all {
                        tr {
                            (cell_main(&org.path(&format!("/kit-templates/{}", template.id)), &template.name))
                            (cell(Column::SUB, html! {
                                @for (nth, line) in lines.iter().filter(|line| line.template_id == template.id).enumerate() {
                                    @if nth > 0 { ", " } (line_text(line))
                                }
                            }))
                            (cell_num("Kits", &template.kits.to_string()))
                            (cell_status(html! { @if template.archived_at.is_some() { (badge(Tone::Neutral, "Archived")) } }))
                        }
                    }
                }))
            }
        }
    }
}

/// The heads of the file of kits.
pub(crate) fn file_heads() -> Vec<String> {
    ["Tag", "Name", "Template", "Parts", "Missing", "Complete", "Who has it", "Expected back"]
        .map(str::to_owned)
        .to_vec()
}

/// A row of it.
pub(crate) fn file_row(row: &Row) -> Vec<String> {
    let tags: Vec<&str> = row.parts.iter().map(|part| part.tag.as_str()).collect();
    vec![
        row.kit.tag.clone(),
        row.kit.name.clone(),
        row.kit.template_name.clone(),
        match row.others {
            0 => tags.join(" "),
            others => format!("{} +{others}", tags.join(" ")),
        },
        lacks_text(&row.lacks),
        if row.lacks.is_empty() { "yes" } else { "no" }.to_owned(),
        row.kit.holder().unwrap_or_default().to_owned(),
        row.kit.due_on.map(|day| day.to_string()).unwrap_or_default(),
    ]
}

/// The day something is expected back.
pub(super) fn due_text(row: &Row) -> String {
    row.kit.due_on.map(day_text).unwrap_or_default()
}
