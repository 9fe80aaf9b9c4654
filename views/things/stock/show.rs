//! One item: what is on hand of it where, and what came and went.

use super::{amount, kind_text, label, listed, low_badge};
use crate::locations::Location;
use crate::stock::{Entry, Item, Kind, Level};
use crate::views::parts::place_options;
use kernel::Problems;
use kernel::time::{clock_text, day_text, rfc3339, wall};
use maud::{Markup, html};
use platform::events::Happening;
use platform::ui::forms::{self, Field, Input, hidden, problem_summary};
use platform::ui::parts::{
    Column, FeedItem, MenuItem, back_link, badge, button, button_link, card, card_flush, cell, cell_num, cell_status,
    confirm_form, empty, facts, feed, menu, notice, page_header_with, primary_link, table, two_columns,
};
use platform::ui::{Icon, Tone, address, icon};
use platform::{Org, Reach};
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub item: &'a Item,
    /// What is on hand where.
    pub levels: &'a [Level],
    /// A page of the ledger, the newest first.
    pub entries: &'a [Entry],
    /// The last entry on it, where there are older ones.
    pub older: Option<Uuid>,
    /// Is it the first page of the ledger?
    pub is_first: bool,
    /// What it was called, the newest first.
    pub history: &'a [Happening],
    /// Where the viewer may say what there should be.
    pub places: &'a [Location],
    /// Where the viewer may issue and take back.
    pub lend: &'a Reach,
    /// Where the viewer may count and reverse.
    pub manage: &'a Reach,
    /// May the viewer change the item itself?
    pub may_change: bool,
    /// So that a double click reverses once.
    pub key: &'a str,
    /// What is wrong with a minimum that was sent.
    pub problems: &'a Problems,
}

impl Facts<'_> {
    fn path(&self, rest: &str) -> String {
        self.org.path(&format!("/stock/{}{rest}", self.item.id))
    }

    fn moment(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        format!("{}, {}", day_text(wall(self.org.zone(), at).date()), clock_text(self.org.zone(), at))
    }
}

fn anywhere(reach: &Reach) -> bool {
    *reach != Reach::Within(Vec::new())
}

/// The page.
pub(crate) fn page(shown: &Facts<'_>) -> Markup {
    let item = shown.item;
    let sub = html! {
        @if item.archived_at.is_some() { (badge(Tone::Neutral, "Archived")) } @else { (low_badge(item.is_low)) }
        " " (amount(item.on_hand, &item.unit)) " on hand"
    };
    html! {
        (back_link(&shown.org.path("/stock"), "Stock"))
        (page_header_with(&item.name, Some(sub), actions(shown)))
        (problem_summary(&listed(shown.problems)))
        @if item.archived_at.is_some() { (archived(shown)) }
        (two_columns(
            html! { (levels(shown)) (ledger(shown)) },
            html! { (details(shown)) @if item.archived_at.is_none() { (minimum(shown)) } (history(shown)) },
        ))
    }
}

fn archived(shown: &Facts<'_>) -> Markup {
    notice(
        Tone::Warn,
        html! {
            p { (shown.item.name) " is archived: nothing is written into its ledger." }
            @if shown.may_change {
                form method="post" action=(shown.path("/restoration")) {
                    (hidden("version", &shown.item.version.to_string()))
                    button .btn type="submit" { (icon(Icon::ArchiveRestore)) "Restore" }
                }
            }
        },
    )
}

