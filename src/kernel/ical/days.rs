//! Reading the whole days of a calendar file (RFC 5545): holidays, as countries, schools and churches publish them.
//!
//! Understood: all-day events (DTSTART as a DATE) of one or several days (DTEND, DURATION), RRULE from daily to yearly,
//! EXDATE, folded lines, any line ends, a byte order mark. What is left out is named, never guessed: events with a time of
//! day, changes of single repetitions (RECURRENCE-ID), dates added one by one (RDATE).

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use rrule::{RRuleSet, Tz};
use std::collections::{BTreeMap, BTreeSet};

/// The largest file (bytes).
pub const FILE_MAX: usize = 1_048_576;
/// The most days that are read of one file.
pub const DAYS_MAX: usize = 2_000;
/// The most events of one file that are looked at.
const EVENTS_MAX: usize = 20_000;
/// The longest single event (days).
const EVENT_DAYS_MAX: i64 = 400;
/// Repetitions of one event inside the years asked for.
const REPETITIONS_MAX: u16 = 1_000;

/// A day with its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedDay {
    /// The day.
    pub day: NaiveDate,
    /// What it is called.
    pub label: String,
}

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayList {
    /// What the calendar calls itself, if it does.
    pub name: String,
    /// The program that made it, if it says so.
    pub product: String,
    /// Its days inside the years asked for, in order; each once, with all its names.
    pub days: Vec<NamedDay>,
    /// What was not understood, a sentence for each kind, with how often it came.
    pub left_out: Vec<String>,
}

/// Why nothing was read. Each is a sentence for the person who sent the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is too big.
    #[error("This file is larger than 1 MB. Calendars of holidays are much smaller.")]
    TooLarge,
    /// It is something else.
    #[error("This is not a calendar file: it does not begin with BEGIN:VCALENDAR.")]
    NotACalendar,
    /// It stops in the middle.
    #[error("This file ends before its last event does. Fetch it again.")]
    CutOff,
    /// A line says something that cannot be read.
    #[error("Line {line} cannot be read: {why}.")]
    Line {
        /// Which, counted from 1 in the file as it is.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// There is too much of it.
    #[error("This calendar has more days than a calendar of holidays. Ask for fewer years, or for another calendar.")]
    TooMany,
}

/// A content line, unfolded.
struct Line<'a> {
    number: usize,
    name: String,
    parameters: &'a str,
    value: &'a str,
}

/// An event, as far as it was read.
#[derive(Default)]
struct Draft {
    line: usize,
    summary: String,
    start: Option<NaiveDate>,
    has_time: bool,
    end: Option<NaiveDate>,
    length: Option<i64>,
    rules: Vec<(usize, String)>,
    except: BTreeSet<NaiveDate>,
    is_cancelled: bool,
    is_change: bool,
    adds_dates: bool,
}

/// Reads the days of a calendar file from `first` to `last`.
///
/// # Errors
/// Where it cannot be read as a whole; nothing is taken from a file that is wrong somewhere.
pub fn read_days(bytes: &[u8], first: NaiveDate, last: NaiveDate) -> Result<DayList, Unreadable> {
    if bytes.len() > FILE_MAX {
        return Err(Unreadable::TooLarge);
    }
    let text = String::from_utf8_lossy(bytes);
    let unfolded = unfold(text.trim_start_matches('\u{feff}'));
    let mut lines = unfolded.iter().filter(|(_, line)| !line.trim().is_empty());
    if !lines.next().is_some_and(|(_, line)| line.trim().eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return Err(Unreadable::NotACalendar);
    }
    let mut list = DayList::default();
    let mut found: BTreeMap<NaiveDate, Vec<String>> = BTreeMap::new();
    let mut left_out: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut inside: Vec<String> = vec!["VCALENDAR".to_owned()];
    let mut event: Option<Draft> = None;
    let mut events = 0;
    for (number, line) in lines {
        let line = split(*number, line)?;
        match line.name.as_str() {
            "BEGIN" => {
                inside.push(line.value.trim().to_uppercase());
                if inside.len() == 2 && inside[1] == "VEVENT" {
                    events += 1;
                    if events > EVENTS_MAX {
                        return Err(Unreadable::TooMany);
                    }
                    event = Some(Draft { line: line.number, ..Draft::default() });
                }
            }
            "END" => {
                let ended = inside.pop();
                if ended.as_deref() != Some(line.value.trim().to_uppercase().as_str()) {
                    return Err(wrong(line.number, "it ends something that has not begun"));
                }
                if inside.len() == 1
                    && ended.as_deref() == Some("VEVENT")
                    && let Some(event) = event.take()
                {
                    match event.days(first, last)? {
                        Ok(days) => days.into_iter().for_each(|day| {
                            let names = found.entry(day).or_default();
                            if !names.contains(&event.summary) {
                                names.push(event.summary.clone());
                            }
                        }),
                        Err(why) => *left_out.entry(why).or_default() += 1,
                    }
                    if found.len() > DAYS_MAX {
                        return Err(Unreadable::TooMany);
                    }
                }
            }
            "X-WR-CALNAME" | "NAME" if inside.len() == 1 => list.name = unescape(line.value),
            "PRODID" if inside.len() == 1 => list.product = unescape(line.value),
            _ if inside.len() == 2 => {
                if let Some(event) = &mut event {
                    event.take(&line)?;
                }
            }
            _ => {} // zones, alarms, and what belongs to them
        }
    }
    if !inside.is_empty() {
        return Err(Unreadable::CutOff);
    }
    list.days = found.into_iter().map(|(day, names)| NamedDay { day, label: names.join(", ") }).collect();
    list.left_out = left_out.into_iter().map(|(why, count)| format!("{count} × {why}")).collect();
    Ok(list)
}

