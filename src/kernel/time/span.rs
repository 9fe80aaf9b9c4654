//! Spans: half-open stretches of time `[start, end)`. Two that touch do not overlap, so one may follow the other.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A stretch of time from `start`, inclusive, to `end`, exclusive; never empty. Build it with [`Span::new`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends")]
#[non_exhaustive]
pub struct Span {
    /// The first instant inside.
    pub start: DateTime<Utc>,
    /// The first instant after it.
    pub end: DateTime<Utc>,
}

/// The refusal of a span whose end is not after its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a span must end after it starts")]
pub struct EmptySpan;

/// A span as it stands in JSON, before anybody has looked at it.
#[derive(Deserialize)]
struct Ends {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl TryFrom<Ends> for Span {
    type Error = EmptySpan;

    fn try_from(ends: Ends) -> Result<Self, EmptySpan> {
        Self::new(ends.start, ends.end)
    }
}

impl Span {
    /// The span `[start, end)`, refused where `end` is not after `start`.
    pub fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Result<Self, EmptySpan> {
        if start < end { Ok(Self { start, end }) } else { Err(EmptySpan) }
    }

    /// Elapsed time, as a stopwatch has it.
    pub fn duration(&self) -> TimeDelta {
        self.end - self.start
    }

    /// Elapsed whole minutes, rounded down.
    pub fn minutes(&self) -> i64 {
        self.duration().num_minutes()
    }

    /// Whether `instant` lies inside; the end does not.
    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Whether all of `other` lies inside.
    pub fn covers(&self, other: &Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share an instant; spans that only touch do not.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// What the two share.
    pub fn intersection(&self, other: &Span) -> Option<Span> {
        Self::new(self.start.max(other.start), self.end.min(other.end)).ok()
    }

    /// Both as one span, where they overlap or touch.
    pub fn union(&self, other: &Span) -> Option<Span> {
        let apart = self.end < other.start || other.end < self.start;
        (!apart).then(|| Span { start: self.start.min(other.start), end: self.end.max(other.end) })
    }

    /// What is left of it without `holes`, which may come in any order and overlap.
    pub fn subtract(&self, holes: &[Span]) -> Vec<Span> {
        without(&[*self], &merged(holes.to_vec()))
    }

    /// The span with `before` and `after` added at its ends; what is negative counts as nothing.
    pub fn widened(&self, before: TimeDelta, after: TimeDelta) -> Span {
        let zero = TimeDelta::zero();
        Span { start: self.start - before.max(zero), end: self.end + after.max(zero) }
    }
}

/// The same time as few spans: in order, with those that overlap or touch joined.
pub fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// What is left of `spans` without `holes`. Both must be as [`merged`] returns them; one walk through the two.
pub fn without(spans: &[Span], holes: &[Span]) -> Vec<Span> {
    let mut left = Vec::with_capacity(spans.len());
    let mut ahead = holes;
    for span in spans {
        // A hole that ends before this span cannot reach a later one either.
        ahead = &ahead[ahead.partition_point(|hole| hole.end <= span.start)..];
        let mut from = span.start;
        for hole in ahead.iter().take_while(|hole| hole.start < span.end) {
            left.extend(Span::new(from, hole.start));
            from = hole.end;
        }
        left.extend(Span::new(from, span.end));
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minute * 60, 0).unwrap()
    }

    fn span(start: i64, end: i64) -> Span {
        Span::new(at(start), at(end)).unwrap()
    }

    #[test]
    fn a_span_must_end_after_it_starts() {
        assert_eq!(Span::new(at(5), at(5)), Err(EmptySpan));
        assert_eq!(Span::new(at(6), at(5)), Err(EmptySpan));
        let backwards = r#"{"start":"2026-11-23T10:00:00Z","end":"2026-11-23T09:00:00Z"}"#;
        assert!(serde_json::from_str::<Span>(backwards).is_err());
    }

    #[test]
    fn a_span_survives_json() {
        let text = serde_json::to_string(&span(1, 2)).unwrap();
        assert_eq!(serde_json::from_str::<Span>(&text).unwrap(), span(1, 2));
    }

    #[test]
    fn spans_that_touch_do_not_overlap_but_join() {
        assert!(!span(0, 10).overlaps(&span(10, 20)));
        assert!(span(0, 11).overlaps(&span(10, 20)));
        assert_eq!(span(0, 10).union(&span(10, 20)), Some(span(0, 20)));
        assert_eq!(span(0, 9).union(&span(10, 20)), None);
        assert_eq!(
            merged(vec![span(10, 20), span(30, 40), span(0, 10), span(32, 35)]),
            vec![span(0, 20), span(30, 40)]
        );
    }

    #[test]
    fn the_end_is_outside() {
        assert!(span(0, 10).contains(at(0)));
        assert!(!span(0, 10).contains(at(10)));
        assert!(span(0, 10).covers(&span(0, 10)));
        assert!(!span(0, 10).covers(&span(0, 11)));
        assert_eq!(span(0, 10).intersection(&span(10, 20)), None);
        assert_eq!(span(0, 10).intersection(&span(5, 20)), Some(span(5, 10)));
    }

    #[test]
    fn holes_are_cut_out_in_any_order() {
        assert_eq!(
            span(0, 100).subtract(&[span(40, 60), span(50, 70), span(10, 20)]),
            vec![span(0, 10), span(20, 40), span(70, 100)]
        );
        assert_eq!(span(10, 20).subtract(&[span(0, 30)]), vec![]);
        assert_eq!(span(10, 20).subtract(&[span(0, 10), span(20, 30)]), vec![span(10, 20)]);
        let one_hole_over_two = without(&[span(0, 10), span(20, 30)], &[span(5, 25)]);
        assert_eq!(one_hole_over_two, vec![span(0, 5), span(25, 30)]);
    }

    #[test]
    fn widening_never_narrows() {
        assert_eq!(span(10, 20).widened(TimeDelta::minutes(5), TimeDelta::minutes(7)), span(5, 27));
        assert_eq!(span(10, 20).widened(TimeDelta::minutes(-5), TimeDelta::zero()), span(10, 20));
    }
}
