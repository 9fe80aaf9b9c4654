//! Writing into the ledger: one form for each kind of entry.

use super::{amount, kind_icon, label, listed};
use crate::locations::Location;
use crate::stock::{EntryForm, Item, Kind, Level};
use crate::views::parts::place_options;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, Tile, hidden, problem_summary, submit_row};
use platform::ui::parts::{Segment, back_link, card, card_form, facts, page_header, primary_button, seg, two_columns};
use platform::ui::{Icon, address};

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Of which item.
    pub item: &'a Item,
    /// Which kind of entry.
    pub kind: Kind,
    /// What was typed.
    pub form: &'a EntryForm,
    /// Where the viewer may do this.
    pub places: &'a [Location],
    /// What is on hand where.
    pub levels: &'a [Level],
    /// May the viewer do this anywhere?
    pub may: &'a dyn Fn(Kind) -> bool,
}

/// What doing it is called.
pub(crate) fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Receive => "Receive",
        Kind::Issue => "Issue",
        Kind::Return => "Return",
        Kind::Adjust => "Count",
        Kind::Transfer => "Transfer",
    }
}

/// What is told when it is done.
pub(crate) fn done(kind: Kind, item: &Item) -> String {
    let what = match kind {
        Kind::Receive => "received",
        Kind::Issue => "issued",
        Kind::Return => "returned",
        Kind::Adjust => "counted",
        Kind::Transfer => "transferred",
    };
    format!("{}: {what}.", item.name)
}

/// The page.
pub(crate) fn page(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let (org, item, kind, form) = (shown.org, shown.item, shown.kind, shown.form);
    let own = org.path(&format!("/stock/{}", item.id));
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let places = |first: &str| {
        let mut places = vec![(String::new(), first.to_owned())];
        places.extend(place_options(shown.places));
        places
    };
    let whole = Input { autocomplete: Some("off"), inputmode: Some("numeric"), ..Input::of("text") };
    let main = card_form(
        "entry",
        title(kind),
        &format!("{own}/entries"),
        html! {
            (hidden("key", &form.key))
            (hidden("kind", kind.name()))
            (forms::select(&field("location").hint(where_hint(kind)).required(), &places("Choose a location"), &form.location))
            @if kind == Kind::Adjust {
                (forms::input(&field("counted").hint("How much is really there. The difference becomes the entry.").required(), &whole, &form.counted))
            } @else {
                (forms::input(&field("quantity").required(), &whole, &form.quantity))
            }
            @if kind == Kind::Transfer {
                (forms::select(&field("destination").required(), &places("Choose a location"), &form.destination))
            }
            @if matches!(kind, Kind::Issue | Kind::Return) { (other(shown, problems)) }
            @if kind == Kind::Receive {
                (forms::input(&field("cost").hint("Left empty, what the item says."), &Input { autocomplete: Some("off"), inputmode: Some("decimal"), ..Input::of("text") }, &form.cost))
            }
            (forms::input(&field("note"), &Input { autocomplete: Some("off"), ..Input::of("text") }, &form.note))
        },
        submit_row(primary_button(Some(kind_icon(kind)), title(kind)), &own),
    );
    html! {
        (back_link(&own, &item.name))
        (page_header(&format!("{} {}", title(kind), item.name), None, html! {}))
        (kinds(shown, &own))
        (problem_summary(&listed(problems)))
        (two_columns(main, on_hand(shown)))
    }
}

fn where_hint(kind: Kind) -> &'static str {
    match kind {
        Kind::Receive => "Where it is put.",
        Kind::Issue => "Where it is taken from.",
        Kind::Return => "Where it is put back.",
        Kind::Adjust => "Where it was counted.",
        Kind::Transfer => "From where.",
    }
}

/// The other kinds, one step away.
fn kinds(shown: &Facts<'_>, own: &str) -> Markup {
    let segments: Vec<Segment> = [Kind::Issue, Kind::Receive, Kind::Return, Kind::Transfer, Kind::Adjust]
        .into_iter()
        .filter(|kind| (shown.may)(*kind))
        .map(|kind| Segment {
            label: title(kind).to_owned(),
            href: address(&format!("{own}/entries/new"), &[("kind", kind.name())]),
            current: kind == shown.kind,
        })
        .collect();
    seg("What happened", &segments)
}

/// To whom it goes, or from whom it came back.
fn other(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let (org, form) = (shown.org, shown.form);
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let tile =
        |value: &str, title: &str, line: &str| Tile { value: value.into(), title: title.into(), line: line.into() };
    let tiles = match shown.kind {
        Kind::Return => [
            tile("nobody", "Nobody in particular", "It was not used"),
            tile("person", "A person", "One of your contacts"),
            tile("asset", "An asset", "It was taken out of it"),
        ],
        _ => [
            tile("nobody", "Nobody in particular", "It is used up"),
            tile("person", "A person", "One of your contacts"),
            tile("asset", "An asset", "It is put into it"),
        ],
    };
    let question = if shown.kind == Kind::Return { "From whom" } else { "To whom" };
    html! {
        (forms::radio_tiles(&Field::new("to", question).required(), &tiles, &form.to))
        div .to-person { (forms::field(&field("person").depends().hint("A name or an address."), html! {
            input .input #person name="person" value=(form.person) autocomplete="off" list="people"
                aria-invalid=[problems.at("person").map(|_| "true")]
                aria-describedby=(if problems.at("person").is_some() { "person-hint person-error" } else { "person-hint" })
                hx-get=(org.path("/assets/people")) hx-trigger="input changed delay:250ms" hx-target="#people" hx-swap="outerHTML";
            datalist #people {}
        })) }
        div .to-asset { (forms::input(&field("holder").depends().hint("Its tag."), &Input { autocomplete: Some("off"), ..Input::of("text") }, &form.holder)) }
    }
}

fn on_hand(shown: &Facts<'_>) -> Markup {
    let pairs: Vec<(&str, Markup)> = shown
        .levels
        .iter()
        .map(|level| (level.location_name.as_str(), html! { (amount(level.on_hand, &shown.item.unit)) }))
        .collect();
    card(
        "On hand",
        html! {},
        html! { @if pairs.is_empty() { p .muted { (platform::ui::icon(Icon::Info)) " Nothing yet." } } @else { (facts(&pairs)) } },
    )
}
