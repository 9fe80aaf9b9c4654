//! The alert rules as they stand in docs/alerts.yml, and as much of Prometheus's language as they are written in. A word
//! of it that is not known here fails the test that reads it.

use crate::support::root;
use std::collections::BTreeMap;

/// An alert and its expression.
#[derive(Debug)]
pub struct Rule {
    /// `StewardDown`.
    pub alert: String,
    /// What makes it ring.
    pub expr: String,
}

/// The rules of the file, which is written in a plain layout: `- alert:`, then `expr:` on a line or folded (`>-`).
pub fn rules() -> Vec<Rule> {
    let text = std::fs::read_to_string(root().join("docs/alerts.yml")).unwrap();
    let mut rules: Vec<Rule> = Vec::new();
    let mut folded = None;
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        let line = line.trim();
        if let Some(at) = folded {
            if depth > at {
                let expr = &mut rules.last_mut().unwrap().expr;
                expr.push_str(line);
                expr.push(' ');
                continue;
            }
            folded = None;
        }
        if let Some(alert) = line.strip_prefix("- alert: ") {
            rules.push(Rule { alert: alert.to_owned(), expr: String::new() });
        } else if line == "expr: >-" {
            folded = Some(depth);
        } else if let Some(expr) = line.strip_prefix("expr: ") {
            rules.last_mut().unwrap().expr = expr.to_owned();
        }
    }
    assert!(rules.iter().all(|rule| !rule.expr.trim().is_empty()), "an alert without an expression: {rules:?}");
    rules
}

type Labels = BTreeMap<String, String>;
type Vector = Vec<(Labels, f64)>;

/// A name and what its labels must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    name: String,
    /// Label, operator, value.
    matchers: Vec<(String, String, String)>,
}

/// What a house said at one moment.
#[derive(Debug, Default)]
pub struct Scrape(Vec<(String, Labels, f64)>);

impl Scrape {
    /// Reads the text format. As Prometheus does, it adds the name of the job.
    pub fn read(text: &str) -> Scrape {
        let mut samples = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (series, value) = line.rsplit_once(' ').unwrap();
            let value = if value == "+Inf" { f64::INFINITY } else { value.parse().unwrap() };
            let (name, inside) = series.split_once('{').unwrap_or((series, "}"));
            let mut labels = Labels::from([("job".to_owned(), "steward".to_owned())]);
            for pair in inside.trim_end_matches('}').split("\",").filter(|pair| !pair.is_empty()) {
                let (label, value) = pair.split_once("=\"").unwrap();
                labels.insert(label.to_owned(), value.trim_end_matches('"').to_owned());
            }
            samples.push((name.to_owned(), labels, value));
        }
        Scrape(samples)
    }

    /// The samples that fit.
    pub fn select(&self, selector: &Selector) -> Vector {
        let fits = |labels: &Labels| {
            selector.matchers.iter().all(|(label, operator, wanted)| {
                let is = labels.get(label).map_or("", String::as_str);
                match operator.as_str() {
                    "=" => is == wanted,
                    "!=" => is != wanted,
                    "=~" => wanted.split('|').any(|pattern| like(pattern, is)),
                    other => panic!("unknown operator {other}"),
                }
            })
        };
        let named = self.0.iter().filter(|(name, labels, _)| *name == selector.name && fits(labels));
        named.map(|(_, labels, value)| (labels.clone(), *value)).collect()
    }

    /// The value of the only sample of this name.
    pub fn value(&self, name: &str) -> f64 {
        self.0.iter().find(|(known, ..)| known == name).unwrap_or_else(|| panic!("{name} is not told")).2
    }

    /// A value of this label of this metric that is not that one.
    pub fn label_of(&self, name: &str, label: &str, but: &str) -> String {
        let mut values =
            self.0.iter().filter(|(known, ..)| known == name).filter_map(|(_, labels, _)| labels.get(label));
        values.find(|value| *value != but).unwrap_or_else(|| panic!("{name} has no {label}")).clone()
    }

    /// Gives a sample that is there another figure.
    pub fn set(&mut self, name: &str, labels: &[(&str, &str)], to: f64) {
        let fits = |known: &Labels| labels.iter().all(|(label, value)| known.get(*label).is_some_and(|is| is == value));
        let sample = self.0.iter_mut().find(|(known, labels, _)| known == name && fits(labels));
        sample.unwrap_or_else(|| panic!("{name} {labels:?} is not told")).2 = to;
    }
}

