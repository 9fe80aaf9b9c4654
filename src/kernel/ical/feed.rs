//! Many events in one file, which a calendar fetches again and again.

use super::event::{is_in_a_repeated_hour, utc, wall};
use super::text::{Lines, page_address};
use super::zone::Definition;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// A calendar to subscribe to.
#[derive(Debug, Clone)]
pub struct Feed {
    /// What the reader's program calls it.
    pub name: String,
    /// How often it should be fetched (minutes).
    pub refresh_minutes: i64,
    /// What is in it.
    pub events: Vec<FeedEvent>,
}

/// One of its events. Nobody is invited to it.
#[derive(Debug, Clone)]
pub struct FeedEvent {
    /// Never changes.
    pub uid: String,
    /// Grows with every change.
    pub sequence: i64,
    /// Its first instant.
    pub start: DateTime<Utc>,
    /// The first instant after it.
    pub end: DateTime<Utc>,
    /// In which it is shown.
    pub zone: Tz,
    /// What it is called.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Where.
    pub location: String,
    /// It waits for a yes.
    pub is_tentative: bool,
    /// Its page.
    pub url: Option<String>,
    /// When it was last changed.
    pub last_modified: DateTime<Utc>,
}

impl Feed {
    /// The file.
    pub fn to_ics(&self) -> String {
        let mut lines = Lines::default();
        lines.push("BEGIN:VCALENDAR");
        lines.push("PRODID:-//Steward//Booking//EN");
        lines.push("VERSION:2.0");
        lines.push("CALSCALE:GREGORIAN");
        lines.push("METHOD:PUBLISH");
        lines.push_text("NAME", &self.name);
        lines.push_text("X-WR-CALNAME", &self.name);
        lines.push(&format!("REFRESH-INTERVAL;VALUE=DURATION:PT{}M", self.refresh_minutes));
        lines.push(&format!("X-PUBLISHED-TTL:PT{}M", self.refresh_minutes));
        let zones = self.zones();
        for definition in zones.values().flatten() {
            definition.push_to(&mut lines);
        }
        for event in &self.events {
            event.push_to(&mut lines, zones.get(event.zone.name()).is_some_and(Option::is_some));
        }
        lines.push("END:VCALENDAR");
        lines.into_string()
    }

    /// Each zone with what its clocks do from the first to the last event in it, where that can be said.
    fn zones(&self) -> BTreeMap<&'static str, Option<Definition>> {
        let mut spans: BTreeMap<&'static str, (Tz, DateTime<Utc>, DateTime<Utc>)> = BTreeMap::new();
        for event in &self.events {
            let span = spans.entry(event.zone.name()).or_insert((event.zone, event.start, event.end));
            (span.1, span.2) = (span.1.min(event.start), span.2.max(event.end));
        }
        spans.into_iter().map(|(name, (zone, start, end))| (name, Definition::of(zone, start, end))).collect()
    }
}

impl FeedEvent {
    fn push_to(&self, lines: &mut Lines, is_defined: bool) {
        let said_twice = is_in_a_repeated_hour(self.zone, self.start) || is_in_a_repeated_hour(self.zone, self.end);
        let time = |instant: DateTime<Utc>| match is_defined && !said_twice {
            true => format!(";TZID={}:{}", self.zone.name(), wall(self.zone, instant)),
            false => format!(":{}", utc(instant)),
        };
        lines.push("BEGIN:VEVENT");
        lines.push_text("UID", &self.uid);
        lines.push(&format!("SEQUENCE:{}", self.sequence));
        lines.push(&format!("DTSTAMP:{}", utc(self.last_modified)));
        lines.push(&format!("DTSTART{}", time(self.start)));
        lines.push(&format!("DTEND{}", time(self.end)));
        lines.push_text("SUMMARY", &self.summary);
        lines.push_text("DESCRIPTION", &self.description);
        lines.push_text("LOCATION", &self.location);
        lines.push(if self.is_tentative { "STATUS:TENTATIVE" } else { "STATUS:CONFIRMED" });
        lines.push("TRANSP:OPAQUE");
        if let Some(url) = self.url.as_deref().and_then(page_address) {
            lines.push(&format!("URL:{url}"));
        }
        lines.push(&format!("LAST-MODIFIED:{}", utc(self.last_modified)));
        lines.push("END:VEVENT");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(zone: Tz, start: &str, end: &str) -> FeedEvent {
        let at = |text: &str| text.parse().unwrap();
        FeedEvent {
            uid: format!("{start}@house.example"),
            sequence: 1,
            start: at(start),
            end: at(end),
            zone,
            summary: "Busy".into(),
            description: String::new(),
            location: "Pier 4, Lisbon".into(),
            is_tentative: false,
            url: None,
            last_modified: at("2026-03-01T00:00:00Z"),
        }
    }

    #[test]
    fn each_zone_is_defined_once_for_all_its_events() {
        let events = vec![
            event(Tz::Europe__Madrid, "2026-02-06T07:00:00Z", "2026-02-06T08:00:00Z"),
            event(Tz::Europe__Madrid, "2026-07-06T07:00:00Z", "2026-07-06T08:00:00Z"),
            event(Tz::Asia__Kolkata, "2026-07-06T07:00:00Z", "2026-07-06T08:00:00Z"),
            event(Tz::UTC, "2026-07-06T07:00:00Z", "2026-07-06T08:00:00Z"),
        ];
        let feed = Feed { name: "Harbour, all".into(), refresh_minutes: 60, events };
        let file = feed.to_ics().replace("\r\n ", "");
        assert_eq!(file.matches("BEGIN:VTIMEZONE").count(), 2);
        assert!(file.contains("DTSTART;TZID=Europe/Madrid:20260206T080000\r\n"));
        assert!(file.contains("DTSTART;TZID=Europe/Madrid:20260706T090000\r\n"));
        assert!(file.contains("DTSTART:20260706T070000Z\r\n"));
        assert!(
            file.contains("X-WR-CALNAME:Harbour\\, all\r\n")
                && file.contains("REFRESH-INTERVAL;VALUE=DURATION:PT60M\r\n")
        );
        let empty = Feed { name: "Empty".into(), refresh_minutes: 60, events: Vec::new() }.to_ics();
        assert!(empty.ends_with("END:VCALENDAR\r\n") && !empty.contains("VEVENT"));
    }
}
