//! The photos of a resource: the list, and the form that adds one.

use crate::resources::{Photo, Resource};
use crate::views::parts::{field, listed};
use kernel::Problems;
use kernel::files::PICTURE_MAX;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::Tone;
use platform::ui::forms::{file, hidden, problem_summary, submit_row, text};
use platform::ui::parts::{back_link, badge, card, confirm_form, empty, page_header, primary_button};

/// Where a photo is served from.
pub fn address(org: &Org, photo: &Photo) -> String {
    org.public_path(&format!("/pictures/{}", photo.file_id))
}

/// What was typed about a new photo.
pub struct Typed<'a> {
    /// What it shows.
    pub alt: &'a str,
    /// So that a double click adds one.
    pub key: &'a str,
}

/// The page.
pub fn page(org: &Org, resource: &Resource, photos: &[Photo], typed: &Typed<'_>, problems: &Problems) -> Markup {
    let home = org.path(&format!("/resources/{}", resource.id));
    html! {
        (back_link(&home, &resource.name))
        (page_header(&format!("Photos of {}", resource.name), Some("The first one stands for it in lists."), html! {}))
        @if photos.is_empty() {
            div .card { (empty(Icon::Image, "Photos help guests to choose. There is none yet.", html! {})) }
        } @else {
            div .tiles {
                @for (index, photo) in photos.iter().enumerate() { (tile(org, &home, photo, index == 0)) }
            }
        }
        (card("Add a photo", html! {}, upload(&home, typed, problems)))
    }
}

fn tile(org: &Org, home: &str, photo: &Photo, is_cover: bool) -> Markup {
    html! {
        figure .card {
            div .body { img src=(address(org, photo)) alt=(photo.alt) width="360" loading="lazy"; }
            figcaption .body.stack {
                p { (photo.alt) @if is_cover { " " (badge(Tone::Info, "Cover")) } }
                div .actions {
                    @if !is_cover {
                        form method="post" action={ (home) "/photos/" (photo.file_id) "/cover" } {
                            button .btn type="submit" { "Make it the cover" span .vh { ": " (photo.alt) } }
                        }
                    }
                    (confirm_form(
                        &format!("remove-{}", photo.file_id),
                        &format!("{home}/photos/{}/removal", photo.file_id),
                        "Remove photo",
                        &format!("“{}” is removed for good.", photo.alt),
                        html! {},
                    ))
                }
            }
        }
    }
}

fn upload(home: &str, typed: &Typed<'_>, problems: &Problems) -> Markup {
    let picture = field("file", problems).hint("PNG, JPEG or WebP, up to 5 MB").required();
    let alt = field("alt", problems).hint("For those who cannot see it, such as The long table and the window");
    html! {
        form .stack #form method="post" action={ (home) "/photos" } enctype="multipart/form-data" {
            (problem_summary(&listed(problems)))
            (file(&picture, "image/png,image/jpeg,image/webp", PICTURE_MAX as u64))
            (text(&alt.required(), typed.alt))
            (hidden("key", typed.key))
            (submit_row(primary_button(Some(Icon::Upload), "Add photo"), home))
        }
    }
}
