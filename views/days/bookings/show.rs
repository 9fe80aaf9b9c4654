//! One booking: what was promised, what can be done with it, what happened to it.

use super::form::{lengths, offered};
use super::parts::{listed, people_text, resource_page, status_badge, zone_text};
use crate::bookings::judgement::room;
use crate::bookings::model::{Booking, EditForm, REASON_MAX};
use crate::bookings::offers::Offer;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::Problems;
use kernel::time::{Span, clock_text, day_text, form_value, rfc3339, span_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::post::{Status as MailStatus, Summary};
use platform::ui::forms::{self, Field, hidden, problem_summary};
use platform::ui::parts::{
    FeedItem, back_link, badge, card, card_flush, confirm_form, facts, feed, page_header_with, primary_button,
    two_columns,
};
use platform::ui::{Icon, Tone};
use serde_json::Value;
use things::resources::{Resource, duration};

/// What stands in the forms of the page: what the booking says, or what was typed and refused.
pub struct Typed {
    /// The form that moves it: to which resource.
    pub resource: String,
    /// When, by the clock of that place.
    pub starts: String,
    /// How long.
    pub minutes: String,
    /// Against which version.
    pub version: i64,
    /// The form that changes the rest.
    pub details: EditForm,
}

impl Typed {
    /// As the booking stands, by the clock that its form is read with: the resource's as it is today.
    pub fn of(booking: &Booking, zone: Tz) -> Typed {
        Typed {
            resource: booking.resource_id.to_string(),
            starts: form_value(wall(zone, booking.starts_at)),
            minutes: booking.form_minutes().to_string(),
            version: booking.version,
            details: EditForm {
                title: booking.title.clone(),
                people: booking.people.to_string(),
                note: booking.note.clone(),
                version: booking.version,
                key: String::new(),
            },
        }
    }
}

/// Everything the page shows.
pub struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which.
    pub booking: &'a Booking,
    /// Of what.
    pub resource: &'a Resource,
    /// What happened, the newest first.
    pub history: &'a [Happening],
    /// The mails about it.
    pub messages: &'a [Summary],
    /// What stands in its forms.
    pub typed: &'a Typed,
    /// Where it could go.
    pub choices: &'a [Resource],
    /// May the viewer change it?
    pub may_change: bool,
    /// May they take it back after it was cancelled?
    pub may_restore: bool,
    /// May they open the page of what it is of?
    pub reads_resource: bool,
    /// Do they see what is for the staff?
    pub reads_all: bool,
    /// May the viewer hand out what it is of?
    pub may_hand_out: bool,
    /// What makes each form on the page happen once; each adds its own name.
    pub key: &'a str,
}

/// The page.
pub fn show(facts: &Facts<'_>, problems: &Problems, offers: &[Offer]) -> Markup {
    let booking = facts.booking;
    html! {
        (back_link(&facts.org.path("/bookings"), "Bookings"))
        (page_header_with(booking.label(), Some(html! { (status_badge(booking.status)) " " (span_text(booking.zone(), booking.span())) }), html! {
            @if facts.may_change { (cancel_form(facts)) }
            @if facts.may_restore { (restore_form(facts)) }
        }))
        (two_columns(
            html! {
                (problem_summary(&listed(problems)))
                @if facts.may_restore && !offers.is_empty() { (restore_card(facts, offers)) }
                @if facts.may_hand_out { (hand_outs(facts)) }
                @if facts.may_change {
                    (move_card(facts, problems, offers))
                    (details_card(facts, problems))
                }
                (history_card(facts))
            },
            html! { (facts_card(facts)) @if !facts.messages.is_empty() { (messages_card(facts)) } },
        ))
    }
}

/// What is handed out for it, drawn by what knows of that; without script a way there.
fn hand_outs(facts: &Facts<'_>) -> Markup {
    let own = own_path(facts, "/hand-outs");
    html! {
        div hx-get=(own) hx-trigger="load" hx-swap="outerHTML" {
            (card("Hand out", html! {}, html! { p { a href=(own) { "Hand out, or take back" } } }))
        }
    }
}

