//! What happened, in one sentence for whoever is told: on pages, in letters, in the chat room.

use crate::notifications::model::{Kind, Mail};
use crate::notifications::store::Way;
use chrono::{DateTime, Utc};
use kernel::time::{Span, day_text, parse_day, parse_zone, span_text};
use platform::events::Happening;
use platform::ui::Icon;
use platform::{Org, Role};
use serde_json::Value;

/// What happened, and where more of it is.
pub struct Telling {
    /// Its pictogram.
    pub icon: Icon,
    /// One sentence without a full stop.
    pub sentence: String,
    /// The path below the organisation of what it is about.
    pub path: Option<String>,
}

/// Puts what happened into words for somebody who is told of it as this kind.
pub fn telling(kind: Kind, happening: &Happening) -> Telling {
    let who = match (happening.actor_kind.as_str(), happening.actor_name.as_str()) {
        ("system", _) => "Steward",
        (_, "") => "Somebody",
        (_, name) => name,
    };
    let data = &happening.data.0;
    let (icon, sentence, path) = match kind {
        Kind::BookingMade | Kind::BookingMoved | Kind::BookingCancelled => (
            booking_icon(&happening.kind),
            booking(who, &happening.kind, data),
            Some(format!("/bookings/{}", happening.subject_id)),
        ),
        Kind::OwnBooking => (
            booking_icon(&happening.kind),
            own_booking(who, &happening.kind, data),
            Some(format!("/bookings/{}", happening.subject_id)),
        ),
        Kind::InvitationAccepted => (
            Icon::UserPlus,
            format!("{} joined as {}", text(&data["after"], "name"), role(&data["after"])),
            Some("/people".to_owned()),
        ),
        Kind::RoleChanged => (Icon::Shield, role_of(who, &happening.kind, data), Some("/people".to_owned())),
        Kind::OwnRole => (Icon::Shield, own_role(who, &happening.kind, data), Some(String::new())),
        Kind::MessageFailed => (
            Icon::Mail,
            format!(
                "The letter “{}” {}",
                text(data, "subject"),
                if text(data, "status") == "uncertain" { "may not have arrived" } else { "could not be delivered" }
            ),
            Some(format!("/messages/{}", happening.subject_id)),
        ),
        Kind::AssetDue => {
            (Icon::Hourglass, asset_due(&happening.kind, data), Some(format!("/assets/{}", happening.subject_id)))
        }
        Kind::StockLow => (Icon::Box, stock_low(data), Some(format!("/stock/{}", happening.subject_id))),
        Kind::ReportPaused => {
            let path = format!("/reports/schedules/{}", happening.subject_id);
            // Whoever may not read reports any more has no page of it either.
            (Icon::CalendarX, report_paused(data), Some(path).filter(|_| text(data, "because") == "nobody"))
        }
        Kind::OwnWork if happening.kind == "audit.assigned" => {
            let sentence = format!("{who} asked you to do the audit {}{}", text(data, "name"), until(data));
            (Icon::Scan, sentence, Some(format!("/audits/{}", happening.subject_id)))
        }
        Kind::WorkRaised | Kind::WorkLate | Kind::OwnWork => (
            Icon::Wrench,
            work(who, kind, &happening.kind, data),
            Some(format!("/work-orders/{}", happening.subject_id)),
        ),
    };
    Telling { icon, sentence, path }
}

/// What is said in the chat room. `base` is where the house is reached.
pub fn post(org: &Org, kind: Kind, happening: &Happening, base: &str) -> String {
    let telling = telling(kind, happening);
    let link = telling.path.map(|path| format!("\n{base}{}", org.path(&path))).unwrap_or_default();
    format!("{}{link}", telling.sentence)
}

/// What is said to see whether it arrives.
pub fn test_post(org: &Org) -> String {
    format!("{} speaks here from now on. This is a test.", org.name)
}

/// A kind of news, as people choose it.
pub fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::BookingMade => "Booking made",
        Kind::BookingMoved => "Booking moved or changed",
        Kind::BookingCancelled => "Booking cancelled",
        Kind::OwnBooking => "My own bookings, changed by others",
        Kind::InvitationAccepted => "Invitation accepted",
        Kind::RoleChanged => "Role of a colleague changed",
        Kind::OwnRole => "My own role changed",
        Kind::MessageFailed => "Letter not delivered",
        Kind::AssetDue => "Asset due soon",
        Kind::StockLow => "Stock runs low",
        Kind::WorkRaised => "Work order raised",
        Kind::WorkLate => "Work order late",
        Kind::OwnWork => "Work of mine",
        Kind::ReportPaused => "My report is not mailed any more",
    }
}

