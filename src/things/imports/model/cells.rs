//! What stands in cells, however it was typed: days, amounts, numbers, states.

use crate::catalogue::labels::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// In which order days are written with figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayOrder {
    /// 31.12.2026
    #[default]
    Dmy,
    /// 12/31/2026
    Mdy,
    /// 26/12/31; what begins with four figures is read so always.
    Ymd,
}

impl DayOrder {
    /// All of them, with how forms call them.
    pub const ALL: [(DayOrder, &'static str); 3] =
        [(DayOrder::Dmy, "dmy"), (DayOrder::Mdy, "mdy"), (DayOrder::Ymd, "ymd")];

    /// How forms call it.
    pub fn name(self) -> &'static str {
        DayOrder::ALL.iter().find(|(order, _)| *order == self).map_or("", |(_, name)| name)
    }

    /// The order of this name.
    pub fn parse(name: &str) -> Option<DayOrder> {
        DayOrder::ALL.iter().find(|(_, known)| *known == name).map(|(order, _)| *order)
    }

    /// The order in which all of these days make sense; where several do, that of the currency's country.
    pub fn guessed<'a>(cells: impl Iterator<Item = &'a str>, currency: &str) -> DayOrder {
        let (mut first, mut second) = (0, 0);
        for [a, b, _] in cells.filter_map(figures).filter(|[a, ..]| *a < 1_000) {
            first = first.max(a);
            second = second.max(b);
        }
        match (first > 12, second > 12) {
            (true, false) if first > 31 => DayOrder::Ymd,
            (true, _) => DayOrder::Dmy,
            (false, true) => DayOrder::Mdy,
            (false, false) if currency == "USD" => DayOrder::Mdy,
            (false, false) => DayOrder::Dmy,
        }
    }
}

