//! Handing assets over and taking them back.

use super::{due, holder, label, listed, status_badge};
use crate::assets::{Asset, CheckInForm, CheckOutForm, To};
use crate::catalogue::labels::Label;
use crate::locations::Location;
use crate::views::parts::place_options;
use chrono::NaiveDate;
use kernel::Problems;
use maud::{Markup, html};
use people::contacts::Contact;
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::{self, Field, Input, Tile, hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, card, card_flush, card_form, empty, page_header, primary_button, two_columns};

/// What the form for checking out is drawn of.
pub(crate) struct Out<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What was typed.
    pub form: &'a CheckOutForm,
    /// Places to choose from.
    pub places: &'a [Location],
    /// What stands beside the form.
    pub beside: Markup,
    /// The day it is there.
    pub today: NaiveDate,
}

/// What the one to which assets go has already.
pub(crate) struct Holdings<'a> {
    /// Who or what that is.
    pub to: To,
    /// What it has.
    pub held: &'a [Asset],
    /// Is there more than that?
    pub is_more: bool,
}

/// The form for checking out.
pub(crate) fn check_out(out: &Out<'_>, problems: &Problems) -> Markup {
    let (org, form) = (out.org, out.form);
    let list = org.path("/assets");
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let tile =
        |value: &str, title: &str, line: &str| Tile { value: value.into(), title: title.into(), line: line.into() };
    let tiles = [
        tile("person", "A person", "One of your contacts"),
        tile("location", "A place", "It is there from now on"),
        tile("asset", "Another asset", "It is a part of that"),
    ];
    let mut places = vec![(String::new(), "Choose a location".to_owned())];
    places.extend(place_options(out.places));
    let today = out.today.to_string();
    let main = html! {
        (card_form("check-out", "To whom", &org.path("/assets/check-out"), html! {
            (hidden("key", &form.key))
            (tags(&form.assets, problems))
            (forms::radio_tiles(&Field::new("to", "To").required(), &tiles, &form.to))
            div .to-person { (forms::field(&field("person").depends().hint("A name or an address, where it goes to a person."), html! {
                input .input #person name="person" value=(form.person) autocomplete="off" list="people"
                    aria-invalid=[problems.at("person").map(|_| "true")]
                    aria-describedby=(if problems.at("person").is_some() { "person-hint person-error" } else { "person-hint" })
                    hx-get=(org.path("/assets/people")) hx-trigger="input changed delay:250ms" hx-target="#people" hx-swap="outerHTML";
                datalist #people {}
            })) }
            div .to-location { (forms::select(&field("location").depends().hint("Where it goes to a place."), &places, &form.location)) }
            div .to-asset { (forms::input(&field("holder").depends().hint("Its tag, where it becomes part of another asset."), &Input { autocomplete: Some("off"), ..Input::of("text") }, &form.holder)) }
            (forms::input(&field("due_on").hint("Left empty, for good."), &Input { min: Some(&today), ..Input::of("date") }, &form.due_on))
            (forms::input(&field("note"), &Input { autocomplete: Some("off"), ..Input::of("text") }, &form.note))
        }, submit_row(primary_button(Some(Icon::SignOut), "Check out"), &list)))
    };
    html! {
        (back_link(&list, "Assets"))
        (page_header("Check out", Some("Hand assets over to somebody, who has them until they are checked in."), html! {}))
        (problem_summary(&listed(problems, |_| None)))
        (two_columns(main, html! {
            // It follows the form: whatever is chosen or typed there is looked up.
            div hx-get=(org.path("/assets/holdings")) hx-include="#check-out" hx-sync="this:replace"
                hx-trigger="change from:#check-out, input from:#check-out delay:400ms" hx-target="#beside" hx-swap="outerMorph" {
                (out.beside)
            }
        }))
    }
}