fn actions(shown: &Facts<'_>) -> Markup {
    if shown.item.archived_at.is_some() {
        return html! {};
    }
    let write = |kind: Kind| address(&shown.path("/entries/new"), &[("kind", kind.name())]);
    let mut more = Vec::new();
    if anywhere(shown.lend) {
        more.push(MenuItem::Link(Icon::SignIn, "Return".into(), write(Kind::Return)));
        more.push(MenuItem::Link(Icon::ArrowRight, "Transfer".into(), write(Kind::Transfer)));
    }
    if anywhere(shown.manage) {
        more.push(MenuItem::Link(Icon::Sliders, "Count".into(), write(Kind::Adjust)));
    }
    if shown.may_change {
        more.push(MenuItem::Link(Icon::Pencil, "Edit".into(), shown.path("/details")));
    }
    let labels = address(&shown.org.path("/stock/labels"), &[("id", &shown.item.id.to_string())]);
    more.push(MenuItem::Link(Icon::Printer, "Print a label".into(), labels));
    html! {
        @if !more.is_empty() { (menu("item-menu", &format!("More about {}", shown.item.name), &more)) }
        @if anywhere(shown.manage) { (button_link(&write(Kind::Receive), Some(Icon::Truck), "Receive")) }
        @if anywhere(shown.lend) { (primary_link(&write(Kind::Issue), Some(Icon::SignOut), "Issue")) }
    }
}

fn levels(shown: &Facts<'_>) -> Markup {
    let columns = [Column::main("Location"), Column::num("On hand"), Column::num("Minimum"), Column::status("Level")];
    card_flush(
        "On hand",
        html! {},
        html! {
            @if shown.levels.is_empty() { (empty(Icon::Box, "Nothing of it is anywhere yet.", html! {})) }
            @else {
                (table("What is on hand, by location", &columns, html! {
                    @for level in shown.levels {
                        tr {
                            (cell(Column::MAIN, html! { (level.location_name) }))
                            (cell_num("On hand", &level.on_hand.to_string()))
                            (cell_num("Minimum", &level.minimum.map(|minimum| minimum.to_string()).unwrap_or_else(|| "–".to_owned())))
                            (cell_status(low_badge(level.is_low)))
                        }
                    }
                }))
            }
        },
    )
}

fn details(shown: &Facts<'_>) -> Markup {
    let item = shown.item;
    let of = |name: &str, id: Uuid| address(&shown.org.path("/stock"), &[(name, &id.to_string())]);
    let mut pairs: Vec<(&str, Markup)> =
        vec![("Category", html! { a href=(of("category", item.category_id)) { (item.category_name) } })];
    if !item.sku.is_empty() {
        pairs.push(("Number", html! { (item.sku) }));
    }
    pairs.push(("Unit", html! { (item.unit) }));
    if let Some((id, name)) = item.supplier_id.zip(item.supplier_name.as_ref()) {
        pairs.push(("Supplier", html! { a href=(of("supplier", id)) { (name) } }));
    }
    if let Some(cost) = item.cost() {
        pairs.push(("Cost of one", html! { (cost) }));
    }
    if !item.note.is_empty() {
        pairs.push(("Note", html! { @for line in item.note.lines() { (line) br; } }));
    }
    card("Details", html! {}, facts(&pairs))
}

/// The form that says how much there should be at a place.
fn minimum(shown: &Facts<'_>) -> Markup {
    if shown.places.is_empty() {
        return html! {};
    }
    let mut places = vec![(String::new(), "Choose a location".to_owned())];
    places.extend(place_options(shown.places));
    let field = |name: &'static str| Field::new(name, label(name)).error(shown.problems.at(name));
    let whole = Input { autocomplete: Some("off"), inputmode: Some("numeric"), ..Input::of("text") };
    card(
        "How much there should be",
        html! {},
        html! {
            form .stack method="post" action=(shown.path("/minimums")) {
                (forms::select(&field("location").required(), &places, ""))
                (forms::input(&field("minimum").hint("Left empty, as its category says."), &whole, ""))
                div { (button(Some(Icon::Check), "Save")) }
            }
        },
    )
}

fn ledger(shown: &Facts<'_>) -> Markup {
    let first = shown.path("");
    card_flush(
        "Ledger",
        html! { @if !shown.is_first { (button_link(&first, None, "The newest")) } },
        html! {
            @if shown.entries.is_empty() { (empty(Icon::List, "Nothing came or went yet.", html! {})) }
            @else { (entries(shown)) }
            @if let Some(older) = shown.older {
                p .row { (button_link(&address(&first, &[("before", &older.to_string())]), None, "Older entries")) }
            }
        },
    )
}

