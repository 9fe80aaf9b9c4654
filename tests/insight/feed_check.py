"""Judges a calendar feed with another implementation: it parses, every event has what the standard demands, and its local
times mean instants of the zone that the file defines."""

import sys

import icalendar

file = sys.stdin.buffer.read()
assert all(len(line) <= 75 for line in file.split(b"\r\n")), "a line is longer than 75 octets"
assert file.endswith(b"END:VCALENDAR\r\n") and b"\n" not in file.replace(b"\r\n", b""), "lines end in CRLF"
calendar = icalendar.Calendar.from_ical(file)
assert not calendar.errors, calendar.errors
for needed in ("PRODID", "VERSION", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"):
    assert needed in calendar, f"no {needed}"
zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
events = calendar.walk("VEVENT")
assert events, "no event"
seen = set()
for event in events:
    assert not event.errors, event.errors
    for needed in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"):
        assert needed in event, f"no {needed}"
    assert str(event["UID"]) not in seen, "a UID comes twice"
    seen.add(str(event["UID"]))
    start = event["DTSTART"]
    assert start.dt.tzinfo is not None and start.dt < event["DTEND"].dt
    assert "TZID" not in start.params or start.params["TZID"] in zones, "a zone without its definition"
print(len(events), "events")