/// What stands beside the form for checking out: which assets, and what the one they go to has already.
pub(crate) fn beside(org: &Org, chosen: &[Asset], has_already: Option<&Holdings<'_>>, today: NaiveDate) -> Markup {
    html! {
        div .stack #beside {
            (which(org, chosen, today))
            @if let Some(has) = has_already {
                @let (title, nothing) = match has.to {
                    To::Contact(_) => ("Has already", "Nothing is checked out to them."),
                    To::Location(_) => ("Is there already", "Nothing stands there."),
                    To::Asset(_) => ("Has in it already", "Nothing is part of it."),
                };
                @if has.held.is_empty() { (card(title, html! {}, html! { p .muted { (nothing) } })) }
                @else { (assets_card(org, title, has.held, today)) }
                @if has.is_more { p .muted.small { "And more than these." } }
            }
        }
    }
}

/// What the form for checking in is drawn of.
pub(crate) struct In<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What was typed.
    pub form: &'a CheckInForm,
    /// The assets with the tags that were typed.
    pub chosen: &'a [Asset],
    /// Places to choose from.
    pub places: &'a [Location],
    /// Labels of what is in stock.
    pub labels: &'a [Label],
    /// The day it is there.
    pub today: NaiveDate,
}

/// The form for checking in.
pub(crate) fn check_in(back: &In<'_>, problems: &Problems) -> Markup {
    let (org, form) = (back.org, back.form);
    let list = org.path("/assets");
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let mut places = vec![(String::new(), "Where each belongs".to_owned())];
    places.extend(place_options(back.places));
    let mut labels = vec![(String::new(), "In stock".to_owned())];
    labels.extend(back.labels.iter().map(|label| (label.id.to_string(), label.name.clone())));
    let main = card_form(
        "check-in",
        "What comes back",
        &org.path("/assets/check-in"),
        html! {
            (hidden("key", &form.key))
            (tags(&form.assets, problems))
            (forms::select(&field("location").hint("Where they are put."), &places, &form.location))
            @if labels.len() > 1 { (forms::select(&field("label"), &labels, &form.label)) }
            (forms::input(&field("note"), &Input { autocomplete: Some("off"), ..Input::of("text") }, &form.note))
        },
        submit_row(primary_button(Some(Icon::SignIn), "Check in"), &list),
    );
    html! {
        (back_link(&list, "Assets"))
        (page_header("Check in", Some("Take assets back: nobody has them any more."), html! {}))
        (problem_summary(&listed(problems, |_| None)))
        (two_columns(main, which(org, back.chosen, back.today)))
    }
}

/// The tags, one a line: a scanner that ends each with Enter can fill it.
fn tags(typed: &str, problems: &Problems) -> Markup {
    let rows = u8::try_from(typed.lines().count().clamp(1, 12)).unwrap_or(1);
    let field = Field::new("assets", label("assets"))
        .hint("Their tags, one a line: type or scan them.")
        .error(problems.at("assets"));
    forms::textarea(&field.required(), typed, rows)
}

fn which(org: &Org, assets: &[Asset], today: NaiveDate) -> Markup {
    if assets.is_empty() {
        return card_flush(
            "Which",
            html! {},
            empty(Icon::Package, "What you scan or type is looked up when the form is sent.", html! {}),
        );
    }
    assets_card(org, "Which", assets, today)
}

fn assets_card(org: &Org, title: &str, assets: &[Asset], today: NaiveDate) -> Markup {
    card(
        title,
        html! {},
        html! {
            ul .asset-list role="list" {
                @for asset in assets {
                    li {
                        a href=(org.path(&format!("/assets/{}", asset.id))) { (asset.tag) } " " (status_badge(asset))
                        p { (asset.name) }
                        @if asset.custody_id.is_some() { p .muted.small { (holder(org, asset)) " " (due(asset, today)) } }
                    }
                }
            }
        },
    )
}

/// People to choose from while somebody types.
pub(crate) fn people(offered: &[Contact]) -> Markup {
    html! {
        datalist #people {
            @for contact in offered { option value={ (contact.label()) " <" (contact.email) ">" } {} }
        }
    }
}