/// A regular expression of letters, digits and dots only.
fn like(pattern: &str, text: &str) -> bool {
    assert!(pattern.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.'), "unknown: {pattern}");
    pattern.len() == text.len() && pattern.chars().zip(text.chars()).all(|(wanted, is)| wanted == '.' || wanted == is)
}

/// Does the expression hold for anything? The second scrape is now, the first one stands at the beginning of every range.
pub fn fires(expr: &str, before: &Scrape, now: &Scrape) -> bool {
    let mut reading = Reading { rest: expr.trim(), before, now, selectors: Vec::new() };
    let holds = reading.comparison();
    assert!(reading.rest.is_empty(), "not understood: {}", reading.rest);
    holds
}

/// Every selector of an expression.
pub fn selectors(expr: &str) -> Vec<Selector> {
    let nothing = Scrape::default();
    let mut reading = Reading { rest: expr.trim(), before: &nothing, now: &nothing, selectors: Vec::new() };
    reading.comparison();
    reading.selectors
}

struct Reading<'a> {
    rest: &'a str,
    before: &'a Scrape,
    now: &'a Scrape,
    selectors: Vec<Selector>,
}

impl Reading<'_> {
    fn comparison(&mut self) -> bool {
        let is_absent = self.rest.starts_with("absent(");
        let value = self.quotient();
        if is_absent {
            return !value.is_empty();
        }
        let greater = match self.sign() {
            '>' => true,
            '<' => false,
            other => panic!("unknown comparison {other}"),
        };
        let limit = self.number();
        value.iter().any(|(_, value)| if greater { *value > limit } else { *value < limit })
    }

    fn quotient(&mut self) -> Vector {
        let above = self.term();
        if !self.rest.starts_with('/') {
            return above;
        }
        self.sign();
        let below = self.term();
        let divided = |(labels, above): (Labels, f64)| {
            let (_, below) = below.iter().find(|(other, _)| *other == labels)?;
            Some((labels, above / below))
        };
        above.into_iter().filter_map(divided).collect()
    }

    fn term(&mut self) -> Vector {
        let name = self.word();
        match name.as_str() {
            "absent" => {
                self.expect('(');
                let found = self.range_or_instant(name.as_str());
                self.expect(')');
                if found.is_empty() { vec![(Labels::new(), 1.0)] } else { Vec::new() }
            }
            "rate" | "increase" => {
                self.expect('(');
                let found = self.range_or_instant(name.as_str());
                self.expect(')');
                found
            }
            "sum" => {
                let mut by = Vec::new();
                if self.rest.starts_with("by") {
                    self.word();
                    self.expect('(');
                    by.push(self.word());
                    self.expect(')');
                }
                self.expect('(');
                let inner = self.term();
                self.expect(')');
                sum(inner, &by)
            }
            "histogram_quantile" => {
                self.expect('(');
                let quantile = self.number();
                self.expect(',');
                let buckets = self.term();
                self.expect(')');
                histogram_quantile(quantile, buckets)
            }
            _ => {
                let selector = self.selector(name);
                self.now.select(&selector)
            }
        }
    }

    /// A selector, over a range where the function wants one. A series without an earlier sample has no rate yet.
    fn range_or_instant(&mut self, function: &str) -> Vector {
        let name = self.word();
        let selector = self.selector(name);
        let now = self.now.select(&selector);
        if function == "absent" {
            return now;
        }
        self.expect('[');
        let (amount, unit) = (self.number(), self.word());
        let seconds = amount * if unit == "h" { 3_600.0 } else { 60.0 };
        assert!(["h", "m"].contains(&unit.as_str()), "unknown unit {unit}");
        self.expect(']');
        let before = self.before.select(&selector);
        let grown = |(labels, value): (Labels, f64)| {
            let (_, earlier) = before.iter().find(|(other, _)| *other == labels)?;
            let more = value - earlier;
            Some((labels, if function == "rate" { more / seconds } else { more }))
        };
        now.into_iter().filter_map(grown).collect()
    }

    fn selector(&mut self, name: String) -> Selector {
        let mut selector = Selector { name, matchers: Vec::new() };
        if self.rest.starts_with('{') {
            self.expect('{');
            while !self.rest.starts_with('}') {
                let label = self.word();
                let end = self.rest.find('"').expect("a value in quotes");
                let operator = self.rest[..end].trim().to_owned();
                let (value, rest) = self.rest[end + 1..].split_once('"').expect("a value in quotes");
                selector.matchers.push((label, operator, value.to_owned()));
                self.rest = rest.trim_start_matches(',').trim_start();
            }
            self.expect('}');
        }
        self.selectors.push(selector.clone());
        selector
    }

    fn word(&mut self) -> String {
        let end =
            self.rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        assert!(!word.is_empty(), "a word is wanted: {}", self.rest);
        self.rest = rest.trim_start();
        word.to_owned()
    }

    fn number(&mut self) -> f64 {
        let end = self.rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        number.parse().unwrap_or_else(|_| panic!("a number is wanted: {number}{rest}"))
    }

    fn sign(&mut self) -> char {
        let sign = self.rest.chars().next().expect("a sign");
        self.rest = self.rest[sign.len_utf8()..].trim_start();
        sign
    }

    fn expect(&mut self, wanted: char) {
        assert!(self.rest.starts_with(wanted), "{wanted} is wanted: {}", self.rest);
        self.sign();
    }
}

