//! Days that differ and spans in which nothing can be booked: how they are listed, and the forms that add them.

use crate::locations::Location;
use crate::resources::store::{OwnedBlackout, OwnedException};
use crate::resources::week::spans_text;
use crate::resources::{BlackoutForm, ExceptionForm, Owner, Resource};
use crate::views::parts::{field, listed};
use crate::views::words::zone_text;
use chrono::{DateTime, Utc};
use kernel::Problems;
use kernel::time::{day_text, span_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::{Field, date, datetime, fields, hidden, problem_summary, select, submit_row, text};
use platform::ui::parts::{Column, back_link, button_link, card_flush, cell, page_header, primary_button, table};

/// Lines that a card shows at once; the others stand behind a fold.
const SHOWN_AT_ONCE: usize = 6;

/// For what the viewer may say something: its value in the form, and its name.
pub type OwnerChoice = (String, String);

/// What both forms need to know.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// At whose page it is said.
    pub resource: &'a Resource,
    /// For what it may hold.
    pub owners: &'a [OwnerChoice],
    /// What is wrong with what was typed.
    pub problems: &'a Problems,
}

impl Shown<'_> {
    fn home(&self) -> String {
        self.org.path(&format!("/resources/{}", self.resource.id))
    }

    fn field<'f>(&'f self, name: &'f str) -> Field<'f> {
        field(name, self.problems).required()
    }

    fn owner_select(&self, chosen: &str) -> Markup {
        select(&self.field("owner"), self.owners, chosen)
    }

    fn page(&self, title: &str, path: &str, body: Markup) -> Markup {
        html! {
            (back_link(&self.home(), &self.resource.name))
            (page_header(title, None, html! {}))
            form .card #form method="post" action={ (self.home()) (path) } {
                div .body.stack { (problem_summary(&listed(self.problems))) (body) }
                footer { (submit_row(primary_button(None, "Add"), &self.home())) }
            }
        }
    }
}

/// The form of a day that differs.
pub fn exception_form(shown: &Shown<'_>, typed: &ExceptionForm) -> Markup {
    let hours = field("hours", shown.problems).hint("Such as 10:00-14:00. Empty: closed all day.");
    shown.page("Different hours on a day", "/exceptions", html! {
        (fields(&[date(&shown.field("day"), &typed.day), text(&shown.field("label").hint("Such as Christmas Eve"), &typed.label)]))
        (text(&hours, &typed.hours))
        (shown.owner_select(&typed.owner))
        (hidden("key", &typed.key))
    })
}

/// The form of a span in which nothing can be booked.
pub fn blackout_form(shown: &Shown<'_>, typed: &BlackoutForm) -> Markup {
    let hint = format!("In {}.", zone_text(shown.resource.zone()));
    shown.page("Block bookings for a while", "/blackouts", html! {
        p .muted { "Nothing new can be booked in this time. If bookings stand in it, you decide what becomes of them." }
        (fields(&[datetime(&shown.field("from").hint(&hint), &typed.from), datetime(&shown.field("until").hint(&hint), &typed.until)]))
        (text(&shown.field("reason").hint("Guests may read it. Such as Maintenance"), &typed.reason))
        (shown.owner_select(&typed.owner))
        (hidden("key", &typed.key))
    })
}

/// What the lists on a resource's page need to know.
pub struct Lists<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub resource: &'a Resource,
    /// What is above it, to name owners.
    pub places: &'a [Location],
    /// What the viewer may remove.
    pub may_remove: &'a dyn Fn(Owner) -> bool,
    /// May the viewer add any?
    pub may_add: bool,
    /// What is over and what is to come.
    pub now: DateTime<Utc>,
}

impl Lists<'_> {
    fn home(&self) -> String {
        self.org.path(&format!("/resources/{}", self.resource.id))
    }

    fn owner_text(&self, owner: Owner) -> String {
        match owner {
            Owner::Resource(_) => "This resource".to_owned(),
            Owner::Organisation => format!("All of {}", self.org.name),
            Owner::Location(id) => {
                let place = self.places.iter().find(|place| place.id == id);
                format!("All in {}", place.map_or("its location", |place| place.name.as_str()))
            }
        }
    }

    fn remove(&self, owner: Owner, path: &str, label: &str) -> Markup {
        html! {
            @if (self.may_remove)(owner) {
                form method="post" action={ (self.home()) (path) } {
                    button .btn.ghost.icon-only type="submit" aria-label=(label) title=(label) { (platform::ui::icon(Icon::Trash)) }
                }
            }
        }
    }
}