fn wrong(line: usize, why: impl Into<String>) -> Unreadable {
    Unreadable::Line { line, why: why.into() }
}

/// Joins folded lines (a line that begins with a blank continues the one before); each keeps the number of its first.
fn unfold(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (at, line) in text.split('\n').flat_map(|line| line.trim_end_matches('\r').split('\r')).enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, last))) => last.push_str(rest),
            _ => lines.push((at + 1, line.to_owned())),
        }
    }
    lines
}

/// `NAME;PARAMETER=x:value`; colons inside quotes belong to a parameter.
fn split(number: usize, line: &str) -> Result<Line<'_>, Unreadable> {
    let mut quoted = false;
    let colon = line.char_indices().find(|(_, letter)| {
        quoted ^= *letter == '"';
        *letter == ':' && !quoted
    });
    let (at, _) = colon.ok_or_else(|| wrong(number, "there is no colon in it"))?;
    let (head, value) = (&line[..at], &line[at + 1..]);
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    Ok(Line { number, name: name.trim().to_uppercase(), parameters, value })
}

/// A TEXT value as it was meant, on one line.
fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push(' '),
                Some(other) => out.push(other),
                None => {}
            },
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn date(line: usize, text: &str) -> Result<NaiveDate, Unreadable> {
    NaiveDate::parse_from_str(text.trim(), "%Y%m%d").map_err(|_| wrong(line, format!("{text:.20} is not a date")))
}

impl Draft {
    fn take(&mut self, line: &Line<'_>) -> Result<(), Unreadable> {
        match line.name.as_str() {
            "SUMMARY" => self.summary = unescape(line.value),
            "DTSTART" => {
                // VALUE=DATE says so; some programs leave it out, and the value says it as well.
                self.has_time = line.value.contains('T');
                if !self.has_time {
                    self.start = Some(date(line.number, line.value)?);
                }
            }
            "DTEND" if !line.value.contains('T') => self.end = Some(date(line.number, line.value)?),
            "DURATION" => self.length = Some(whole_days(line.number, line.value)?),
            "RRULE" => self.rules.push((line.number, line.value.trim().to_uppercase())),
            "EXDATE" => {
                for text in line.value.split(',') {
                    self.except.insert(date(line.number, text.split('T').next().unwrap_or_default())?);
                }
            }
            "RDATE" => self.adds_dates = true,
            "RECURRENCE-ID" => self.is_change = true,
            "STATUS" => self.is_cancelled = line.value.trim().eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
        let _ = line.parameters;
        Ok(())
    }

    /// The days it means between two days; the inner error says why it is left out.
    fn days(&self, first: NaiveDate, last: NaiveDate) -> Result<Result<BTreeSet<NaiveDate>, &'static str>, Unreadable> {
        if self.is_cancelled {
            return Ok(Ok(BTreeSet::new()));
        }
        if self.has_time {
            return Ok(Err("an event with a time of day"));
        }
        if self.is_change {
            return Ok(Err("a change of a single repetition (RECURRENCE-ID)"));
        }
        if self.adds_dates {
            return Ok(Err("an event with dates added one by one (RDATE)"));
        }
        let start = self.start.ok_or_else(|| wrong(self.line, "this event has no DTSTART"))?;
        // The end is the first day after it; without one the event lasts a day.
        let length = match (self.end, self.length) {
            (Some(end), _) => (end - start).num_days().max(1),
            (None, Some(length)) => length.max(1),
            (None, None) => 1,
        };
        if length > EVENT_DAYS_MAX {
            return Ok(Err("an event that lasts longer than a year"));
        }
        if self.summary.is_empty() {
            return Ok(Err("an event without a name"));
        }
        let mut starts = BTreeSet::new();
        if self.rules.is_empty() {
            starts.insert(start);
        }
        let reach = first.checked_sub_days(Days::new(length.unsigned_abs())).unwrap_or(first);
        for (line, rule) in &self.rules {
            starts.extend(repetitions(*line, start, rule, reach, last)?);
        }
        let kept = starts.into_iter().filter(|day| !self.except.contains(day));
        let days = kept.flat_map(|day| day.iter_days().take(usize::try_from(length).unwrap_or(1)));
        Ok(Ok(days.filter(|day| (first..=last).contains(day)).collect()))
    }
}

