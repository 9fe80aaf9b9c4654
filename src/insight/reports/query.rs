//! What the address of a report asks for.

use super::which::Which;
use serde::Deserialize;
use url::form_urlencoded;

/// What the address of a report says; each reads what is its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ReportQuery {
    /// What assets are counted by, or how lines are summed.
    pub by: String,
    /// At the end of which day.
    pub on: String,
    /// Of which category and all below it.
    pub category: String,
    /// Of which model.
    pub model: String,
    /// At which place.
    pub location: String,
    /// `on`: asset by asset.
    pub each: String,
    /// The first month, such as `2026-01`; of a schedule, the first day.
    pub from: String,
    /// The last month, or day.
    pub until: String,
    /// Days without a holder.
    pub days: String,
    /// `csv` or `xlsx`: as a file.
    pub format: String,
}

impl ReportQuery {
    /// Reads what is behind a question mark; what is unknown asks nothing.
    pub fn of(text: &str) -> ReportQuery {
        let mut query = ReportQuery::default();
        for (name, value) in form_urlencoded::parse(text.trim_start_matches('?').as_bytes()) {
            if let Some((_, own)) = query.all_mut().into_iter().find(|(known, _)| *known == name) {
                *own = value.into_owned();
            }
        }
        query
    }

    fn all_mut(&mut self) -> [(&'static str, &mut String); 10] {
        [
            ("by", &mut self.by),
            ("on", &mut self.on),
            ("category", &mut self.category),
            ("model", &mut self.model),
            ("location", &mut self.location),
            ("each", &mut self.each),
            ("from", &mut self.from),
            ("until", &mut self.until),
            ("days", &mut self.days),
            ("format", &mut self.format),
        ]
    }

    /// What it says, name by name; the format is left out.
    pub fn said(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("by", &self.by),
            ("on", &self.on),
            ("category", &self.category),
            ("model", &self.model),
            ("location", &self.location),
            ("each", &self.each),
            ("from", &self.from),
            ("until", &self.until),
            ("days", &self.days),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.as_str())).collect()
    }

    /// The same as it stands behind a question mark.
    pub fn text(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.said()).finish()
    }

    /// What of it a report reads whatever the day is; how its lines are summed anyway is left out.
    pub fn kept_for(&self, which: Which) -> ReportQuery {
        let mut kept = self.clone();
        if kept.by == which.usual_lines() {
            kept.by.clear();
        }
        for (name, value) in kept.all_mut() {
            if !which.filters().contains(&name) {
                value.clear();
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let query = ReportQuery::of("?by=place&location=a%20b&until=2026-01-01&nothing=1&format=csv");
        assert_eq!((query.by.as_str(), query.location.as_str(), query.format.as_str()), ("place", "a b", "csv"));
        assert_eq!(query.text(), "by=place&location=a+b&until=2026-01-01");
        assert_eq!(query.kept_for(Which::Maintenance).text(), "by=place&location=a+b");
        assert_eq!(query.kept_for(Which::Overdue), ReportQuery::default());
        assert_eq!(ReportQuery::of("by=month&until=2026-01").kept_for(Which::Journal), ReportQuery::default());
        assert_eq!(ReportQuery::of("by=year&from=2026-01").kept_for(Which::Journal).text(), "by=year");
        assert_eq!(ReportQuery::of("by=each").kept_for(Which::Maintenance), ReportQuery::default());
    }
}
