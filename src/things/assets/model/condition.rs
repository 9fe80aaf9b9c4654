//! Conditions on what an asset says: `cost-from=500`, `note-has=cracked`, `field-…-blank=yes`. An address names the attribute and
//! the test together, so that each condition stands there once and is taken away by its name.

use crate::catalogue::fields::{Field, Kind};
use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use kernel::money::Money;
use kernel::time::{day_start, day_text, parse_day};
use uuid::Uuid;

/// The longest value of a condition (characters).
const VALUE_MAX: usize = 200;

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Its name.
    Name,
    /// Its serial.
    Serial,
    /// Of the order.
    OrderNumber,
    /// The note.
    Note,
    /// Its id in the system it came from.
    Legacy,
    /// Its model's name and number.
    Model,
    /// Who makes its model.
    Maker,
    /// Who sold it.
    Supplier,
    /// Where it belongs.
    Home,
    /// What it cost.
    Cost,
    /// When it was bought.
    Purchased,
    /// The end of its warranty.
    Warranty,
    /// The end of its life.
    Ends,
    /// When somebody saw it last in an audit.
    Audited,
    /// When it is expected back.
    Due,
    /// When it was added.
    Created,
    /// When something about it changed last.
    Updated,
    /// When it was disposed of.
    Disposed,
    /// A field of the organisation's own.
    Own(Uuid, Kind),
}

/// What may be asked of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Words in it, or the whole of it.
    Text,
    /// From one amount to another.
    Amount,
    /// From one number to another.
    Number,
    /// From one day to another.
    Day,
    /// Whether it is there; what it is stands in a choice of its own.
    Presence,
}

/// What an asset has to be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// This stands in it, whatever the case of its letters.
    Has(String),
    /// It is this, whatever the case of its letters.
    Is(String),
    /// It is not this; what says nothing is not this.
    Not(String),
    /// It is this or more.
    From(Edge),
    /// It is this or less.
    Until(Edge),
    /// It says nothing, or something.
    Blank(bool),
    /// What could not be read: nothing fits it.
    Unread,
}

/// An end of what is asked for; it belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Minor units, or what own numbers are compared by.
    Number(i64),
    /// A day.
    Day(NaiveDate),
    /// The beginning of that day where the organisation is, and of the next.
    Moment(DateTime<Utc>, DateTime<Utc>),
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// As the address names it.
    pub name: String,
    /// What was typed.
    pub typed: String,
    /// What it is about.
    pub about: About,
    /// What is asked of it.
    pub test: Test,
}

/// The attributes of the house, with the names by which addresses and people call them.
pub const ATTRIBUTES: [(About, &str, &str); 18] = [
    (About::Name, "name", "Name"),
    (About::Serial, "serial", "Serial"),
    (About::Model, "model", "Model"),
    (About::Maker, "maker", "Maker"),
    (About::Supplier, "supplier", "Supplier"),
    (About::Home, "home", "Default location"),
    (About::OrderNumber, "order_number", "Order number"),
    (About::Note, "note", "Note"),
    (About::Legacy, "legacy_id", "Earlier id"),
    (About::Cost, "cost", "Cost"),
    (About::Purchased, "purchased", "Purchased"),
    (About::Warranty, "warranty", "Warranty until"),
    (About::Ends, "ends", "End of life"),
    (About::Due, "due", "Expected back"),
    (About::Audited, "audited", "Last audited"),
    (About::Created, "created", "Added"),
    (About::Updated, "updated", "Changed"),
    (About::Disposed, "disposed", "Disposed of"),
];

/// The tests, as addresses name them.
pub const TESTS: [&str; 6] = ["has", "is", "not", "from", "until", "blank"];

impl About {
    /// What may be asked of it.
    pub fn sort(self) -> Sort {
        match self {
            About::Name | About::Serial | About::OrderNumber | About::Note | About::Legacy => Sort::Text,
            About::Model | About::Maker | About::Supplier | About::Home => Sort::Text,
            About::Cost | About::Own(_, Kind::Money) => Sort::Amount,
            About::Own(_, Kind::Number) => Sort::Number,
            About::Purchased | About::Warranty | About::Ends | About::Due | About::Audited => Sort::Day,
            About::Created | About::Updated | About::Disposed | About::Own(_, Kind::Date) => Sort::Day,
            About::Own(_, Kind::Choice | Kind::Boolean) => Sort::Presence,
            About::Own(_, Kind::Text | Kind::Url | Kind::Person) => Sort::Text,
        }
    }

    fn is_of_moments(self) -> bool {
        matches!(self, About::Created | About::Updated | About::Disposed)
    }
}

/// Does a name of an address look like that of a condition?
pub fn is_condition(name: &str) -> bool {
    let Some((about, test)) = name.rsplit_once('-') else { return false };
    TESTS.contains(&test) && (ATTRIBUTES.iter().any(|(_, known, _)| *known == about) || about.starts_with("field-"))
}

