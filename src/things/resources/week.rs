//! Opening hours as people type them, a line for each weekday: `09:00-12:30, 13:30-18:00`, or `closed`.

use super::hours::{CLOSES_MAX, WeeklySpan};
use chrono::Weekday;
use kernel::Problems;
use kernel::time::{minutes_value, parse_minutes};
use serde::{Deserialize, Serialize};

/// Spans of a day; more is a mistake.
pub const SPANS_MAX: usize = 8;
/// The days, as the form's fields are called.
pub const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "mon"),
    (Weekday::Tue, "tue"),
    (Weekday::Wed, "wed"),
    (Weekday::Thu, "thu"),
    (Weekday::Fri, "fri"),
    (Weekday::Sat, "sat"),
    (Weekday::Sun, "sun"),
];

/// What the form of a week sends: a line for each day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // each is the line of its day
pub struct WeekForm {
    pub mon: String,
    pub tue: String,
    pub wed: String,
    pub thu: String,
    pub fri: String,
    pub sat: String,
    pub sun: String,
}

/// Weeks that are offered ready-made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// Monday to Friday, 09:00 to 18:00: what a new resource starts with.
    Office,
    /// Every day, 08:00 to 20:00.
    EveryDay,
    /// Always.
    AroundTheClock,
}

impl Preset {
    /// All of them, with their names in addresses.
    pub const ALL: [(Preset, &'static str); 3] =
        [(Preset::Office, "office"), (Preset::EveryDay, "every-day"), (Preset::AroundTheClock, "always")];

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Preset> {
        Preset::ALL.into_iter().find(|(_, known)| *known == name).map(|(preset, _)| preset)
    }

    /// The week itself.
    pub fn week(self) -> Vec<WeeklySpan> {
        let (days, opens, closes) = match self {
            Preset::Office => (5, 540, 1_080),
            Preset::EveryDay => (7, 480, 1_200),
            Preset::AroundTheClock => (7, 0, CLOSES_MAX),
        };
        DAYS.iter().take(days).map(|(weekday, _)| WeeklySpan { weekday: *weekday, opens, closes }).collect()
    }
}

impl WeekForm {
    /// The form that says this week.
    pub fn of(week: &[WeeklySpan]) -> WeekForm {
        let mut form = WeekForm::default();
        for (weekday, field) in DAYS {
            let mut spans: Vec<(u16, u16)> =
                week.iter().filter(|span| span.weekday == weekday).map(|span| (span.opens, span.closes)).collect();
            spans.sort_unstable();
            *form.line_mut(field) = spans_text(&spans);
        }
        form
    }

    /// The line of a day, by its field's name.
    pub fn line(&self, field: &str) -> &str {
        match field {
            "mon" => &self.mon,
            "tue" => &self.tue,
            "wed" => &self.wed,
            "thu" => &self.thu,
            "fri" => &self.fri,
            "sat" => &self.sat,
            _ => &self.sun,
        }
    }

    fn line_mut(&mut self, field: &str) -> &mut String {
        match field {
            "mon" => &mut self.mon,
            "tue" => &mut self.tue,
            "wed" => &mut self.wed,
            "thu" => &mut self.thu,
            "fri" => &mut self.fri,
            "sat" => &mut self.sat,
            _ => &mut self.sun,
        }
    }

    /// Reads the week; what is wrong is noted at the day.
    pub fn parse(&self, problems: &mut Problems) -> Vec<WeeklySpan> {
        let mut week = Vec::new();
        let before = problems.iter().count();
        for (weekday, field) in DAYS {
            let spans = problems.take(field, parse_spans(self.line(field))).unwrap_or_default();
            week.extend(spans.into_iter().map(|(opens, closes)| WeeklySpan { weekday, opens, closes }));
        }
        if week.is_empty() && problems.iter().count() == before {
            problems.add("mon", "Give at least one day its hours. To close it for a while, change its status instead.");
        }
        week
    }
}

/// Reads the spans of a day: `09:00-12:30, 13:30-18:00`; `9-17` will do; nothing, or `closed`, is closed.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn parse_spans(text: &str) -> Result<Vec<(u16, u16)>, String> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("closed") {
        return Ok(Vec::new());
    }
    let mut spans = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        spans.push(parse_span(part)?);
    }
    if spans.len() > SPANS_MAX {
        return Err(format!("A day can have {SPANS_MAX} spans at most."));
    }
    spans.sort_unstable();
    if let Some(pair) = spans.windows(2).find(|pair| pair[1].0 < pair[0].1) {
        return Err(format!("{} and {} overlap.", span_text(pair[0]), span_text(pair[1])));
    }
    Ok(spans)
}

