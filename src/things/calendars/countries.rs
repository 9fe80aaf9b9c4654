//! Public holidays by country and region, built in: a table that `tests/things/countries.py` has written.

use chrono::{Datelike, NaiveDate};
use kernel::ical::NamedDay;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The table; its form is told by the script that writes it.
const TABLE: &str = include_str!("countries.tsv");

/// A country.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// `ES`.
    pub code: &'static str,
    /// In English.
    pub name: &'static str,
    /// Its regions, as far as they differ or could.
    pub regions: Vec<Region>,
    days: Days,
}

/// A part of a country, with what differs there.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// `CT`.
    pub code: &'static str,
    /// In its own language.
    pub name: &'static str,
    days: Days,
    not: Vec<NaiveDate>,
}

/// What it is, and whether it hangs on the sight of the moon.
type Days = BTreeMap<NaiveDate, (&'static str, bool)>;

/// A day on which a country rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day, and what it is in the country's language.
    pub named: NamedDay,
    /// Hangs on the sight of the moon, and may be a day off.
    pub is_estimated: bool,
}

/// All countries, by name.
pub fn all() -> &'static [Country] {
    static COUNTRIES: OnceLock<Vec<Country>> = OnceLock::new();
    COUNTRIES.get_or_init(|| read(TABLE))
}

/// The country with this code.
pub fn find(code: &str) -> Option<&'static Country> {
    all().iter().find(|country| country.code == code)
}

impl Country {
    /// The last year whose days are known. Where they are announced year by year, that is sooner than elsewhere.
    pub fn last_year(&self) -> i32 {
        self.days.keys().map(Datelike::year).max().unwrap_or_default()
    }

    /// Its region with this code.
    pub fn region(&self, code: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.code == code)
    }

    /// Its days from the one to the other, both included: those of all the country, or of a region.
    pub fn holidays(&self, region: Option<&Region>, from: NaiveDate, until: NaiveDate) -> Vec<Holiday> {
        let mut days = self.days.clone();
        if let Some(region) = region {
            days.retain(|day, _| !region.not.contains(day));
            days.extend(region.days.iter().map(|(day, said)| (*day, *said)));
        }
        let range = days.range(from..=until);
        range
            .map(|(day, (label, is_estimated))| Holiday {
                named: NamedDay { day: *day, label: (*label).to_owned() },
                is_estimated: *is_estimated,
            })
            .collect()
    }
}

/// Reads the table. A line that it does not know is passed over; a test sees to it that there is none.
fn read(table: &'static str) -> Vec<Country> {
    let mut countries: Vec<Country> = Vec::new();
    for line in table.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let country = countries.last_mut();
        match (parts.as_slice(), country) {
            (["country", code, name], _) => {
                countries.push(Country { code, name, regions: Vec::new(), days: Days::new() });
            }
            (["region", code, name], Some(country)) => {
                country.regions.push(Region { code, name, days: Days::new(), not: Vec::new() });
            }
            ([kind @ ("day" | "moon"), name, dates], Some(country)) => {
                let days = country.regions.last_mut().map_or(&mut country.days, |region| &mut region.days);
                days.extend(dates_of(dates).map(|day| (day, (*name, *kind == "moon"))));
            }
            (["not", dates], Some(country)) => {
                if let Some(region) = country.regions.last_mut() {
                    region.not.extend(dates_of(dates));
                }
            }
            _ => {}
        }
    }
    countries
}

/// `260101 270101`.
fn dates_of(text: &str) -> impl Iterator<Item = NaiveDate> {
    text.split(' ').filter_map(|date| NaiveDate::parse_from_str(&format!("20{date}"), "%Y%m%d").ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(country: &str, region: Option<&str>, from: &str, until: &str) -> Vec<String> {
        let country = find(country).unwrap();
        let region = region.map(|code| country.region(code).unwrap());
        let days = country.holidays(region, from.parse().unwrap(), until.parse().unwrap());
        days.into_iter().map(|day| format!("{} {}", day.named.day, day.named.label)).collect()
    }

    #[test]
    fn every_line_of_the_table_is_read_and_every_country_has_days_in_every_year() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let parts: Vec<&str> = line.split('\t').collect();
            let dates = match parts.as_slice() {
                ["country" | "region", code, name] if !code.is_empty() && !name.is_empty() => continue,
                ["day" | "moon", name, dates] if !name.is_empty() => dates,
                ["not", dates] => dates,
                _ => panic!("{line}"),
            };
            assert_eq!(dates_of(dates).count(), dates.split(' ').count(), "{line}");
        }
        // The full moons of Sri Lanka are announced year by year.
        let until_2031 = all().iter().filter(|country| country.last_year() == 2031).count();
        assert!(until_2031 > 240 && find("LK").unwrap().last_year() == 2026, "{until_2031}");
        for country in all() {
            for year in 2026..=country.last_year() {
                assert!(country.days.keys().any(|day| day.year() == year), "{} {year}", country.name);
            }
        }
    }

    #[test]
    fn a_region_has_the_days_of_its_country_but_for_what_differs() {
        let spain = labels("ES", None, "2027-03-20", "2027-04-01");
        assert_eq!(spain, ["2027-03-26 Viernes Santo"]);
        let catalonia = labels("ES", Some("CT"), "2027-03-20", "2027-04-01");
        assert_eq!(catalonia, ["2027-03-26 Viernes Santo", "2027-03-29 Lunes de Pascua"]);
        let scotland = labels("GB", Some("SCT"), "2027-01-01", "2027-01-05");
        assert_eq!(scotland.len(), 3, "{scotland:?}");
        let egypt = find("EG").unwrap();
        let feast = egypt.holidays(None, "2027-03-09".parse().unwrap(), "2027-03-09".parse().unwrap());
        assert!(feast[0].is_estimated);
    }
}