/// What belongs to a kind, in a line.
pub fn kind_line(kind: Kind) -> &'static str {
    match kind {
        Kind::BookingMade => "By guests and colleagues, where your role sees bookings.",
        Kind::BookingMoved => "Another time, another place, another title.",
        Kind::BookingCancelled => "Given back, by the guest or by a colleague.",
        Kind::OwnBooking => "Somebody booked, moved or cancelled for you. You get the guest's letter in any case.",
        Kind::InvitationAccepted => "Somebody new is on the team.",
        Kind::RoleChanged => "Given, changed or ended.",
        Kind::OwnRole => "What you may do here has changed.",
        Kind::MessageFailed => "A letter to a guest failed, or nobody knows whether it arrived.",
        Kind::AssetDue => "A warranty, a life or a date of an asset comes to its end.",
        Kind::StockLow => "There is less of something than there should be.",
        Kind::WorkRaised => "By colleagues, and by maintenance plans.",
        Kind::WorkLate => "Its day is over, and it is not done.",
        Kind::OwnWork => "A work order or an audit was given to you, or your work is late.",
        Kind::ReportPaused => "Nobody is left who gets it, or you may not read it any more.",
    }
}

/// Several of a kind: `12 bookings made`.
pub fn kind_count(kind: Kind, count: usize) -> String {
    let many = match kind {
        Kind::BookingMade => "bookings made",
        Kind::BookingMoved => "bookings moved or changed",
        Kind::BookingCancelled => "bookings cancelled",
        Kind::OwnBooking => "changes of your own bookings",
        Kind::InvitationAccepted => "invitations accepted",
        Kind::RoleChanged => "roles changed",
        Kind::OwnRole => "changes of your own role",
        Kind::MessageFailed => "letters not delivered",
        Kind::AssetDue => "assets due soon",
        Kind::StockLow => "things that run low",
        Kind::WorkRaised => "work orders raised",
        Kind::WorkLate => "work orders late",
        Kind::OwnWork => "news of your work",
        Kind::ReportPaused => "reports not mailed any more",
    };
    format!("{count} {many}")
}

/// The pictogram of a kind.
pub fn kind_icon(kind: Kind) -> Icon {
    match kind {
        Kind::BookingMade => Icon::CalendarCheck,
        Kind::BookingMoved | Kind::OwnBooking => Icon::CalendarClock,
        Kind::BookingCancelled => Icon::CalendarX,
        Kind::InvitationAccepted => Icon::UserPlus,
        Kind::RoleChanged | Kind::OwnRole => Icon::Shield,
        Kind::MessageFailed => Icon::Mail,
        Kind::AssetDue => Icon::Hourglass,
        Kind::StockLow => Icon::Box,
        Kind::WorkRaised | Kind::WorkLate | Kind::OwnWork => Icon::Wrench,
        Kind::ReportPaused => Icon::CalendarX,
    }
}

/// A choice of mail.
pub fn mail_text(mail: Mail) -> &'static str {
    match mail {
        Mail::None => "No mail",
        Mail::AtOnce => "At once",
        Mail::Digest => "Daily digest",
    }
}

/// A way in which something is told.
pub fn way_text(way: Way) -> &'static str {
    match way {
        Way::InApp => "In the house",
        Way::Mail => "Mail",
        Way::Chat => "Chat",
    }
}

fn booking_icon(kind: &str) -> Icon {
    match kind {
        "booking.moved" => Icon::CalendarClock,
        "booking.changed" => Icon::Pencil,
        "booking.cancelled" => Icon::CalendarX,
        "booking.restored" => Icon::CalendarPlus,
        _ => Icon::CalendarCheck,
    }
}

fn booking(who: &str, kind: &str, data: &Value) -> String {
    let what = what(data);
    match kind {
        "booking.moved" => format!("{who} moved {what}"),
        "booking.changed" => format!("{who} changed the booking of {what}"),
        "booking.cancelled" => format!("{who} cancelled {what}{}", reason(data)),
        "booking.restored" => format!("{who} took up again {what}"),
        _ => format!("{who} booked {what}"),
    }
}

