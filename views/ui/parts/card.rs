//! Cards: a surface for one subject, and the figures above a page.

use maud::{Markup, html};

/// A titled card with its content padded. `actions` stand at the end of its head.
pub fn card(title: &str, actions: Markup, body: Markup) -> Markup {
    html! {
        section .card {
            header { h2 { (title) } div .actions { (actions) } }
            div .body { (body) }
        }
    }
}

/// A titled card whose content reaches its edges: tables, feeds, lists.
pub fn card_flush(title: &str, actions: Markup, body: Markup) -> Markup {
    html! { section .card { header { h2 { (title) } div .actions { (actions) } } (body) } }
}

/// A titled card that is a form: `body` holds the fields, `foot` the row of buttons. Sent by POST to `action`.
/// Leaving it with something typed but not sent asks first (`data-guard`). The server judges all fields, so that all
/// problems are shown at once.
pub fn card_form(id: &str, title: &str, action: &str, body: Markup, foot: Markup) -> Markup {
    html! {
        form .card #(id) method="post" action=(action) novalidate data-guard {
            header { h2 { (title) } }
            div .body.stack { (body) }
            footer { (foot) }
        }
    }
}

/// One figure: what it is, its value as a finished string, a note under it, and a sparkline beside it.
pub fn kpi(label: &str, value: &str, note: Markup, spark: Option<Markup>) -> Markup {
    html! {
        div .card.kpi {
            p .kpi-label { (label) }
            p .kpi-value { (value) }
            @if let Some(spark) = spark { div .kpi-spark { (spark) } }
            p .kpi-note { (note) }
        }
    }
}

/// Figures side by side, as many as fit.
pub fn kpi_row(figures: &[Markup]) -> Markup {
    html! { div .kpi-row { @for figure in figures { (figure) } } }
}

/// Two thirds for the content, one third for the facts; one column on small screens.
pub fn two_columns(content: Markup, aside: Markup) -> Markup {
    html! { div .two-columns { div .stack { (content) } aside .stack aria-label="Details" { (aside) } } }
}
