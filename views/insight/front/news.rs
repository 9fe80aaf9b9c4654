//! What happened lately, as sentences with links.

use super::head::Head;
use crate::views::when::ago;
use chrono::{DateTime, Datelike, Utc};
use kernel::time::{Span, parse_zone, rfc3339, span_text};
use maud::{Markup, html};
use platform::events::Happening;
use platform::ui::Icon;
use platform::ui::parts::{FeedItem, card, card_flush, empty, feed};
use platform::{Org, Role};
use serde_json::Value;
use things::words::{
    acceptance_deed, asset_deed, audit_deed, catalogue_deed, catalogue_path, kit_deed, plan_deed, stock_deed, work_deed,
};

/// Is this worth a line? Not what happens by itself, and not what has no sentence here.
pub fn is_news(happening: &Happening) -> bool {
    mark(&happening.kind).is_some()
}

/// The card.
pub fn news(h: &Head<'_>, happenings: &[Happening]) -> Markup {
    if happenings.is_empty() {
        return card("Activity", html! {}, empty(Icon::Activity, "What people do here will be told here.", html! {}));
    }
    let items: Vec<FeedItem> = happenings.iter().filter_map(|happening| item(h, happening)).collect();
    card_flush("Activity", html! {}, feed(&items))
}

fn item(h: &Head<'_>, happening: &Happening) -> Option<FeedItem> {
    Some(FeedItem {
        icon: mark(&happening.kind)?,
        sentence: sentence(h, happening),
        when: ago(h.org.zone(), happening.at, h.now),
        instant: rfc3339(happening.at),
    })
}

/// The pictogram of a kind; none for what is not told.
fn mark(kind: &str) -> Option<Icon> {
    Some(match kind {
        "booking.confirmed" => Icon::CalendarCheck,
        "booking.moved" => Icon::CalendarClock,
        "booking.changed" => Icon::Pencil,
        "booking.cancelled" => Icon::CalendarX,
        "booking.restored" => Icon::CalendarPlus,
        "resource.created" => Icon::Plus,
        "resource.changed" | "location.changed" => Icon::Pencil,
        "resource.archived" | "location.archived" => Icon::Archive,
        "resource.restored" | "location.restored" => Icon::ArchiveRestore,
        "resource.hours_changed" => Icon::Clock,
        "resource.photo_added" | "resource.photo_removed" => Icon::Image,
        "location.created" => Icon::MapPin,
        "asset.created" => Icon::Package,
        "asset.checked_out" => Icon::SignOut,
        "asset.checked_in" => Icon::SignIn,
        "asset.changed" => Icon::Pencil,
        "asset.status_changed" => Icon::Tag,
        "asset.moved" => Icon::MapPin,
        "asset.overdue" => Icon::Clock,
        kind if kit_deed(kind).is_some() => Icon::Briefcase,
        kind if acceptance_deed(kind).is_some() => Icon::Signature,
        kind if plan_deed(kind).is_some() => Icon::Repeat,
        kind if work_deed(kind).is_some() => Icon::Wrench,
        kind if audit_deed(kind).is_some() => Icon::Scan,
        kind if stock_deed(kind).is_some() => Icon::Box,
        "asset.file_added" | "asset.file_removed" => Icon::Paperclip,
        "asset.found" => Icon::MapPin,
        "import.run" | "import.undone" => Icon::Upload,
        kind if catalogue_deed(kind).is_some() => Icon::Layers,
        "exception.added" | "exception.removed" => Icon::CalendarClock,
        "blackout.added" | "blackout.removed" => Icon::Ban,
        "calendar.brought_in" | "calendar.removed" => Icon::Calendar,
        "organisation.created" => Icon::House,
        "organisation.changed" => Icon::Settings,
        "grant.given" | "grant.changed" | "grant.ended" => Icon::Shield,
        "invitation.sent" | "invitation.accepted" | "invitation.revoked" => Icon::UserPlus,
        "role.created" | "role.changed" | "role.archived" | "role.restored" => Icon::Shield,
        "access.reviewed" | "certification.completed" => Icon::Check,
        "message.resent" | "message.tested" => Icon::Send,
        _ => return None,
    })
}