/// Three numbers with signs between, and nothing else; a time behind them is left away.
fn figures(cell: &str) -> Option<[u32; 3]> {
    let day = cell.trim().split([' ', 'T']).next()?;
    let mut parts = day.split(['.', '/', '-']).map(|part| part.parse::<u32>().ok());
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(three)
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The first year of the century that `99` and the like are of.
const CENTURY: i32 = 2000;

/// Reads a day.
///
/// # Errors
/// A sentence for whoever sent it.
pub fn day(cell: &str, order: DayOrder) -> Result<NaiveDate, String> {
    let wrong = || format!("{cell} is no day that can be read. Write it as 2026-11-26.");
    if let Some([a, b, c]) = figures(cell) {
        let (year, month, day) = match order {
            _ if a > 999 => (a, b, c),
            DayOrder::Dmy => (c, b, a),
            DayOrder::Mdy => (c, a, b),
            DayOrder::Ymd => (a, b, c),
        };
        return date(year, month, day).ok_or_else(wrong);
    }
    // A number alone is how Excel counts days: from 1982 to 2064.
    if let Ok(count @ 30_000..=60_000) = cell.trim().parse::<u64>() {
        let start = NaiveDate::from_ymd_opt(1899, 12, 30);
        return start.and_then(|start| start.checked_add_days(chrono::Days::new(count))).ok_or_else(wrong);
    }
    // `Mon Mar 02, 2026`, `2 March 2026`.
    let words: Vec<String> =
        cell.split([' ', ',', '.', '-', '/']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let month = words.iter().find_map(|word| MONTHS.iter().position(|month| word.starts_with(month)));
    let numbers: Vec<u32> = words
        .iter()
        .filter_map(|word| word.trim_end_matches(|letter: char| letter.is_ascii_lowercase()).parse().ok())
        .collect();
    match (month.and_then(|month| u32::try_from(month + 1).ok()), numbers.as_slice()) {
        (Some(month), [year, day, ..]) if *year >= 1_000 => date(*year, month, *day).ok_or_else(wrong),
        (Some(month), [day, year, ..]) => date(*year, month, *day).ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok()?;
    NaiveDate::from_ymd_opt(if year < 100 { CENTURY + year } else { year }, month, day)
}

/// Signs of money, and the currencies that they may stand for.
const SIGNS: [(char, &[&str]); 4] = [
    ('€', &["EUR"]),
    ('£', &["GBP"]),
    ('¥', &["JPY", "CNY"]),
    ('$', &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP"]),
];

/// Reads an amount: digits with a point, as forms send it.
///
/// # Errors
/// A sentence for whoever sent it, also where it is in another currency.
pub fn amount(cell: &str, currency: &str) -> Result<String, String> {
    let foreign = || format!("{cell} is not in {currency}, the organisation's currency.");
    if let Some((_, currencies)) = SIGNS.iter().find(|(sign, _)| cell.contains(*sign))
        && !currencies.contains(&currency)
    {
        return Err(foreign());
    }
    let letters: String = cell.chars().filter(char::is_ascii_alphabetic).collect();
    if kernel::money::is_currency(&letters) && letters != currency {
        return Err(foreign());
    }
    number(cell).ok_or_else(|| format!("{cell} is no amount that can be read."))
}

/// Reads a number with or without signs between thousands, in one spelling: `-1234.5`.
pub fn number(cell: &str) -> Option<String> {
    let kept: String = cell
        .chars()
        .filter(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-' | '−'))
        .map(|letter| if letter == '−' { '-' } else { letter })
        .collect();
    if cell.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii_uppercase() && !"€$£¥kr".contains(letter))
    {
        return None;
    }
    let (sign, digits) = kept.strip_prefix('-').map_or(("", kept.as_str()), |rest| ("-", rest));
    let digits = digits.trim_end_matches(['-', ',', '.']);
    let point = match (digits.rfind('.'), digits.rfind(',')) {
        (Some(point), Some(comma)) => Some(point.max(comma)),
        // One kind alone stands between thousands when it comes again, or when three figures follow a short number.
        (Some(at), None) | (None, Some(at)) => {
            let mark = &digits[at..=at];
            let is_thousands = digits.matches(mark).count() > 1
                || (digits.len() - at == 4 && (1..=3).contains(&at) && !digits.starts_with('0'));
            (!is_thousands).then_some(at)
        }
        (None, None) => None,
    };
    let (whole, part) = point.map_or((digits, ""), |at| (&digits[..at], &digits[at + 1..]));
    let figures = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (whole, part) = (figures(whole), figures(part));
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let whole = if whole.is_empty() { "0".to_owned() } else { whole };
    Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

/// A number that a spreadsheet has shortened: what it was cannot be told any more.
pub fn is_shortened(cell: &str) -> bool {
    let Some((digits, power)) = cell.split_once(['E', 'e']) else { return false };
    let plus = power.strip_prefix('+').unwrap_or("");
    digits.contains(['.', ','])
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && plus.len() >= 2
        && plus.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a word for how an asset stands means, where it is none of the organisation's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// This state, without a label.
    State(State),
    /// Somebody has it, as another column says.
    Had,
    /// A word of somebody else's, most likely for this state.
    Word(State),
}

/// What a word for how an asset stands means.
pub fn meant(cell: &str) -> Meant {
    let word = cell.trim().to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    match word.as_str() {
        "in stock" | "ready to deploy" | "deployable" | "available" | "in_stock" | "operational" => {
            Meant::State(State::InStock)
        }
        "assigned" | "deployed" | "checked out" | "in custody" | "checked_out" => Meant::Had,
        "in maintenance" | "in_maintenance" | "maintenance" | "under maintenance" => Meant::State(State::InMaintenance),
        "disposed" | "disposed of" => Meant::State(State::Disposed),
        _ if has(&["repair", "diagnos", "maint", "service"]) => Meant::Word(State::InMaintenance),
        _ if has(&["archiv", "dispos", "sold", "scrap", "recycl", "retired", "written off", "lost", "stolen"]) => {
            Meant::Word(State::Disposed)
        }
        _ => Meant::Word(State::InStock),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_however_they_are_written() {
        let day = |cell, order| super::day(cell, order).unwrap().to_string();
        for cell in
            ["02.03.2026", "2/3/26", "2-3-2026", "2026-03-02", "2026-03-02 13:45:00", "2026-03-02T00:00:00Z", "46083"]
        {
            assert_eq!(day(cell, DayOrder::Dmy), "2026-03-02", "{cell}");
        }
        for cell in ["03/02/2026", "Mon Mar 02, 2026", "2 March 2026", "March 2nd, 2026"] {
            assert_eq!(day(cell, DayOrder::Mdy), "2026-03-02", "{cell}");
        }
        assert_eq!(day("26/03/02", DayOrder::Ymd), "2026-03-02");
        for cell in ["31.02.2026", "soon", "12", "2026"] {
            assert!(super::day(cell, DayOrder::Dmy).is_err(), "{cell}");
        }
    }

    #[test]
    fn the_order_is_told_by_the_days_that_have_only_one() {
        let guessed = |cells: &[&str], currency| DayOrder::guessed(cells.iter().copied(), currency);
        assert_eq!(guessed(&["01/02/2026", "13/02/2026"], "USD"), DayOrder::Dmy);
        assert_eq!(guessed(&["01/02/2026", "02/13/2026"], "EUR"), DayOrder::Mdy);
        assert_eq!(guessed(&["01/02/2026"], "USD"), DayOrder::Mdy);
        assert_eq!(guessed(&["01/02/2026", "2026-12-31"], "EUR"), DayOrder::Dmy);
        assert_eq!(guessed(&["99/02/01"], "EUR"), DayOrder::Ymd);
    }

    #[test]
    fn amounts_lose_their_signs_and_keep_their_value() {
        for cell in ["1234.5", "1,234.50", "1.234,50", "€ 1.234,50", "1 234,50 €", "EUR 1'234.50", "1234,5"] {
            let read = amount(cell, "EUR").unwrap();
            assert_eq!(kernel::money::Money::parse(&read, "EUR").unwrap().minor, 123_450, "{cell}");
        }
        assert_eq!(number("1,234").as_deref(), Some("1234"));
        assert_eq!(number("0.125").as_deref(), Some("0.125"));
        assert_eq!(number("-12,5").as_deref(), Some("-12.5"));
        for cell in ["$ 10", "10 USD", "£5", "ten", ""] {
            assert!(amount(cell, "EUR").is_err(), "{cell}");
        }
    }

    #[test]
    fn numbers_that_were_shortened_are_told_from_serials() {
        assert!(is_shortened("3.57E+11") && is_shortened("1,2e+05"));
        for serial in ["3E11", "A.1E+11", "12.5", "E+11", "3.57E-11"] {
            assert!(!is_shortened(serial), "{serial}");
        }
    }

    #[test]
    fn words_of_others_find_their_state() {
        assert_eq!(meant("Ready to Deploy"), Meant::State(State::InStock));
        assert_eq!(meant("Deployed"), Meant::Had);
        assert_eq!(meant("Out for Repair"), Meant::Word(State::InMaintenance));
        assert_eq!(meant("Lost/Stolen"), Meant::Word(State::Disposed));
        assert_eq!(meant("Pending"), Meant::Word(State::InStock));
    }
}