impl Condition {
    /// Reads one that an address says; none where there is no such attribute, or nothing is asked of it.
    pub fn read(name: &str, typed: &str, fields: &[Field], (currency, zone): (&str, Tz)) -> Option<Condition> {
        let (called, test) = name.rsplit_once('-').filter(|(_, test)| TESTS.contains(test))?;
        let typed: String = typed.trim().chars().take(VALUE_MAX).collect();
        let own = fields.iter().find(|field| !field.is_sealed && field.input() == called);
        let about = match own {
            Some(field) => About::Own(field.id, field.kind),
            None => ATTRIBUTES.iter().find(|(_, known, _)| *known == called).map(|(about, ..)| *about)?,
        };
        if typed.is_empty() {
            return None;
        }
        let bound = || edge(about, own, &typed, currency, zone);
        let test = match (test, about.sort()) {
            ("blank", _) => match typed.as_str() {
                "yes" => Test::Blank(true),
                "no" => Test::Blank(false),
                _ => Test::Unread,
            },
            ("has", Sort::Text) => Test::Has(typed.clone()),
            ("is", Sort::Text) => Test::Is(typed.to_lowercase()),
            ("not", Sort::Text | Sort::Presence) => Test::Not(typed.to_lowercase()),
            ("from", Sort::Amount | Sort::Number | Sort::Day) => bound().map_or(Test::Unread, Test::From),
            ("until", Sort::Amount | Sort::Number | Sort::Day) => bound().map_or(Test::Unread, Test::Until),
            _ => Test::Unread,
        };
        Some(Condition { name: name.to_owned(), typed, about, test })
    }

    /// What it asks, for people.
    pub fn said(&self, fields: &[Field], currency: &str) -> String {
        let label = match self.about {
            About::Own(id, _) => fields.iter().find(|field| field.id == id).map_or("A field", |field| &field.name),
            about => ATTRIBUTES.iter().find(|(known, ..)| *known == about).map_or("", |(.., label)| label),
        };
        let shown = || match self.about.sort() {
            Sort::Day => parse_day(&self.typed).map_or_else(|| self.typed.clone(), day_text),
            Sort::Amount => {
                Money::parse(&self.typed, currency).map_or_else(|_| self.typed.clone(), |money| money.grouped())
            }
            Sort::Text | Sort::Number | Sort::Presence => self.typed.clone(),
        };
        match &self.test {
            Test::Has(_) => format!("{label} contains {}", self.typed),
            Test::Is(_) => format!("{label} is {}", self.typed),
            Test::Not(_) => format!("{label} is not {}", self.typed),
            Test::From(_) => format!("{label} from {}", shown()),
            Test::Until(_) => format!("{label} until {}", shown()),
            Test::Blank(true) => format!("{label}: nothing"),
            Test::Blank(false) => format!("{label}: something"),
            Test::Unread => format!("{label}: {} cannot be read", self.typed),
        }
    }
}

fn edge(about: About, own: Option<&Field>, typed: &str, currency: &str, zone: Tz) -> Option<Edge> {
    if let Some(field) = own {
        // Whether a value of that pattern may be kept says nothing about what one may compare with.
        let lenient = Field { is_required: false, pattern: String::new(), ..field.clone() };
        return lenient.read(typed, currency).ok().flatten()?.number.map(Edge::Number);
    }
    if about == About::Cost {
        return Money::parse(typed, currency).ok().map(|money| Edge::Number(money.minor));
    }
    let day = parse_day(typed)?;
    match about.is_of_moments() {
        true => Some(Edge::Moment(day_start(zone, day), day_start(zone, day.checked_add_days(Days::new(1))?))),
        false => Some(Edge::Day(day)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, typed: &str) -> Option<Condition> {
        Condition::read(name, typed, &[], ("EUR", Tz::Europe__Madrid))
    }

    #[test]
    fn an_address_names_attribute_and_test() {
        assert_eq!(read("cost-from", "1,200.50").unwrap().test, Test::From(Edge::Number(120_050)));
        assert_eq!(read("note-has", " Cracked ").unwrap().test, Test::Has("Cracked".to_owned()));
        assert_eq!(read("serial-blank", "yes").unwrap().test, Test::Blank(true));
        let day = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
        assert_eq!(read("purchased-until", "2026-03-29").unwrap().test, Test::Until(Edge::Day(day)));
        // A day of twenty-three hours.
        let moment = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let whole = Edge::Moment(moment("2026-03-28T23:00:00Z"), moment("2026-03-29T22:00:00Z"));
        assert_eq!(read("updated-until", "2026-03-29").unwrap().test, Test::Until(whole));
    }

    #[test]
    fn what_is_no_condition_asks_nothing_and_what_cannot_be_read_finds_nothing() {
        for (name, typed) in [("text", "a"), ("cost", "5"), ("colour-is", "red"), ("note-has", "  "), ("-has", "a")] {
            assert_eq!(read(name, typed), None, "{name}");
        }
        for (name, typed) in [("cost-from", "ten"), ("ends-until", "soon"), ("note-from", "a"), ("note-blank", "1")] {
            assert_eq!(read(name, typed).unwrap().test, Test::Unread, "{name}");
        }
        assert!(
            is_condition("cost-from")
                && is_condition("field-x-has")
                && !is_condition("after")
                && !is_condition("a-has")
        );
    }
}
