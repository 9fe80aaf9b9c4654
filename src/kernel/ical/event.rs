//! One event with one guest, as a calendar file.

use std::fmt;

use chrono::{DateTime, LocalResult, TimeZone, Utc};
use chrono_tz::Tz;

use super::text::{Lines, mailto, page_address, quoted};
use super::zone::Definition;
use crate::mail::Mailbox;

/// What the file asks the reader's calendar to do (RFC 5546 section 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Enter or update the event, with its guest.
    Request,
    /// Take it out again.
    Cancel,
    /// Here is an event, nobody is invited: for files that are downloaded.
    Publish,
}

impl fmt::Display for Method {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
        })
    }
}

/// An event as it enters a calendar. Instants are UTC; `zone` is the one in which they are shown.
#[derive(Debug, Clone)]
pub struct CalendarEvent {
    /// What the file asks for.
    pub method: Method,
    /// The same for the event's whole life, and unlike any other's in the world: `<booking id>@<host>`.
    pub uid: String,
    /// Grows with every change that the guest should see, the cancellation included. Calendars ignore what is older.
    pub sequence: i64,
    /// When this file was written.
    pub stamp: DateTime<Utc>,
    /// First instant.
    pub start: DateTime<Utc>,
    /// First instant after it.
    pub end: DateTime<Utc>,
    /// The zone of the place where it happens.
    pub zone: Tz,
    /// Its title.
    pub summary: String,
    /// What else the guest should know; several lines are welcome.
    pub description: String,
    /// Where, in words.
    pub location: String,
    /// Who invites: the From address of the mail that carries the file.
    pub organizer: Mailbox,
    /// The guest. Has asked for the event, and therefore already accepted it.
    pub attendee: Mailbox,
    /// Page on which the guest manages it (http or https).
    pub url: Option<String>,
    /// When it was first booked.
    pub created: DateTime<Utc>,
    /// When it last changed.
    pub last_modified: DateTime<Utc>,
}

impl CalendarEvent {
    /// The file: a VCALENDAR with CRLF line ends, folded, UTF-8.
    pub fn to_ics(&self) -> String {
        let said_twice = is_in_a_repeated_hour(self.zone, self.start) || is_in_a_repeated_hour(self.zone, self.end);
        let definition = Definition::of(self.zone, self.start, self.end).filter(|_| !said_twice);
        let mut lines = Lines::default();
        lines.push("BEGIN:VCALENDAR");
        lines.push("PRODID:-//Steward//Booking//EN");
        lines.push("VERSION:2.0");
        lines.push("CALSCALE:GREGORIAN");
        lines.push(&format!("METHOD:{}", self.method));
        if let Some(definition) = &definition {
            definition.push_to(&mut lines);
        }
        self.push_event(&mut lines, definition.is_none());
        lines.push("END:VCALENDAR");
        lines.into_string()
    }

