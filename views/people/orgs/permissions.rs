//! What each role may do.

use maud::{Markup, html};
use platform::ui::parts::page_header;
use platform::ui::{Icon, icon};
use platform::{AnyRole, Perm};

/// The matrix: a line for each permission, a column for each role.
pub(crate) fn page(tabs: Markup, roles: &[AnyRole]) -> Markup {
    html! {
        (page_header("Permissions", Some("What each role may do. A role within a place allows it there only."), html! {}))
        (tabs)
        section .card {
            div .table-wrap tabindex="0" role="group" aria-label="Permissions of the roles" {
                table .table.matrix {
                    caption .vh { "Permissions of the roles" }
                    thead { tr { th scope="col" { "Permission" } @for role in roles { th scope="col" { (role.label()) } } } }
                    tbody {
                        @for perm in Perm::ALL {
                            tr {
                                th scope="row" { (perm.sentence()) }
                                @for role in roles { td { (mark(role.may(perm))) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Its name is on the mark itself: hidden text beside it would stick out of a table that scrolls sideways.
fn mark(may: bool) -> Markup {
    html! {
        @if may { span role="img" aria-label="yes" { (icon(Icon::Check)) } } @else { span .muted role="img" aria-label="no" { "·" } }
    }
}
