//! The reviews so far.

use super::super::query;
use super::past::PastReview;
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::parts::{
    Column, button_link, card_flush, cell, cell_main, cell_num, empty, page_header, pager, table,
};

/// The page; `next` is the edge of the page that follows.
pub(crate) fn page(base: &str, tabs: Markup, reviews: &[PastReview], next: Option<&str>) -> Markup {
    let columns =
        [Column::main("When"), Column::sub("By"), Column::sub("Note"), Column::num("People"), Column::num("Grants")];
    let path = format!("{base}/reviews");
    html! {
        (page_header("Reviews", Some("When somebody looked at who may do what, and what it was then."), button_link(&format!("{base}/certifications"), Some(Icon::Check), "Certifications")))
        (tabs)
        @if reviews.is_empty() {
            (card_flush("Reviews so far", html! {}, empty(Icon::History, "Nobody has reviewed the access yet.", button_link(&format!("{base}/review"), None, "Look at it"))))
        } @else {
            section .card {
                (table("Reviews so far", &columns, html! {
                    @for PastReview { review, when } in reviews {
                        tr {
                            (cell_main(&format!("{path}/{}", review.id), when))
                            (cell(Column::SUB, html! { (review.by_name) }))
                            (cell(Column::SUB, html! { (review.note) }))
                            (cell_num("People", &review.people.to_string()))
                            (cell_num("Grants", &review.grants.to_string()))
                        }
                    }
                }))
                @if next.is_some() {
                    (pager(None, next.map(|edge| query(&path, &[("before", edge)])).as_deref(), ""))
                }
            }
        }
    }
}