/// `P1D`, `P2W`: a duration of whole days.
fn whole_days(line: usize, text: &str) -> Result<i64, Unreadable> {
    let bad = || wrong(line, "this length is not in whole days or weeks");
    let rest = text.trim().strip_prefix('P').ok_or_else(bad)?;
    let (number, factor) = match (rest.strip_suffix('D'), rest.strip_suffix('W')) {
        (Some(number), _) => (number, 1),
        (None, Some(number)) => (number, 7),
        (None, None) => return Err(bad()),
    };
    number
        .parse::<i64>()
        .ok()
        .filter(|number| (1..=EVENT_DAYS_MAX).contains(number))
        .map(|n| n * factor)
        .ok_or_else(bad)
}

/// The repetitions of a rule between two days.
fn repetitions(
    line: usize,
    start: NaiveDate,
    rule: &str,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<NaiveDate>, Unreadable> {
    let frequency = rule.split(';').find_map(|part| part.strip_prefix("FREQ="));
    if !frequency.is_some_and(|name| ["YEARLY", "MONTHLY", "WEEKLY", "DAILY"].contains(&name)) {
        return Err(wrong(line, "whole days repeat daily, weekly, monthly or yearly"));
    }
    // Days have no zone: they are counted in UTC, and so must be the end of the rule.
    let parts = rule.split(';').filter(|part| !part.is_empty()).map(|part| match part.strip_prefix("UNTIL=") {
        Some(until) => format!("UNTIL={}T000000Z", until.split('T').next().unwrap_or_default()),
        None => part.to_owned(),
    });
    let rule = parts.collect::<Vec<_>>().join(";");
    let text = format!("DTSTART:{}T000000Z\nRRULE:{rule}", start.format("%Y%m%d"));
    let set: RRuleSet = text.parse().map_err(|error: rrule::RRuleError| wrong(line, plain(&error.to_string())))?;
    let instant = |day: NaiveDate| -> DateTime<Tz> {
        let midnight: DateTime<Utc> = day.and_time(NaiveTime::MIN).and_utc();
        midnight.with_timezone(&Tz::UTC)
    };
    // Both ends count.
    let result = set.after(instant(first)).before(instant(last) + TimeDelta::seconds(1)).all(REPETITIONS_MAX);
    if result.limited && result.dates.len() >= usize::from(REPETITIONS_MAX) {
        return Err(Unreadable::TooMany);
    }
    Ok(result.dates.into_iter().map(|at| at.naive_utc().date()).collect())
}

/// What a library says, as the end of a sentence of ours.
fn plain(message: &str) -> String {
    let line: String = message.lines().next().unwrap_or_default().chars().take(120).collect();
    format!("this repetition is not valid ({})", line.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn read(events: &str) -> Result<DayList, Unreadable> {
        let text = format!(
            "BEGIN:VCALENDAR\r\nPRODID:-//Test//EN\r\nX-WR-CALNAME:Holidays\\, all\r\n{events}END:VCALENDAR\r\n"
        );
        read_days(text.as_bytes(), day("2026-03-01"), day("2028-12-31"))
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n{lines}END:VEVENT\r\n")
    }

    fn days(list: &DayList) -> Vec<String> {
        list.days.iter().map(|day| format!("{} {}", day.day, day.label)).collect()
    }

    #[test]
    fn whole_days_are_read_and_all_others_are_named() {
        let text = event(
            "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christ\r\n mas\\, both days\r\n",
        ) + &event("DTSTART:20261231T180000Z\r\nSUMMARY:Party\r\n")
            + &event("DTSTART;VALUE=DATE:20200101\r\nSUMMARY:Long ago\r\n")
            + &event("DTSTART;VALUE=DATE:20270106\r\nSTATUS:CANCELLED\r\nSUMMARY:Off\r\n")
            + &event("DTSTART;VALUE=DATE:20261226\r\nSUMMARY:St Stephen's\r\n");
        let list = read(&text).unwrap();
        assert_eq!((list.name.as_str(), list.product.as_str()), ("Holidays, all", "-//Test//EN"));
        assert_eq!(days(&list), ["2026-12-25 Christmas, both days", "2026-12-26 Christmas, both days, St Stephen's"]);
        assert_eq!(list.left_out, ["1 × an event with a time of day"]);
    }

    #[test]
    fn repetitions_are_written_out_inside_the_years_only() {
        let yearly =
            event("DTSTART;VALUE=DATE:16010101\r\nRRULE:FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1\r\nSUMMARY:New Year\r\n");
        assert_eq!(days(&read(&yearly).unwrap()), ["2027-01-01 New Year", "2028-01-01 New Year"]);
        let except = event(
            "DTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=YEARLY;UNTIL=20280501\r\nEXDATE;VALUE=DATE:20270501\r\nSUMMARY:May\r\n",
        );
        assert_eq!(days(&read(&except).unwrap()), ["2026-05-01 May", "2028-05-01 May"]);
        let fourth =
            event("DTSTART;VALUE=DATE:20201126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\nSUMMARY:Thanks\r\n");
        assert_eq!(days(&read(&fourth).unwrap()), ["2026-11-26 Thanks", "2027-11-25 Thanks", "2028-11-23 Thanks"]);
        let across =
            event("DTSTART;VALUE=DATE:20251231\r\nDTEND;VALUE=DATE:20260102\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Turn\r\n");
        assert_eq!(read(&across).unwrap().days.len(), 5, "the end of 2028 begins inside and ends outside");
    }

    #[test]
    fn any_line_ends_and_a_byte_order_mark_will_do() {
        let text = "\u{feff}BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261208\nSUMMARY:Día de la\n  Inmaculada\nEND:VEVENT\nEND:VCALENDAR";
        for text in [text.to_owned(), text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
            let list = read_days(text.as_bytes(), day("2026-01-01"), day("2026-12-31")).unwrap();
            assert_eq!(days(&list), ["2026-12-08 Día de la Inmaculada"]);
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert_eq!(read_days(b"<html>", day("2026-01-01"), day("2026-12-31")), Err(Unreadable::NotACalendar));
        let line = |result: Result<DayList, Unreadable>| match result {
            Err(Unreadable::Line { line, .. }) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line(read(&event("DTSTART;VALUE=DATE:20261399\r\nSUMMARY:X\r\n"))), 7);
        assert_eq!(line(read(&event("DTSTART;VALUE=DATE:20261201\r\nRRULE:FREQ=HOURLY\r\nSUMMARY:X\r\n"))), 8);
        assert_eq!(
            line(read(&event("DTSTART;VALUE=DATE:20261201\r\nRRULE:FREQ=YEARLY;BYDAY=9XX\r\nSUMMARY:X\r\n"))),
            8
        );
        assert_eq!(line(read(&event("SUMMARY without a colon\r\n"))), 7);
        assert_eq!(
            read("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261201\r\n")
                .err()
                .map(|error| matches!(error, Unreadable::Line { .. } | Unreadable::CutOff)),
            Some(true)
        );
        let cut = read_days(
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261201\r\n",
            day("2026-01-01"),
            day("2026-12-31"),
        );
        assert_eq!(cut, Err(Unreadable::CutOff));
        assert_eq!(
            read_days(&vec![b'x'; FILE_MAX + 1], day("2026-01-01"), day("2026-12-31")),
            Err(Unreadable::TooLarge)
        );
    }

    #[test]
    fn a_file_that_repeats_for_ever_costs_little() {
        let daily = event("DTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Every day\r\n");
        assert_eq!(read(&daily), Err(Unreadable::TooMany));
    }
}
