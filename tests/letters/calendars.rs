//! Calendar files, judged by Python's `icalendar` and `zoneinfo`.

use chrono::{DateTime, Duration, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use kernel::ical::{CalendarEvent, Method};
use kernel::mail::{EmailAddress, Mailbox};
use serde_json::json;

use super::python;

/// Zones that are hard for one reason or another, and every one the product's users named.
const ZONES: [Tz; 14] = [
    Tz::Europe__Madrid,
    Tz::Europe__Dublin,
    Tz::Asia__Kolkata,
    Tz::Asia__Kathmandu,
    Tz::Australia__Lord_Howe,
    Tz::America__Sao_Paulo,
    Tz::America__St_Johns,
    Tz::America__Havana,
    Tz::Africa__Casablanca,
    Tz::Africa__Cairo,
    Tz::Asia__Beirut,
    Tz::Pacific__Chatham,
    Tz::Pacific__Apia,
    Tz::UTC,
];

fn mailbox(name: &str, email: &str) -> Mailbox {
    Mailbox::new(name, EmailAddress::parse(email).expect("a valid address")).expect("a clean name")
}

fn event(zone: Tz, start: DateTime<Utc>, length: Duration) -> CalendarEvent {
    CalendarEvent {
        method: Method::Request,
        uid: "018f4e7a-8a60-7cc1-9b5e-2b1f3c4d5e6f@harbour.example".into(),
        sequence: 2,
        stamp: start - Duration::days(3),
        start,
        end: start + length,
        zone,
        summary: "Zoë; \"Kelp\", room \\ 4: for a very long title indeed, so that the line has to be folded 🚀🚀🚀"
            .into(),
        description: "First line,\nsecond; line\nthird \\ line".into(),
        location: "Pier 4, Dock Road; Harbour".into(),
        organizer: mailbox("Harbour House; Rooms, Desks: all", "rooms+o@harbour.example"),
        attendee: mailbox("Zoë O'Brien, Jr.", "zoe@guest.example"),
        url: Some("https://harbour.example/m/a,b;c?d=e".into()),
        created: start - Duration::days(5),
        last_modified: start - Duration::days(3),
    }
}

fn case(event: &CalendarEvent) -> serde_json::Value {
    json!({
        "ics": event.to_ics(), "method": event.method.to_string(), "uid": event.uid, "sequence": event.sequence,
        "start": event.start.timestamp(), "end": event.end.timestamp(), "summary": event.summary,
        "description": event.description, "location": event.location, "organizer": event.organizer.email().as_str(),
        "attendee": event.attendee.email().as_str(), "attendee_name": event.attendee.name(),
    })
}

fn judge(events: impl IntoIterator<Item = CalendarEvent>) {
    let cases: Vec<_> = events.into_iter().map(|event| case(&event)).collect();
    println!("{}", python::check("ical_check.py", &serde_json::Value::from(cases).to_string()));
}

#[test]
fn a_calendar_file_means_the_same_instant_elsewhere_through_a_whole_year() {
    // An odd step, so that every hour of the day is met. The minutes around a change have a test of their own.
    let year = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single().expect("a real instant");
    let steps = (0..150).map(|step| year + Duration::minutes(step * (59 * 60 + 30)));
    let events = steps.flat_map(|start| ZONES.map(|zone| event(zone, start, Duration::minutes(90))));
    judge(events.collect::<Vec<_>>());
}

#[test]
fn a_calendar_file_means_the_same_instant_elsewhere_minute_by_minute_around_a_change() {
    let changes = [
        (Tz::Europe__Madrid, "2026-03-29T01:00:00Z"),
        (Tz::Europe__Madrid, "2026-10-25T01:00:00Z"),
        (Tz::Australia__Lord_Howe, "2026-04-04T15:00:00Z"),
        (Tz::Australia__Lord_Howe, "2026-10-03T15:30:00Z"),
        (Tz::Africa__Casablanca, "2026-02-15T02:00:00Z"),
        (Tz::Africa__Casablanca, "2026-03-22T02:00:00Z"),
        (Tz::America__St_Johns, "2026-03-08T05:30:00Z"),
        (Tz::America__St_Johns, "2026-11-01T04:30:00Z"),
        // The year in which Egypt took up summer time again.
        (Tz::Africa__Cairo, "2023-04-27T22:00:00Z"),
        // The last summer time that Brazil had.
        (Tz::America__Sao_Paulo, "2018-11-04T03:00:00Z"),
        (Tz::America__Sao_Paulo, "2019-02-17T02:00:00Z"),
        // A change of the law, not of the season: Kazakhstan's one time, and Apia's missing day.
        (Tz::Asia__Almaty, "2024-02-29T18:00:00Z"),
        (Tz::Pacific__Apia, "2011-12-30T10:00:00Z"),
    ];
    let mut events = Vec::new();
    for (zone, change) in changes {
        let change: DateTime<Utc> = change.parse().expect("a real instant");
        let clocks = |instant: DateTime<Utc>| instant.with_timezone(&zone).naive_local() - instant.naive_utc();
        assert_ne!(clocks(change), clocks(change - Duration::seconds(1)), "{zone} does change at {change}");
        for minutes in (-150..=150).step_by(10) {
            for length in [10, 120, 24 * 60, 400 * 24 * 60] {
                events.push(event(zone, change + Duration::minutes(minutes), Duration::minutes(length)));
            }
        }
    }
    judge(events);
}

#[test]
fn a_calendar_file_means_the_same_instant_elsewhere_in_every_zone_there_is() {
    // A fixed sequence that looks like chance: the same cases on every run.
    let mut state = 0x5eed_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let from = Utc.with_ymd_and_hms(2020, 1, 1, 0, 0, 0).single().expect("a real instant");
    let events = TZ_VARIANTS.iter().flat_map(|zone| {
        let mut random = || i64::try_from(next(15 * 365 * 24 * 4)).expect("a small number");
        [(); 2].map(|()| event(*zone, from + Duration::minutes(15 * random()), Duration::minutes(1 + random() % 3_000)))
    });
    judge(events.collect::<Vec<_>>());
}

#[test]
fn cancellations_publications_and_bare_events_are_valid_too() {
    let start = Utc.with_ymd_and_hms(2026, 7, 6, 7, 0, 0).single().expect("a real instant");
    let full = event(Tz::Europe__Madrid, start, Duration::hours(1));
    let bare = CalendarEvent { description: String::new(), location: String::new(), url: None, ..full.clone() };
    let cancelled = CalendarEvent { method: Method::Cancel, sequence: 3, ..full.clone() };
    judge([bare, cancelled, CalendarEvent { method: Method::Publish, ..full }]);
}