fn facts_card(shown: &Facts<'_>) -> Markup {
    let booking = shown.booking;
    let mut pairs = vec![
        ("Code", html! { code { (booking.code) } }),
        (
            "Resource",
            match resource_page(shown.org, shown.resource, shown.reads_resource) {
                Some(page) => html! { a href=(page) { (booking.resource_name) } },
                None => html! { (booking.resource_name) },
            },
        ),
        ("Where", html! { (shown.resource.place()) }),
        ("When", html! { (span_text(booking.zone(), booking.span())) }),
        ("Clock", html! { (zone_text(booking.zone(), booking.span())) }),
        ("Length", html! { (duration::long(booking.span().minutes())) }),
        ("People", html! { (people_text(booking.people, booking.units)) }),
        ("Guest", html! { (booking.contact_name) }),
        ("E-mail", html! { a href={ "mailto:" (booking.contact_email) } { (booking.contact_email) } }),
    ];
    if !booking.contact_phone.is_empty() {
        pairs.push(("Telephone", html! { a href={ "tel:" (booking.contact_phone) } { (booking.contact_phone) } }));
    }
    if let Some(price) = booking.price() {
        pairs.push(("Price", html! { (price) }));
    }
    pairs.push(("Booked", html! { (when(shown.org, booking.created_at)) ", " (source_text(&booking.source)) }));
    if shown.reads_all && !booking.note.is_empty() {
        pairs.push(("Note", html! { (booking.note) }));
    }
    if !booking.cancel_reason.is_empty() {
        pairs.push(("Reason", html! { (booking.cancel_reason) }));
    }
    card("Details", html! {}, facts(&pairs))
}

fn source_text(source: &str) -> &'static str {
    match source {
        "page" => "on the public page",
        "member" => "by a member",
        _ => "by the team",
    }
}

fn own_path(facts: &Facts<'_>, rest: &str) -> String {
    facts.org.path(&format!("/bookings/{}{rest}", facts.booking.id))
}

fn move_card(facts: &Facts<'_>, problems: &Problems, offers: &[Offer]) -> Markup {
    let typed = facts.typed;
    let field = |name, label| Field::new(name, label).error(problems.at(name)).required();
    let options: Vec<(String, String)> =
        facts.choices.iter().map(|resource| (resource.id.to_string(), resource.name.clone())).collect();
    card(
        "Move",
        html! {},
        html! {
            form .stack #move method="post" action=(own_path(facts, "/span")) {
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &format!("{}-move", facts.key)))
                (hidden("back", &own_path(facts, "")))
                @if !offers.is_empty() { (offered(offers)) }
                (forms::fields(&[
                    forms::select(&field("resource", "Resource"), &options, &typed.resource),
                    forms::datetime(&field("starts", "Starts"), &typed.starts),
                    forms::select(&field("minutes", "How long"), &lengths(&typed.minutes, facts.choices), &typed.minutes),
                ]))
                div .submit-row { (primary_button(Some(Icon::CalendarClock), "Move")) }
            }
        },
    )
}

fn details_card(facts: &Facts<'_>, problems: &Problems) -> Markup {
    let typed = &facts.typed.details;
    let field = |name, label| Field::new(name, label).error(problems.at(name));
    card(
        "Change",
        html! {},
        html! {
            form .stack #details method="post" action=(own_path(facts, "/details")) {
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &format!("{}-edit", facts.key)))
                (forms::fields(&[
                    forms::text(&field("title", "Purpose"), &typed.title),
                    forms::number(&field("people", "People").required(), &typed.people, 1, room(facts.resource, facts.booking.units)),
                ]))
                @if facts.reads_all { (forms::textarea(&field("note", "Note for the team"), &typed.note, 3)) }
                div .submit-row { button .btn type="submit" { "Save" } }
            }
        },
    )
}

fn cancel_form(facts: &Facts<'_>) -> Markup {
    let booking = facts.booking;
    let sentence = format!(
        "{} on {} will be free again. {} gets a mail.",
        booking.resource_name,
        span_text(booking.zone(), booking.span()),
        booking.contact_name
    );
    confirm_form(
        "cancel",
        &own_path(facts, "/cancellation"),
        "Cancel booking",
        &sentence,
        html! {
            (hidden("version", &booking.version.to_string()))
            (hidden("key", &format!("{}-cancel", facts.key)))
            (forms::input(&Field::new("reason", "Reason"), &forms::Input { maxlength: Some(REASON_MAX), ..forms::Input::of("text") }, ""))
        },
    )
}

fn restore_form(facts: &Facts<'_>) -> Markup {
    html! {
        form method="post" action=(own_path(facts, "/restoration")) {
            (hidden("version", &facts.booking.version.to_string()))
            (hidden("key", &format!("{}-restore", facts.key)))
            button .btn type="submit" { "Restore booking" }
        }
    }
}

/// Its own time is taken: it can be on again at another.
fn restore_card(facts: &Facts<'_>, offers: &[Offer]) -> Markup {
    card(
        "Restore at another time",
        html! {},
        html! {
            form .stack #restore method="post" action=(own_path(facts, "/restoration")) {
                (hidden("version", &facts.booking.version.to_string()))
                (hidden("key", &format!("{}-restore-there", facts.key)))
                (offered(offers))
            }
        },
    )
}

