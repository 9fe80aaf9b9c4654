//! The files of an asset: on its page, and on a page of their own where they are added and removed.

use crate::assets::Asset;
use crate::attachments::Attachment;
use crate::views::attachments::{self, Owner};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::parts::{badge, confirm_form};

fn owner<'a>(org: &Org, asset: &'a Asset) -> Owner<'a> {
    Owner {
        home: org.path(&format!("/assets/{}", asset.id)),
        label: asset.tag.clone(),
        title: &asset.name,
        hint: "Photos, manuals, invoices belong here.",
        none: "Photos, manuals, invoices, certificates. There is none yet.",
    }
}

/// The section of the asset's page.
pub(crate) fn section(org: &Org, asset: &Asset, files: &[Attachment], may_change: bool) -> Markup {
    attachments::section(&owner(org, asset), files, may_change)
}

/// Their own page: of pictures, the first one stands for the asset.
pub(crate) fn page(org: &Org, asset: &Asset, files: &[Attachment], limits: (&str, u64), problems: &Problems) -> Markup {
    let owner = owner(org, asset);
    let first = files.first().filter(|file| file.is_picture).map(|file| file.file_id);
    let acts = |file: &Attachment| {
        let is_first = first == Some(file.file_id);
        let at = format!("{}/files/{}", owner.home, file.file_id);
        let beside = html! { @if is_first { " " (badge(Tone::Info, "Stands for it")) } };
        let below = html! {
            div .actions {
                @if file.is_picture && !is_first {
                    form method="post" action={ (at) "/first" } {
                        button .btn type="submit" { "Let it stand for the asset" span .vh { ": " (file.name) } }
                    }
                }
                (confirm_form(
                    &format!("remove-{}", file.file_id),
                    &format!("{at}/removal"),
                    "Remove file",
                    &format!("“{}” is removed for good.", file.name),
                    html! {},
                ))
            }
        };
        (beside, below)
    };
    attachments::page(&owner, files, limits, problems, acts)
}