fn parse_span(text: &str) -> Result<(u16, u16), String> {
    let shown: String = text.chars().take(20).collect();
    let wrong = || format!("“{shown}” is not a span of hours. Write it as 09:00-17:30.");
    let (opens, closes) = text.split_once(['-', '–', '—']).ok_or_else(wrong)?;
    let (opens, closes) = (minutes(opens).ok_or_else(wrong)?, minutes(closes).ok_or_else(wrong)?);
    if closes < opens {
        let (opens, closes) = (minutes_value(opens), minutes_value(closes));
        return Err(format!(
            "Hours over midnight are two spans: {opens}-24:00 here, and 00:00-{closes} on the next day."
        ));
    }
    if closes == opens { Err(wrong()) } else { Ok((opens, closes)) }
}

/// `9`, `09`, `9:30`, `09:30`.
fn minutes(text: &str) -> Option<u16> {
    let text = text.trim();
    let (hours, rest) = text.split_once([':', '.']).unwrap_or((text, "00"));
    parse_minutes(&format!("{hours:0>2}:{rest}"))
}

/// `09:00-12:30, 13:30-18:00`; `closed` where there are none. What [`parse_spans`] reads back.
pub fn spans_text(spans: &[(u16, u16)]) -> String {
    if spans.is_empty() {
        return "closed".to_owned();
    }
    spans.iter().map(|span| span_text(*span)).collect::<Vec<_>>().join(", ")
}

fn span_text((opens, closes): (u16, u16)) -> String {
    format!("{}-{}", minutes_value(opens), minutes_value(closes))
}

/// A row as it is stored: ISO weekday, opens, closes.
pub(super) fn span([weekday, opens, closes]: [u16; 3]) -> Option<WeeklySpan> {
    let (weekday, _) = DAYS.into_iter().find(|(day, _)| day.number_from_monday() == u32::from(weekday))?;
    Some(WeeklySpan { weekday, opens, closes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_the_way_people_write_them() {
        assert_eq!(parse_spans("09:00-12:30, 13:30-18:00"), Ok(vec![(540, 750), (810, 1_080)]));
        assert_eq!(parse_spans("13:30–18; 9-12.30"), Ok(vec![(540, 750), (810, 1_080)]));
        assert_eq!(parse_spans("00:00-24:00"), Ok(vec![(0, 1_440)]));
        assert_eq!(parse_spans(" Closed "), Ok(vec![]));
        assert_eq!(parse_spans(""), Ok(vec![]));
        assert_eq!(parse_spans("09:00-12:00, 12:00-14:00"), Ok(vec![(540, 720), (720, 840)]));
    }

    #[test]
    fn wrong_hours_are_explained() {
        assert!(parse_spans("20:00-02:00").unwrap_err().contains("20:00-24:00 here, and 00:00-02:00"));
        assert!(parse_spans("9-12, 11-14").unwrap_err().contains("09:00-12:00 and 11:00-14:00 overlap"));
        for wrong in [
            "nine to five",
            "9",
            "9-9",
            "25-26",
            "09:00-24:30",
            "9:5-10",
            "1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16,17-18",
        ] {
            assert!(parse_spans(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_week_survives_its_form() {
        for (preset, _) in Preset::ALL {
            let mut problems = Problems::new();
            assert_eq!(WeekForm::of(&preset.week()).parse(&mut problems), preset.week());
            assert!(problems.is_empty());
        }
    }

    #[test]
    fn a_week_without_hours_is_refused_and_all_problems_are_told() {
        let mut problems = Problems::new();
        WeekForm::default().parse(&mut problems);
        assert!(problems.at("mon").is_some());
        let mut problems = Problems::new();
        let form = WeekForm { mon: "x".into(), thu: "18-9".into(), fri: "9-18".into(), ..WeekForm::default() };
        form.parse(&mut problems);
        assert!(problems.at("mon").is_some() && problems.at("thu").is_some() && problems.at("fri").is_none());
    }
}