fn own_booking(who: &str, kind: &str, data: &Value) -> String {
    let what = what(data);
    match kind {
        "booking.moved" => format!("{who} moved your booking of {what}"),
        "booking.changed" => format!("{who} changed your booking of {what}"),
        "booking.cancelled" => format!("{who} cancelled your booking of {what}{}", reason(data)),
        "booking.restored" => format!("{who} took up your booking again: {what}"),
        _ => format!("{who} booked for you: {what}"),
    }
}

/// Resource, where it went, and when.
fn what(data: &Value) -> String {
    let (before, after) = (&data["before"], &data["after"]);
    let (was, is) = (text(before, "resource"), text(after, "resource"));
    let resource = match was {
        "" => is.to_owned(),
        was if was == is => is.to_owned(),
        was => format!("{was} to {is}"),
    };
    let moved =
        before.is_object() && (before["starts_at"] != after["starts_at"] || before["ends_at"] != after["ends_at"]);
    match when(after) {
        Some(when) if moved && was == is => format!("{resource} to {when}"),
        Some(when) => format!("{resource}, {when}"),
        None => resource,
    }
}

fn when(state: &Value) -> Option<String> {
    let instant = |name: &str| DateTime::parse_from_rfc3339(text(state, name)).ok().map(|at| at.with_timezone(&Utc));
    let span = Span::new(instant("starts_at")?, instant("ends_at")?).ok()?;
    Some(span_text(parse_zone(text(state, "zone"))?, span))
}

fn reason(data: &Value) -> String {
    match text(data, "reason") {
        "" => String::new(),
        reason => format!(" ({reason})"),
    }
}

fn role_of(who: &str, kind: &str, data: &Value) -> String {
    let state = if data["after"].is_object() { &data["after"] } else { &data["before"] };
    let name = text(state, "name");
    match kind {
        "grant.changed" => format!("{who} changed the role of {name} to {}", role(state)),
        "grant.ended" => format!("{who} ended the role of {name} ({})", role(state)),
        _ => format!("{who} made {name} {}", role(state)),
    }
}

fn own_role(who: &str, kind: &str, data: &Value) -> String {
    let state = if data["after"].is_object() { &data["after"] } else { &data["before"] };
    match kind {
        "grant.changed" => format!("{who} changed your role to {}", role(state)),
        "grant.ended" => format!("{who} ended your role ({})", role(state)),
        _ => format!("{who} made you {}", role(state)),
    }
}

fn asset_due(kind: &str, data: &Value) -> String {
    let (asset, day) = (format!("{} {}", text(data, "tag"), text(data, "name")), day(data));
    match (kind, text(data, "field")) {
        ("asset.warranty_near", _) => format!("The warranty of {asset} ends on {day}"),
        ("asset.end_of_life_near", _) => format!("The life of {asset} ends on {day}"),
        (_, field) => format!("{field} of {asset}: {day}"),
    }
}

fn stock_low(data: &Value) -> String {
    let number = |name: &str| data[name].as_i64().unwrap_or_default();
    format!(
        "{} runs low at {}: {} on hand, {} wanted",
        text(data, "name"),
        text(data, "location"),
        number("on_hand"),
        number("minimum")
    )
}

fn work(who: &str, kind: Kind, event: &str, data: &Value) -> String {
    let order = text(data, "name");
    match (kind, event) {
        (Kind::OwnWork, "work_order.assigned") => format!("{who} gave you {order}"),
        (Kind::OwnWork, _) => format!("Your {order} was due on {}", day(data)),
        (Kind::WorkLate, _) => format!("{order} was due on {}", day(data)),
        _ => format!("{who} raised {order}"),
    }
}

fn report_paused(data: &Value) -> String {
    let why = match text(data, "because") {
        "nobody" => "nobody is left who gets it",
        _ => "you may not read the report any more",
    };
    format!("Your “{}” is not mailed any more: {why}", text(data, "name"))
}

fn day(data: &Value) -> String {
    parse_day(text(data, "due_on")).map(day_text).unwrap_or_default()
}

