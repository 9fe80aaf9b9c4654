//! The files of a work order: on its page, and on a page of their own where they are added and removed.

use crate::attachments::Attachment;
use crate::views::attachments::{self, Owner};
use crate::work::Order;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::{Icon, icon};

fn owner<'a>(org: &Org, order: &'a Order) -> Owner<'a> {
    Owner {
        home: org.path(&format!("/work-orders/{}", order.id)),
        label: order.label(),
        title: &order.title,
        hint: "Photos of what is broken, offers and invoices belong here.",
        none: "Photos of what is broken, offers, invoices. There is none yet.",
    }
}

/// The section of the order's page.
pub(crate) fn section(org: &Org, order: &Order, files: &[Attachment], may_work: bool) -> Markup {
    attachments::section(&owner(org, order), files, may_work)
}

/// Their own page. Removing one is taken back by a click, so nobody is asked first.
pub(crate) fn page(org: &Org, order: &Order, files: &[Attachment], limits: (&str, u64), problems: &Problems) -> Markup {
    let owner = owner(org, order);
    let acts = |file: &Attachment| {
        let below = html! {
            form method="post" action={ (owner.home) "/files/" (file.file_id) "/removal" } {
                button .btn type="submit" { (icon(Icon::Trash)) "Remove" span .vh { ": " (file.name) } }
            }
        };
        (html! {}, below)
    };
    attachments::page(&owner, files, limits, problems, acts)
}