    fn push_event(&self, lines: &mut Lines, in_utc: bool) {
        let time = |instant: DateTime<Utc>| {
            if in_utc {
                format!(":{}", utc(instant))
            } else {
                format!(";TZID={}:{}", self.zone.name(), wall(self.zone, instant))
            }
        };
        lines.push("BEGIN:VEVENT");
        lines.push_text("UID", &self.uid);
        lines.push(&format!("SEQUENCE:{}", self.sequence));
        lines.push(&format!("DTSTAMP:{}", utc(self.stamp)));
        lines.push(&format!("DTSTART{}", time(self.start)));
        lines.push(&format!("DTEND{}", time(self.end)));
        lines.push_text("SUMMARY", &self.summary);
        lines.push_text("DESCRIPTION", &self.description);
        lines.push_text("LOCATION", &self.location);
        lines.push(&format!("ORGANIZER{}:{}", common_name(&self.organizer), mailto(self.organizer.email())));
        // A published event has no guests (RFC 5546 section 3.2.1).
        if self.method != Method::Publish {
            let parameters = ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE";
            let name = common_name(&self.attendee);
            lines.push(&format!("ATTENDEE{parameters}{name}:{}", mailto(self.attendee.email())));
        }
        lines.push(if self.method == Method::Cancel { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        lines.push("TRANSP:OPAQUE");
        if let Some(url) = self.url.as_deref().and_then(page_address) {
            lines.push(&format!("URL:{url}"));
        }
        lines.push(&format!("CREATED:{}", utc(self.created)));
        lines.push(&format!("LAST-MODIFIED:{}", utc(self.last_modified)));
        lines.push("END:VEVENT");
    }
}

/// Whether this instant's wall time has been seen before that day. A calendar file means the first of the two by it
/// (RFC 5545 section 3.3.5), so the second can only be said in UTC.
pub(super) fn is_in_a_repeated_hour(zone: Tz, instant: DateTime<Utc>) -> bool {
    let wall = instant.with_timezone(&zone).naive_local();
    match zone.from_local_datetime(&wall) {
        LocalResult::Ambiguous(first, _) => first.with_timezone(&Utc) != instant,
        LocalResult::Single(_) | LocalResult::None => false,
    }
}

pub(super) fn wall(zone: Tz, instant: DateTime<Utc>) -> String {
    instant.with_timezone(&zone).format("%Y%m%dT%H%M%S").to_string()
}

pub(super) fn utc(instant: DateTime<Utc>) -> String {
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}

fn common_name(mailbox: &Mailbox) -> String {
    if mailbox.name().is_empty() { String::new() } else { format!(";CN={}", quoted(mailbox.name())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::EmailAddress;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn mailbox(name: &str, email: &str) -> Mailbox {
        Mailbox::new(name, EmailAddress::parse(email).unwrap()).unwrap()
    }

    fn event(zone: Tz, start: &str, end: &str) -> CalendarEvent {
        CalendarEvent {
            method: Method::Request,
            uid: "b1@harbour.example".into(),
            sequence: 0,
            stamp: at("2026-07-01T09:30:00Z"),
            start: at(start),
            end: at(end),
            zone,
            summary: "Room Kelp".into(),
            description: String::new(),
            location: "Pier 4, Lisbon".into(),
            organizer: mailbox("Harbour House", "rooms@harbour.example"),
            attendee: mailbox("Zoë \"Z\" Ng", "zoe@guest.example"),
            url: Some("https://harbour.example/m/abc".into()),
            created: at("2026-06-30T10:00:00Z"),
            last_modified: at("2026-07-01T09:30:00Z"),
        }
    }

    /// The file with its folds undone.
    fn unfolded(event: &CalendarEvent) -> String {
        event.to_ics().replace("\r\n ", "")
    }

    #[test]
    fn an_invitation_reads_as_the_standard_says() {
        let file = unfolded(&event(Tz::Europe__Madrid, "2026-07-06T07:00:00Z", "2026-07-06T08:30:00Z"));
        let expected = "BEGIN:VCALENDAR\r\nPRODID:-//Steward//Booking//EN\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\n\
            METHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Madrid\r\nBEGIN:DAYLIGHT\r\nDTSTART:20250330T020000\r\n\
            RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n\
            END:DAYLIGHT\r\nBEGIN:STANDARD\r\nDTSTART:20251026T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
            TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
            BEGIN:VEVENT\r\nUID:b1@harbour.example\r\n\
            SEQUENCE:0\r\nDTSTAMP:20260701T093000Z\r\nDTSTART;TZID=Europe/Madrid:20260706T090000\r\n\
            DTEND;TZID=Europe/Madrid:20260706T103000\r\nSUMMARY:Room Kelp\r\nLOCATION:Pier 4\\, Lisbon\r\n\
            ORGANIZER;CN=\"Harbour House\":mailto:rooms@harbour.example\r\n\
            ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN=\"Zoë 'Z' Ng\":mailto:zoe@guest.example\r\n\
            STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nURL:https://harbour.example/m/abc\r\nCREATED:20260630T100000Z\r\n\
            LAST-MODIFIED:20260701T093000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(file, expected);
    }

    #[test]
    fn a_cancellation_names_the_same_event_and_a_later_sequence() {
        let booked = event(Tz::Europe__Madrid, "2026-07-06T07:00:00Z", "2026-07-06T08:30:00Z");
        let file = unfolded(&CalendarEvent { method: Method::Cancel, sequence: 3, ..booked });
        for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "UID:b1@harbour.example", "SEQUENCE:3"] {
            assert!(file.contains(&format!("\r\n{line}\r\n")), "{line}");
        }
        assert!(file.contains("ATTENDEE;"));
    }

    #[test]
    fn a_published_event_invites_nobody() {
        let booked = event(Tz::Europe__Madrid, "2026-07-06T07:00:00Z", "2026-07-06T08:30:00Z");
        let file = unfolded(&CalendarEvent { method: Method::Publish, ..booked });
        assert!(file.contains("METHOD:PUBLISH") && !file.contains("ATTENDEE"));
    }

    #[test]
    fn utc_needs_no_definition() {
        let file = unfolded(&event(Tz::UTC, "2026-07-06T07:00:00Z", "2026-07-06T08:30:00Z"));
        assert!(file.contains("DTSTART:20260706T070000Z\r\n") && !file.contains("VTIMEZONE"));
    }

    #[test]
    fn a_zone_whose_clocks_stand_still_has_one_standard_time() {
        let file = unfolded(&event(Tz::Asia__Kolkata, "2026-07-06T07:00:00Z", "2026-07-06T08:30:00Z"));
        assert_eq!(file.matches("BEGIN:STANDARD").count(), 1);
        assert!(!file.contains("DAYLIGHT") && file.contains("TZOFFSETTO:+0530"));
    }

    #[test]
    fn the_second_of_two_equal_wall_times_is_said_in_utc() {
        let first = unfolded(&event(Tz::Europe__Madrid, "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"));
        assert!(first.contains("DTSTART;TZID=Europe/Madrid:20261025T023000"));
        let second = unfolded(&event(Tz::Europe__Madrid, "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"));
        assert!(second.contains("DTSTART:20261025T013000Z") && second.contains("DTEND:20261025T023000Z"));
    }

    #[test]
    fn a_zone_without_yearly_rules_is_defined_by_the_offset_that_holds_or_else_avoided() {
        let morocco = Tz::Africa__Casablanca;
        let in_ramadan = unfolded(&event(morocco, "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"));
        assert!(in_ramadan.contains("TZOFFSETTO:+0000") && !in_ramadan.contains("RRULE"));
        assert!(in_ramadan.contains("DTSTART;TZID=Africa/Casablanca:20260301T100000"));
        let into_ramadan = unfolded(&event(morocco, "2026-02-14T20:00:00Z", "2026-02-15T08:00:00Z"));
        assert!(into_ramadan.contains("DTSTART:20260214T200000Z") && !into_ramadan.contains("VTIMEZONE"));
    }

    #[test]
    fn winter_time_is_never_called_daylight_where_the_law_calls_summer_the_standard() {
        let dublin = unfolded(&event(Tz::Europe__Dublin, "2026-07-06T07:00:00Z", "2026-07-06T08:30:00Z"));
        let daylight = dublin.split("BEGIN:DAYLIGHT").nth(1).unwrap().split("END:DAYLIGHT").next().unwrap();
        assert!(daylight.contains("TZOFFSETTO:+0100") && daylight.contains("TZNAME:IST"));
    }
}