/// Until when, where a day was said.
fn until(data: &Value) -> String {
    match day(data) {
        day if day.is_empty() => day,
        day => format!(", until {day}"),
    }
}

fn role(state: &Value) -> &'static str {
    Role::parse(text(state, "role")).map_or("a role", Role::label)
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::db::Json;
    use serde_json::json;
    use uuid::Uuid;

    fn happened(kind: &str, actor: &str, data: Value) -> Happening {
        Happening {
            id: Uuid::nil(),
            at: DateTime::UNIX_EPOCH,
            kind: kind.into(),
            actor_kind: if actor.is_empty() { "system".into() } else { "user".into() },
            actor_name: actor.into(),
            subject_kind: "booking".into(),
            subject_id: Uuid::nil(),
            data: Json(data),
        }
    }

    fn state(resource: &str, starts: &str, ends: &str) -> Value {
        let at = |time: &str| format!("2026-03-03T{time}:00Z");
        json!({ "resource": resource, "starts_at": at(starts), "ends_at": at(ends), "zone": "Europe/Madrid" })
    }

    #[test]
    fn a_booking_is_told_with_where_and_when() {
        let (ten, noon) = (state("Aurora", "09:00", "10:00"), state("Aurora", "11:00", "12:00"));
        let say = |kind, event: &str, data| telling(kind, &happened(event, "Bo", data)).sentence;
        assert_eq!(
            say(Kind::BookingMade, "booking.confirmed", json!({ "after": ten })),
            "Bo booked Aurora, Tue 3 Mar 2026, 10:00–11:00"
        );
        assert_eq!(
            say(Kind::BookingMoved, "booking.moved", json!({ "before": ten, "after": noon })),
            "Bo moved Aurora to Tue 3 Mar 2026, 12:00–13:00"
        );
        assert_eq!(
            say(
                Kind::BookingMoved,
                "booking.moved",
                json!({ "before": state("Desk", "09:00", "10:00"), "after": ten })
            ),
            "Bo moved Desk to Aurora, Tue 3 Mar 2026, 10:00–11:00"
        );
        assert_eq!(
            say(Kind::OwnBooking, "booking.cancelled", json!({ "after": ten, "reason": "Leak" })),
            "Bo cancelled your booking of Aurora, Tue 3 Mar 2026, 10:00–11:00 (Leak)"
        );
    }

    #[test]
    fn what_comes_to_its_end_is_told_with_its_day() {
        let near = json!({ "tag": "NB-1", "name": "Laptop", "due_on": "2026-03-20" });
        let say = |event: &str, data: &Value| telling(Kind::AssetDue, &happened(event, "", data.clone())).sentence;
        assert_eq!(say("asset.warranty_near", &near), "The warranty of NB-1 Laptop ends on Fri 20 Mar 2026");
        let mut own = near;
        own["field"] = json!("Next PAT test");
        assert_eq!(say("asset.expiry_near", &own), "Next PAT test of NB-1 Laptop: Fri 20 Mar 2026");
        let late = happened("work_order.overdue", "", json!({ "name": "WO-7 Clean", "due_on": "2026-03-20" }));
        let audit = happened("audit.assigned", "Bo", json!({ "name": "Spring", "due_on": "2026-03-20" }));
        let told = telling(Kind::OwnWork, &audit);
        assert_eq!(told.sentence, "Bo asked you to do the audit Spring, until Fri 20 Mar 2026");
        assert!(told.path.is_some_and(|path| path.starts_with("/audits/")));
        assert_eq!(telling(Kind::OwnWork, &late).sentence, "Your WO-7 Clean was due on Fri 20 Mar 2026");
    }

    #[test]
    fn a_lost_letter_and_a_role_are_told_in_a_sentence() {
        let lost = happened("message.failed", "", json!({ "subject": "Booked", "status": "failed" }));
        assert_eq!(telling(Kind::MessageFailed, &lost).sentence, "The letter “Booked” could not be delivered");
        let role = happened("grant.changed", "Ada", json!({ "after": { "name": "Cy", "role": "manager" } }));
        assert_eq!(telling(Kind::RoleChanged, &role).sentence, "Ada changed the role of Cy to Manager");
        assert_eq!(telling(Kind::OwnRole, &role).sentence, "Ada changed your role to Manager");
    }
}