fn sum(of: Vector, by: &[String]) -> Vector {
    let mut sums: BTreeMap<Labels, f64> = BTreeMap::new();
    for (mut labels, value) in of {
        labels.retain(|label, _| by.contains(label));
        *sums.entry(labels).or_default() += value;
    }
    sums.into_iter().collect()
}

/// As Prometheus does it, but for the place inside of a bucket: the upper bound of the bucket is taken. Buckets that
/// nothing fell into have no quantile.
fn histogram_quantile(quantile: f64, buckets: Vector) -> Vector {
    let bound = |labels: &Labels| match labels["le"].as_str() {
        "+Inf" => f64::INFINITY,
        bound => bound.parse().unwrap(),
    };
    let mut buckets: Vec<(f64, f64)> = buckets.iter().map(|(labels, value)| (bound(labels), *value)).collect();
    buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
    let Some((_, all)) = buckets.last().copied().filter(|(_, all)| *all > 0.0) else { return Vec::new() };
    let found = buckets.iter().find(|(_, below)| *below >= quantile * all);
    found.map(|(bound, _)| vec![(Labels::new(), *bound)]).unwrap_or_default()
}

#[test]
fn the_language_is_read_as_it_is_written() {
    let (zero, one) = (Scrape::read("a{x=\"1\"} 0\nb 10\n"), Scrape::read("a{x=\"1\"} 6\nb 10\n"));
    for holds in ["a > 5", "a{x=\"1\"} / a > 0.5", "increase(a{x=~\"1|2\"}[1h]) > 5", "absent(c{job=\"steward\"})"] {
        assert!(fires(holds, &zero, &one), "{holds}");
    }
    for does_not in ["a > 6", "increase(a[1h]) > 6", "sum(rate(a[1m])) > 0.1", "a{x!=\"1\"} > 0", "absent(b)", "c > 0"]
    {
        assert!(!fires(does_not, &zero, &one), "{does_not}");
    }
    let buckets = "h{le=\"1\"} 0\nh{le=\"2.5\"} 0\nh{le=\"+Inf\"} 0\n";
    let (zero, one) = (Scrape::read(buckets), Scrape::read(&buckets.replace("} 0", "} 3").replacen("} 3", "} 2", 1)));
    assert!(fires("histogram_quantile(0.99, sum by (le) (rate(h[10m]))) > 1", &zero, &one));
    assert!(!fires("histogram_quantile(0.5, sum by (le) (rate(h[10m]))) > 1", &zero, &one));
}
