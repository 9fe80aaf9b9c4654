//! Lengths of time as people type and read them: `30 min`, `1 h 30 min`, `2 days`. Whole minutes.

use kernel::time::DAY_MINUTES;

/// Longest text looked at.
const TEXT_MAX: usize = 40;

/// Reads a length: `90`, `90 min`, `1h30`, `1:30`, `2 days`, `1 week`. A bare number is minutes. None for anything else.
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    if text.is_empty() || text.len() > TEXT_MAX || !text.is_ascii() {
        return None;
    }
    if let Some((hours, minutes)) = text.split_once(':') {
        let (hours, minutes): (i64, i64) = (number(hours)?, number(minutes)?);
        return (minutes < 60).then_some(hours * 60 + minutes);
    }
    let mut rest = text.as_str();
    let mut total: i64 = 0;
    // Units come from the largest down, each once; a number without one is of the next smaller unit.
    let mut below = i64::MAX;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let count = number(&rest[..digits])?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "" | "m" | "min" | "mins" | "minute" | "minutes" => 1,
            "h" | "hr" | "hrs" | "hour" | "hours" => 60,
            "d" | "day" | "days" => DAY_MINUTES,
            "w" | "week" | "weeks" => 7 * DAY_MINUTES,
            _ => return None,
        };
        if unit >= below {
            return None;
        }
        below = unit;
        total = total.checked_add(count.checked_mul(unit)?)?;
        rest = rest[letters..].trim_start_matches([' ', ',']);
    }
    Some(total)
}

fn number(digits: &str) -> Option<i64> {
    (!digits.is_empty() && digits.len() <= 7 && digits.bytes().all(|digit| digit.is_ascii_digit()))
        .then(|| digits.parse().ok())?
}

/// `30 min`, `1 h 30 min`, `2 days 4 h`; what [`parse`] reads back.
pub fn short(minutes: i64) -> String {
    written(minutes, [("day", "days"), ("h", "h"), ("min", "min")])
}

/// `30 minutes`, `1 hour 30 minutes`, `2 days 4 hours`: for sentences.
pub fn long(minutes: i64) -> String {
    written(minutes, [("day", "days"), ("hour", "hours"), ("minute", "minutes")])
}

fn written(minutes: i64, names: [(&str, &str); 3]) -> String {
    let counts = [minutes / DAY_MINUTES, minutes % DAY_MINUTES / 60, minutes % 60];
    let parts: Vec<String> = counts
        .into_iter()
        .zip(names)
        .filter(|(count, _)| *count != 0)
        .map(|(count, (one, many))| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    if parts.is_empty() { format!("0 {}", names[2].1) } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_the_way_people_write_them() {
        for (text, minutes) in [
            ("90", 90),
            (" 90 min ", 90),
            ("1h30", 90),
            ("1 h 30 min", 90),
            ("1:30", 90),
            ("2 Days", 2_880),
            ("1 day, 2 hours", 1_560),
            ("1 week", 10_080),
            ("0", 0),
        ] {
            assert_eq!(parse(text), Some(minutes), "{text}");
        }
        for wrong in ["", "soon", "-5", "1.5 h", "30 min 1 h", "10 10", "1:75", "99999999 d", "½ h"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for minutes in [0, 1, 15, 60, 90, 1_440, 1_500, 2_880, 527_040] {
            assert_eq!(parse(&short(minutes)), Some(minutes));
            assert_eq!(parse(&long(minutes)), Some(minutes));
        }
        assert_eq!(long(90), "1 hour 30 minutes");
        assert_eq!(short(0), "0 min");
    }
}