/// The things of an acceptance, in short.
fn tags_of(data: &Value) -> String {
    let of = |name: &str| data[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let tags = if of("tags").is_empty() { of("declined") } else { of("tags") };
    match tags {
        [] => "what was handed over".to_owned(),
        [one] => one.as_str().unwrap_or_default().to_owned(),
        [one, more @ ..] => format!("{} and {} more", one.as_str().unwrap_or_default(), more.len()),
    }
}

/// To whom an asset went, where that is known by name.
fn asset_target(happening: &Happening) -> Markup {
    html! { @if let Some(name) = happening.data["to_name"].as_str() { " to " (name) } }
}

fn sentence(h: &Head<'_>, happening: &Happening) -> Markup {
    let (org, data) = (h.org, &happening.data.0);
    let who = if happening.actor_name.is_empty() { "The house" } else { &happening.actor_name };
    let named = |rest: &str| html! { strong { (who) } " " (rest) };
    let (topic, _) = happening.kind.split_once('.').unwrap_or((&happening.kind, ""));
    match topic {
        "booking" => html! { strong { (who) } " " (booking_verb(&happening.kind)) " " (booking(h, happening)) },
        "resource" => {
            let link = org.path(&format!("/resources/{}", happening.subject_id));
            html! { strong { (who) } " " (resource_verb(&happening.kind)) " " a href=(link) { (text(data, "name")) } }
        }
        "location" => {
            html! { strong { (who) } " " (location_verb(&happening.kind)) " " a href=(org.path("/locations")) { (name_of(data)) } }
        }
        "asset" => {
            let link = org.path(&format!("/assets/{}", happening.subject_id));
            html! { strong { (who) } " " (asset_deed(&happening.kind)) " " a href=(link) { (text(data, "tag")) } (asset_target(happening)) }
        }
        "kit" | "kit_template" => {
            let noun = if topic == "kit" { "kits" } else { "kit-templates" };
            let link = org.path(&format!("/{noun}/{}", happening.subject_id));
            let deed = kit_deed(&happening.kind).unwrap_or_default();
            html! { strong { (who) } " " (deed) " " a href=(link) { (name_of(data)) } }
        }
        "acceptance" => {
            let link = org.path(&format!("/acceptances/{}", happening.subject_id));
            let deed = acceptance_deed(&happening.kind).unwrap_or_default();
            html! { strong { (who) } " " (deed) " " a href=(link) { (tags_of(data)) } }
        }
        "maintenance" | "maintenance_plan" => {
            let link = org.path(&format!("/maintenance-plans/{}", happening.subject_id));
            let deed = plan_deed(&happening.kind).unwrap_or_default();
            html! { strong { (who) } " " (deed) " " a href=(link) { (name_of(data)) } }
        }
        "work_order" => {
            let link = org.path(&format!("/work-orders/{}", happening.subject_id));
            let deed = work_deed(&happening.kind).unwrap_or_default();
            html! { strong { (who) } " " (deed) " " a href=(link) { (name_of(data)) } }
        }
        "audit" => {
            let link = org.path(&format!("/audits/{}", happening.subject_id));
            let deed = audit_deed(&happening.kind).unwrap_or_default();
            html! { strong { (who) } " " (deed) " " a href=(link) { (name_of(data)) } }
        }
        "stock" | "stock_item" => {
            let link = match happening.subject_kind.as_str() {
                "asset_category" => org.path("/stock/minimums"),
                _ => org.path(&format!("/stock/{}", happening.subject_id)),
            };
            let deed = stock_deed(&happening.kind).unwrap_or_default();
            html! { strong { (who) } " " (deed) " " a href=(link) { (name_of(data)) } }
        }
        "import" => {
            let link = org.path(&format!("/imports/{}", happening.subject_id));
            let deed = if happening.kind == "import.undone" { "took back" } else { "finished" };
            html! { strong { (who) } " " (deed) " " a href=(link) { "an import of assets" } }
        }
        "asset_category"
        | "asset_model"
        | "vendor"
        | "asset_label"
        | "asset_field"
        | "depreciation_scheme"
        | "fiscal_year" => {
            let link = org.path(&catalogue_path(topic, happening.subject_id));
            let deed = catalogue_deed(&happening.kind).unwrap_or_default();
            html! { strong { (who) } " " (deed) " " a href=(link) { (name_of(data)) } }
        }
        "exception" => {
            let verb =
                if happening.kind.ends_with("added") { "set other hours for" } else { "removed the other hours of" };
            html! { strong { (who) } " " (verb) " " (text(data, "day")) (labelled(data)) }
        }
        "blackout" => {
            let verb = if happening.kind.ends_with("added") { "closed" } else { "lifted the closure of" };
            html! { strong { (who) } " " (verb) " " (closed_thing(org, happening)) (labelled(data)) }
        }
        "calendar" => {
            let verb = if happening.kind.ends_with("removed") {
                "removed the holidays of"
            } else {
                "brought in the holidays of"
            };
            html! { strong { (who) } " " (verb) " " a href=(org.path("/holidays")) { (text(data, "name")) } }
        }
        "organisation" => {
            named(if happening.kind.ends_with("created") { "founded the house" } else { "changed the settings" })
        }
        "grant" | "invitation" => html! { strong { (who) } " " (people(&happening.kind, data)) },
        "role" => {
            let name = [text(&data["after"], "name"), text(&data["before"], "name")];
            let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or("a role");
            let link = org.path(&format!("/people/roles/{}", happening.subject_id));
            html! { strong { (who) } " " (role_verb(&happening.kind)) " the role " a href=(link) { (name) } }
        }
        "access" => html! { strong { (who) } " reviewed who may do what" },
        "certification" => {
            let ended = data["after"]["ended"].as_i64().unwrap_or(0);
            html! { strong { (who) } " went through who may do what, and ended " (ended) }
        }
        _ => {
            let link = org.path(&format!("/messages/{}", happening.subject_id));
            let what = if happening.kind.ends_with("tested") { "a test letter" } else { "a message once more" };
            html! { strong { (who) } " sent " a href=(link) { (what) } }
        }
    }
}

fn booking_verb(kind: &str) -> &'static str {
    match kind {
        "booking.confirmed" => "booked",
        "booking.moved" => "moved",
        "booking.changed" => "changed the booking of",
        "booking.cancelled" => "cancelled",
        _ => "took up again",
    }
}

