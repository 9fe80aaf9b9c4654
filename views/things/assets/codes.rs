//! Further codes of an asset: on its page, on a page of their own, and the page where a code finds its asset.

use crate::assets::{Asset, Code};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::{self, Field, Input, hidden, problem_summary, submit_row};
use platform::ui::parts::{
    Column, back_link, button_link, card, card_flush, cell, cell_main, confirm_form, empty, filter_row, filter_search,
    page_header, primary_button, table,
};

/// The section of the asset's page; empty where there is nothing to be seen or done.
pub(crate) fn section(org: &Org, asset: &Asset, codes: &[Code], may_change: bool) -> Markup {
    if codes.is_empty() && !may_change {
        return html! {};
    }
    let all = org.path(&format!("/assets/{}/codes", asset.id));
    card(
        "Further codes",
        html! { @if may_change { (button_link(&all, Some(Icon::Scan), if codes.is_empty() { "Add a code" } else { "Add or remove" })) } },
        html! {
            @if codes.is_empty() { p .muted { "Barcodes that it bears besides its tag. They find it as well." } }
            @else { ul .stack role="list" { @for code in codes { li { code { (code.code) } } } } }
        },
    )
}

/// Their own page.
pub(crate) fn page(org: &Org, asset: &Asset, codes: &[Code], typed: &str, problems: &Problems) -> Markup {
    let home = org.path(&format!("/assets/{}", asset.id));
    let told: Vec<(String, String)> =
        problems.iter().map(|(name, message)| (name.to_owned(), format!("Code: {message}"))).collect();
    let field = Field::new("code", "Code").hint("Scan it, or type what stands under the bars.").required();
    let input = Input { autocomplete: Some("off"), autofocus: true, ..Input::of("text") };
    html! {
        (back_link(&home, &asset.tag))
        (page_header(&format!("Codes of {}", asset.tag), Some(&asset.name), html! {}))
        (card_flush("Besides its tag", html! {}, html! {
            @if codes.is_empty() { (empty(Icon::Scan, "There is none yet.", html! {})) }
            @else {
                (table("Further codes", &[Column::main("Code"), Column::actions()], html! {
                    @for code in codes {
                        tr {
                            td .main { code { (code.code) } }
                            td .row-actions {
                                (confirm_form(
                                    &format!("remove-{}", code.id),
                                    &format!("{home}/codes/{}/removal", code.id),
                                    "Remove the code",
                                    &format!("{} does not find {} any more.", code.code, asset.tag),
                                    html! {},
                                ))
                            }
                        }
                    }
                }))
            }
        }))
        form .card #form method="post" action={ (home) "/codes" } {
            div .body.stack {
                (problem_summary(&told))
                (forms::input(&field.error(problems.at("code")), &input, typed))
            }
            footer { (submit_row(primary_button(Some(Icon::Plus), "Add the code"), &home)) }
        }
    }
}

/// Where a code that nothing has is given to an asset.
pub(crate) fn adoption(org: &Org, code: &str, text: &str, found: &[Asset]) -> Markup {
    let own = org.path("/assets/adoption");
    let columns = [Column::main("Asset"), Column::sub("Name"), Column::extra("Location"), Column::actions()];
    html! {
        (back_link(&org.path("/scan"), "Scan"))
        (page_header("Give the code to an asset", Some("It finds the asset from now on, as its tag does."), html! {}))
        section .card aria-label="Assets" {
            div .card-tools { p { "Code: " strong { (code) } } }
            (filter_row(&own, html! { (hidden("code", code)) (filter_search("text", "Tag, name, serial or model", text)) }, html! {}))
            div #found {
                @if found.is_empty() {
                    (empty(Icon::Search, if text.trim().is_empty() { "Search for the asset that bears it." } else { "No asset fits these words." }, html! {}))
                } @else {
                    (table("Assets that fit", &columns, html! {
                        @for asset in found {
                            tr {
                                (cell_main(&org.path(&format!("/assets/{}", asset.id)), &asset.tag))
                                (cell(Column::SUB, html! { (asset.name) }))
                                (cell(Column::EXTRA, html! { (asset.location_name.as_deref().unwrap_or_default()) }))
                                td .row-actions {
                                    form method="post" action=(org.path(&format!("/assets/{}/codes", asset.id))) {
                                        (hidden("code", code))
                                        button .btn type="submit" { "This one" span .vh { ": " (asset.tag) } }
                                    }
                                }
                            }
                        }
                    }))
                }
            }
        }
    }
}
