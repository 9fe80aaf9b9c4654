//! The files of an asset: on its page, and on a page of their own where they are added and removed.

use crate::assets::{Asset, AssetFile};
use crate::views::parts::{file_input, file_size};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, badge, button_link, card, confirm_form, empty, page_header, primary_button};
use platform::ui::{Icon, Tone, icon};

fn address(org: &Org, asset: &Asset, file: &AssetFile) -> String {
    org.path(&format!("/assets/{}/files/{}", asset.id, file.file_id))
}

/// The section of the asset's page; empty where there is nothing to be seen or done.
pub(crate) fn section(org: &Org, asset: &Asset, files: &[AssetFile], may_change: bool) -> Markup {
    if files.is_empty() && !may_change {
        return html! {};
    }
    let (pictures, others): (Vec<&AssetFile>, Vec<&AssetFile>) = files.iter().partition(|file| file.is_picture);
    let all = org.path(&format!("/assets/{}/files", asset.id));
    card(
        "Files",
        html! { @if may_change { (button_link(&all, Some(Icon::Paperclip), if files.is_empty() { "Add a file" } else { "Add or remove" })) } },
        html! {
            @if files.is_empty() { p .muted { "Photos, manuals, invoices belong here." } }
            @if !pictures.is_empty() {
                ul .asset-pictures role="list" {
                    @for picture in pictures {
                        li { a href=(address(org, asset, picture)) hx-boost="false" { img src=(address(org, asset, picture)) alt=(picture.name) loading="lazy"; } }
                    }
                }
            }
            @if !others.is_empty() { ul .stack role="list" { @for other in others { li { (line(org, asset, other)) } } } }
        },
    )
}

fn line(org: &Org, asset: &Asset, file: &AssetFile) -> Markup {
    html! {
        a href=(address(org, asset, file)) hx-boost="false" { (icon(Icon::File)) " " (file.name) }
        " " span .muted.small { (file_size(file.size)) }
    }
}

/// Their own page; the form has its key, and says how large a file may be.
pub(crate) fn page(
    org: &Org,
    asset: &Asset,
    files: &[AssetFile],
    (key, most): (&str, &str),
    problems: &Problems,
) -> Markup {
    let home = org.path(&format!("/assets/{}", asset.id));
    let told: Vec<(String, String)> =
        problems.iter().map(|(name, message)| (name.to_owned(), format!("File: {message}"))).collect();
    let first = files.first().filter(|file| file.is_picture).map(|file| file.file_id);
    html! {
        (back_link(&home, &asset.tag))
        (page_header(&format!("Files of {}", asset.tag), Some(&asset.name), html! {}))
        @if files.is_empty() { div .card { (empty(Icon::Paperclip, "Photos, manuals, invoices, certificates. There is none yet.", html! {})) } }
        @else {
            div .tiles { @for file in files { (tile(org, asset, &home, file, first == Some(file.file_id))) } }
        }
        (card("Add a file", html! {}, html! {
            form .stack #form method="post" action={ (home) "/files" } enctype="multipart/form-data" {
                (problem_summary(&told))
                (file_input(problems, most))
                (hidden("key", key))
                (submit_row(primary_button(Some(Icon::Upload), "Add file"), &home))
            }
        }))
    }
}

fn tile(org: &Org, asset: &Asset, home: &str, file: &AssetFile, is_first: bool) -> Markup {
    html! {
        figure .card {
            @if file.is_picture { div .body { img src=(address(org, asset, file)) alt=(file.name) width="360" loading="lazy"; } }
            figcaption .body.stack {
                p { (line(org, asset, file)) @if is_first { " " (badge(Tone::Info, "Stands for it")) } }
                div .actions {
                    @if file.is_picture && !is_first {
                        form method="post" action={ (home) "/files/" (file.file_id) "/first" } {
                            button .btn type="submit" { "Let it stand for the asset" span .vh { ": " (file.name) } }
                        }
                    }
                    (confirm_form(
                        &format!("remove-{}", file.file_id),
                        &format!("{home}/files/{}/removal", file.file_id),
                        "Remove file",
                        &format!("“{}” is removed for good.", file.name),
                        html! {},
                    ))
                }
            }
        }
    }
}