fn entries(shown: &Facts<'_>) -> Markup {
    let columns = [
        Column::main("Entry"),
        Column::sub("Location"),
        Column::num("Quantity"),
        Column::extra("Who"),
        Column::extra("When"),
        Column::actions(),
    ];
    table("What came and went", &columns, html! { @for entry in shown.entries { (entry_row(shown, entry)) } })
}

fn entry_row(shown: &Facts<'_>, entry: &Entry) -> Markup {
    let signed = if entry.quantity > 0 { format!("+{}", entry.quantity) } else { entry.quantity.to_string() };
    let what = kind_text(entry.kind);
    html! {
        tr #{ "e-" (entry.id) } {
            (cell(Column::MAIN, html! {
                (what)
                @if entry.reverses_id.is_some() { " " (badge(Tone::Neutral, "Reversal")) }
                @if entry.reversed_by.is_some() { " " (badge(Tone::Neutral, "Reversed")) }
                (other(shown.org, entry))
                @if !entry.note.is_empty() { br; span .muted.small { (entry.note) } }
            }))
            (cell(Column::SUB, html! { (entry.location_name) }))
            (cell_num("Quantity", &signed))
            (cell(Column::EXTRA, html! { (entry.by_name.as_deref().unwrap_or("The house")) }))
            (cell(Column::EXTRA, html! { (shown.moment(entry.at)) }))
            td .row-actions {
                @if entry.may_be_reversed() && shown.item.archived_at.is_none() && shown.item.is_within(shown.manage, entry.location_id) {
                    (confirm_form(
                        &format!("reverse-{}", entry.id),
                        &shown.path(&format!("/entries/{}/reversal", entry.id)),
                        "Reverse",
                        &sentence(shown, entry, &signed),
                        hidden("key", &format!("{}-{}", shown.key, entry.id)),
                    ))
                }
            }
        }
    }
}

/// Which entry is reversed, and what that does.
fn sentence(shown: &Facts<'_>, entry: &Entry, signed: &str) -> String {
    let also = if entry.kind == Kind::Transfer { " The entry at the other place goes with it." } else { "" };
    format!(
        "{} of {}: {} at {}, on {}. It stays in the ledger, and an entry that makes up for it is added.{also}",
        kind_text(entry.kind),
        shown.item.name,
        signed,
        entry.location_name,
        shown.moment(entry.at),
    )
}

fn other(org: &Org, entry: &Entry) -> Markup {
    let verb = if entry.quantity < 0 { " to " } else { " from " };
    html! {
        @if let Some((id, tag)) = entry.asset_id.zip(entry.asset_tag.as_ref()) {
            (verb) a href=(org.path(&format!("/assets/{id}"))) { (tag) }
        }
        @if let Some((id, number)) = entry.work_order_id.zip(entry.work_order_number) {
            (verb) a href=(org.path(&format!("/work-orders/{id}"))) { "WO-" (number) }
        }
        @if let Some(id) = entry.contact_id {
            @let name = entry.contact_name.as_deref().filter(|name| !name.is_empty()).unwrap_or("a contact without a name");
            (verb) a href=(org.path(&format!("/contacts/{id}"))) { (name) }
        }
    }
}

fn history(shown: &Facts<'_>) -> Markup {
    let items: Vec<FeedItem> = shown
        .history
        .iter()
        .map(|event| {
            let (mark, what) = match event.kind.as_str() {
                "stock_item.created" => (Icon::Plus, "added it"),
                "stock_item.archived" => (Icon::Archive, "archived it"),
                "stock_item.restored" => (Icon::ArchiveRestore, "restored it"),
                _ => (Icon::Pencil, "changed it"),
            };
            let who = if event.actor_kind == "system" { "The house" } else { event.actor_name.as_str() };
            FeedItem {
                icon: mark,
                sentence: html! { strong { (who) } " " (what) },
                when: shown.moment(event.at),
                instant: rfc3339(event.at),
            }
        })
        .collect();
    html! { @if !items.is_empty() { (card_flush("History", html! {}, feed(&items))) } }
}
