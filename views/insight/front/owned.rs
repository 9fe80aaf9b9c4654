//! What is owned, in figures that lead to their lists.

use crate::front::owned::{Due, Owned};
use kernel::money::Money;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::parts::{button_link, card, empty, kpi, kpi_row};
use std::collections::BTreeMap;
use things::catalogue::labels::State;
use things::words::state_text;

/// The section. Where nothing is owned yet, a way to begin for whoever may.
pub fn owned(org: &Org, owned: &Owned) -> Markup {
    let count: i64 = owned.lots.iter().map(|lot| lot.count).sum();
    if count == 0 && owned.due.low == 0 && owned.due.late == 0 {
        return html! { @if owned.may_add { (nothing_yet(org)) } };
    }
    let soon = html! {
        @if owned.due.alerts == 0 { "Nothing comes to its end" } @else { a href=(org.path("/alerts")) { "Look at them" } }
    };
    html! {
        section aria-label="Assets" {
            (kpi_row(&[
                kpi("Assets", &count.to_string(), by_state(org, owned), None),
                value(owned),
                kpi("Due soon", &owned.due.alerts.to_string(), soon, None),
                waiting(org, owned.due),
            ]))
        }
    }
}

/// What waits for somebody, each with the way to its list.
fn waiting(org: &Org, due: Due) -> Markup {
    let all = [
        (due.overdue, "overdue", "/assets?due=overdue"),
        (due.late, "work orders late", "/work-orders?due=late"),
        (due.low, "low in stock", "/stock?view=low"),
    ];
    let some: Vec<_> = all.into_iter().filter(|(count, ..)| *count > 0).collect();
    let note = html! {
        @if some.is_empty() { "Nothing is overdue, late or low" }
        @for (nth, (count, words, path)) in some.iter().enumerate() {
            @if nth > 0 { ", " }
            a href=(org.path(path)) { (count) " " (words) }
        }
    };
    kpi("To see to", &(due.overdue + due.late + due.low).to_string(), note, None)
}

fn by_state(org: &Org, owned: &Owned) -> Markup {
    let of = |state: State| owned.lots.iter().filter(|lot| lot.state == state).map(|lot| lot.count).sum::<i64>();
    let shown: Vec<(State, i64)> =
        State::ALL.into_iter().map(|state| (state, of(state))).filter(|(_, count)| *count > 0).collect();
    html! {
        @for (nth, (state, count)) in shown.iter().enumerate() {
            @if nth > 0 { ", " }
            a href=(org.path(&format!("/assets?status={}", state.name()))) { (count) " " (state_text(*state).to_lowercase()) }
        }
    }
}

/// What all of it cost: the currency with the most assets first, the others below.
fn value(owned: &Owned) -> Markup {
    let mut sums: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for lot in &owned.lots {
        let (count, minor) = sums.entry(&lot.currency).or_default();
        (*count, *minor) = (*count + lot.count, minor.saturating_add(lot.minor));
    }
    let mut sums: Vec<(&str, (i64, i64))> = sums.into_iter().collect();
    sums.sort_by_key(|(_, (count, _))| -count);
    let shown = |(currency, (_, minor)): &(&str, (i64, i64))| Money::new(*minor, *currency).to_string();
    let first = sums.first().map_or_else(|| "–".to_owned(), shown);
    let others: Vec<String> = sums.iter().skip(1).map(shown).collect();
    let note = html! { @if others.is_empty() { "what they cost" } @else { "and " (others.join(", ")) } };
    kpi("Purchase value", &first, note, None)
}

fn nothing_yet(org: &Org) -> Markup {
    card(
        "Assets",
        html! {},
        empty(
            Icon::Package,
            "What you own belongs here, with who has it and what it is worth: begin with its categories, or bring a file.",
            html! {
                (button_link(&org.path("/catalogue"), Some(Icon::Layers), "Make categories"))
                (button_link(&org.path("/assets/new"), Some(Icon::Plus), "New asset"))
                (button_link(&org.path("/imports"), Some(Icon::Upload), "Import a file"))
            },
        ),
    )
}
