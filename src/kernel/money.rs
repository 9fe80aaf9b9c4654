//! Money is whole minor units with an ISO 4217 currency. Never a float.

use std::fmt;

/// Currencies without minor units, of those an organisation can choose.
const WHOLE: [&str; 6] = ["JPY", "KRW", "ISK", "CLP", "VND", "UGX"];
/// Currencies with three decimals.
const THOUSANDTHS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// Is it the shape of a currency code?
pub fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// Decimals of a currency.
pub fn decimals(currency: &str) -> u32 {
    match currency {
        code if WHOLE.contains(&code) => 0,
        code if THOUSANDTHS.contains(&code) => 3,
        _ => 2,
    }
}

/// An amount in a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// Cents, pence, yen: the currency's smallest unit.
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

impl Money {
    /// This many minor units.
    pub fn new(minor: i64, currency: impl Into<String>) -> Money {
        Money { minor, currency: currency.into() }
    }

    /// Reads what a person typed: `1200`, `1200.50`, `1,200.50` or `1200,50`. More decimals than the currency has are
    /// refused, and so is `12.505`, which some read as twelve and others as twelve thousand.
    ///
    /// # Errors
    /// A sentence for the person who typed it.
    pub fn parse(text: &str, currency: &str) -> Result<Money, String> {
        let places = decimals(currency);
        let wrong = || format!("Enter an amount such as {}.", Money::new(45 * 10i64.pow(places), currency).plain());
        let decimals = places as usize;
        let text = text.trim().replace([' ', '\u{a0}', '\''], "");
        // The last separator is the decimal point if as many digits follow it as the currency has decimals, or fewer.
        let (whole, part) = match text.rfind(['.', ',']) {
            Some(at) if decimals > 0 && text.len() - at - 1 <= decimals => (&text[..at], &text[at + 1..]),
            _ => (text.as_str(), ""),
        };
        let is_whole = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        let ambiguous = part.is_empty() && whole.matches('.').count() == 1 && !whole.contains(',');
        let whole =
            apart(whole).filter(|whole| !ambiguous && is_whole(whole) && whole.len() <= 12).ok_or_else(wrong)?;
        if !part.is_empty() && !is_whole(part) {
            return Err(wrong());
        }
        let part = format!("{part:0<decimals$}");
        format!("{whole}{part}").parse().map(|minor| Money::new(minor, currency)).map_err(|_| wrong())
    }

    /// Digits only: `1200.50`. What a form field shows and [`Money::parse`] reads.
    pub fn plain(&self) -> String {
        let decimals = decimals(&self.currency) as usize;
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = decimals + 1);
        let (whole, part) = digits.split_at(digits.len() - decimals);
        let sign = if self.minor < 0 { "-" } else { "" };
        if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }

    /// With its thousands apart: `€1,200.50`. For figures in tables, which are compared by eye.
    pub fn grouped(&self) -> String {
        self.signed(&grouped(&self.plain()))
    }

    fn signed(&self, digits: &str) -> String {
        match self.currency.as_str() {
            "EUR" => format!("€{digits}"),
            "USD" => format!("${digits}"),
            "GBP" => format!("£{digits}"),
            "JPY" => format!("¥{digits}"),
            code => format!("{code} {digits}"),
        }
    }
}

/// The digits between one kind of separator, if thousands stand apart there: by threes, or as in `1,00,000`.
fn apart(whole: &str) -> Option<String> {
    let separator = if whole.contains('.') { '.' } else { ',' };
    let groups: Vec<&str> = whole.split(separator).collect();
    let fits = |(at, group): (usize, &&str)| match at {
        0 => groups.len() == 1 || (1..=3).contains(&group.len()),
        _ if at + 1 == groups.len() => group.len() == 3,
        _ => (2..=3).contains(&group.len()),
    };
    groups.iter().enumerate().all(fits).then(|| groups.concat())
}

/// Digits, perhaps with a sign and a part behind a point, with their thousands apart: `-12,000.50`.
pub fn grouped(digits: &str) -> String {
    let first = digits.len() - digits.trim_start_matches('-').len();
    let end = digits.find('.').unwrap_or(digits.len());
    let mut text = digits[..first].to_owned();
    for (nth, digit) in digits[first..end].chars().enumerate() {
        if nth > 0 && (end - first - nth).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + &digits[end..]
}

impl fmt::Display for Money {
    /// `€45.00`, `CHF 45.00`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.signed(&self.plain()))
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn amounts_are_read_the_way_people_write_them() {
        let euro = |text| Money::parse(text, "EUR").map(|money| money.minor);
        assert_eq!(euro("45"), Ok(4500));
        assert_eq!(euro("1,200.50"), Ok(120_050));
        assert_eq!(euro("1.200,5"), Ok(120_050));
        assert_eq!(euro("1,200"), Ok(120_000));
        assert!(euro("12,00,0x").is_err());
        assert!(euro("-4").is_err());
        assert!(euro("").is_err());
        assert_eq!(euro("1.200.000"), Ok(120_000_000));
        assert_eq!(euro("1,00,000.00"), Ok(10_000_000));
        assert_eq!(Money::parse("9998", "JPY").map(|money| money.minor), Ok(9998));
        assert_eq!(Money::parse("9,998", "JPY").map(|money| money.minor), Ok(9998));
        assert_eq!(Money::parse("1.250", "KWD").map(|money| money.minor), Ok(1250));
    }

    #[test]
    fn decimals_that_a_currency_has_not_are_refused() {
        for (text, currency) in [
            ("12.50", "JPY"),
            ("12,5", "JPY"),
            ("12.505", "JPY"),
            ("12.", "JPY"),
            ("12.505", "EUR"),
            ("12.5055", "EUR"),
            ("1,200.505", "EUR"),
            ("12,50,5", "EUR"),
            ("1.2505", "KWD"),
        ] {
            let refused = Money::parse(text, currency).unwrap_err();
            assert!(refused.starts_with("Enter an amount such as 45"), "{text} {currency}: {refused}");
        }
    }

    #[test]
    fn amounts_are_written_with_the_currencys_decimals() {
        assert_eq!(Money::new(4500, "EUR").to_string(), "€45.00");
        assert_eq!(Money::new(5, "CHF").to_string(), "CHF 0.05");
        assert_eq!(Money::new(-105, "USD").to_string(), "$-1.05");
        assert_eq!(Money::new(9998, "JPY").to_string(), "¥9998");
    }

    #[test]
    fn thousands_stand_apart() {
        let apart = ["0", "999", "1000", "-1000", "1234567.89", "-999.50"].map(super::grouped);
        assert_eq!(apart, ["0", "999", "1,000", "-1,000", "1,234,567.89", "-999.50"]);
        assert_eq!(Money::new(123_456_789, "CHF").grouped(), "CHF 1,234,567.89");
        assert_eq!(Money::new(9998, "JPY").grouped(), "¥9,998");
    }
}