/// The resource, linked to the booking for those who may open it, and when.
fn booking(h: &Head<'_>, happening: &Happening) -> Markup {
    let after = &happening.data.0["after"];
    let resource = text(after, "resource");
    let moved = happening.kind == "booking.moved";
    html! {
        @if h.may_book { a href=(h.org.path(&format!("/bookings/{}", happening.subject_id))) { (resource) } } @else { (resource) }
        @if let Some(when) = when(after, h.today.year()) { @if moved { " to " } @else { ", " } (when) }
    }
}

/// The span of a booking's state, without the year while it is this one.
fn when(state: &Value, this_year: i32) -> Option<String> {
    let instant = |name: &str| DateTime::parse_from_rfc3339(text(state, name)).ok().map(|at| at.with_timezone(&Utc));
    let span = Span::new(instant("starts_at")?, instant("ends_at")?).ok()?;
    Some(span_text(parse_zone(text(state, "zone"))?, span).replace(&format!(" {this_year},"), ","))
}

fn resource_verb(kind: &str) -> &'static str {
    match kind {
        "resource.created" => "added",
        "resource.archived" => "archived",
        "resource.restored" => "restored",
        "resource.hours_changed" => "changed the hours of",
        "resource.photo_added" => "added a photo to",
        "resource.photo_removed" => "removed a photo of",
        _ => "changed",
    }
}

fn role_verb(kind: &str) -> &'static str {
    match kind {
        "role.created" => "made",
        "role.archived" => "archived",
        "role.restored" => "restored",
        _ => "changed",
    }
}

fn location_verb(kind: &str) -> &'static str {
    match kind {
        "location.created" => "added",
        "location.archived" => "archived",
        "location.restored" => "restored",
        _ => "changed",
    }
}

/// What a blackout closes.
fn closed_thing(org: &Org, happening: &Happening) -> Markup {
    match happening.subject_kind.as_str() {
        "resource" => html! { a href=(org.path(&format!("/resources/{}", happening.subject_id))) { "a resource" } },
        "location" => html! { a href=(org.path("/locations")) { "a location" } },
        _ => html! { "the whole house" },
    }
}

fn labelled(data: &Value) -> Markup {
    let label = text(data, "label");
    html! { @if !label.is_empty() { ": " (label) } }
}

fn people(kind: &str, data: &Value) -> Markup {
    let state = if data["after"].is_object() { &data["after"] } else { &data["before"] };
    // Old facts know a built-in role by its name only.
    let label = Some(text(state, "role_label")).filter(|label| !label.is_empty());
    let role = label.or_else(|| Role::parse(text(state, "role")).map(Role::label)).unwrap_or("a role");
    let name = text(state, "name");
    match kind {
        "grant.given" => html! { "made " strong { (name) } " " (role) },
        "grant.changed" => html! { "changed the role of " strong { (name) } " to " (role) },
        "grant.ended" => html! { "ended the role of " strong { (name) } " (" (role) ")" },
        "invitation.sent" => html! { "invited " strong { (name) } " as " (role) },
        "invitation.accepted" => html! { "joined as " (role) },
        _ => html! { "took back the invitation of " strong { (name) } },
    }
}

/// What the subject of a fact is called.
fn name_of(data: &Value) -> &str {
    let names = [text(data, "name"), text(&data["after"], "name")];
    names.into_iter().find(|name| !name.is_empty()).unwrap_or("something")
}

/// A text in an object; empty where there is none.
fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_default()
}