fn when(org: &Org, at: DateTime<Utc>) -> String {
    let zone = org.zone();
    format!("{}, {}", day_text(wall(zone, at).date()), clock_text(zone, at))
}

fn history_card(facts: &Facts<'_>) -> Markup {
    let items: Vec<FeedItem> = facts
        .history
        .iter()
        .map(|event| FeedItem {
            icon: event_icon(&event.kind),
            sentence: html! { strong { (actor(event)) } " " (what(event)) },
            when: when(facts.org, event.at),
            instant: rfc3339(event.at),
        })
        .collect();
    card_flush("History", html! {}, feed(&items))
}

fn actor(event: &Happening) -> &str {
    if event.actor_kind == "system" { "Steward" } else { &event.actor_name }
}

fn event_icon(kind: &str) -> Icon {
    match kind {
        "booking.moved" => Icon::CalendarClock,
        "booking.cancelled" => Icon::CalendarX,
        "booking.changed" => Icon::Pencil,
        _ => Icon::CalendarCheck,
    }
}

/// What happened, in words.
fn what(event: &Happening) -> Markup {
    let (before, after) = (&event.data["before"], &event.data["after"]);
    match event.kind.as_str() {
        "booking.confirmed" => html! { "booked " (place_text(after)) },
        "booking.moved" => html! { "moved it from " (place_text(before)) " to " (place_text(after)) },
        "booking.cancelled" => {
            html! { "cancelled it" @if let Some(reason) = event.data["reason"].as_str().filter(|reason| !reason.is_empty()) { ": " (reason) } }
        }
        "booking.restored" => html! { "restored it: " (place_text(after)) },
        "booking.ended" => html! { "ended it early: what it held came back" },
        "booking.handed_out" => html! { "handed out " (plain(&event.data["tag"])) },
        "booking.taken_back" => html! { "took back " (plain(&event.data["tag"])) },
        "booking.completed" => html! { "completed it: its time has passed" },
        "booking.kept" => {
            html! { "kept it as an exception: after a change it no longer fits " (kept_rules(&event.data["rules"])) }
        }
        "booking.changed" => html! {
            "changed it"
            @for (name, label) in [("title", "purpose"), ("people", "people")] {
                @if before[name] != after[name] { ": " (label) " from “" (plain(&before[name])) "” to “" (plain(&after[name])) "”" }
            }
        },
        other => html! { (other) },
    }
}

/// `the opening hours and the capacity`.
fn kept_rules(rules: &Value) -> String {
    let mut names: Vec<&str> = Vec::new();
    for rule in rules.as_array().into_iter().flatten().filter_map(Value::as_str) {
        let name = match rule {
            "hours" => "the opening hours",
            "exception" => "a day with other hours",
            "blackout" => "a blocked time",
            "away" => "what is not there",
            "units" => "what is not there",
            "status" => "the resource's status",
            "archived" => "a resource that is archived",
            "capacity" => "the capacity",
            "shortest" | "longest" => "the length of bookings",
            "grid" => "the starts of bookings",
            other => other,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(" and ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn place_text(state: &Value) -> String {
    let at = |name: &str| state[name].as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok());
    let zone = state["zone"].as_str().and_then(kernel::time::parse_zone).unwrap_or(chrono_tz::UTC);
    let span = at("starts_at").zip(at("ends_at")).and_then(|(start, end)| Span::new(start, end).ok());
    let resource = state["resource"].as_str().unwrap_or_default();
    match span {
        Some(span) => format!("{resource}, {}", span_text(zone, span)),
        None => resource.to_owned(),
    }
}

fn messages_card(facts: &Facts<'_>) -> Markup {
    let items: Vec<FeedItem> = facts
        .messages
        .iter()
        .map(|message| FeedItem {
            icon: Icon::Mail,
            sentence: html! {
                a href=(facts.org.path(&format!("/messages/{}", message.id))) { (message.subject) }
                " to " (message.to_name) " " (mail_badge(message.status))
            },
            when: when(facts.org, message.queued_at),
            instant: rfc3339(message.queued_at),
        })
        .collect();
    card_flush("Mail", html! {}, feed(&items))
}

fn mail_badge(status: MailStatus) -> Markup {
    match status {
        MailStatus::Queued => badge(Tone::Neutral, "Queued"),
        MailStatus::Sending => badge(Tone::Info, "Sending"),
        MailStatus::Sent => badge(Tone::Ok, "Sent"),
        MailStatus::Deferred => badge(Tone::Warn, "Deferred"),
        MailStatus::Failed => badge(Tone::Bad, "Failed"),
        MailStatus::Uncertain => badge(Tone::Warn, "Uncertain"),
    }
}
