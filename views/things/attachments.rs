//! Files of something: on its page, and on a page of their own where they are added and removed.

use crate::attachments::Attachment;
use crate::views::parts::{file_input, file_size};
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::forms::{hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, button_link, card, empty, page_header, primary_button};
use platform::ui::{Icon, icon};

/// What they belong to.
pub(crate) struct Owner<'a> {
    /// Its page.
    pub home: String,
    /// What it is called in short.
    pub label: String,
    /// What it is called.
    pub title: &'a str,
    /// Says on its page what belongs here, where there is none.
    pub hint: &'static str,
    /// The same on theirs.
    pub none: &'static str,
}

impl Owner<'_> {
    fn address(&self, file: &Attachment) -> String {
        format!("{}/files/{}", self.home, file.file_id)
    }
}

/// The section of its page; empty where there is nothing to be seen or done.
pub(crate) fn section(owner: &Owner<'_>, files: &[Attachment], may_change: bool) -> Markup {
    if files.is_empty() && !may_change {
        return html! {};
    }
    let (pictures, others): (Vec<&Attachment>, Vec<&Attachment>) = files.iter().partition(|file| file.is_picture);
    let all = format!("{}/files", owner.home);
    card(
        "Files",
        html! { @if may_change { (button_link(&all, Some(Icon::Paperclip), if files.is_empty() { "Add a file" } else { "Add or remove" })) } },
        html! {
            @if files.is_empty() { p .muted { (owner.hint) } }
            @if !pictures.is_empty() {
                ul .asset-pictures role="list" {
                    @for picture in pictures {
                        li { a href=(owner.address(picture)) hx-boost="false" { img src=(owner.address(picture)) alt=(picture.name) loading="lazy"; } }
                    }
                }
            }
            @if !others.is_empty() { ul .stack role="list" { @for other in others { li { (line(owner, other)) } } } }
        },
    )
}

fn line(owner: &Owner<'_>, file: &Attachment) -> Markup {
    html! {
        a href=(owner.address(file)) hx-boost="false" { (icon(Icon::File)) " " (file.name) }
        " " span .muted.small { (file_size(file.size)) @if let Some(name) = &file.added_by_name { " · " (name) } }
    }
}

/// Their own page; the form has its key, and says how large a file may be. `acts` draws what stands behind the name of a file,
/// and what can be done with it.
pub(crate) fn page(
    owner: &Owner<'_>,
    files: &[Attachment],
    (key, most): (&str, u64),
    problems: &Problems,
    acts: impl Fn(&Attachment) -> (Markup, Markup),
) -> Markup {
    let home = &owner.home;
    let told: Vec<(String, String)> =
        problems.iter().map(|(name, message)| (name.to_owned(), format!("File: {message}"))).collect();
    html! {
        (back_link(home, &owner.label))
        (page_header(&format!("Files of {}", owner.label), Some(owner.title), html! {}))
        @if files.is_empty() { div .card { (empty(Icon::Paperclip, owner.none, html! {})) } }
        @else {
            div .tiles { @for file in files { (tile(owner, file, acts(file))) } }
        }
        (card("Add a file", html! {}, html! {
            form .stack #form method="post" action={ (home) "/files" } enctype="multipart/form-data" {
                (problem_summary(&told))
                (file_input(problems, most))
                (hidden("key", key))
                (submit_row(primary_button(Some(Icon::Upload), "Add file"), home))
            }
        }))
    }
}

fn tile(owner: &Owner<'_>, file: &Attachment, (beside, below): (Markup, Markup)) -> Markup {
    html! {
        figure .card {
            @if file.is_picture { div .body { img src=(owner.address(file)) alt=(file.name) width="360" loading="lazy"; } }
            figcaption .body.stack {
                p { (line(owner, file)) (beside) }
                (below)
            }
        }
    }
}
