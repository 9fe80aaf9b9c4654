"""Judges calendar files with another implementation: reads [{"ics", "start", "end", ...}] as JSON from standard input.

For every file: it parses with `icalendar` without a complaint, its lines are at most 75 octets and end in CRLF, and the
instants that DTSTART and DTEND mean are the ones that were meant. A local time is resolved three ways: by RFC 5545's own rule
over the file's VTIMEZONE (written out below), by icalendar's time zone made from that same VTIMEZONE, and by Python's zoneinfo.
"""

import json
import sys
import zoneinfo
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrulestr

# The zones of the `tzdata` package, whose version is the one we were built with, and not those of this machine.
zoneinfo.reset_tzpath(())

failures = []
counts = Counter()


def onsets(observance):
    """Wall times, by the clocks before each change, at which an observance begins."""
    first = observance["DTSTART"].dt
    if "RRULE" in observance:
        rule = observance["RRULE"].to_ical().decode()
        yield from rrulestr(rule, dtstart=first).between(first, datetime(2045, 1, 1), inc=True)
    else:
        yield first


def by_the_standard(zone, wall):
    """RFC 5545 section 3.6.5: the observance with the last onset at or before the wall time gives the offset."""
    began = [(onset, observance) for observance in zone.subcomponents for onset in onsets(observance) if onset <= wall]
    assert began, f"no observance covers {wall}"
    observance = max(began, key=lambda pair: pair[0])[1]
    return (wall - observance["TZOFFSETTO"].td).replace(tzinfo=UTC)


def check_zone(zone):
    """What the standard demands of every observance, and what is left of them in Outlook ([MS-OXCICAL] 2.1.3.1.1.19)."""
    for observance in zone.subcomponents:
        for needed in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"):
            assert needed in observance, f"{observance.name} without {needed}"
        assert "RDATE" not in observance, "Outlook ignores RDATE"
        # Whatever the law of the place calls them, DAYLIGHT is the one that clocks go forward to.
        if observance.name == "DAYLIGHT":
            assert observance["TZOFFSETTO"].td > observance["TZOFFSETFROM"].td, "clocks go back to summer"
    kinds = sorted(observance.name for observance in zone.subcomponents)
    if kinds == ["STANDARD"]:
        assert "RRULE" not in zone.subcomponents[0]
        return False
    assert kinds == ["DAYLIGHT", "STANDARD"], f"Outlook keeps one of each, not {kinds}"
    for observance in zone.subcomponents:
        rule = observance["RRULE"]
        assert set(rule) == {"FREQ", "BYMONTH", "BYDAY"} and rule["FREQ"] == ["YEARLY"], rule
        assert len(rule["BYDAY"]) == 1 and rule["BYDAY"][0][:-2] in ("1", "2", "3", "4", "-1"), rule
    return True


def check(case):
    raw = case["ics"].encode()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b""), "a bare line feed"
    assert b"\r" not in raw.replace(b"\r\n", b""), "a bare carriage return"
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75, f"{len(line)} octets in {line!r}"
        line.decode()
    for line in raw.replace(b"\r\n ", b"").decode().splitlines():
        assert not line.endswith(":"), f"an empty property: {line}"

    calendar = icalendar.Calendar.from_ical(raw)
    assert not calendar.errors, calendar.errors
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"] == "-//Steward//Booking//EN"
    assert str(calendar["METHOD"]) == case["method"]
    (event,) = calendar.walk("VEVENT")
    assert not event.errors, event.errors
    assert event["DTSTAMP"].dt.utcoffset() == timedelta(0)
    for key in ("uid", "summary", "description", "location"):
        if case[key]:
            assert str(event[key]) == case[key], f"{key}: {event[key]!r} is not {case[key]!r}"
        else:
            assert key not in event, f"{key} is there and empty"
    assert event["SEQUENCE"] == case["sequence"]
    assert str(event["STATUS"]) == ("CANCELLED" if case["method"] == "CANCEL" else "CONFIRMED")
    assert str(event["ORGANIZER"]) == "mailto:" + case["organizer"]
    if case["method"] == "PUBLISH":
        assert "ATTENDEE" not in event
    else:
        assert str(event["ATTENDEE"]) == "mailto:" + case["attendee"]
        assert event["ATTENDEE"].params["CN"] == case["attendee_name"]
        assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"

    zones = {str(zone["TZID"]): zone for zone in calendar.walk("VTIMEZONE")}
    used = {event[key].params.get("TZID") for key in ("DTSTART", "DTEND")} - {None}
    assert used == set(zones), f"{used} used, {set(zones)} defined"
    for zone in zones.values():
        counts["zones with summer time" if check_zone(zone) else "zones without"] += 1
    for key, meant in (("DTSTART", case["start"]), ("DTEND", case["end"])):
        meant = datetime.fromtimestamp(meant, UTC)
        name = event[key].params.get("TZID")
        if name is None:
            assert event[key].dt == meant, f"{key}: {event[key].dt} is not {meant}"
            counts["instants in UTC"] += 1
            continue
        wall = event[key].dt.replace(tzinfo=None, fold=0)
        ours = zones[name].to_tz(lookup_tzid=False)
        for judge, instant in (
            ("the standard", by_the_standard(zones[name], wall)),
            ("zoneinfo", wall.replace(tzinfo=ZoneInfo(name)).astimezone(UTC)),
            ("icalendar", ours.localize(wall).astimezone(UTC) if hasattr(ours, "localize") else wall.replace(tzinfo=ours).astimezone(UTC)),
        ):
            assert instant == meant, f"{key} {name} {wall}: by {judge} {instant}, meant was {meant}"
        counts["instants in a zone"] += 1


cases = json.load(sys.stdin)
for number, case in enumerate(cases):
    try:
        check(case)
    except Exception as error:  # every failing file is shown, not only the first
        failures.append(f"case {number}: {type(error).__name__}: {error}\n{case['ics']}")
for failure in failures[:3]:
    print(failure)
if failures or not cases:
    print(f"{len(failures)} of {len(cases)} files are wrong")
    sys.exit(1)
print(f"{len(cases)} files hold:", ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
