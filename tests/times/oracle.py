"""The second opinion on times: the same questions, answered with Python's zoneinfo and by walking the clock.

Reads questions as JSON lines and writes one answer a line, in the same order. The first line out names the release of the
zone database, which must be the one that the program was built with. The tests run it with the Python that they make under
`target/`:

    PYTHONTZPATH="" target/python-2025b/bin/python tests/times/oracle.py

Nothing here follows the program's way of working. Where the program resolves edges, this walks the clock in steps of five
minutes (all offsets of the years asked about are multiples of that) and looks at what it shows.
"""

import json
import sys
from bisect import bisect_left
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import tzdata

STEP = 300
DAY = 86_400
DAY_MINUTES = 1_440


def shown_at(zone, instant):
    return datetime.fromtimestamp(instant, zone).replace(tzinfo=None)


def text(wall):
    return wall.strftime("%Y-%m-%dT%H:%M")


class Walk:
    """What the clock shows from `start` to `end`, and the latest that it has shown so far."""

    def __init__(self, zone, start, end, step=STEP):
        self.instants = range(start - start % step, end, step)
        self.shown = [shown_at(zone, instant) for instant in self.instants]
        self.latest = []
        latest = datetime.min
        for wall in self.shown:
            latest = max(latest, wall)
            self.latest.append(latest)

    def reached(self, wall):
        """The first instant at which the clock has reached `wall`."""
        return self.instants[bisect_left(self.latest, wall)]


def around(zone, first, last, step=STEP):
    """A walk with room on both sides of the local days `first` to `last`."""
    midnight = lambda day: int(datetime(day.year, day.month, day.day, tzinfo=timezone.utc).timestamp())
    return Walk(zone, midnight(first) - 2 * DAY, midnight(last) + 4 * DAY, step)


def midnight(day):
    return datetime(day.year, day.month, day.day)


def answer_wall(question, zone):
    wall = datetime.fromisoformat(question["wall"])
    readings = [int(wall.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1)]
    exact = sorted({reading for reading in readings if shown_at(zone, reading) == wall})
    # PEP 495: with fold=0 a time in a gap is read with the offset from before it, as RFC 5545 wants.
    reached = exact[0] if exact else around(zone, wall.date(), wall.date(), 60).reached(wall)
    return {"exact": exact, "instant": readings[0], "reached": reached}


def answer_instant(question, zone):
    local = datetime.fromtimestamp(question["instant"], zone)
    letters = local.tzname()
    if not letters[0].isalpha():
        letters = "UTC" + text_offset(local.utcoffset())
    return {"wall": text(local), "letters": letters}


def text_offset(offset):
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def answer_day(question, zone):
    day = date.fromisoformat(question["day"])
    walk = around(zone, day, day)
    start, end = (walk.reached(midnight(one)) for one in (day, day + timedelta(days=1)))
    return {"span": [start, end] if start < end else None}


def is_open(question, instant, latest):
    """Whether the hours are open at `instant`, when the clock has shown `latest` at the latest."""
    if any(start <= instant < end for start, end in question["blackouts"]):
        return False
    day, minute = latest.date(), latest.hour * 60 + latest.minute
    for exception, spans in question["exceptions"]:
        if exception == day.isoformat():
            return any(opens <= minute < closes for opens, closes in spans)
    return any(row == day.weekday() and opens <= minute < closes for row, opens, closes in question["weekly"])


def open_spans(question, walk):
    spans = []
    for instant, latest in zip(walk.instants, walk.latest):
        if is_open(question, instant, latest):
            if spans and spans[-1][1] == instant:
                spans[-1][1] = instant + STEP
            else:
                spans.append([instant, instant + STEP])
    return spans


def answer_hours(question, zone):
    start, end = question["within"]
    spans = open_spans(question, Walk(zone, start - 2 * DAY, end))
    return {"open": [[max(a, start), min(b, end)] for a, b in spans if b > start]}


def most_in_use(busy, start, end):
    """The use can only be highest where the span begins or where something in it does."""
    moments = [start] + [a for a, _, _ in busy if start < a < end]
    return max(sum(units for a, b, units in busy if a <= moment < b) for moment in moments)


def answer_slots(question, zone):
    rules, now, minutes = question["rules"], question["now"], question["minutes"]
    day = date.fromisoformat(question["day"])
    walk = around(zone, day, day)
    horizon = shown_at(zone, now).date() + timedelta(days=rules["horizon_days"])
    if day > horizon or not rules["min_minutes"] <= minutes <= rules["max_minutes"]:
        return {"slots": []}
    spans = open_spans(question, walk)
    slots = []
    first = None
    for instant, wall in zip(walk.instants, walk.shown):
        if wall.date() != day:
            continue
        begins = first is None
        first = instant if begins else first
        if not begins and (wall.hour * 60 + wall.minute) % rules["grid_minutes"] != 0:
            continue
        if minutes % DAY_MINUTES == 0:
            calendar = midnight(day) if begins else wall
            end = walk.reached(calendar + timedelta(minutes=minutes))
        else:
            end = instant + minutes * 60
        if not any(a <= instant and end <= b for a, b in spans):
            continue
        before, after = rules["buffer_before_minutes"] * 60, rules["buffer_after_minutes"] * 60
        in_use = most_in_use(question["busy"], instant - before, end + after)
        if instant < now:
            state = "Past"
        elif in_use + question["wanted"] > question["units"]:
            state = "Taken"
        elif instant < now + rules["notice_minutes"] * 60:
            state = "TooSoon"
        else:
            state = "Free"
        slots.append([instant, end, state])
    return {"slots": slots}


ANSWERS = {
    "wall": answer_wall,
    "instant": answer_instant,
    "day": answer_day,
    "hours": answer_hours,
    "slots": answer_slots,
}


def main():
    print(json.dumps({"release": tzdata.IANA_VERSION}))
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(ANSWERS[question["kind"]](question, ZoneInfo(question["zone"]))))


if __name__ == "__main__":
    main()