/// The card of days that differ: those to come, and those that are over behind a fold.
pub fn exceptions_card(lists: &Lists<'_>, exceptions: &[OwnedException]) -> Markup {
    let today = wall(lists.resource.zone(), lists.now).date();
    let (mut ahead, over): (Vec<_>, Vec<_>) = exceptions.iter().partition(|exception| exception.day >= today);
    ahead.reverse();
    let rows = |list: &[&OwnedException]| {
        table(
            "Days with other hours",
            &[
                Column::main("Day"),
                Column::sub("What it is"),
                Column::extra("Holds for"),
                Column::status("Hours"),
                Column::actions(),
            ],
            html! {
                @for exception in list {
                    tr {
                        (cell(Column::MAIN, html! { (day_text(exception.day)) }))
                        (cell(Column::SUB, html! { (exception.label) }))
                        (cell(Column::EXTRA, html! { (lists.owner_text(exception.owner)) }))
                        (cell(Column::STATUS, html! { (hours_text(&exception.spans)) }))
                        (cell(Column::ACTIONS, lists.remove(exception.owner, &format!("/exceptions/{}/removal", exception.id), &format!("Remove {}", exception.label))))
                    }
                }
            },
        )
    };
    let add = html! { @if lists.may_add {
        (button_link(&lists.org.path("/holidays"), Some(Icon::Calendar), "Holidays"))
        (button_link(&format!("{}/exceptions/new", lists.home()), Some(Icon::Plus), "Add a day"))
    } };
    let body = card_flush(
        "Holidays and other hours",
        add,
        html! {
            @if ahead.is_empty() { div .body { p .muted { "No day ahead differs from the week." } } }
        (folded(&ahead, &over, &rows))
        },
    );
    html! { div #exceptions { (body) } }
}

/// The card of blackouts, likewise.
pub fn blackouts_card(lists: &Lists<'_>, blackouts: &[OwnedBlackout]) -> Markup {
    let (mut ahead, over): (Vec<_>, Vec<_>) = blackouts.iter().partition(|blackout| blackout.span.end > lists.now);
    ahead.reverse();
    let rows = |list: &[&OwnedBlackout]| {
        table(
            "Blocked times",
            &[Column::main("When"), Column::sub("Reason"), Column::extra("Holds for"), Column::actions()],
            html! {
                @for blackout in list {
                    tr {
                        (cell(Column::MAIN, html! { (span_text(lists.resource.zone(), blackout.span)) }))
                        (cell(Column::SUB, html! { (blackout.reason) }))
                        (cell(Column::EXTRA, html! { (lists.owner_text(blackout.owner)) }))
                        (cell(Column::ACTIONS, lists.remove(blackout.owner, &format!("/blackouts/{}/removal", blackout.id), &format!("Remove {}", blackout.reason))))
                    }
                }
            },
        )
    };
    let add = html! { @if lists.may_add { (button_link(&format!("{}/blackouts/new", lists.home()), Some(Icon::Ban), "Block a time")) } };
    let body = card_flush(
        "Blocked times",
        add,
        html! {
            @if ahead.is_empty() { div .body { p .muted { "Nothing is blocked." } } }
            (folded(&ahead, &over, &rows))
        },
    );
    html! { div #blackouts { (body) } }
}

fn hours_text(spans: &[(u16, u16)]) -> String {
    if spans.is_empty() { "Closed".to_owned() } else { spans_text(spans) }
}

/// The next few lines; what comes later and what is over behind folds.
fn folded<T>(ahead: &[&T], over: &[&T], rows: &dyn Fn(&[&T]) -> Markup) -> Markup {
    let (next, later) = ahead.split_at(ahead.len().min(SHOWN_AT_ONCE));
    let fold = |label: &str, list: &[&T]| {
        html! { @if !list.is_empty() { div .body { details { summary { (label) " (" (list.len()) ")" } (rows(list)) } } } }
    };
    html! {
        @if !next.is_empty() { (rows(next)) }
        (fold("Later", later))
        (fold("Over", over))
    }
}
